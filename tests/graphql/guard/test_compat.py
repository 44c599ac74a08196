"""The rules that keep callers' programs working: what breaks them, and when a name may go."""

from datetime import date
from pathlib import Path

import pytest

from app.graphql.api import print_sdl
from app.graphql.guard.compat import broken, faults

RELEASED = Path(__file__).parents[3] / "schema.released.graphql"
TODAY = date(2026, 6, 1)

OLD = """
"Reading." type Query {
  "Things." things("How many." limit: Int! = 50, "By name." name: String): [Thing!]!
}
"A thing." type Thing { "Its name." name: String! "Its kind." kind: Kind! }
"A kind." enum Kind { "One." A "Another." B }
"A new thing." input New { "Its name." name: String "How many." count: Int! = 1 }
"""


def test_this_schema_can_follow_the_last_release() -> None:
    assert faults(RELEASED.read_text(), print_sdl(), date.today()) == []  # noqa: DTZ011 - a day, wherever


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Its kind." kind: Kind!', "", "Thing.kind"),
        ("name: String!", "name: String", "Thing.name"),
        ('"Another." B', "", "Kind.B"),
        ('"By name." name: String', "", "Query.things(name:)"),
        ("limit: Int! = 50", "limit: Int! = 20", "Query.things(limit:)"),
        ("limit: Int! = 50", "limit: Int!", "Query.things(limit:)"),
        ("count: Int! = 1", "count: Int! = 2", "New.count"),
        ("count: Int! = 1", 'count: Int! = 1 "More." more: Int!', "New.more"),
    ],
)
def test_what_breaks_a_caller_is_told(old: str, new: str, told: str) -> None:
    assert old in OLD
    [sentence] = faults(OLD, OLD.replace(old, new), TODAY)
    assert told in sentence


def test_additions_break_nobody() -> None:
    more = OLD.replace('"Another." B', '"Another." B "A third." C').replace(
        '"Its kind."', '"Its size." size("In." unit: String): Int "Its kind."'
    )
    assert faults(OLD, more, TODAY) == []


@pytest.mark.parametrize("part", ['"Its kind." kind: Kind!', '"By name." name: String', '"Another." B'])
@pytest.mark.parametrize(("day", "may_go"), [(date(2026, 5, 31), False), (date(2026, 6, 1), True)])
def test_a_deprecated_name_may_go_from_its_day_on(part: str, day: date, may_go: bool) -> None:
    noted = OLD.replace(part, f'{part} @deprecated(reason: "Use another one. Goes on 2026-06-01.")')
    assert faults(OLD, noted, day) == []
    assert (broken(noted, OLD.replace(part, ""), day) == []) is may_go


@pytest.mark.parametrize(
    ("reason", "good"),
    [
        ("Use name. Goes on 2027-06-30.", True),
        ("Use name.", False),
        ("Use name. Goes on 2027-02-30.", False),
        ("Use name, soon", False),
    ],
)
def test_a_deprecation_says_when(reason: str, good: bool) -> None:
    noted = OLD.replace("kind: Kind!", f'kind: Kind! @deprecated(reason: "{reason}")')
    told = "Thing.kind is deprecated without the day from which it may be removed, such as 2027-06-30."
    assert faults(OLD, noted, TODAY) == ([] if good else [told])


def test_a_deprecation_without_a_reason_says_nothing() -> None:
    assert len(faults(OLD, OLD.replace("kind: Kind!", "kind: Kind! @deprecated"), TODAY)) == 1


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('"A thing."', "Thing"),
        ('"Its kind."', "Thing.kind"),
        ('"How many." limit', "Query.things(limit:)"),
        ('"Another."', "Kind.B"),
        ('"How many." count', "New.count"),
    ],
)
def test_everything_has_a_description(text: str, path: str) -> None:
    bare = OLD.replace(text, text.rpartition('"')[2])
    assert faults(OLD, bare, TODAY) == [f"{path} has no description."]
