"""Two partners: whatever one does with the other's ids is what it gets with ids that do not exist.

One walk has an example for every field of the API, so the file is not split.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import DraftState, ImportJobStatus, MessageDirection, MessageStatus
from app.graphql.api import schema
from app.models import (
    Account,
    Draft,
    ImportJob,
    ImportRejection,
    Lead,
    Message,
    Partner,
    PartnerKey,
    Sender,
    Suppression,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.services import accounts
from app.services.accounts import AccountChanges, VoiceChanges
from app.services.enrollment import enroll_lead
from tests.factories import ai, make_account, make_lead, make_partner, make_sequence
from tests.graphql.client import Api
from tests.graphql.files import failed_medium
from tests.graphql.twilio_account import TWILIO, a_twilio_account

PHONE = "+14155550199"
PREFIXES: tuple[str, ...] = (ids.ACCOUNT, ids.SEQUENCE, ids.LEAD, ids.ENROLLMENT, ids.DRAFT, ids.KEY, ids.IMPORT)
PREFIXES += (ids.MESSAGE, ids.CONVERSATION, ids.SENDER, ids.WEBHOOK_ENDPOINT, ids.WEBHOOK_DELIVERY)
UNKNOWN = {prefix: ids.encode(prefix, ids.new_id()) for prefix in PREFIXES}
MALFORMED = {ids.ACCOUNT: "7", ids.SEQUENCE: "seq_", ids.LEAD: "lead_\x00", ids.ENROLLMENT: "enr_" + "é" * 26}
MALFORMED |= {ids.DRAFT: "drf_" + "u" * 26, ids.KEY: "key", ids.IMPORT: "imp_"}
MALFORMED |= {ids.MESSAGE: "msg_", ids.CONVERSATION: "cnv_" + "0" * 25}
MALFORMED |= {ids.SENDER: "snd_0", ids.WEBHOOK_ENDPOINT: "whe_", ids.WEBHOOK_DELIVERY: "whd_" + "z" * 26}

CONSENT = {"source": "PHONE", "givenAt": "2026-02-01T12:00:00Z"}
STEP = {"type": "FIXED", "message": "Mine now"}
# What each field is called with: ids by their prefix, and values that would be taken if the id were the caller's.
SAMPLES: dict[str, dict[str, Any]] = {
    "viewer": {},
    "account": {"id": ids.ACCOUNT},
    "accounts": {"search": "Theirs", "limit": 20},
    "sequences": {"accountId": ids.ACCOUNT},
    "sequence": {"id": ids.SEQUENCE},
    "enrollment": {"id": ids.ENROLLMENT},
    "enrollments": {"accountId": ids.ACCOUNT, "sequenceId": ids.SEQUENCE},
    "lead": {"accountId": ids.ACCOUNT, "phone": PHONE},
    "leads": {"accountId": ids.ACCOUNT, "limit": 20, "sequenceId": ids.SEQUENCE, "order": "NEWEST"},
    "pendingDrafts": {"accountId": ids.ACCOUNT},
    "approveDraft": {"id": ids.DRAFT},
    "editDraft": {"id": ids.DRAFT, "body": "Mine now"},
    "rejectDraft": {"id": ids.DRAFT},
    "revokeKey": {"id": ids.KEY},
    "messages": {"accountId": ids.ACCOUNT, "phone": PHONE},
    "node": {"id": ids.SEQUENCE},
    "sequencesConnection": {"accountId": ids.ACCOUNT, "first": 5},
    "enrollmentsConnection": {"accountId": ids.ACCOUNT, "sequenceId": ids.SEQUENCE, "last": 5},
    "leadsConnection": {"accountId": ids.ACCOUNT, "first": 20, "sequenceId": ids.SEQUENCE, "search": "Ann"},
    "messagesConnection": {"accountId": ids.ACCOUNT, "phone": PHONE},
    "previewSequence": {"sequenceId": ids.SEQUENCE, "phone": PHONE, "variables": {"rate": 6.25}},
    "previewSteps": {"accountId": ids.ACCOUNT, "steps": [STEP], "phone": PHONE},
    "upcomingSends": {"accountId": ids.ACCOUNT, "sequenceId": ids.SEQUENCE, "before": "2090-01-01T00:00:00Z"},
    "updateAccount": {"id": ids.ACCOUNT, "input": {"name": "Mine now"}},
    "connectTwilio": {"accountId": ids.ACCOUNT, "input": {"accountSid": TWILIO, "authToken": "mine"}},
    "disconnectTwilio": {"accountId": ids.ACCOUNT},
    "createSequence": {"accountId": ids.ACCOUNT, "input": {"name": "Mine now", "steps": [STEP]}},
    "updateSequence": {"id": ids.SEQUENCE, "input": {"isDefault": True, "steps": [STEP]}},
    "deleteSequence": {"id": ids.SEQUENCE},
    "importLead": {"accountId": ids.ACCOUNT, "input": {"phone": PHONE, "notes": "Mine now", "autoSequence": True}},
    "enrollLead": {"sequenceId": ids.SEQUENCE, "phone": PHONE, "variables": {"rate": 6.25}},
    "importLeads": {
        "accountId": ids.ACCOUNT,
        "leads": [{"phone": PHONE, "notes": "Mine now"}, {"phone": "+14155550198", "autoSequence": True}],
    },
    "enrollLeads": {"sequenceId": ids.SEQUENCE, "phones": [PHONE, "+14155550198"], "variables": {"rate": 6.25}},
    "cancelEnrollment": {"id": ids.ENROLLMENT},
    "optOutLead": {"accountId": ids.ACCOUNT, "phone": PHONE, "note": "Said so on the phone"},
    "suppressionsConnection": {"accountId": ids.ACCOUNT},
    "addSuppressions": {"accountId": ids.ACCOUNT, "phones": ["+14155550177"], "source": "Mine now"},
    "removeSuppressions": {"accountId": ids.ACCOUNT, "phones": [PHONE]},
    "optInLead": {"accountId": ids.ACCOUNT, "phone": PHONE, "consent": CONSENT},
    "updateLead": {"id": ids.LEAD, "input": {"phone": "+14155550197", "firstName": "Mallory", "status": "LOST"}},
    "startImport": {"accountId": ids.ACCOUNT, "input": {"csv": f"Phone,Notes\n{PHONE},Mine now\n"}},
    "previewImport": {"accountId": ids.ACCOUNT, "csv": f"Phone,Notes\n{PHONE},Mine now\n"},
    "importJob": {"id": ids.IMPORT},
    "importJobsConnection": {"accountId": ids.ACCOUNT, "first": 5},
    "pauseImport": {"id": ids.IMPORT},
    "resumeImport": {"id": ids.IMPORT},
    "pauseLead": {"id": ids.LEAD, "by": "Mallory"},
    "pauseEnrollment": {"id": ids.ENROLLMENT, "by": "Mallory"},
    "resumeEnrollment": {"id": ids.ENROLLMENT},
    "skipStep": {"enrollmentId": ids.ENROLLMENT, "step": 1, "by": "Mallory"},
    "sendStepNow": {"enrollmentId": ids.ENROLLMENT, "step": 0, "by": "Mallory"},
    "pauseSequence": {"id": ids.SEQUENCE, "by": "Mallory"},
    "resumeSequence": {"id": ids.SEQUENCE},
    "pauseAccount": {"id": ids.ACCOUNT, "by": "Mallory"},
    "resumeAccount": {"id": ids.ACCOUNT},
    "resumeLead": {"id": ids.LEAD},
    "eraseLead": {"id": ids.LEAD},
    "leadExport": {"id": ids.LEAD},
    "recordLeadEvent": {"accountId": ids.ACCOUNT, "phone": PHONE, "name": "signed"},
    "addSender": {"accountId": ids.ACCOUNT, "input": {"phoneNumber": "+14155550055"}},
    "updateSender": {"id": ids.SENDER, "input": {"segmentsPerSecond": 1.5}},
    "pauseSender": {"id": ids.SENDER},
    "resumeSender": {"id": ids.SENDER},
    "removeSender": {"id": ids.SENDER},
    "sendMessage": {"accountId": ids.ACCOUNT, "phone": PHONE, "body": "Mine now", "by": "Mallory"},
    "conversationsConnection": {"accountId": ids.ACCOUNT, "filter": {"status": "OPEN", "search": "Ann"}, "first": 20},
    "accountMessagesConnection": {"accountId": ids.ACCOUNT, "filter": {"direction": "INBOUND"}, "first": 5},
    "draft": {"id": ids.DRAFT},
    "markRead": {"conversationId": ids.CONVERSATION, "messageId": ids.MESSAGE},
    "assignConversation": {"conversationId": ids.CONVERSATION, "assignee": "Mallory"},
    "closeConversation": {"conversationId": ids.CONVERSATION},
    "takeOver": {"conversationId": ids.CONVERSATION, "by": "Mallory"},
    "handBack": {"conversationId": ids.CONVERSATION},
    "suggestReply": {"conversationId": ids.CONVERSATION},
    "tryVoice": {"accountId": ids.ACCOUNT, "instructions": "Say hello.", "ai": {"persona": "Mallory"}},
    "webhookEndpoints": {},
    "webhookEndpoint": {"id": ids.WEBHOOK_ENDPOINT},
    "updateWebhookEndpoint": {"id": ids.WEBHOOK_ENDPOINT, "input": {"url": "https://mine.example", "events": ["*"]}},
    "rotateWebhookSecret": {"id": ids.WEBHOOK_ENDPOINT},
    "testWebhookEndpoint": {"id": ids.WEBHOOK_ENDPOINT},
    "retryWebhookDelivery": {"id": ids.WEBHOOK_DELIVERY},
    "replayWebhookEvents": {"endpointId": ids.WEBHOOK_ENDPOINT, "since": "2026-02-01T00:00:00Z"},
    "deleteWebhookEndpoint": {"id": ids.WEBHOOK_ENDPOINT},
}
PARTNERS_OWN = {"externalId"}  # an id that the partner chose, looked up in one account
# Fields whose answers have lists of objects with lists of their own.
SHALLOW = {"recordLeadEvent": 2, "lead": 3, "enrollment": 3}
# Fields that take no id, with the reason why the walk leaves them out.
WITHOUT_IDS = {
    "createAccount": "makes a row of the caller's own, whoever else there is",
    "createKey": "takes its ids in a list: test_keys has them",
    "createWebhookEndpoint": "takes its ids in a list: test_webhooks has them",
    "simulateReply": "succeeds with the simulator only: tests/services/simulation has its two partners",
    "simulateStatus": "the same",
    "advanceClock": "takes none, and moves the clock of the installation",
}

# To revoke a key again changes nothing and finds no key. A secret is answered once, so its call takes no key.
NOT_REPEATED = {"revokeKey", "rotateWebhookSecret"}


@dataclass(frozen=True)
class Field:
    """A field of Query or Mutation, and what it is called with instead of its sample."""

    kind: str
    name: str
    definition: GraphQLField
    instead: dict[str, Any] | None = None

    def document(self) -> str:
        declared = ", ".join(f"${name}: {arg.type}" for name, arg in self.definition.args.items() if name in self.said)
        passed = ", ".join(f"{name}: ${name}" for name in self.said)
        head = f"{self.kind} ({declared})" if declared else self.kind
        call = f"{self.name}({passed})" if passed else self.name
        # The answer of a mutation costs as if every list in it were full.
        depth = SHALLOW.get(self.name, 4 if self.kind == "query" else 3) if self.instead is None else 2
        return f"{head} {{ {call} {selection(self.definition, depth)} }}"

    @property
    def said(self) -> dict[str, Any]:
        return SAMPLES[self.name] if self.instead is None else self.instead

    def variables(self, of: dict[str, str]) -> dict[str, Any]:
        return {name: of.get(value, value) if isinstance(value, str) else value for name, value in self.said.items()}


def selection(field: GraphQLField, depth: int) -> str:
    """Everything below a field, so that whatever leaks is seen."""
    named = get_named_type(field.type)
    if isinstance(named, GraphQLInterfaceType):
        # One kind: fields of the same name differ too much to be asked for in one operation.
        return f"{{ ... on Sequence {selection(GraphQLField(sequence_type()), depth)} }}"
    if not isinstance(named, GraphQLObjectType):
        return ""
    below = {
        name: one
        for name, one in named.fields.items()
        if depth >= COSTLY.get(name, 1) or is_leaf_type(get_named_type(one.type))
    }
    return (
        "{ __typename "
        + " ".join(f"{asked(name, one)} {selection(one, depth - 1)}" for name, one in below.items())
        + " }"
    )


# Fields with long lists, asked for of the first object only, or the walk would cost too much.
COSTLY = {"funnel": 4, "stats": 4}

# What a field below the first is called with: what it needs, and a short page, or the walk would cost too much.
NEEDED = {"from": '"2026-02-01"', "to": '"2026-02-28"'}


def asked(name: str, field: GraphQLField) -> str:
    given = NEEDED | ({"first": "2"} if "first" in field.args else {})
    needed = ", ".join(f"{name}: {given[name]}" for name, one in field.args.items() if name in given)
    return f"{name}({needed})" if needed else name


def node_type() -> GraphQLInterfaceType:
    found = schema._schema.type_map["Node"]
    assert isinstance(found, GraphQLInterfaceType)
    return found


def sequence_type() -> GraphQLObjectType:
    found = schema._schema.type_map["Sequence"]
    assert isinstance(found, GraphQLObjectType)
    return found


def fields() -> list[Field]:
    roots = {"query": schema._schema.query_type, "mutation": schema._schema.mutation_type}
    return [
        Field(kind, name, one)
        for kind, root in roots.items()
        if root
        for name, one in root.fields.items()
        if name not in WITHOUT_IDS
    ]


@contextmanager
def about(field: Field) -> Iterator[None]:
    """What fails in the block tells the field."""
    try:
        yield
    except Exception as error:
        error.add_note(f"field: {field.name}")
        raise


@dataclass
class TwoPartners:
    """A partner who asks, and the ids of another, who has one of everything."""

    asker: Api
    owner: Api
    theirs: dict[str, str]


@pytest.fixture
async def worlds(deps: Deps) -> AsyncIterator[TwoPartners]:
    owner, asker = await make_partner("Owner"), await make_partner("Asker")
    account = await make_account(deps, owner.id, name="Theirs")
    sequence = await make_sequence(deps, owner.id, account.id, is_default=True)
    lead = await make_lead(deps, owner.id, account.id, phone=PHONE)
    run = (await enroll_lead(deps, owner.id, sequence.id, PHONE)).enrollment
    message = await Message.create(
        account_id=account.id,
        lead_id=lead.id,
        direction=MessageDirection.INBOUND,
        status=MessageStatus.RECEIVED,
        body="confidential",
        segments=1,
        media=["https://confidential.example/1"],
        provider_sid="SM1",
        created_at=deps.clock.now(),
    )
    await failed_medium(message)
    await Suppression.create(
        partner_id=owner.id,
        account_id=account.id,
        owner_id=account.id,
        phone="+14155550166",
        source="confidential",
        created_at=deps.clock.now(),
    )
    draft = await waiting_draft(deps, owner.id, account.id)
    key = await PartnerKey.create(partner_id=owner.id, hash="0", is_main=False, name="Theirs", prefix="confidential")
    pairs = {
        ids.KEY: key,
        ids.ACCOUNT: account,
        ids.SEQUENCE: sequence,
        ids.LEAD: lead,
        ids.ENROLLMENT: run,
        ids.DRAFT: draft,
        ids.IMPORT: await an_import(deps, account),
        ids.MESSAGE: message,
        ids.CONVERSATION: lead,  # a conversation has its lead's id
        ids.SENDER: await Sender.create(account_id=account.id, phone_number="+14155550166"),
        **await an_endpoint(owner.id, account),
    }
    theirs = {prefix: ids.encode(prefix, row.id) for prefix, row in pairs.items()}
    async with a_twilio_account(deps, account) as deps, Api(deps, asker.key) as asking, Api(deps, owner.key) as owning:
        yield TwoPartners(asking, owning, theirs)


async def an_endpoint(partner_id: UUID, account: Account) -> dict[str, Any]:
    """An endpoint with a delivery."""
    made_at = account.created_at
    endpoint = await WebhookEndpoint.create(
        partner_id=partner_id, url="https://confidential.example", events=["*"], secret="sealed", created_at=made_at
    )
    lead = await Lead.create(account_id=account.id, phone="+14155550155", created_at=made_at)
    delivery = await WebhookDelivery.get(event__lead_id=lead.id)
    return {ids.WEBHOOK_ENDPOINT: endpoint, ids.WEBHOOK_DELIVERY: delivery}


async def an_import(deps: Deps, account: Account, digest: str = "0") -> ImportJob:
    """A paused import with a refused row."""
    job = await ImportJob.create(
        account_id=account.id,
        status=ImportJobStatus.PAUSED,
        digest=digest,
        dry_run=False,
        done=1,
        refused=1,
        created_at=deps.clock.now(),
    )
    await ImportRejection.create(job_id=job.id, line=2, code="INVALID_PHONE", message="confidential", cells=[PHONE])
    return job


async def waiting_draft(deps: Deps, partner_id: UUID, account_id: UUID) -> Draft:
    """A text that waits for a person."""
    await accounts.update(deps, partner_id, account_id, AccountChanges(ai=VoiceChanges(review=True)))
    reviewed = await make_sequence(deps, partner_id, account_id, steps=[ai()])
    await enroll_lead(deps, partner_id, reviewed.id, "+14155550198")
    return await Draft.get(state=DraftState.WAITING, enrollment__account_id=account_id)


async def everything() -> dict[str, list[str]]:
    """All that the database holds, by table."""
    tables = await connection().execute_query_dict("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found: dict[str, list[str]] = {table["tablename"]: [] for table in tables}
    # Any call writes `last_used_at`.
    text = "(to_jsonb(t) - 'last_used_at')::text AS text"
    selects = [f"SELECT '{name}' AS name, {text} FROM \"{name}\" t" for name in found]
    for row in await connection().execute_query_dict(" UNION ALL ".join(selects) + " ORDER BY 1, 2"):
        found[row["name"]].append(row["text"])
    return found


def test_the_walk_has_an_example_for_every_field() -> None:
    assert {field.name for field in fields()} == set(SAMPLES)


def test_the_walk_hands_over_every_id_that_a_field_takes() -> None:
    for field in fields():
        for name in field.definition.args:
            if name in PARTNERS_OWN:
                continue
            if name == "id" or name.endswith(("Id", "Ids")):
                assert field.said.get(name) in UNKNOWN, f"{field.name}({name}:) needs an id in its example"


@pytest.mark.timeout(300)  # every field of the API
async def test_another_partners_ids_are_ids_that_do_not_exist(worlds: TwoPartners) -> None:
    before = await everything()
    for field in fields():
        with about(field):
            await refused_alike(worlds, field)
            assert await everything() == before


async def refused_alike(worlds: TwoPartners, field: Field) -> None:
    document = field.document()
    answers = [await worlds.asker.answer(document, **field.variables(of)) for of in (worlds.theirs, UNKNOWN, MALFORMED)]
    assert answers[0] == answers[1] == answers[2]
    assert "errors" not in answers[0]
    assert not leaks(answers[0], worlds)
    if field.kind == "mutation":
        [payload] = answers[0]["data"].values()
        for refused in refusals(payload):
            assert refused.get("success", False) is False
            assert [error["code"] for error in refused["userErrors"]] == ["NOT_FOUND"]


@pytest.mark.timeout(300)  # every field of the API
async def test_the_same_queries_reach_the_owners_own(worlds: TwoPartners) -> None:
    for field in fields():
        if field.kind == "query":
            with about(field):
                answer = await worlds.owner.answer(field.document(), **field.variables(worlds.theirs))
                reaches_its_own(field, answer)


@pytest.mark.timeout(300)  # every filter of the API
async def test_each_filter_of_each_list_is_answered_or_refused(worlds: TwoPartners) -> None:
    for field in fields():
        if field.kind == "query":
            for said in filtered(field):
                with about(one := replace(field, instead=said)):
                    answer = await worlds.owner.answer(one.document(), **one.variables(worlds.theirs))
                    assert "INTERNAL" not in {error["extensions"]["code"] for error in answer.get("errors", ())}, said


def filtered(field: Field) -> Iterator[dict[str, Any]]:
    """What the field may be called with: what it needs, or its sample, and one value of one further argument."""
    needed = {name: value for name, value in field.said.items() if is_required_argument(field.definition.args[name])}
    for name, arg in field.definition.args.items():
        for value in values(get_nullable_type(arg.type)):
            yield needed | {name: value}
            yield field.said | {name: value}


def values(kind: Any) -> Iterator[Any]:
    """Every value of an enum or a Boolean, alone or in an input object. Of other types: none."""
    if is_enum_type(kind):
        yield from kind.values
    elif kind == GraphQLBoolean:
        yield from (True, False)
    elif is_input_object_type(kind) and not any(is_required_input_field(one) for one in kind.fields.values()):
        for name, one in kind.fields.items():
            for value in values(get_nullable_type(one.type)):
                yield {name: value}


@pytest.mark.parametrize("name", sorted(NOT_REPEATED))
async def test_the_same_mutation_reaches_the_owners_own(worlds: TwoPartners, name: str) -> None:
    """The others are called in test_idempotency, where each is repeated too."""
    [field] = [one for one in fields() if one.name == name]
    answer = await worlds.owner.answer(field.document(), **field.variables(worlds.theirs))
    reaches_its_own(field, answer)


def reaches_its_own(field: Field, answer: dict[str, Any]) -> None:
    """Otherwise the walk would prove nothing: the example is one that works for the right partner."""
    assert "errors" not in answer
    [payload] = answer["data"].values()
    assert payload
    if field.kind == "mutation":
        assert all(done.get("success", True) and not done["userErrors"] for done in refusals(payload))
    elif "total" in payload:
        assert payload["total"] > 0
    elif "totalCount" in payload:
        assert payload["totalCount"] > 0
        assert payload["edges"]


# ---------------------------------------------------------------- one foreign id among one's own


BESIDES = "query ($account: ID!, $sequence: ID!) {{ {}(accountId: $account, sequenceId: $sequence) {{ {} }} }}"


@pytest.mark.parametrize(
    ("name", "count"), [("enrollments", "total"), ("enrollmentsConnection", "totalCount"), ("leads", "total")]
)
@pytest.mark.parametrize("foreign", ["account", "sequence"])
async def test_a_foreign_id_beside_ones_own_finds_nothing(
    worlds: TwoPartners, deps: Deps, name: str, count: str, foreign: str
) -> None:
    asker = await Partner.get(name="Asker")
    account = await make_account(deps, asker.id, name="Own")
    sequence = await make_sequence(deps, asker.id, account.id)
    await enroll_lead(deps, asker.id, sequence.id, PHONE)
    own = {"account": ids.encode(ids.ACCOUNT, account.id), "sequence": ids.encode(ids.SEQUENCE, sequence.id)}
    theirs = {"account": worlds.theirs[ids.ACCOUNT], "sequence": worlds.theirs[ids.SEQUENCE]}
    document = BESIDES.format(name, count)
    assert (await worlds.asker.data(document, **own))[count] == 1
    assert (await worlds.asker.data(document, **own | {foreign: theirs[foreign]}))[count] == 0


def listed_by_cursors() -> list[Field]:
    return [field for field in fields() if field.name.endswith("Connection")]


async def test_a_foreign_cursor_leads_to_nothing_foreign(worlds: TwoPartners, deps: Deps) -> None:
    """A cursor is a place and no permission: in a list of one's own it finds one's own, or is refused."""
    account = await make_account(deps, (await Partner.get(name="Asker")).id, name="Own")
    own = {**UNKNOWN, ids.ACCOUNT: ids.encode(ids.ACCOUNT, account.id)}
    for field in listed_by_cursors():
        with about(field):
            await led_to_nothing(worlds, field, own)


async def led_to_nothing(worlds: TwoPartners, field: Field, own: dict[str, str]) -> None:
    [theirs] = (await worlds.owner.answer(field.document(), **field.variables(worlds.theirs)))["data"].values()
    for way in ("after", "before"):
        document = field.document().replace(f"{field.name}(", f'{field.name}({way}: "{theirs["edges"][0]["cursor"]}", ')
        answer = await worlds.asker.answer(document, **field.variables(own))
        assert {error["extensions"]["code"] for error in answer.get("errors", [])} <= {"BAD_CURSOR"}
        assert not leaks(answer, worlds)


# ---------------------------------------------------------------- every kind that `node` finds


async def test_node_finds_every_kind_for_its_owner_alone(worlds: TwoPartners) -> None:
    theirs = {**worlds.theirs, ids.MESSAGE: ids.encode(ids.MESSAGE, (await Message.get(provider_sid="SM1")).id)}
    theirs[ids.PARTNER] = ids.encode(ids.PARTNER, (await Partner.get(name="Owner")).id)
    kinds = {kind.name: kind for kind in schema._schema.get_possible_types(node_type())}
    found = set()
    for prefix, id in theirs.items():
        if prefix == ids.KEY:
            continue
        document = "query ($id: ID!) { node(id: $id) { __typename id } }"
        answer = await worlds.owner.data(document, id=id)
        found.add(answer["__typename"])
        below = selection(GraphQLField(kinds[answer["__typename"]]), 3)
        document = f"query ($id: ID!) {{ node(id: $id) {{ ... on {answer['__typename']} {below} }} }}"
        assert await worlds.owner.data(document, id=id)
        assert await worlds.asker.data(document, id=id) is None
    assert found == set(kinds)


def refusals(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a mutation's answer says whether it was refused: in itself, or in each of its results."""
    return [payload] if "userErrors" in payload else payload["results"]


def leaks(answer: dict[str, Any], worlds: TwoPartners) -> bool:
    text = str(answer)
    return any(word in text for word in (*worlds.theirs.values(), "Theirs", "Owner", "confidential", PHONE))
