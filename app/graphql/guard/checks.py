"""The checks before an operation is executed: its size, its validity and its cost."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    specified_rules,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.graphql.context import Context
from app.graphql.errors import BAD_REQUEST, TOO_COMPLEX
from app.graphql.guard.cost import MAX_COST, Bill
from app.graphql.guard.documents import Documents, parsed
from app.graphql.guard.nulls import without_nulls
from app.graphql.guard.size import too_large, variables_too_large

RULES = (*specified_rules, MaxIntrospectionDepthRule)
DOCUMENTS = Documents()


def document_errors(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """The errors of a document. A document that is too large is not validated: that could take seconds."""
    return too_large(document) or validate_document(schema, document, RULES)


class Checks(SchemaExtension):
    """Refuses an operation that is too large, not valid or too expensive. Reports the cost in every answer.

    Strawberry's own caches of parsed and validated documents count documents and not bytes, so they are not used.
    """

    bill: Bill | None = None
    requested: int = 0

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.query:
            document = DOCUMENTS.get(context.query) or parsed(context.query)
            # Strawberry's public `operation_name` is the name of the first operation if the caller gave none.
            _require_operation(document, context._provided_operation_name)
            context.graphql_document = document
        yield

    def on_validate(self) -> Iterator[None]:
        # Set even if it is empty, so that Strawberry does not validate again.
        self.execution_context.pre_execution_errors = self._found()
        yield

    def get_results(self) -> dict[str, Any]:
        if self.bill is None:
            return {}
        context: Context = self.execution_context.context
        cost = {"requested": max(self.requested, context.budget.objects), "maximum": MAX_COST}
        status = context.rate_limits
        return {"cost": cost if status is None else cost | status.cost_left()}

    def _found(self) -> list[GraphQLError]:
        context = self.execution_context
        document, variables, text = context.graphql_document, context.variables or {}, context.query or ""
        assert document is not None
        schema = context.schema._schema
        if document is not DOCUMENTS.get(text):
            if found := document_errors(schema, document):
                return found
            DOCUMENTS.keep(text, document)
        if found := variables_too_large(variables):
            return found
        if None in variables.values():
            variables = context.variables = without_nulls(schema, document, context.operation_name, variables)
        self.bill = Bill(schema, document, context.operation_name, variables)
        self.requested = self.bill.cost()
        if self.requested > MAX_COST:
            return [_too_expensive(self.requested)]
        context.context.bill, context.context.cost = self.bill, self.requested
        context.context.plans = DOCUMENTS.plans(text, document)
        context.context.budget.limited = not self.bill.is_mutation
        return []


def _require_operation(document: DocumentNode, name: str | None) -> None:
    """Refuses a document in which the operation to execute is missing or not certain."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    names = [node.name.value for node in operations if node.name]
    if not operations:
        message = "The document has no operation. Add a query, a mutation or a subscription."
    elif name is None and len(operations) > 1:
        message = "The document has several operations. Name the operation to execute in `operationName`."
    elif name is not None and name not in names:
        message = "The document has no operation with this name. Set `operationName` to a name that it has."
    else:
        return
    raise GraphQLError(message, extensions={"code": BAD_REQUEST})


def _too_expensive(cost: int) -> GraphQLError:
    message = f"The operation costs {cost:,}; {MAX_COST:,} are allowed. Select smaller pages or fewer fields."
    return GraphQLError(message, extensions={"code": TOO_COMPLEX})
