"""Our runner enters the hooks of extensions as Strawberry's own does: at the same stages, in the same order."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import strawberry
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from app.graphql.hooks import Hooks

Story = list[str]


@strawberry.type
class Query:
    @strawberry.field
    def here(self) -> str:
        return "here"


class WithOurs(strawberry.Schema):
    def create_extensions_runner(self, execution_context: ExecutionContext, extensions: list[SchemaExtension]) -> Hooks:
        return Hooks(execution_context, extensions)


def _of_checks(story: Story) -> type[SchemaExtension]:
    class Checks(SchemaExtension):
        def on_parse(self) -> Iterator[None]:
            story.append("before parsing")
            yield
            story.append("after parsing")

        def on_validate(self) -> Iterator[None]:
            try:
                yield
            finally:
                story.append("validated")

        def get_results(self) -> dict[str, Any]:
            return {"cost": 1}

    return Checks


def _of_admission(story: Story) -> type[SchemaExtension]:
    class Admission(SchemaExtension):
        async def on_execute(self) -> AsyncIterator[None]:
            story.append("before execution")
            try:
                yield
            finally:
                story.append("after execution")

        async def get_results(self) -> dict[str, Any]:
            return {"limits": 2}

    return Admission


def _of_both(story: Story) -> type[SchemaExtension]:
    class Second(SchemaExtension):
        def on_operation(self) -> Iterator[None]:
            story.append("operation")
            yield

        def on_parse(self) -> None:  # type: ignore[override]
            story.append("a hook that is no generator")

        def on_execute(self) -> Iterator[None]:
            story.append("second before execution")
            yield
            story.append("second after execution")

    return Second


def _of_refusal(story: Story) -> type[SchemaExtension]:
    class Refusal(SchemaExtension):
        async def on_execute(self) -> AsyncIterator[None]:
            story.append("refused")
            raise ValueError("not admitted")
            yield

    return Refusal


Made = Callable[[Story], type[SchemaExtension]]


@pytest.mark.parametrize(
    "made",
    [
        pytest.param((), id="none"),
        pytest.param((_of_checks, _of_admission), id="one hook for each stage"),
        pytest.param((_of_checks, _of_both, _of_admission), id="several for a stage"),
        pytest.param((_of_both,), id="no generator"),
        pytest.param((_of_checks, _of_refusal), id="refused"),
    ],
)
@pytest.mark.parametrize("query", ["{ here }", "{ nowhere }", "{ here"])
async def test_the_hooks_are_entered_as_strawberry_enters_them(made: tuple[Made, ...], query: str) -> None:
    told: list[tuple[Any, ...]] = []
    for kind in (strawberry.Schema, WithOurs):
        story: Story = []
        schema = kind(query=Query, extensions=[one(story) for one in made])
        done = await schema.execute(query)
        told.append((story, done.data, [str(error) for error in done.errors or ()], done.extensions))
    assert told[0] == told[1]
    assert bool(told[0][0]) is bool(made), "the extensions have told their story"
