"""Rate limit and idempotency, once per operation after validation."""

from asyncio import CancelledError
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from uuid import UUID

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.graphql import errors
from app.graphql.context import NO_ROW, Context
from app.graphql.guard.cost import SCOPE, Bill, Root
from app.observability import tracing
from app.services import accounts, idempotency, rate_limits, replicas

CONVERSATION = {"messages", "messagesConnection", "accountMessagesConnection", "conversationsConnection"}
SEND = "sendMessage"
IMPORT = "startImport"
VIEWER = "viewer"
EXPORT = "leadExport"


async def admit(context: Context) -> None:
    """Counts an operation. Raises a GraphQLError with RATE_LIMITED if a bucket of the partner is full."""
    amounts = amounts_of(context.bill, context.cost) if context.bill else rate_limits.Amounts()
    context.rate_limits = await rate_limits.admit(context.deps, context.partner_id, amounts)
    if context.rate_limits.too_large:
        raise GraphQLError(context.rate_limits.refusal, extensions={"code": errors.TOO_COMPLEX})
    if context.rate_limits.retry_after:
        extensions = {"code": errors.RATE_LIMITED, "retryAfter": context.rate_limits.retry_after}
        raise GraphQLError(context.rate_limits.refusal, extensions=extensions)


async def counted(context: Context, result: ExecutionResult) -> ExecutionResult:
    """The result of an operation, with everything counted that was not known before its execution."""
    try:
        if context.rate_limits is None:
            await admit(context)
    except GraphQLError as refused:
        return PreExecutionError(data=None, errors=[refused])
    await charge_rest(context)
    if context.budget.exceeded or not (is_export(context.bill) or context.budget.admits(result.data)):
        return PreExecutionError(data=None, errors=[context.budget.refusal()], extensions=result.extensions)
    return result


async def charge_rest(context: Context) -> None:
    """Charges the objects beyond the estimate."""
    if context.budget.objects > context.cost:
        await rate_limits.charge(context.deps, context.partner_id, context.budget.objects - context.cost)


def is_export(bill: Bill | None) -> bool:
    """Whether the operation is the export of one lead alone. It has no pages to make smaller, so it has any length."""
    return bill is not None and [root.name for root in bill.roots] == [EXPORT]


def amounts_of(bill: Bill, cost: int) -> rate_limits.Amounts:
    """The amounts that an operation adds to the buckets."""
    roots = bill.roots
    return rate_limits.Amounts(
        cost=cost,
        reads_conversation=bool(roots) and all(root.name in CONVERSATION for root in roots),
        imports=sum(root.rows is not None or root.name == IMPORT for root in roots) if bill.is_mutation else 0,
        sends_for=tuple(_account(root) for root in roots if root.name == SEND),
    )


def require_scopes(context: Context, bill: Bill) -> None:
    """Raises FORBIDDEN if the key may not call a field of the operation. `viewer` may be read by every key."""
    for root in bill.roots:
        if root.name != VIEWER:
            context.require(scope_of(root) if bill.is_mutation else KeyScope.READ)


def scope_of(root: Root) -> KeyScope:
    """The scope that a mutation declares."""
    definition = root.definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    scope: KeyScope = definition.metadata[SCOPE]
    return scope


def ids_of(bill: Bill) -> Iterator[UUID]:
    """Every id in the arguments of the root fields, and in the fields of an input, alone or in a list."""
    for root in bill.roots:
        for argument in root.arguments.values():
            for field in argument.values() if isinstance(argument, dict) else [argument]:
                for value in field if isinstance(field, list) else [field]:
                    text = value if isinstance(value, str) else ""
                    if key := ids.decode(text.rpartition("_")[0], text):
                        yield key


def _account(root: Root) -> UUID:
    return ids.decode(ids.ACCOUNT, str(root.arguments.get("accountId"))) or NO_ROW


class Admission(SchemaExtension):
    """Counts the operation. Gives a repeated mutation its first answer."""

    async def on_execute(self) -> AsyncIterator[None]:
        context: Context = self.execution_context.context
        if context.rate_limits is None:  # a subscription by Server-Sent Events is counted before its stream begins
            await admit(context)
        if context.bill is not None:
            require_scopes(context, context.bill)
            if context.holder.account_ids:
                context.visible = await accounts.visible_ids(context.holder, ids_of(context.bill))
        if context.deps.idempotency is not None and context.bill is not None and context.bill.is_mutation:
            await self._keyed(context)
        with tracing.span("operation", operation=self.execution_context.operation_name or ""):
            try:
                async with self._room(context), self._database(context):
                    yield
            except CancelledError:  # the caller has left: no answer will be counted
                context.deps.concurrency.start(charge_rest(context))
                raise

    def _room(self, context: Context) -> AbstractAsyncContextManager[None]:
        """The operation's room in the memory of the process. A subscription takes none: it may never end."""
        if self.execution_context.operation_type is OperationType.SUBSCRIPTION:
            return nullcontext()
        return context.deps.concurrency.room(context.cost).take(context.partner_id, context.cost)

    def _database(self, context: Context) -> AbstractAsyncContextManager[None]:
        """Where the operation reads. A subscription reads what was changed a moment ago."""
        match self.execution_context.operation_type:
            case OperationType.QUERY:
                return replicas.reading(context.deps, context.partner_id)
            case OperationType.MUTATION:
                return replicas.writing(context.deps, context.partner_id)
        return nullcontext()

    async def _keyed(self, context: Context) -> None:
        once = context.deps.idempotency
        assert once is not None
        if not idempotency.is_key(once.key):
            raise GraphQLError(idempotency.INVALID_KEY, extensions={"code": errors.BAD_REQUEST})
        await idempotency.find_earlier(context.deps)
        if once.answer is not None:
            self.execution_context.result = ExecutionResult(data=None, errors=None)
