"""`perHour`: new runs begin one after the other, and nobody who is enrolled already takes a place."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.deps import Deps
from app.errors import Code, Refused
from app.models import Account, Enrollment, Lead
from app.services.enrollment import MOST_PER_HOUR, Run, enroll_lead, enroll_leads
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_account, make_deps, make_sequence

PHONES = [f"+1415555{number}" for number in range(1000, 1006)]


async def a_sequence(deps: Deps, partner: Holder, delay_hours: int = 0) -> UUID:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed(delay_hours=delay_hours)])
    return sequence.id


async def due(sequence_id: UUID) -> list[tuple[str, int]]:
    """The phone of each run, and after how many minutes its first step is due, in the order of the due times."""
    rows = await Enrollment.filter(sequence_id=sequence_id).order_by("due_at").select_related("lead")
    return [(row.lead.phone, round((row.due_at - row.started_at).total_seconds() / 60)) for row in rows if row.due_at]


async def test_so_many_runs_begin_in_each_hour_in_the_order_of_the_phones(
    deps: Deps, partner: Holder, clock: FixedClock
) -> None:
    sequence = await a_sequence(deps, partner)
    done = await enroll_leads(deps, partner.id, sequence, PHONES[::-1], 4)
    assert await due(sequence) == list(zip(PHONES[::-1], [0, 15, 30, 45, 60, 75], strict=True))
    assert [one.wake_at for one in done if isinstance(one, Run)] == [
        clock.now() + timedelta(minutes=15 * place) for place in range(6)
    ]


async def test_the_delay_of_the_first_step_counts_from_the_begin(deps: Deps, partner: Holder) -> None:
    sequence = await a_sequence(deps, partner, delay_hours=1)
    await enroll_leads(deps, partner.id, sequence, PHONES[:3], 2)
    assert [minutes for _, minutes in await due(sequence)] == [60, 90, 120]


async def test_an_hour_may_be_short(partner: Holder) -> None:
    deps = make_deps(hour_seconds=60)
    sequence = await a_sequence(deps, partner)
    await enroll_leads(deps, partner.id, sequence, PHONES[:3], 1)
    assert [minutes for _, minutes in await due(sequence)] == [0, 1, 2]


async def test_who_is_refused_or_enrolled_already_takes_no_place(deps: Deps, partner: Holder) -> None:
    sequence = await a_sequence(deps, partner, delay_hours=1)
    await enroll_lead(deps, partner.id, sequence, PHONES[1])
    await Lead.create(account_id=(await Account.get()).id, phone=PHONES[2], opted_out_at=deps.clock.now())
    await enroll_leads(deps, partner.id, sequence, [PHONES[0], "12", *PHONES[1:4], PHONES[0]], 2)
    runs = [one for one in await due(sequence) if one[0] in (PHONES[0], PHONES[3])]
    assert runs == [(PHONES[0], 60), (PHONES[3], 90)]


@pytest.mark.parametrize("per_hour", [0, -1, MOST_PER_HOUR + 1])
async def test_a_pace_that_is_none_refuses_the_whole_call(deps: Deps, partner: Holder, per_hour: int) -> None:
    sequence = await a_sequence(deps, partner)
    with pytest.raises(Refused) as refused:
        await enroll_leads(deps, partner.id, sequence, PHONES, per_hour)
    assert [(one.code, one.path) for one in refused.value.refusals] == [(Code.INVALID_INPUT, ("perHour",))]
    assert await Lead.all().count() == 0
