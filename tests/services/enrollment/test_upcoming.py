"""What waits in an account, page by page, in the order in which the engine looks at it."""

from datetime import timedelta
from uuid import UUID

from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import StepRunStatus
from app.services.enrollment import enroll_leads, pause_lead, upcoming_steps
from app.services.paging import Slice, Window
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_account, make_lead, make_partner, make_sequence

PHONES = [f"+1415555{number}" for number in range(2000, 2006)]
DAY = timedelta(days=1)


async def test_waiting_steps_are_listed_in_their_order_and_by_parts(
    deps: Deps, partner: Holder, clock: FixedClock
) -> None:
    account = await make_account(deps, partner.id)
    hourly = await make_sequence(deps, partner.id, account.id, steps=[fixed("Hi {{first_name}}", delay_hours=1)])
    daily = await make_sequence(deps, partner.id, account.id, steps=[fixed("Bye", delay_days=1), fixed("More")])
    ann = await make_lead(deps, partner.id, account.id, phone=PHONES[5])
    for sequence, phones in ((daily, PHONES[:2]), (hourly, PHONES[2:])):
        await enroll_leads(deps, partner.id, sequence.id, phones)
    now = clock.now()

    async def listed(
        days: int = 9, sequence_id: UUID | None = None, window: Window | None = None
    ) -> tuple[list[str], Slice[object]]:
        part = await upcoming_steps(deps, partner.id, account.id, now + days * DAY, sequence_id, window or Window(50))
        assert all(one.entry.expected_at == one.wake_at for one in part.rows)
        return [one.entry.text or "" for one in part.rows], part  # type: ignore[return-value]

    names, whole = await listed()
    assert names == ["Hi", "Hi", "Hi", "Hi Ann", "Bye", "Bye"]
    assert (whole.total, whole.more) == (6, False)
    assert (await listed(1))[0] == names[:4], "the time itself is not before it"
    assert (await listed(sequence_id=daily.id))[0] == ["Bye", "Bye"]
    assert (await listed(sequence_id=new_id()))[0] == []
    seen, after = list[str](), None
    while True:
        names, part = await listed(window=Window(4, after=after, counted=False))
        seen += names
        if not part.more:
            break
        last = part.rows[-1]
        after = last.wake_at, last.id  # type: ignore[attr-defined]
    assert seen == ["Hi", "Hi", "Hi", "Hi Ann", "Bye", "Bye"]
    await pause_lead(deps, partner.id, ann.id, None, None)
    assert (await listed(1))[0] == ["Hi", "Hi", "Hi"], "nobody knows when a paused step is sent"
    other = await make_partner("Other")
    assert (await upcoming_steps(deps, other.id, account.id, now + 9 * DAY, None, Window(50))).total == 0


async def test_a_step_that_is_skipped_is_expected_to_be(deps: Deps, partner: Holder, clock: FixedClock) -> None:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed("Hi", delay_hours=1)])
    [run] = await enroll_leads(deps, partner.id, sequence.id, PHONES[:1])
    run.enrollment.replied_at = clock.now()  # type: ignore[union-attr]
    await run.enrollment.save()  # type: ignore[union-attr]
    part = await upcoming_steps(deps, partner.id, account.id, clock.now() + DAY, None, Window(50))
    assert [one.entry.expected_status for one in part.rows] == [StepRunStatus.SKIPPED]
