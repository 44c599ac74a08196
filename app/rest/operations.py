"""The operations of REST: decode, one call, encode. Routes and `openapi.json` are both made from this table."""

from dataclasses import dataclass

from pydantic import BaseModel
from starlette.responses import Response

from app.domain.vocabulary import KeyScope
from app.models import Sequence
from app.rest import accounts, answers, conversations, leads, webhooks
from app.rest.accounts import AccountsAnswer
from app.rest.answers import Answer, DeletedAnswer, EnrolledAnswer, SequenceAnswer, SequencesAnswer
from app.rest.bodies import Body, ChangesBody, EnrollBody, ListQuery, NewSequenceBody, WindowQuery
from app.rest.calls import Call, Handler
from app.rest.conversations import (
    ConversationsAnswer,
    ConversationsQuery,
    MessageBody,
    MessagesAnswer,
    SentAnswer,
)
from app.rest.leads import BulkAnswer, ImportedAnswer, LeadBody, LeadsAnswer, LeadsBody, LeadsQuery
from app.rest.webhooks import DeletedWebhookAnswer, NewWebhookBody, WebhookAnswer, WebhooksAnswer
from app.services import sequences
from app.services.enrollment import enroll_lead, next_steps_at

ACCOUNTS = "/v1/accounts"
LIST = "/v1/accounts/{account}/sequences"
ITEM = f"{LIST}/{{sequence}}"
ENROLL = f"{ITEM}/enroll"
LEADS = "/v1/accounts/{account}/leads"
CONVERSATIONS = "/v1/accounts/{account}/conversations"
MESSAGES = f"{CONVERSATIONS}/{{phone}}/messages"
WEBHOOKS = "/v1/webhooks"
WEBHOOK = f"{WEBHOOKS}/{{webhook}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    name: str
    summary: str
    method: str
    path: str
    handler: Handler
    answer: type[Answer]
    status: int = 200
    scope: KeyScope = KeyScope.WRITE
    body: type[Body] | None = None
    query: type[BaseModel] | None = None
    also: int | None = None
    """Another status of success, with the same form of answer."""
    bulk_imports: int = 0
    """What a call counts for in the limit of bulk imports."""
    reads_conversation: bool = False
    """Whether a call counts in the limit of reads of conversations, instead of that of calls."""
    sends: bool = False
    """Whether a call counts in the account's limit of messages that people write."""


async def _list(call: Call) -> Response:
    query, account = ListQuery.model_validate(dict(call.request.query_params)), await call.account()
    found = await sequences.of_account(call.partner_id, account, query.is_active, query.window())
    shown = await _shown(call, found.rows)
    return answers.answer(
        SequencesAnswer(sequences=shown, total=found.total or 0, limit=query.limit, offset=query.offset)
    )


async def _create(call: Call) -> Response:
    new, account = NewSequenceBody.model_validate(call.body).decoded(), await call.account()
    row = await sequences.create(call.deps, call.partner_id, account, new)
    [made] = await _shown(call, [row])
    return answers.answer(made, 201)


async def _update(call: Call) -> Response:
    changes, sequence = ChangesBody.model_validate(call.body).decoded(), await call.sequence()
    row = await sequences.update(call.deps, call.partner_id, sequence, changes)
    [changed] = await _shown(call, [row])
    return answers.answer(changed)


async def _delete(call: Call) -> Response:
    count = await sequences.delete(call.deps, call.partner_id, await call.sequence())
    return answers.answer(DeletedAnswer(success=True, cancelled_enrollments=count))


async def _enroll(call: Call) -> Response:
    lead, sequence = EnrollBody.model_validate(call.body), await call.sequence()
    done = await enroll_lead(call.deps, call.partner_id, sequence, lead.phone, variables=lead.variables)
    run, deps = done.enrollment, call.deps
    expected = await next_steps_at(deps, [run])
    return answers.answer(answers.enrolled(done, expected[run.id]))


async def _shown(call: Call, rows: list[Sequence]) -> list[SequenceAnswer]:
    steps = await sequences.current_steps(call.partner_id, rows)
    counts = await sequences.counts(row.id for row in rows)
    return [answers.sequence(row, steps[row.id], counts[row.id]) for row in rows]


OPERATIONS = (
    Operation(
        name="listAccounts",
        summary="List the accounts that the key is good for, oldest first",
        method="GET",
        scope=KeyScope.READ,
        path=ACCOUNTS,
        handler=accounts.listed,
        query=WindowQuery,
        answer=AccountsAnswer,
    ),
    Operation(
        name="listSequences",
        summary="List the sequences of an account, oldest first",
        method="GET",
        scope=KeyScope.READ,
        path=LIST,
        handler=_list,
        query=ListQuery,
        answer=SequencesAnswer,
    ),
    Operation(
        name="createSequence",
        summary="Create a sequence",
        method="POST",
        path=LIST,
        handler=_create,
        body=NewSequenceBody,
        answer=SequenceAnswer,
        status=201,
    ),
    Operation(
        name="updateSequence",
        summary="Update a sequence; leads already enrolled continue on the existing steps",
        method="PATCH",
        path=ITEM,
        handler=_update,
        body=ChangesBody,
        answer=SequenceAnswer,
    ),
    Operation(
        name="deleteSequence",
        summary="Delete a sequence and cancel its active enrollments",
        method="DELETE",
        path=ITEM,
        handler=_delete,
        answer=DeletedAnswer,
    ),
    Operation(
        name="importLead",
        summary="Create a lead, or fill the empty fields of the lead with this phone",
        method="POST",
        path=LEADS,
        handler=leads.import_one,
        body=LeadBody,
        answer=ImportedAnswer,
        status=201,
        also=200,
    ),
    Operation(
        name="listLeads",
        summary="List the leads of an account, oldest first",
        method="GET",
        scope=KeyScope.READ,
        path=LEADS,
        handler=leads.listed,
        query=LeadsQuery,
        answer=LeadsAnswer,
    ),
    Operation(
        name="importLeads",
        summary="Import up to 1,000 leads in one transaction",
        method="POST",
        path=f"{LEADS}/bulk",
        handler=leads.import_many,
        body=LeadsBody,
        answer=BulkAnswer,
        bulk_imports=1,
    ),
    Operation(
        name="enrollLead",
        summary="Enroll the lead with a phone number, who is created if unknown",
        method="POST",
        path=ENROLL,
        scope=KeyScope.SEND,
        handler=_enroll,
        body=EnrollBody,
        answer=EnrolledAnswer,
    ),
    Operation(
        name="listConversations",
        summary="List the conversations of an account, the newest message first",
        method="GET",
        scope=KeyScope.READ,
        path=CONVERSATIONS,
        handler=conversations.listed,
        query=ConversationsQuery,
        answer=ConversationsAnswer,
        reads_conversation=True,
    ),
    Operation(
        name="listMessages",
        summary="List the messages of the conversation with a phone, newest first",
        method="GET",
        scope=KeyScope.READ,
        path=MESSAGES,
        handler=conversations.messages,
        query=WindowQuery,
        answer=MessagesAnswer,
        reads_conversation=True,
    ),
    Operation(
        name="sendMessage",
        summary="Send a message that a person wrote, who takes the conversation over",
        method="POST",
        scope=KeyScope.SEND,
        path=MESSAGES,
        handler=conversations.write,
        body=MessageBody,
        answer=SentAnswer,
        status=201,
        sends=True,
    ),
    Operation(
        name="createWebhook",
        summary="Create an endpoint that is told of events",
        method="POST",
        scope=KeyScope.ADMIN,
        path=WEBHOOKS,
        handler=webhooks.create,
        body=NewWebhookBody,
        answer=WebhookAnswer,
        status=201,
    ),
    Operation(
        name="listWebhooks",
        summary="List the endpoints, oldest first",
        method="GET",
        scope=KeyScope.READ,
        path=WEBHOOKS,
        handler=webhooks.listed,
        query=WindowQuery,
        answer=WebhooksAnswer,
    ),
    Operation(
        name="getWebhook",
        summary="Read an endpoint",
        method="GET",
        scope=KeyScope.READ,
        path=WEBHOOK,
        handler=webhooks.read,
        answer=WebhookAnswer,
    ),
    Operation(
        name="deleteWebhook",
        summary="Delete an endpoint: nothing is delivered to it any more",
        method="DELETE",
        scope=KeyScope.ADMIN,
        path=WEBHOOK,
        handler=webhooks.delete,
        answer=DeletedWebhookAnswer,
    ),
)
