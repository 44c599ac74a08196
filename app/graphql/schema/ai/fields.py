"""Queries and mutations of drafts, and an account's use of the model."""

from collections.abc import AsyncGenerator
from datetime import date
from typing import Annotated

import strawberry
from strawberry import Parent

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope, StepRunStatus
from app.errors import Code, refuse
from app.graphql.context import Info
from app.graphql.guard.cost import MAX_DAYS
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.ai.payloads import DraftPayload
from app.graphql.schema.ai.types import AiUsage, Draft, DraftUpdate, days
from app.graphql.schema.common.arguments import AccountId, DraftId, id_argument
from app.graphql.schema.common.fields import link, resolved_field
from app.graphql.schema.common.pages import Limit, Offset, Page, page_window
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.common.subscriptions import shown_changes, subscription_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.types import Enrollment, StepRun
from app.services import ai, subscriptions
from app.services.ai import Decided
from app.services.paging import DEFAULT_LIMIT


@link(Account, "The account's use of the model and its cost, by days in the account's time zone.")
async def ai_usage(
    account: Parent[Account],
    info: Info,
    first: Annotated[date, strawberry.argument(name="from", description="The first day.")],
    last: Annotated[
        date, strawberry.argument(name="to", description=f"The last day. The range has at most {MAX_DAYS} days.")
    ],
) -> AiUsage:
    return AiUsage.of(await info.context.loaders.ai_usage.load(days(account.row.id, first, last)))


@link(StepRun, "The text of the AI that waits for a person. Null if none waits.")
def draft(run: Parent[StepRun]) -> Draft | None:
    return Draft.of(run.entry.draft) if run.entry.draft else None


@strawberry.type
class DraftQueries:
    @resolved_field("The account's drafts that wait for a person, oldest first.")
    async def pending_drafts(
        self, info: Info, account_id: AccountId, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0
    ) -> Page[Draft]:
        part, account = page_window(info, limit, offset), info.context.decode_id(ids.ACCOUNT, account_id)
        return Page.of(await ai.pending_drafts(info.context.partner_id, account, part), part, Draft.of)

    @resolved_field("The draft with this id, while it waits for a person; null after that.")
    async def draft(self, info: Info, id: DraftId) -> Draft | None:
        return await Draft.found(info.context.partner_id, info.context.decode_id(ids.DRAFT, id))


@strawberry.type
class DraftMutations:
    @mutation_field(
        DraftPayload,
        "Sends a draft as it is, after the same checks as every step. If the lead has written since, the mutation is "
        "refused with DRAFT_STALE and the text is written again.",
        scope=KeyScope.SEND,
    )
    async def approve_draft(self, info: Info, id: DraftId) -> DraftPayload:
        context = info.context
        done = await ai.approve_draft(context.deps, context.partner_id, context.decode_id(ids.DRAFT, id))
        return await _payload(context.deps, done)

    @mutation_field(
        DraftPayload,
        "Replaces the draft with your text and sends it immediately. Only the length of the text is checked, and that "
        "it has no placeholder. You are responsible for its facts.",
        scope=KeyScope.SEND,
    )
    async def edit_draft(
        self,
        info: Info,
        id: DraftId,
        body: Annotated[
            str, strawberry.argument(description="The text, with at most `ai.maxSegments` segments of the account.")
        ],
    ) -> DraftPayload:
        context = info.context
        done = await ai.edit_draft(context.deps, context.partner_id, context.decode_id(ids.DRAFT, id), body)
        return await _payload(context.deps, done)

    @mutation_field(
        DraftPayload, "Discards a draft. The step is skipped, and the enrollment goes on with the next step."
    )
    async def reject_draft(self, info: Info, id: DraftId) -> DraftPayload:
        context = info.context
        done = await ai.reject_draft(context.deps, context.partner_id, context.decode_id(ids.DRAFT, id))
        return await _payload(context.deps, done)

    @mutation_field(
        DraftPayload,
        "Has the AI write a reply to what the lead wrote last, through the checks of every text, for a person to edit "
        "and send with `sendMessage`: nothing else sends it. It takes the place of `Conversation.suggestion`. The "
        "answer takes as long as the model, and the call counts for the account's budgets. NO_SUGGESTION if there is "
        "no text that passes the checks.",
    )
    async def suggest_reply(
        self,
        info: Info,
        conversation_id: Annotated[strawberry.ID, id_argument("The conversation's id, `cnv_…`.")],
    ) -> DraftPayload:
        context = info.context
        key = context.decode_id(ids.CONVERSATION, conversation_id)
        row = await ai.suggest_reply(context.deps, context.partner_id, key)
        return DraftPayload(success=True, draft=Draft.of_suggestion(row))


@strawberry.type
class DraftSubscriptions:
    @subscription_field(
        "Each draft of the account from now on when it begins to wait for a person, when its text changes, and when it "
        "no longer waits: then `draft` is null."
    )
    def draft_updated(self, info: Info, account_id: AccountId) -> AsyncGenerator[DraftUpdate, None]:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        changes = subscriptions.draft_changes(context.deps, context.partner_id, account, context.gather)
        return shown_changes(info, changes, DraftUpdate.of, {})


async def _payload(deps: Deps, done: Decided) -> DraftPayload:
    """The decision, and what became of the text. If the text cannot be sent, the reason is an error too."""
    step = await ai.step_of(deps, done)
    failed = step.status is StepRunStatus.FAILED
    return DraftPayload(
        success=not failed,
        enrollment=Enrollment.of(done.enrollment),
        message_sent=done.message_sent,
        reason=step.reason,
        explanation=step.explanation,
        user_errors=UserError.all_of(refuse(Code.PROVIDER_REFUSED, step.explanation, "id")) if failed else [],
    )
