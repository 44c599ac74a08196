"""Objects whose selected fields are all read in one step are answered in one step each.

graphql-core makes about ten calls for a field. For a selection that an operation meets again, in a list or in the
events of a subscription, the reading of its fields is laid down once. Whatever is not plain, such as a child that must
be loaded, a null where none may be or an error, is left to graphql-core, with the same answer.
"""

from collections.abc import Callable
from typing import Any, Final

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    Undefined,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetails

from app.graphql.guard.budget import Budget, CountingExecution
from app.graphql.schema.common.fast_fields import NOT_LOADED, READ

Complete = Callable[[Any, Budget, GraphQLResolveInfo[Any]], Any]
"""Makes the answer of a value. Raises `NotPlain`."""
MET_ONCE: Final = object()


class NotPlain(Exception):
    """This value is left to graphql-core."""


class PlainExecution(CountingExecution):
    """Answers plain objects in one step."""

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: list[FieldDetails],
        info: GraphQLResolveInfo[Any],
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        plans, budget = self.context_value.plans, self.context_value.budget
        # The operation keeps its nodes, so an id stays that of the same node.
        key = (return_type.name, *(id(one.node) for one in field_details_list))
        plan = plans.get(key)
        if plan is None:
            plans[key] = MET_ONCE
        elif plan is MET_ONCE:
            plan = plans[key] = self._planned(return_type, field_details_list) or False
        if plan and plan is not MET_ONCE:
            before = budget.objects, budget.exceeded
            try:
                return plan(result, budget, info)
            except Exception:
                # graphql-core raises the same error, with its path; or it loads what there is to load.
                budget.objects, budget.exceeded = before
                plans[key] = False
        return super().complete_object_value(return_type, field_details_list, info, path, result, position_context)

    def _planned(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Complete | None:
        """How objects of this selection are answered; None if that is not plain."""
        middleware = self.middleware_manager
        try:
            return None if middleware and middleware.middlewares else self._of_object(kind, details)
        except NotPlain:
            return None

    def _of_object(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Complete:
        if any(one.fragment_variable_values or one.defer_usage for one in details):
            raise NotPlain
        grouped, deferred, *_ = self.collect_subfields(kind, details)
        if deferred:
            raise NotPlain
        fields = [(name, *self._of_field(kind, of_name)) for name, of_name in grouped.items()]
        is_type_of = kind.is_type_of

        def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
            budget.spend()
            if is_type_of is not None and is_type_of(value, info) is not True:
                raise NotPlain
            return {name: of_field(read(value), budget, info) for name, read, of_field in fields}

        return complete

    def _of_field(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> tuple[Callable[[Any], Any], Complete]:
        name = details[0].node.name.value
        if name == "__typename":
            return (lambda _: kind.name), (lambda value, *_: value)
        field = kind.fields.get(name)
        if field is None or READ not in field.extensions:
            raise NotPlain
        return field.extensions[READ], self._of_type(field.type, details)

    def _of_type(self, kind: GraphQLOutputType, details: list[FieldDetails]) -> Complete:
        if isinstance(kind, GraphQLNonNull):
            return _never_null(self._of_type(kind.of_type, details))
        if isinstance(kind, GraphQLList):
            return _list(self._of_type(kind.of_type, details))
        if isinstance(kind, GraphQLObjectType):
            return _or_null(self._of_object(kind, details))
        if is_leaf_type(kind):
            return _or_null(_leaf(kind.coerce_output_value))
        raise NotPlain


def _or_null(inner: Complete) -> Complete:
    def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
        if value is None:
            return None
        if value is NOT_LOADED or value is Undefined or isinstance(value, Exception):
            raise NotPlain
        return inner(value, budget, info)

    return complete


def _never_null(inner: Complete) -> Complete:
    def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
        if value is None:
            raise NotPlain
        return inner(value, budget, info)

    return complete


def _list(inner: Complete) -> Complete:
    def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
        if value is None:
            return None
        if not isinstance(value, list):
            raise NotPlain
        budget.require(len(value))
        return [inner(item, budget, info) for item in value]

    return complete


def _leaf(coerce: Callable[[Any], Any]) -> Complete:
    def complete(value: Any, *_: Any) -> Any:
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise NotPlain
        return coerced

    return complete
