"""What an operation passes when it is known to be good, just before it is carried out, by whichever door it came."""

from collections.abc import AsyncIterator

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.graphql import errors
from app.graphql.context import Context
from app.services import idempotency


class Gate(SchemaExtension):
    """Answers a mutation that was answered before as it was answered then."""

    async def on_execute(self) -> AsyncIterator[None]:
        context: Context = self.execution_context.context
        if context.deps.once is not None:
            await self._keyed(context)
        yield

    async def _keyed(self, context: Context) -> None:
        once = context.deps.once
        if once is None or self.execution_context.operation_type is not OperationType.MUTATION:
            return
        if not idempotency.is_key(once.key):
            raise GraphQLError(idempotency.BAD_KEY, extensions={"code": errors.BAD_REQUEST})
        await idempotency.look(context.deps)
        if once.answer is not None:
            self.execution_context.result = ExecutionResult(data=None, errors=None)
