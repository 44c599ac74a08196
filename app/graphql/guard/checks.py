"""The checks before an operation is executed: its size, its validity and its cost."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, MaxIntrospectionDepthRule, specified_rules
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.graphql.errors import TOO_COMPLEX
from app.graphql.guard.cost import MAX_COST, Bill
from app.graphql.guard.size import too_large, variables_too_large

RULES = (*specified_rules, MaxIntrospectionDepthRule)
CACHED_DOCUMENTS = 256


@lru_cache(CACHED_DOCUMENTS)
def _faults(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """The errors of a document. A document that is too large is not validated: that could take seconds."""
    return too_large(document) or validate_document(schema, document, RULES)


class Checks(SchemaExtension):
    """Refuses an operation that is too large, not valid or too expensive. Reports the cost in every answer."""

    bill: Bill | None = None
    requested: int = 0

    def on_validate(self) -> Iterator[None]:
        # Set even if it is empty, so that Strawberry does not validate again.
        self.execution_context.pre_execution_errors = self._found()
        yield

    def get_results(self) -> dict[str, Any]:
        if self.bill is None:
            return {}
        cost = {"requested": self.requested, "maximum": MAX_COST}
        status = self.execution_context.context.rate_limits
        return {"cost": cost if status is None else cost | status.cost_left()}

    def _found(self) -> list[GraphQLError]:
        context = self.execution_context
        document, variables = context.graphql_document, context.variables or {}
        assert document is not None
        schema = context.schema._schema
        if found := _faults(schema, document) or variables_too_large(variables):
            return found
        self.bill = Bill(schema, document, context.operation_name, variables)
        self.requested = self.bill.cost()
        context.context.bill, context.context.cost = self.bill, self.requested
        return [] if self.requested <= MAX_COST else [_too_expensive(self.requested)]


def _too_expensive(cost: int) -> GraphQLError:
    message = f"The operation costs {cost:,}; {MAX_COST:,} are allowed. Select smaller pages or fewer fields."
    return GraphQLError(message, extensions={"code": TOO_COMPLEX})
