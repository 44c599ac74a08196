"""What an import's rows come to, each as if those before it were imported already."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.people.merging import CurrentLead, Merged, NamesTwoLeads, merge
from app.domain.vocabulary import ImportAction

FILLED = ("external_id", "first_name", "notes")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "phone": st.sampled_from(["+1", "+2", "+3", "+4"]),
            "external_id": st.sampled_from([None, "a", "b", "c"]),
            "first_name": st.sampled_from([None, "Ann", "Bob"]),
            "notes": st.sampled_from([None, "x"]),
            "metadata": st.none() | st.dictionaries(st.sampled_from("ab"), st.sampled_from([None, 1, 2])),
        }
    ),
    max_size=12,
)


def row(phone: str, external_id: str | None = None, **said: Any) -> dict[str, Any]:
    return {"phone": phone, "external_id": external_id, "first_name": None, "notes": None} | said


def one_by_one(rows: list[dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    """The rule as a person would say it: a table that is searched anew for each row."""
    told, table = [], list[dict[str, Any]]()
    for new in rows:
        same_phone = [lead for lead in table if lead["phone"] == new["phone"]]
        same_id = [lead for lead in table if new["external_id"] and lead["external_id"] == new["external_id"]]
        hits = same_phone + [lead for lead in same_id if lead not in same_phone]
        if len(hits) > 1:
            told.append("NAMES_TWO_LEADS")
        elif not hits:
            table.append(dict(new))
            told.append("CREATED")
        else:
            empty = {name: new[name] for name in FILLED if new[name] is not None and hits[0][name] is None}
            known: Any = hits[0].get("metadata")
            more: Any = new.get("metadata")
            if known is None and more is not None:
                empty["metadata"] = more
            elif added := {name: value for name, value in (more or {}).items() if value and not known.get(name)}:
                empty["metadata"] = {**known, **added}
            hits[0].update(empty)
            told.append("UPDATED" if empty else "SKIPPED")
    return told, table


def told(outcomes: list[Merged | NamesTwoLeads]) -> list[str]:
    return [one.action.value if isinstance(one, Merged) else one.name for one in outcomes]


@given(ROWS, st.integers(0, 12))
def test_a_call_of_many_rows_is_as_many_calls_of_one(rows: list[dict[str, Any]], cut: int) -> None:
    expected, table = one_by_one(rows)
    _, before = one_by_one(rows[:cut])
    known = [CurrentLead(lead) for lead in before]
    outcomes = merge(known, rows[cut:])
    assert told(outcomes) == expected[cut:]
    made = dict.fromkeys(one.lead for one in outcomes if isinstance(one, Merged) and one.lead.is_new)
    assert [lead.columns for lead in [*known, *made]] == table


@given(ROWS, st.integers(0, 12))
def test_only_what_was_empty_counts_as_filled(rows: list[dict[str, Any]], cut: int) -> None:
    _, before = one_by_one(rows[:cut])
    known = [CurrentLead(dict(lead)) for lead in before]
    merge(known, rows[cut:])
    for lead, was in zip(known, before, strict=True):
        assert lead.filled == {name for name in was if lead.columns[name] != was[name]}
        assert all(was[name] is None for name in lead.filled - {"metadata"})
        kept = {name: value for name, value in (was["metadata"] or {}).items() if value is not None}
        assert kept.items() <= (lead.columns["metadata"] or {}).items()


def test_a_lead_that_the_call_itself_makes_is_filled_by_its_later_rows() -> None:
    [first, second] = merge([], [row("+1", first_name="Ann"), row("+1", "a", first_name="Bob")])
    assert isinstance(first, Merged)
    assert isinstance(second, Merged)
    assert (first.action, second.action) == (ImportAction.CREATED, ImportAction.UPDATED)
    assert first.lead is second.lead
    assert first.lead.columns == row("+1", "a", first_name="Ann")


def test_a_row_that_names_two_leads_changes_neither() -> None:
    known = [CurrentLead(row("+1", "a")), CurrentLead(row("+2", "b"))]
    assert merge(known, [row("+1", "b", notes="x")]) == [NamesTwoLeads.NAMES_TWO_LEADS]
    assert [lead.filled for lead in known] == [set(), set()]
