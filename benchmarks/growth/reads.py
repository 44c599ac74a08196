"""Every list of the API, and how many rows the database reads to answer it.

The lists are those of the schema: each field that answers a page or a connection, without filters and with each filter
alone. A filter or an owner of a list that has no example here is named by `missing`.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type
from strawberry.schema.config import StrawberryConfig
from tortoise.transactions import in_transaction

from app.db import rows
from app.deps import Deps
from app.domain import ids
from app.graphql.api import Schema, schema
from app.graphql.context import Context
from app.graphql.plain_objects import PlainExecution
from app.graphql.schema.common.scalars import SCALARS
from app.graphql.schema.root import Query
from app.services.accounts import KeyHolder
from benchmarks.growth.data import Grown

OWNERS = {
    "Query": "{{ {list} }}",
    "Account": "{{ account(id: $account) {{ {list} }} }}",
    "Lead": "{{ lead(accountId: $account, phone: $phone) {{ {list} }} }}",
    "WebhookEndpoint": "{{ webhookEndpoint(id: $endpoint) {{ {list} }} }}",
}
"""How the object that has a list is reached."""

FILTERS: dict[str, list[str] | dict[str, list[str]]] = {
    "search": ['"Last77"', '"lead77@example.com"', '"CRM-77"', '"(201) 000-0077"', '"0077"', '"last"'],
    "status": {
        "LeadStatus": ["QUALIFIED", "LOST", "NEW", "CONTACTED"],
        "EnrollmentStatus": ["ACTIVE", "COMPLETED", "CANCELLED"],
        "WebhookDeliveryStatus": ["DELIVERED", "ABANDONED", "FAILED"],
    },
    "optedOut": ["true", "false"],
    "sequenceId": ["$common", "$rare"],
    "enrollmentStatus": ["CANCELLED"],
    "createdSince": ['"2090-01-01T00:00:00Z"'],
    "updatedSince": ['"2090-01-01T00:00:00Z"'],
    "order": ["NEWEST", "LAST_MESSAGE"],
    "isActive": ["true"],
    "last": ["10"],
    "filter": {
        "MessageFilter": [
            "{direction: INBOUND}",
            "{status: [UNDELIVERED]}",
            "{source: [AI]}",
            "{errorCode: 30003}",
            '{since: "2090-01-01T00:00:00Z"}',
            "{sequenceId: $rare}",
        ],
        "ConversationFilter": [
            "{unread: true}",
            "{attention: [DRAFT, UNANSWERED]}",
            "{status: OPEN}",
            '{assignee: "Dana"}',
            '{search: "Last77"}',
            '{search: "last"}',
        ],
    },
}  # fmt: skip
"""Examples for the arguments that narrow or turn a list: by name, and where a name has several types, by these too."""
TOGETHER = {"enrollmentStatus": "sequenceId: $common"}
ALWAYS = {"accountId": "$account", "phone": "$phone", "before": '"2099-01-01T00:00:00Z"'}
PARTS = {"limit", "offset", "first", "after", "before"}
"""What chooses the part of a list: `deep` has examples."""


READER = Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS), execution_context_class=PlainExecution)
"""The API's queries without its limits of calls."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A list that is read: its name with its filter, and the operation."""

    name: str
    document: str


def _below(field: GraphQLField) -> GraphQLObjectType:
    kind = get_named_type(field.type)
    assert isinstance(kind, GraphQLObjectType)
    return kind


def _kinds() -> Iterator[tuple[str, str, GraphQLField]]:
    for kind in schema._schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                named = get_named_type(field.type)
                if isinstance(named, GraphQLObjectType) and {"nodes", "items"} & named.fields.keys():
                    yield kind.name, name, field


def _examples(name: str, field: GraphQLField) -> list[str] | None:
    found = FILTERS.get(name)
    if isinstance(found, dict):
        return found.get(get_named_type(field.args[name].type).name)
    return found


def missing() -> list[str]:
    """Owners and arguments of lists for which there is no example."""
    found = [f"OWNERS: {owner}" for owner, _, _ in _kinds() if owner not in OWNERS]
    for owner, name, field in _kinds():
        for argument in field.args:
            if argument not in PARTS | ALWAYS.keys() and _examples(argument, field) is None:
                found.append(f"FILTERS: {argument} of {owner}.{name}")
    return found


def _called(owner: str, name: str, field: GraphQLField, more: str, part: str, total: str) -> str:
    needed = [f"{one}: {ALWAYS[one]}" for one, arg in field.args.items() if one in ALWAYS and str(arg.type)[-1] == "!"]
    if "accountId" in field.args and not any(one.startswith("accountId") for one in needed):
        needed.append("accountId: $account")
    shown = "items" if "limit" in field.args else "nodes"
    arguments = ", ".join(filter(None, [*needed, more, part]))
    identity = "id" if "id" in _below(_below(field).fields[shown]).fields else "__typename"
    listed = f"{name}({arguments}) {{ {shown} {{ {identity} }} {total} }}"
    body = OWNERS[owner].format(list=listed)
    declared = {"account": "ID!", "phone": "PhoneNumber!", "endpoint": "ID!", "common": "ID!", "rare": "ID!"}
    used = [f"${name}: {kind}" for name, kind in declared.items() if f"${name}" in body]
    return f"query ({', '.join(used)}) {body}" if used else f"query {body}"


def lists(page: int) -> Iterator[Reading]:
    """Each list without filters and with each filter alone, as its first page of so many items."""
    for owner, name, field in _kinds():
        part = f"limit: {page}" if "limit" in field.args else f"first: {page}"
        label = name if owner == "Query" else f"{owner}.{name}"
        yield Reading(label, _called(owner, name, field, "", part, ""))
        for argument, more in _filters(field):
            with_part = "" if argument == "last" else part
            yield Reading(f"{label}({more})", _called(owner, name, field, more, with_part, ""))


def _filters(field: GraphQLField) -> Iterator[tuple[str, str]]:
    """Each argument that narrows or turns the list, as it is called with each of its examples."""
    for argument in field.args:
        for example in [] if argument in PARTS | ALWAYS.keys() else _examples(argument, field) or []:
            yield argument, ", ".join(filter(None, [f"{argument}: {example}", TOGETHER.get(argument, "")]))


def totals(*, filtered: bool = False) -> Iterator[Reading]:
    """The length of each list; if `filtered`, of each list with each filter alone."""
    for owner, name, field in _kinds():
        part, total = ("limit: 1", "total totalIsExact") if "limit" in field.args else ("first: 0", "totalCount")
        label = name if owner == "Query" else f"{owner}.{name}"
        for argument, more in _filters(field) if filtered else [("", "")]:
            if argument != "last":
                shown = f"{label}({more})" if more else label
                yield Reading(f"{shown} {{ {total.split()[0]} }}", _called(owner, name, field, more, part, total))


async def variables(of: Grown) -> dict[str, str]:
    """The values of the variables of all readings, for an account."""
    return {
        "account": ids.encode(ids.ACCOUNT, of.account_id),
        "endpoint": ids.encode(ids.WEBHOOK_ENDPOINT, of.endpoint_id),
        "common": ids.encode(ids.SEQUENCE, of.sequences[0]),
        "rare": ids.encode(ids.SEQUENCE, of.sequences[-1]),
        "phone": f"+1{2010000000 + of.number * 10000000 + 7}",
    }


async def read(deps: Deps, holder: KeyHolder, reading: Reading, values: dict[str, str]) -> int:
    """Reads the list; how many items were answered."""
    used = {name: value for name, value in values.items() if f"${name}:" in reading.document}
    context = Context(deps, holder, "growth")
    result = await READER.execute(reading.document, variable_values=used, context_value=context)
    if result.errors:
        raise RuntimeError(f"{reading.name}: {result.errors[0]}")
    return answered(result.data)


def answered(data: Any) -> int:
    """The items of an answer that has one list."""
    if isinstance(data, list):
        return len(data)
    if isinstance(data, dict):
        return sum(answered(value) for value in data.values())
    return 0


# Rows that were read whole, and entries of indexes that led to a row or were enough by themselves.
_READ = """
SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0)::bigint AS read FROM pg_class
WHERE relkind IN ('r', 'i', 'm') AND relnamespace = 'public'::regnamespace
"""


class Counter:
    """The rows and index entries that were read in the block."""

    read = 0


@asynccontextmanager
async def counting(*, by_indexes: bool = False, kept_plans: bool = False) -> AsyncIterator[Counter]:
    """Counts what the database reads in the block, whose statements are one transaction. With `by_indexes` it takes an
    index also where a table is so small that to read it whole is cheaper. With `kept_plans` it makes plans that do not
    know whose rows are read, as it keeps them with a connection."""
    counter = Counter()
    async with in_transaction() as tx:
        await tx.execute_script("SET LOCAL max_parallel_workers_per_gather = 0")  # workers count for themselves
        if by_indexes:
            await tx.execute_script("SET LOCAL enable_seqscan = off")
        if kept_plans:
            await tx.execute_script("SET LOCAL plan_cache_mode = force_generic_plan")
        [before] = await rows(_READ)
        yield counter
        [after] = await rows(_READ)
        counter.read = after.read - before.read
