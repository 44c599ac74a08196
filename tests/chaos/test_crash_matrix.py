"""Every failpoint, in every way to fail: a real process fails there, and each step is in the ledger exactly once."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from app.failpoints import Action, Failpoint
from tests.chaos import cases
from tests.chaos.cases import Case, Fault, NotReached, a_case
from tests.chaos.conftest import Lend

AT_ONCE = 6
TRIES = 5  # of a fault that a busy machine does not come to
ENGINE = (
    Failpoint.PICKED,
    Failpoint.CLAIMED_BEFORE_COMMIT,
    Failpoint.CLAIMED_AFTER_COMMIT,
    Failpoint.BEFORE_POST,
    Failpoint.AFTER_POST,
    Failpoint.BEFORE_RECORD,
    Failpoint.RECORDED,
    Failpoint.DRAFT_WRITTEN,
    Failpoint.DRAFT_STORED,
)
A_LETTERS_WAY = (
    Failpoint.CLAIMED_BEFORE_COMMIT,
    Failpoint.CLAIMED_AFTER_COMMIT,
    Failpoint.BEFORE_POST,
    Failpoint.AFTER_POST,
    Failpoint.BEFORE_RECORD,
    Failpoint.RECORDED,
)
ENROLLMENT = (Failpoint.ENROLLED_BEFORE_COMMIT, Failpoint.ENROLLED_AFTER_COMMIT)
INBOUND = (Failpoint.INBOUND_BEFORE_COMMIT, Failpoint.INBOUND_AFTER_COMMIT)
EVENT = (Failpoint.EVENT_BEFORE_COMMIT, Failpoint.EVENT_AFTER_COMMIT)
NEW_PHONE = (Failpoint.LEAD_BEFORE_COMMIT, Failpoint.LEAD_AFTER_COMMIT)
ERASURE = (Failpoint.ERASED_BEFORE_COMMIT, Failpoint.ERASED_AFTER_COMMIT)
TAKEOVER = (Failpoint.TAKEN_OVER_BEFORE_COMMIT, Failpoint.TAKEN_OVER_AFTER_COMMIT)
CONNECTION = (Failpoint.CONNECTED_BEFORE_COMMIT, Failpoint.CONNECTED_AFTER_COMMIT)
ROTATION = (Failpoint.ROTATED,)  # in tests/services/accounts/test_secrets.py
SETTLING = (Failpoint.LOOKED_UP,)
PERMISSION = (Failpoint.CONSENT_BEFORE_COMMIT, Failpoint.CONSENT_AFTER_COMMIT)
SUPPRESSION = (Failpoint.SUPPRESSED_BEFORE_COMMIT, Failpoint.SUPPRESSED_AFTER_COMMIT)
PAUSE = (Failpoint.PAUSED_BEFORE_COMMIT, Failpoint.PAUSED_AFTER_COMMIT)
RESUME = (Failpoint.RESUMED_BEFORE_COMMIT, Failpoint.RESUMED_AFTER_COMMIT)
DECISION = (Failpoint.DECIDED_BEFORE_COMMIT, Failpoint.DECIDED_AFTER_COMMIT)
IMPORT = (Failpoint.IMPORTED_BEFORE_COMMIT, Failpoint.IMPORTED_AFTER_COMMIT)  # in tests/cli/test_imports.py
CALLBACK = (Failpoint.REPORT_NOTED,)
CAPPED = (Failpoint.COUNTING,)
REMOVED = (Failpoint.TEXTS_REMOVED_BEFORE_COMMIT,)  # in tests/flows/people/test_retention.py
COUNTED = (Failpoint.COUNTED_BEFORE_COMMIT,)  # in tests/services/numbers/test_keep.py
GIVEN = (Failpoint.SENDER_GIVEN,)
PARKED = (Failpoint.PARKED_BEFORE_COMMIT, Failpoint.PARKED_AFTER_COMMIT)
SENDERS = (Failpoint.SENDERS_BEFORE_COMMIT, Failpoint.SENDERS_AFTER_COMMIT)
FILES = (
    Failpoint.MEDIUM_FETCHED,
    Failpoint.MEDIUM_WRITTEN,
    Failpoint.MEDIUM_STORED,
    Failpoint.MEDIUM_DELETED,
)
SUGGESTION = (Failpoint.SUGGESTION_ASKED, Failpoint.SUGGESTION_WRITTEN, Failpoint.SUGGESTION_STORED)
ENDPOINT = (Failpoint.ENDPOINT_BEFORE_COMMIT, Failpoint.ENDPOINT_AFTER_COMMIT)
DELIVERY = (
    Failpoint.DELIVERIES_TAKEN_BEFORE_COMMIT,
    Failpoint.DELIVERIES_TAKEN_AFTER_COMMIT,
    Failpoint.DELIVERY_POSTED,
    Failpoint.DELIVERIES_RECORDED,
)
MARKS = (Failpoint.MARKED_BEFORE_COMMIT, Failpoint.MARKED_AFTER_COMMIT)
RESTORES = (  # in tests/flows/restores
    Failpoint.LOST_ATTEMPT_FOUND,
    Failpoint.RESTORED_BEFORE_COMMIT,
    Failpoint.RESTORED_AFTER_COMMIT,
)
HELD = (Failpoint.SENDER_HELD, Failpoint.PROBE_TAKEN)

# The stories of many points are played in each way apart, so that each test ends well before its time limit.
every_action = pytest.mark.parametrize("action", list(Action))
pytestmark = pytest.mark.timeout(180)

Play = Callable[[Case], Awaitable[None]]
Matrix = Callable[..., Awaitable[None]]


@pytest.fixture
def matrix(lend: Lend, redis_url: str, tmp_path: Path) -> Matrix:
    """Plays one story for many faults, some at a time; tells of every one that went wrong."""
    few = asyncio.Semaphore(AT_ONCE)
    redis = redis_url.rpartition("/")[0]

    async def play_one(play: Play, fault: Fault, number: int) -> None:
        async with few:
            for attempt in range(TRIES):
                home = tmp_path / f"{number}.{attempt}"
                async with lend() as database, a_case(fault, database, f"{redis}/{number}", home) as case:
                    try:
                        await play(case)
                        return await case.assert_each_event_once()
                    except NotReached:
                        continue
                    except Exception as error:
                        error.add_note("\n".join(child.said for child in case.children))
                        error.add_note("\n".join(map(str, await case.database.fetch(cases.ACTIVITY))))
                        raise
            raise AssertionError(f"{fault} was not reached in {TRIES} tries")

    async def run(play: Play, faults: list[Fault]) -> None:
        done = await asyncio.gather(
            *(play_one(play, fault, number + 1) for number, fault in enumerate(faults)), return_exceptions=True
        )
        wrong = {str(fault): error for fault, error in zip(faults, done, strict=True) if error is not None}
        for fault, error in wrong.items():
            print(fault, repr(error), *getattr(error, "__notes__", []), sep="\n")
        assert not wrong, wrong

    return run


def each(*points: Failpoint, plans: tuple[str, ...] = ()) -> list[Fault]:
    """Every way to fail at each of these points."""
    return [Fault(point, action, plans) for action in Action for point in points]


def test_no_failpoint_is_left_out() -> None:
    people = (*EVENT, *NEW_PHONE, *ERASURE, *PERMISSION, *SUPPRESSION, *PAUSE, *RESUME, *DECISION, *IMPORT, *TAKEOVER)
    senders = (*HELD, *GIVEN, *SENDERS, *CONNECTION, *ROTATION)
    others = (*SETTLING, *CALLBACK, *FILES, *CAPPED, *COUNTED, *PARKED, *SUGGESTION, *ENDPOINT, *DELIVERY)
    stores = (*MARKS, *RESTORES, *REMOVED)
    assert {*ENGINE, *ENROLLMENT, *INBOUND, *people, *senders, *others, *stores} == set(Failpoint)


@every_action
async def test_a_worker_fails(matrix: Matrix, action: Action) -> None:
    faults = [Fault(point, action) for point in ENGINE]
    for point in SETTLING:
        faults += [Fault(point, action, ("accept_then_fail",)), Fault(point, action, ("fail",))]
    faults += [Fault(point, action, ("busy", "busy")) for point in HELD]
    await matrix(cases.a_worker_fails, faults)


async def test_a_worker_fails_as_it_marks_the_database(matrix: Matrix) -> None:
    await matrix(cases.a_worker_fails_at_its_start, each(*MARKS))


@every_action
async def test_a_worker_fails_under_a_cap(matrix: Matrix, action: Action) -> None:
    await matrix(cases.a_worker_fails_under_a_cap, [Fault(point, action) for point in (*CAPPED, *ENGINE[:7])])


async def test_a_worker_of_several_senders_fails(matrix: Matrix) -> None:
    await matrix(cases.a_worker_fails_with_several_senders, each(*GIVEN))


@every_action
async def test_a_worker_fails_as_it_parks(matrix: Matrix, action: Action) -> None:
    await matrix(cases.a_worker_fails_as_it_parks, [Fault(point, action) for point in PARKED])


async def test_the_api_fails_at_a_sender(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_sender, each(*SENDERS))


@every_action
async def test_the_api_fails_while_it_enrolls_and_sends_the_first_step(matrix: Matrix, action: Action) -> None:
    await matrix(cases.the_api_fails, [Fault(point, action) for point in (*ENROLLMENT, *ENGINE)])


async def test_a_worker_fails_at_a_refusal(matrix: Matrix) -> None:
    points = (Failpoint.AFTER_POST, Failpoint.BEFORE_RECORD, Failpoint.RECORDED)
    await matrix(cases.a_worker_fails_at_a_refusal, each(*points, plans=("reject:21610",) * 4))


@every_action
async def test_the_api_fails_as_a_person_writes(matrix: Matrix, action: Action) -> None:
    faults = [Fault(point, action) for point in A_LETTERS_WAY]
    faults += [Fault(Failpoint.LOOKED_UP, action, (plan,)) for plan in ("accept_then_fail", "fail")]
    await matrix(cases.the_api_fails_as_a_person_writes, faults)


@every_action
async def test_the_api_fails_at_a_call_with_a_key(matrix: Matrix, action: Action) -> None:
    await matrix(cases.the_api_fails_at_a_call_with_a_key, [Fault(point, action) for point in A_LETTERS_WAY])


async def test_the_api_fails_at_a_reply(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_reply, each(*INBOUND))


async def test_the_api_fails_at_a_consent(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_consent, each(*PERMISSION))


async def test_the_api_fails_at_a_do_not_contact_list(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_do_not_contact_list, each(*SUPPRESSION))


async def test_the_api_fails_at_a_pause(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_pause, each(*PAUSE))


async def test_the_api_fails_at_a_resume(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_resume, each(*RESUME))


async def test_the_api_fails_at_a_skip(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_skip, each(*DECISION))


async def test_the_api_fails_as_a_step_is_sent_now(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_as_a_step_is_sent_now, each(*DECISION))


async def test_the_api_fails_at_a_callback(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_callback, each(*CALLBACK, plans=("accept_then_fail",)))


async def test_the_api_fails_at_a_connection(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_connection, each(*CONNECTION))


async def test_the_api_fails_at_a_new_phone(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_new_phone, each(*NEW_PHONE))


async def test_the_api_fails_at_a_takeover(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_a_takeover, each(*TAKEOVER))


async def test_the_api_fails_at_an_event(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_an_event, each(*EVENT))


async def test_the_api_fails_at_an_erasure(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_an_erasure, each(*ERASURE))


async def test_a_worker_fails_at_a_suggestion(matrix: Matrix) -> None:
    await matrix(cases.a_worker_fails_at_a_suggestion, each(*SUGGESTION))


async def test_a_worker_fails_at_a_file(matrix: Matrix) -> None:
    await matrix(cases.a_worker_fails_at_a_file, each(*FILES))


async def test_a_worker_fails_at_a_delivery(matrix: Matrix) -> None:
    await matrix(cases.a_worker_fails_at_a_delivery, each(*DELIVERY))


async def test_the_api_fails_at_an_endpoint(matrix: Matrix) -> None:
    await matrix(cases.the_api_fails_at_an_endpoint, each(*ENDPOINT))
