"""The cost of an operation is never less than the objects of its answer, and nothing answers more than the maximum."""

import asyncio
from collections.abc import Sequence
from contextvars import copy_context
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    parse,
)
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from app.deps import Deps
from app.domain import ids
from app.graphql.api import schema
from app.graphql.context import Context
from app.graphql.guard.checks import DOCUMENTS
from app.graphql.guard.cost import MAX_COST, Bill, Fielded, most_items
from app.graphql.guard.documents import MAX_BYTES, Documents
from app.graphql.plans import MOST_CHOICES
from app.models import Account
from app.providers.limiter import Level, Pour, Unlimited
from app.providers.redis.limiter import RedisLimiter
from app.services import accounts
from app.services.enrollment import enroll_lead, enroll_leads
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_account, make_deps, make_lead, make_sequence
from tests.graphql.client import JSON, Api
from tests.graphql.test_tenants import an_import
from tests.waiting import until

PHONE = "+14155550166"


def objects(value: Any) -> int:
    """The objects of an answer, its own outermost object left out."""
    if isinstance(value, dict):
        return 1 + sum(objects(one) for one in value.values())
    return sum(objects(one) for one in value) if isinstance(value, list) else 0


@pytest.fixture
async def filled(deps: Deps, partner: Holder, account: Account) -> dict[str, str]:
    """An account with 12 leads, each in 6 sequences of 9 steps; the values for the arguments that take an id."""
    sequences = [await make_sequence(deps, partner.id, account.id, steps=[fixed()] * 9) for _ in range(6)]
    leads = [await make_lead(deps, partner.id, account.id, phone=PHONE)]
    leads += [await make_lead(deps, partner.id, account.id) for _ in range(11)]
    runs = [(await enroll_lead(deps, partner.id, row.id, lead.phone)).enrollment for row in sequences for lead in leads]
    first = {ids.ACCOUNT: account, ids.SEQUENCE: sequences[0], ids.ENROLLMENT: runs[0]}
    of = {prefix: ids.encode(prefix, row.id) for prefix, row in first.items()}
    return {"accountId": of[ids.ACCOUNT], "sequenceId": of[ids.SEQUENCE], "phone": PHONE, "from": "2026-02-01"} | {
        "to": "2026-02-28",
        "account": of[ids.ACCOUNT],
        "sequence": of[ids.SEQUENCE],
        "enrollment": of[ids.ENROLLMENT],
        "node": of[ids.ENROLLMENT],
        "draft": ids.encode(ids.DRAFT, ids.new_id()),
        "webhookEndpoint": ids.encode(ids.WEBHOOK_ENDPOINT, ids.new_id()),
        "importJob": ids.encode(ids.IMPORT, (await an_import(deps, account)).id),
    }


def fielded(field: GraphQLField) -> Fielded | None:
    kind = get_named_type(field.type)
    return kind if isinstance(kind, Fielded) else None


def called(draw: st.DrawFn, name: str, field: GraphQLField, values: dict[str, str]) -> str:
    given: list[str] = []
    for argument in field.args:
        if argument == "id":
            given.append(f'id: "{values[name]}"')
        elif argument in values and argument != "sequenceId":
            given.append(f'{argument}: "{values[argument]}"')
        elif argument == "sequenceId" and name == "previewSequence":
            given.append(f'sequenceId: "{values[argument]}"')
        elif argument == "before" and name == "upcomingSends":
            given.append('before: "2090-01-01T00:00:00Z"')
        elif argument == "csv":
            given.append('csv: "Phone,Name\\n+14155550101,Ann"')
        elif argument == "steps":
            given.append('steps: [{type: FIXED, message: "Hi {{first_name}}"}]')
        elif argument in ("limit", "first") and draw(st.booleans()):
            given.append(f"{argument}: {draw(st.integers(1, 12))}")
    return f"{name}({', '.join(given)})" if given else name


def selection(
    draw: st.DrawFn, kind: GraphQLObjectType | GraphQLInterfaceType, values: dict[str, str], deep: int
) -> str:
    leaves = [name for name, one in kind.fields.items() if is_leaf_type(get_named_type(one.type)) and not one.args]
    below = [name for name in kind.fields if deep and fielded(kind.fields[name])]
    chosen = draw(st.lists(st.sampled_from(below), min_size=1, max_size=3, unique=True)) if below else []
    parts = ["__typename", *leaves[:1]]
    for name in chosen:
        field = kind.fields[name]
        inner = fielded(field)
        assert inner is not None
        parts.append(f"{called(draw, name, field, values)} {{ {selection(draw, inner, values, deep - 1)} }}")
    return " ".join(parts)


@st.composite
def queries(draw: st.DrawFn, values: dict[str, str]) -> str:
    query = schema._schema.query_type
    assert query is not None
    return f"{{ {selection(draw, query, values, draw(st.integers(2, 7)))} }}"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_no_answer_has_more_objects_than_it_costs(api: Api, filled: dict[str, str], data: st.DataObject) -> None:
    answer = await api.answer(data.draw(queries(filled)))
    if "errors" in answer:
        assert {one["extensions"]["code"] for one in answer["errors"]} == {"QUERY_TOO_COMPLEX"}
        event("refused")
        return
    count = objects(answer["data"]) - 1
    event(f"objects: {len(str(count))} digits")
    assert count <= answer["extensions"]["cost"]["requested"] <= MAX_COST


async def test_every_enrollment_of_many_leads_counts(deps: Deps, api: Api, partner: Holder, account_id: str) -> None:
    """60 leads with 7 enrollments of 50 steps each are 21,481 objects: too many, although the estimate is small."""
    account = ids.decode(ids.ACCOUNT, account_id)
    assert account is not None
    rows = [await make_sequence(deps, partner.id, account, steps=[fixed()] * 50) for _ in range(7)]
    leads = [await make_lead(deps, partner.id, account) for _ in range(60)]
    for row in rows:
        await enroll_leads(deps, partner.id, row.id, [lead.phone for lead in leads])
    many = (
        "query($a: ID!, $n: Int!) { leads(accountId: $a, limit: $n) { items { enrollments { timeline { status } } } } }"
    )
    code, message = await api.error(many, a=account_id, n=60)
    assert (code, message[:40]) == ("QUERY_TOO_COMPLEX", f"The answer has more than {MAX_COST:,} objects.")
    few = await api.answer(many, a=account_id, n=10)
    assert few["extensions"]["cost"]["requested"] == objects(few["data"]) - 1 == 1 + 10 * (1 + 7 * 51)
    last = "{ items { enrollments(limit: 2) { timeline { status } } consentHistory(limit: 3) { rule } } }"
    paged = await api.answer(f"query($a: ID!) {{ leads(accountId: $a, limit: 10) {last} }}", a=account_id)
    assert objects(paged["data"]) - 1 == 1 + 10 * (1 + 2 * 51) <= paged["extensions"]["cost"]["requested"]


BULK = "results { success lead { id } enrollment { id } userErrors { code } } userErrors { code }"


async def test_a_mutation_costs_at_least_its_answer_before_it_begins(api: Api, account_id: str) -> None:
    """The answer of a mutation is never cut off, so its cost must be a bound before anything is changed."""
    texts = "firstName lastName name email propertyAddress externalId source notes timeZone".split()
    bad: dict[str, Any] = {"phone": "1", "metadata": [1], **dict.fromkeys(texts, "x" * 9000)}
    query = f"mutation($a: ID!, $leads: [LeadInput!]!) {{ importLeads(accountId: $a, leads: $leads) {{ {BULK} }} }}"
    for rows in ([bad] * 3, [{"phone": "+14155550101"}] * 7):
        answer = await api.answer(query, a=account_id, leads=rows)
        bill = Bill(schema._schema, parse(query), None, {"a": account_id, "leads": rows})
        assert objects(answer["data"]) - 1 <= bill.cost() == answer["extensions"]["cost"]["requested"]
    steps = [{"type": "FIXED"}] * 50
    create = """mutation($a: ID!, $s: [StepInput!]!) {
      createSequence(accountId: $a, input: {name: "", steps: $s}) { userErrors { code } } }"""
    answer = await api.answer(create, a=account_id, s=steps)
    assert objects(answer["data"]) - 1 <= answer["extensions"]["cost"]["requested"]


def test_every_list_has_a_bound() -> None:
    """A list of objects is the part of a page, or declares the most that it has."""
    unbounded = {
        f"{kind.name}.{name}"
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if is_list_type(field.type.of_type if is_non_null_type(field.type) else field.type)
        and fielded(field)
        and most_items(field) is None
        and not kind.name.endswith(("Page", "Connection"))
    }
    assert unbounded == {"AiUsage.days", "SendingStats.days"}  # a day each from `from` to `to`


# ---------------------------------------------------------------- introspection


async def test_introspection_counts_and_the_usual_one_passes(api: Api) -> None:
    answer = await api.answer(get_introspection_query(descriptions=True))
    count, requested = objects(answer["data"]) - 1, answer["extensions"]["cost"]["requested"]
    assert 1_000 < count <= requested <= MAX_COST
    many = " ".join(f"a{n}: __schema {{ types {{ fields {{ name type {{ name }} }} }} }}" for n in range(29))
    code, _ = await api.error(f"{{ {many} }}")
    assert code == "QUERY_TOO_COMPLEX"


@pytest.mark.parametrize(
    "inner",
    [
        "types { name fields { name args { name type { ofType { ofType { name } } } } } }",
        "directives { args { name } } queryType { fields { type { enumValues { name } } } }",
        "types { possibleTypes { name } interfaces { name } inputFields { name type { name } } enumValues { name } }",
        "types { ...T } } } fragment T on __Type { fields { ...F ...F } } fragment F on __Field { type { kind }",
    ],
)
async def test_introspection_never_answers_more_than_it_costs(api: Api, inner: str) -> None:
    opened = inner if "fragment" in inner else f"{inner} }} }}"
    answer = await api.answer(f"{{ __schema {{ {opened}" + (" }" if "fragment" in inner else ""))
    assert 0 < objects(answer["data"]) - 1 <= answer["extensions"]["cost"]["requested"]


# ---------------------------------------------------------------- documents


async def test_a_document_of_more_than_100_kb_is_refused(api: Api) -> None:
    for text in ("x" * MAX_BYTES, "é" * (MAX_BYTES // 2)):
        code, message = await api.error(f'{{ account(id: "{text}") {{ id }} }}')
        assert code == "QUERY_TOO_COMPLEX"
        assert "100,000 are allowed" in message


def test_the_kept_documents_stay_within_their_memory() -> None:
    kept = Documents(most=1_000_000)
    texts = [f'{{ account(id: "{number}{"x" * 9_000}") {{ id }} }}' for number in range(40)]
    for text in texts:
        kept.keep(text, parse(text))
        assert kept.bytes <= 1_000_000
    assert kept.get(texts[0]) is None
    assert kept.get(texts[-1]) is not None


def test_the_plans_of_a_document_count_as_its_memory_while_it_is_kept() -> None:
    kept, text, other = Documents(most=1_000_000), "{ viewer { partner { id } } }", "{ viewer { partner { name } } }"
    document = parse(text)
    kept.keep(text, document)
    alone, plans = kept.bytes, kept.plans(text, document)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    for yes in (True, False):
        plans.of(operation, {"yes": yes}).keep(("Partner",), None, 20)
    assert kept.bytes == alone + plans.bytes
    assert plans.of(operation, {"yes": True, "name": "Ann"}) is plans.of(operation, {"yes": True})
    assert plans.of(operation, {"yes": True}) is not plans.of(operation, {"yes": False})

    for number in range(2 * MOST_CHOICES):  # of as many variables: the oldest plans are given back
        plans.of(operation, {f"yes{number}": True}).keep(("Partner",), None, 20)
    assert alone < kept.bytes < alone + 20_000 * MOST_CHOICES
    assert kept.plans(text, parse(text)) is not plans  # another document of the same text has other nodes

    plans.of(operation, {}).keep(("Partner",), None, 3_000)  # too large: the document is kept no longer
    assert kept.get(text) is None
    kept.keep(other, parse(other))
    plans.of(operation, {}).keep(("Partner",), None, 3_000)
    assert kept.get(other) is not None


async def test_only_valid_documents_are_kept(api: Api) -> None:
    good, bad = '{ account(id: "kept") { id } }', "{ accountt { id } }"
    await api.answer(good)
    await api.answer(bad)
    assert DOCUMENTS.get(good) is not None
    assert DOCUMENTS.get(bad) is None


# ---------------------------------------------------------------- what is refused


@pytest.fixture
async def cheap(clock: FixedClock, redis_url: str, flush_redis: None) -> Any:
    limiter = RedisLimiter(redis_url, 10.0)
    yield make_deps(clock, limiter=limiter, nudge_cost_per_minute=40_000, nudge_sends_per_minute=2)
    await limiter.close()


async def test_what_is_refused_as_too_complex_is_free(cheap: Deps, partner: Holder) -> None:
    huge = "{ accounts(limit: 250) { items { sequences(limit: 250) { items { id } } } } }"
    async with Api(cheap, partner.key) as api:
        for _ in range(5):
            code, message = await api.error(huge)
            assert (code, "Try again" in message) == ("QUERY_TOO_COMPLEX", False)
        left = (await api.answer("{ accounts(limit: 1) { total } }"))["extensions"]["cost"]["available"]
    assert left == 40_000 - 1


async def test_what_is_read_beside_the_objects_of_the_answer_costs(api: Api, account_id: str) -> None:
    lead = ids.encode(ids.LEAD, ids.new_id())
    exports = " ".join(f'a{number}: leadExport(id: "{lead}")' for number in range(9))
    code, message = await api.error(f"{{ {exports} }}")
    assert (code, "costs 22,500" in message) == ("QUERY_TOO_COMPLEX", True)
    preview = "query($a: ID!, $csv: String!) { a: %s b: %s c: %s }".replace(
        "%s", "previewImport(accountId: $a, csv: $csv) { __typename }"
    )
    code, _ = await api.error(preview, a=account_id, csv="a," * 400_000)
    assert code == "QUERY_TOO_COMPLEX"
    answer = await api.answer(preview, a=account_id, csv="Phone\n" * 100)
    assert answer["extensions"]["cost"]["requested"] == 3 * (6 + 1)


async def test_what_can_never_fit_is_told_at_once(cheap: Deps, partner: Holder, account_id: str) -> None:
    one = f'sendMessage(accountId: "{account_id}", phone: "{PHONE}", body: "Hi") {{ success }}'
    async with Api(cheap, partner.key) as api:
        code, message = await api.error(f"mutation {{ a: {one} b: {one} c: {one} }}")
        assert code == "QUERY_TOO_COMPLEX"
        assert message == "One call may have at most 2 messages for this account. Split it into several calls."
        answer = await api.post(orjson.dumps({"query": f"mutation {{ a: {one} b: {one} c: {one} }}"}))
        assert (answer.status_code, "Retry-After" in answer.headers) == (200, False)


async def test_objects_beyond_the_estimate_are_charged(cheap: Deps, partner: Holder) -> None:
    account = await make_account(cheap, partner.id)
    await make_sequence(cheap, partner.id, account.id, steps=[fixed()] * 40)
    query = "query($a: ID!) { sequences(accountId: $a, limit: 1) { items { steps { order } } } }"
    async with Api(cheap, partner.key) as api:
        answer = await api.answer(query, a=ids.encode(ids.ACCOUNT, account.id))
        assert answer["extensions"]["cost"]["requested"] == 1 + 1 + 40
        left = (await api.answer("{ accounts(limit: 1) { total } }"))["extensions"]["cost"]["available"]
    assert 40_000 - 42 - 1 <= left < 40_000 - 7 - 1  # 7 is the estimate; the bucket leaks meanwhile


class Poured(Unlimited):
    """Notes the costs."""

    def __init__(self) -> None:
        self.costs = list[int]()

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        self.costs += [one.amount for one in pours if one.bucket.endswith(":cost")]
        return await super().pour(pours)


async def test_objects_beyond_the_estimate_are_charged_to_a_caller_who_has_left(
    clock: FixedClock, partner: Holder
) -> None:
    limiter = Poured()
    counted = make_deps(clock, limiter=limiter)
    account = await make_account(counted, partner.id)
    await make_sequence(counted, partner.id, account.id, steps=[fixed()] * 40)
    holder = await accounts.authenticate(partner.key, counted.clock.now())
    assert holder
    context = Context(counted, holder, "request")
    query = """query($a: ID!) { sequences(accountId: $a, limit: 1) { items { steps { order } } }
        leads(accountId: $a, limit: 1) { items { id } } }"""
    variables, outside = {"a": ids.encode(ids.ACCOUNT, account.id)}, copy_context()
    async with in_transaction() as tx:
        await tx.execute_query("LOCK TABLE lead")
        call = schema.execute(query, context_value=context, variable_values=variables)
        execution = asyncio.create_task(call, context=outside)  # not in this transaction

        async def has_read_the_steps() -> bool:
            return context.budget.objects > 40

        await until(has_read_the_steps)
        execution.cancel()
        with pytest.raises(asyncio.CancelledError):
            await execution
    await asyncio.gather(*counted.concurrency.begun)
    assert limiter.costs == [9, 42 - 9]


# ---------------------------------------------------------------- how arguments are read


async def test_null_for_an_optional_variable_means_its_default(api: Api, account_id: str) -> None:
    query = """query($a: ID!, $n: Int, $o: Int, $s: String) {
      leads(accountId: $a, limit: $n, offset: $o, search: $s) { limit offset } }"""
    page = await api.data(query, a=account_id, n=None, o=None, s=None)
    assert page == {"limit": 50, "offset": 0}
    code, _ = await api.error("query($a: ID!) { account(id: $a) { id } }", a=None)
    assert code == "BAD_USER_INPUT"


async def test_a_whole_number_with_a_point_counts_like_any(api: Api) -> None:
    query = "query($n: Int!) { accounts(limit: $n) { items { id } } }"
    content = b'{"query": "%s", "variables": {"n": 250.0}}' % query.encode()
    answer = (await api.post(content)).json()
    assert answer["extensions"]["cost"]["requested"] == 251


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("query A { __typename } query B { __typename }", None, "several operations"),
        ("query A { __typename } query B { __typename }", "C", "no operation with this name"),
        ("query A { __typename }", "B", "no operation with this name"),
        ("fragment A on Query { __typename }", None, "no operation"),
    ],
)
async def test_an_operation_that_is_missing_is_a_bad_request(api: Api, query: str, name: Any, words: str) -> None:
    for accept in (JSON, "application/graphql-response+json"):
        answer = await api.post(orjson.dumps({"query": query, "operationName": name}), Accept=accept)
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
        assert words in error["message"]
