"""What may be read from a replica, and what is no replica of the database."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.stores.replicas import (
    Fault,
    Primary,
    Sample,
    Standby,
    Written,
    fault_of,
    has_replayed,
    newest_confirmed,
    sentence,
)

MARK = UUID(int=7)
PRIMARY = Primary(place="1/5/16390", mark_id=MARK, generation=20, position=1000)
STANDBY = Standby(is_replica=True, place="1/5/16390", mark_id=MARK, generation=19, position=900, missing=0)

CASES: list[tuple[str, Standby, Standby | None, Fault | None]] = [
    ("a replica", STANDBY, None, None),
    ("a replica as it was seen before", STANDBY, STANDBY, None),
    ("a replica that has seen a newer generation than was read before it", replace(STANDBY, generation=21), None, None),
    (
        "another primary, or a promoted one",
        replace(STANDBY, is_replica=False, position=None),
        None,
        Fault.NO_REPLICA,
    ),
    ("a replica of another cluster", replace(STANDBY, place="2/5/16390"), None, Fault.OTHER_DATABASE),
    ("a replica of a copy with another mark", replace(STANDBY, mark_id=UUID(int=8)), None, Fault.OTHER_DATABASE),
    ("a replica of a former primary that goes on", STANDBY, replace(STANDBY, generation=21), Fault.OTHER_DATABASE),
    ("a replica that has not replayed a migration", replace(STANDBY, missing=1), None, Fault.NOT_MIGRATED),
    ("a reader without a log", replace(STANDBY, position=None), None, Fault.CANNOT_TELL),
]


@pytest.mark.parametrize(("standby", "before", "fault"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_with_a_replica(standby: Standby, before: Standby | None, fault: Fault | None) -> None:
    assert fault_of(PRIMARY, standby, before) is fault


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_is_told_in_one_line_with_its_mend(fault: Fault) -> None:
    told = sentence(fault, behind=12.4, detail="ConnectionRefusedError")
    assert told.startswith("Reads go to the primary: ")
    assert told.endswith(".")
    assert told.count(". ") == 1, "what is wrong, and the mend"
    assert "{" not in told


def sample(number: int, position: int, generation: int = 1, epoch: str = "e") -> Sample:
    return Sample(Written(epoch, number), generation, position, at=float(number))


def test_the_newest_sample_that_was_replayed_is_confirmed() -> None:
    samples = [sample(1, 100), sample(2, 200), sample(3, 300)]
    there = replace(STANDBY, position=200)
    assert newest_confirmed(samples, there) == samples[1]
    assert newest_confirmed(samples, replace(STANDBY, position=99)) is None
    assert newest_confirmed(samples, replace(STANDBY, position=None)) is None


def test_the_log_of_a_server_that_was_split_off_confirms_nothing_new() -> None:
    samples = [sample(1, 100, generation=19), sample(2, 200, generation=20)]
    assert newest_confirmed(samples, replace(STANDBY, position=10_000, generation=19)) == samples[0]


@given(
    writes=st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=30),
    replayed=st.integers(0, 30),
)
def test_a_partner_never_misses_its_last_write(writes: list[tuple[str, bool]], replayed: int) -> None:
    """Each write is one record of the log; after some of them a sample is taken. The replica has replayed some."""
    last, samples = dict.fromkeys("abc", 0), [sample(0, 0)]
    for number, (partner, is_sampled) in enumerate(writes, start=1):
        last[partner] = number
        if is_sampled:
            samples.append(sample(number, position=number))
    confirmed = newest_confirmed(samples, replace(STANDBY, position=replayed))
    assert confirmed is not None
    for number in last.values():
        may = has_replayed(confirmed, Written("e", number))
        event(f"may read: {may}")
        assert not may or number <= replayed


def test_numbers_of_another_epoch_and_unknown_ones_say_nothing() -> None:
    confirmed = sample(5, 100)
    assert has_replayed(confirmed, Written("e", 5))
    assert not has_replayed(confirmed, Written("another", 5))
    assert not has_replayed(confirmed, None)
