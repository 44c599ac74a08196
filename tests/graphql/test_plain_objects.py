"""Objects that are answered in one step have the answer of graphql-core, to the last error."""

import asyncio
import gc
import os
import weakref
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
import strawberry
from graphql import DocumentNode, GraphQLError, GraphQLSchema, execute, parse, validate
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from app.concurrency import Turns
from app.deps import Deps
from app.graphql.api import Schema
from app.graphql.context import Context
from app.graphql.guard.budget import Budget, CountingExecution
from app.graphql.plain_objects import PlainExecution
from app.graphql.plans import Plans
from app.graphql.schema.common.fast_fields import attach
from app.graphql.schema.common.fields import output_field, resolved_field
from app.graphql.schema.common.scalars import SCALARS
from app.graphql.schema.root import Query
from app.services import accounts
from tests.factories import Holder
from tests.graphql.guard.test_cost import filled as filled_account
from tests.graphql.guard.test_cost import queries
from tests.graphql.made_objects import Made as MadeAny
from tests.graphql.made_objects import Maker, kinds, rooted


@strawberry.enum
class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


@strawberry.type
class Thing:
    number: int = output_field("A number.")
    text: str | None = output_field("A text.")
    color: Color = output_field("A color.")
    things: list["Thing | None"] = output_field("Things.", most_items=3)
    other: "Thing | None" = output_field("Another thing.")
    owner_name: str = output_field("A name.")

    @resolved_field("A thing that may be attached.", attachable=True)
    def attached(self) -> "Thing | None":
        return self.other


@strawberry.type
class Roots:
    @strawberry.field
    def things(self, info: strawberry.Info) -> list[Thing]:
        return list(info.context.things)


@dataclass
class Made:
    """The context of an execution."""

    things: list[Thing]

    def __post_init__(self) -> None:
        self.budget, self.plans = Budget(), Plans()
        self.give_way = Turns(lambda: 0.0).of("a")


def made(execution: type[CountingExecution]) -> Schema:
    return Schema(query=Roots, execution_context_class=execution)


PLAIN, CORE = made(PlainExecution), made(CountingExecution)

# Now and then a value that the schema does not allow: an error with a path, and a null where it may be.
_NUMBERS = st.sampled_from([1, 2, 3, 4, 5, None, "seven", 2**40])
_TEXTS = st.sampled_from(["a", "b", None, 7])
_COLORS = st.sampled_from([Color.RED, Color.BLUE, Color.BLUE, None])


@st.composite
def things(draw: st.DrawFn, deep: int = 2) -> Thing:
    thing = Thing(
        number=draw(_NUMBERS) if draw(st.integers(0, 4)) == 0 else 1,  # type: ignore[arg-type]
        text=draw(_TEXTS),  # type: ignore[arg-type]
        color=draw(_COLORS) if draw(st.integers(0, 4)) == 0 else Color.RED,  # type: ignore[arg-type]
        things=draw(st.lists(st.none() | things(deep - 1), max_size=3)) if deep else [],
        other=draw(st.none() | things(deep - 1)) if deep else None,
        owner_name="Ann",
    )
    if draw(st.booleans()):
        attach(thing, "attached", thing.other)
    return thing


_LEAVES = ["number", "text", "color", "ownerName", "name: ownerName", "__typename"]


@st.composite
def selections(draw: st.DrawFn, deep: int = 2) -> str:
    parts = draw(st.lists(st.sampled_from(_LEAVES), min_size=1, max_size=4, unique=True))
    for name in (
        draw(st.lists(st.sampled_from(["things", "other", "attached"]), max_size=2, unique=True)) if deep else []
    ):
        parts.append(f"{name} {{ {draw(selections(deep - 1))} }}")
    if draw(st.booleans()):
        parts.append("... on Thing @include(if: $yes) { number text }")
    if draw(st.booleans()):
        parts.append("...Parts")
    return " ".join(parts)


def answered(schema: Schema, query: str, given: list[Thing]) -> tuple[Any, list[Any], int]:
    context = Made(given)
    query = f"query ($yes: Boolean! = true) {{ {query} }} fragment Parts on Thing {{ color @skip(if: $yes) text }}"
    result = asyncio.run(schema.execute(query, context_value=context))
    errors: list[GraphQLError] = result.errors or []
    return result.data, [(error.path, error.message) for error in errors], context.budget.objects


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(things(), max_size=4), selections())
def test_plain_objects_are_those_of_graphql_core(given: list[Thing], selected: str) -> None:
    query = f"things {{ {selected} }}"
    expected = answered(CORE, query, given)
    assert answered(PLAIN, query, given) == expected
    event(f"errors: {bool(expected[1])}")
    event(f"objects: {min(4, expected[2])}")


def whole(execution: type[CountingExecution]) -> Schema:
    return Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS), execution_context_class=execution)


filled = filled_account
WHOLE_PLAIN, WHOLE_CORE = whole(PlainExecution), whole(CountingExecution)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_the_api_answers_as_graphql_core_does(
    deps: Deps, partner: Holder, filled: dict[str, str], data: st.DataObject
) -> None:
    holder = await accounts.authenticate(partner.key, deps.clock.now())
    assert holder
    query = data.draw(queries(filled))
    answers = [
        await schema.execute(query, context_value=Context(deps, holder, "request"))
        for schema in (WHOLE_PLAIN, WHOLE_CORE)
    ]
    plain, core = ((one.data, [error.message for error in one.errors or []]) for one in answers)
    assert plain == core


CASES = int(os.environ.get("NUDGE_ANSWERS", "100"))
CALLS = 3
"""Of each document, with other objects and now and then other variables. The plans are kept from call to call."""


@pytest.fixture
def collected() -> Iterator[None]:
    """Collects what the test made, within its filters of warnings. Nothing is collected at another time: the warning of
    a coroutine cannot be written in a frame without builtins, such as that of a named tuple."""
    gc.freeze()
    gc.disable()
    yield
    gc.collect()
    gc.enable()
    gc.unfreeze()


# graphql-core does not await the resolvers beside a field that fails at once.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.usefixtures("collected")
async def test_any_objects_of_the_api_are_answered_as_graphql_core_does() -> None:
    """Every type of the API, with aliases, fragments, directives, variables and planted faults: `make fuzz` tries
    thousands."""
    values = dict[str, list[Any]]()
    rooted_schema, all_kinds, planned, failed = rooted(values), kinds(), 0, 0
    for seed in range(CASES):
        maker, kept = Maker(seed), Plans()
        kind = maker.draw.choice(all_kinds)
        query = maker.query(kind)
        document = parse(query)
        assert validate(rooted_schema, document) == []
        for _ in range(CALLS):
            values |= {kind.name: [maker.object(kind) for _ in range(maker.draw.randint(1, 4))]}
            yes = maker.draw.random() < 0.5
            core = await executed(rooted_schema, document, CountingExecution, yes, Plans())
            plain = await executed(rooted_schema, document, PlainExecution, yes, kept)
            assert plain == core, (seed, query)
            failed += bool(core[1])
        gc.collect()
        planned += any(callable(plan) for of in kept.by_choice.values() for plan in of.by_key.values())
    assert planned > CASES / 2
    assert failed > CASES * CALLS / 4


@pytest.mark.parametrize("execution", [CountingExecution, PlainExecution])
@pytest.mark.usefixtures("collected")
async def test_nothing_of_a_call_waits_for_garbage_collection(execution: type[CountingExecution]) -> None:
    """About 40 objects of each call would: an API process had 7 MB of them."""
    context = MadeAny()
    gone, query = weakref.ref(context), "query Q($yes: Boolean!) { __typename @include(if: $yes) }"
    execute(rooted({}), parse(query), context_value=context, variable_values={"yes": True}, executor_class=execution)
    del context
    assert gone() is None


async def executed(
    schema: GraphQLSchema, document: DocumentNode, how: type[CountingExecution], yes: bool, plans: Plans
) -> tuple[Any, list[Any], int]:
    """The data, the errors and the number of objects."""
    context = MadeAny(plans=plans)
    result = execute(schema, document, context_value=context, variable_values={"yes": yes}, executor_class=how)
    answer = await result if isinstance(result, Awaitable) else result
    errors = sorted(((error.path, error.message) for error in answer.errors or []), key=repr)
    return answer.data, errors, context.budget.objects
