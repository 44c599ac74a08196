"""Objects whose selected fields are all read in one step are answered in one step each.

graphql-core makes about ten calls for a field. For a selection that is met again, in a list, in the events of a
subscription or in a later call with the same document, the reading of its fields is laid down once. Whatever is not
plain, such as a child that must be loaded, a null where none may be or an error, is left to graphql-core, with the same
answer.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLString,
    Undefined,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from app.graphql.guard.budget import Budget, CountingExecution, is_in_list
from app.graphql.plans import MET_ONCE
from app.graphql.schema.common.fast_fields import NOT_LOADED, READ

Complete = Callable[[Any, Budget, GraphQLResolveInfo[Any]], Any]
"""Makes the answer of a value. Raises `NotPlain`."""
MOST_FIELDS = 2_000
"""Fields of a plan: a fragment is planned wherever it is spread."""
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1


class NotPlain(Exception):
    """This value is left to graphql-core."""


class _NoValue:
    """A class that no value has."""


class _Field(NamedTuple):
    """A selected field. A value of exactly the class `as_is` is its own answer."""

    name: str
    read: Callable[[Any], Any]
    as_is: type
    complete: Complete


class PlainExecution(CountingExecution):
    """Answers plain objects in one step."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._planned = self.context_value.plans.of(self.operation, self.variable_values.coerced)
        self._not_plain = set[Any]()

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: list[FieldDetails],
        info: GraphQLResolveInfo[Any],
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        # The document keeps its nodes, so an id stays that of the same node.
        key = (return_type.name, *(id(one.node) for one in field_details_list))
        planned, budget = self._planned, self.context_value.budget
        plan = planned.by_key.get(key, planned)
        if plan is planned:
            planned.keep(key, MET_ONCE, 0)
        elif plan is MET_ONCE:
            plan = self._plan(key, return_type, field_details_list)
        if callable(plan) and key not in self._not_plain:
            before = budget.objects, budget.exceeded
            try:
                answer = plan(result, budget, info)
            except Exception:
                # graphql-core raises the same error, with its path; or it loads what there is to load.
                budget.objects, budget.exceeded = before
                self._not_plain.add(key)
                planned.failed(key)
            else:
                planned.succeeded(key)
                if not is_in_list(path):  # its lists were not counted
                    budget.add_text(answer)
                return answer
        return super().complete_object_value(return_type, field_details_list, info, path, result, position_context)

    def _plan(self, key: Any, kind: GraphQLObjectType, details: list[FieldDetails]) -> Complete | None:
        """How objects of this selection are answered; None if that is not plain."""
        middleware, plan, planner = self.middleware_manager, None, _Planner(self)
        if not (middleware and middleware.middlewares):
            with suppress(NotPlain):
                plan = planner.of_object(kind, details)
        self._planned.keep(key, plan, planner.fields)
        return plan


class _Planner:
    """Lays down how a selection is answered, and counts its fields."""

    def __init__(self, execution: PlainExecution) -> None:
        self._execution = execution
        self.fields = 0

    def of_object(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Complete:
        if any(one.fragment_variable_values or one.defer_usage for one in details):
            raise NotPlain
        grouped, deferred, *_ = self._execution.collect_subfields(kind, details)
        self.fields += len(grouped)
        if deferred or self.fields > MOST_FIELDS:
            raise NotPlain
        fields = [self._of_field(kind, name, of_name) for name, of_name in grouped.items()]
        is_type_of = kind.is_type_of

        def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
            budget.spend()
            if is_type_of is not None and is_type_of(value, info) is not True:
                raise NotPlain
            answer = {}
            for name, read, as_is, of_field in fields:
                found = read(value)
                answer[name] = found if type(found) is as_is else of_field(found, budget, info)
            return answer

        return complete

    def _of_field(self, kind: GraphQLObjectType, shown_as: str, details: list[FieldDetails]) -> _Field:
        name = details[0].node.name.value
        if name == "__typename":
            return _Field(shown_as, lambda _: kind.name, str, _not_plain)
        field = kind.fields.get(name)
        if field is None or READ not in field.extensions:
            raise NotPlain
        as_is = _AS_IS.get(get_nullable_type(field.type), _NoValue)
        return _Field(shown_as, field.extensions[READ], as_is, self._of_type(field.type, details))

    def _of_type(self, declared: GraphQLOutputType, details: list[FieldDetails]) -> Complete:
        kind, may_be_null = get_nullable_type(declared), not is_non_null_type(declared)
        if isinstance(kind, GraphQLList):
            return _or_null(_list(self._of_type(kind.of_type, details)), may_be_null)
        if isinstance(kind, GraphQLObjectType):
            return _or_null(self.of_object(kind, details), may_be_null)
        if is_leaf_type(kind):
            return _leaf(kind, may_be_null)
        raise NotPlain


_AS_IS: dict[Any, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
"""The class whose values these scalars leave as they are."""


def _not_plain(*_: Any) -> Any:
    raise NotPlain


def _or_null(inner: Complete, may_be_null: bool) -> Complete:
    def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
        if value is None and may_be_null:
            return None
        if value is None or value is NOT_LOADED or value is Undefined or isinstance(value, Exception):
            raise NotPlain
        return inner(value, budget, info)

    return complete


def _list(inner: Complete) -> Complete:
    def complete(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
        if not isinstance(value, list):
            raise NotPlain
        budget.require(len(value))
        return [inner(item, budget, info) for item in value]

    return complete


@cache
def _leaf(kind: GraphQLLeafType, may_be_null: bool) -> Complete:
    """The usual values of an Int and of an enum take one step."""
    any_value = _or_null(_coerced(kind), may_be_null)
    if kind is GraphQLInt:

        def of_int(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
            usual = type(value) is int and _SMALLEST <= value <= _LARGEST
            return value if usual else any_value(value, budget, info)

        return of_int
    if isinstance(kind, CustomGraphQLEnumType):
        members: Any = kind.wrapped_cls
        names = {one: kind.coerce_output_value(one) for one in members}

        def of_enum(value: Any, budget: Budget, info: GraphQLResolveInfo[Any]) -> Any:
            return names[value] if type(value) is members else any_value(value, budget, info)

        return of_enum
    return any_value


def _coerced(kind: GraphQLLeafType) -> Complete:
    def complete(value: Any, *_: Any) -> Any:
        coerced = kind.coerce_output_value(value)
        if coerced is None or coerced is Undefined:
            raise NotPlain
        return coerced

    return complete
