"""Ids are a round trip for us and nothing but an unknown id for everybody else."""

import re
from uuid import UUID

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain import ids

PREFIXES = st.sampled_from([ids.PARTNER, ids.ACCOUNT, ids.SEQUENCE, ids.LEAD, ids.ENROLLMENT, ids.MESSAGE, ids.DRAFT])


@given(PREFIXES, st.uuids())
def test_an_id_comes_back(prefix: str, value: UUID) -> None:
    text = ids.encode(prefix, value)
    assert re.fullmatch(rf"{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}", text)
    assert ids.decode(prefix, text) == value


@given(PREFIXES, PREFIXES, st.uuids())
def test_an_id_of_another_kind_is_unknown(prefix: str, other: str, value: UUID) -> None:
    assert (ids.decode(other, ids.encode(prefix, value)) is None) is (prefix != other)


@given(PREFIXES, st.text(max_size=40))
def test_garbage_is_unknown(prefix: str, text: str) -> None:
    assert ids.decode(prefix, text) is None


@st.composite
def almost_ids(draw: st.DrawFn) -> tuple[str, str]:
    """A prefix and an id of that kind in which up to two characters are replaced, by good ones or by similar ones."""
    prefix = draw(PREFIXES)
    chars = list(ids.encode(prefix, draw(st.uuids())))
    for _ in range(draw(st.integers(0, 2))):
        chars[draw(st.integers(0, len(chars) - 1))] = draw(st.sampled_from(ids.ALPHABET + "ilouILOUAZ-_é０ \n"))
    return prefix, "".join(chars)


@given(almost_ids())
def test_an_id_is_read_in_one_spelling_only(almost: tuple[str, str]) -> None:
    """What is read is written the same, and everything else is an unknown id."""
    prefix, text = almost
    value = ids.decode(prefix, text)
    event("unknown" if value is None else "read")
    assert (value is not None) == bool(re.fullmatch(rf"{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}", text))
    assert value is None or ids.encode(prefix, value) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seq",
        "seq_",
        "_" + "0" * 26,
        "seq" + "0" * 26,
        "seq_" + "0" * 25,
        "seq_" + "0" * 27,
        "seq_8" + "0" * 25,  # more than 128 bits
        "seq_z" + "z" * 25,
        "SEQ_" + "0" * 26,
        "seq__" + "0" * 26,
        "seq_0123456789ABCDEFGHJKMNPQRS",
        "seq_" + "0" * 25 + "l",
        "seq_" + "0" * 25 + "\n",
        " seq_" + "0" * 26,
    ],
)
def test_a_malformed_id_is_unknown(text: str) -> None:
    assert ids.decode("seq", text) is None


def test_the_ends_of_the_range() -> None:
    assert ids.encode("seq", UUID(int=0)) == "seq_" + "0" * 26
    assert ids.encode("seq", UUID(int=2**128 - 1)) == "seq_7" + "z" * 25
    assert ids.decode("seq", "seq_7" + "z" * 25) == UUID(int=2**128 - 1)


def test_the_example_of_the_specification() -> None:
    assert ids.encode("prefix", UUID("01890a5d-ac96-774b-bcce-b302099a8057")) == "prefix_01h455vb4pex5vsknk084sn02q"


def test_new_ids_are_of_version_7_and_all_different() -> None:
    made = [ids.new_id() for _ in range(1000)]
    assert {(value.version, value.variant) for value in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 1000
    assert made[0].int >> 80 <= made[-1].int >> 80


def test_ids_made_together_are_in_the_order_in_which_they_are_named() -> None:
    made = ids.new_ids(1000)
    assert made == sorted(made, key=lambda one: one.int)
    assert len(set(made)) == 1000
    assert {one.version for one in made} == {7}
    assert ids.new_ids(0) == []
