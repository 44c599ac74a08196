"""What an operation passes when it is known to be good, just before it is carried out, by whichever door it came."""

from collections.abc import AsyncIterator

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.domain import ids
from app.graphql import errors
from app.graphql.context import Context, known
from app.graphql.cost import Bill
from app.services import rate_limits
from app.services.idempotency import calls

CONVERSATION = {"messages", "messagesConnection"}
SEND = "sendMessage"


async def admit(context: Context) -> None:
    """Counts an operation. Refuses it with RATE_LIMITED if its partner has made too many."""
    asked = asked_by(context.bill, context.cost) if context.bill else rate_limits.Ask()
    context.standing = await rate_limits.admit(context.deps, context.partner_id, asked)
    if context.standing.retry_after:
        extensions = {"code": errors.RATE_LIMITED, "retryAfter": context.standing.retry_after}
        raise GraphQLError(context.standing.refusal, extensions=extensions)


async def counted(context: Context, result: ExecutionResult) -> ExecutionResult:
    """The result of an operation. One that could not be read or is not valid is counted here, as a call like any."""
    try:
        if context.standing is None:
            await admit(context)
    except GraphQLError as refused:
        return PreExecutionError(data=None, errors=[refused])
    return result


def asked_by(bill: Bill, cost: int) -> rate_limits.Ask:
    """What an operation counts as."""
    roots = list(bill.roots())
    return rate_limits.Ask(
        cost=cost,
        reads_conversation=bool(roots) and all(root.name in CONVERSATION for root in roots),
        imports=sum(root.rows is not None for root in roots) if bill.is_mutation else 0,
        sends_for=tuple(
            known(ids.ACCOUNT, str(root.arguments.get("accountId"))) for root in roots if root.name == SEND
        ),
    )


class Gate(SchemaExtension):
    """Counts the operation, and answers a mutation that was answered before as it was answered then."""

    async def on_execute(self) -> AsyncIterator[None]:
        context: Context = self.execution_context.context
        await admit(context)
        if context.deps.once is not None and context.bill is not None and context.bill.is_mutation:
            await self._keyed(context)
        yield

    async def _keyed(self, context: Context) -> None:
        once = context.deps.once
        assert once is not None
        if not calls.is_key(once.key):
            raise GraphQLError(calls.BAD_KEY, extensions={"code": errors.BAD_REQUEST})
        await calls.look(context.deps)
        if once.answer is not None:
            self.execution_context.result = ExecutionResult(data=None, errors=None)
