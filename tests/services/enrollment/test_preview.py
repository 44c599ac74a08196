"""What a preview says, and what it refuses. That it says what happens is in tests/flows/test_preview.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import StepReason, StepRunStatus
from app.errors import Refused
from app.models import Lead
from app.services import sequences
from app.services.accounts import Hours
from app.services.enrollment import PreviewedStep, preview_sequence
from tests.clock import FixedClock
from tests.factories import ai, fixed, make_account, make_lead, make_partner, make_sequence

PHONE = "+14155551234"
GREETING = 'Hi {{first_name}} of {{company}}, about {{property_address}}. {{last_name | default: "Yours"}}'


@dataclass
class Desk:
    """One account with an hour for sending, from 9 to 17 in New York."""

    deps: Deps
    partner_id: UUID
    account_id: UUID

    async def preview(self, *steps: Any, **said: Any) -> list[PreviewedStep]:
        made = await make_sequence(self.deps, self.partner_id, self.account_id, steps=list(steps), is_active=False)
        return await self.of(made.id, **said)

    async def of(
        self,
        sequence_id: UUID,
        phone: str | None = None,
        at: datetime | None = None,
        replies: Any = (),
        variables: Any = None,
    ) -> list[PreviewedStep]:
        return await preview_sequence(self.deps, self.partner_id, sequence_id, phone, at, replies, variables)


@pytest.fixture
async def desk(deps: Deps) -> Desk:
    partner = await make_partner()
    account = await make_account(deps, partner.id, window=Hours("09:00", "17:00"))
    return Desk(deps, partner.id, account.id)


async def test_the_text_is_what_this_lead_would_get(desk: Desk) -> None:
    await make_lead(desk.deps, desk.partner_id, desk.account_id, phone=PHONE, property_address="1 Main St")
    [known] = await desk.preview(fixed(GREETING), phone="(415) 555-1234")
    assert known.foreseen.text == "Hi Ann of Acme, about 1 Main St. Yours"
    assert known.missing == []
    [unknown] = await desk.preview(fixed(GREETING), phone="+14155559999")
    assert unknown.foreseen.text == "Hi of Acme, about. Yours"
    assert unknown.missing == ["first_name", "property_address"]
    [nobody] = await desk.preview(fixed(GREETING))
    assert (nobody.foreseen.text, nobody.missing) == (unknown.foreseen.text, unknown.missing)


async def test_values_of_the_account_s_own_are_filled_in_and_a_missing_one_is_named(desk: Desk) -> None:
    steps = fixed("{{custom.rate}} in {{custom.city}}"), fixed('{{custom.x | default: "Bye"}}', delay_hours=1)
    await make_lead(desk.deps, desk.partner_id, desk.account_id, phone=PHONE, metadata={"city": "Reno", "rate": 5})
    known = await desk.preview(*steps, phone=PHONE, variables={"rate": 6.25})
    assert [one.foreseen.text for one in known] == ["6.25 in Reno", "Bye"]
    held, behind = await desk.preview(*steps, variables={"rate": "see evil.com"})
    assert (held.foreseen.status, held.foreseen.reason) == (StepRunStatus.PENDING, StepReason.MISSING_VARIABLE)
    assert (held.foreseen.text, held.missing) == (None, ["custom.rate", "custom.city"])
    assert held.foreseen.explanation == (
        "Would wait until its values are there: {{custom.city}} has no value in the enrollment's variables or in "
        "the lead's metadata, and no default, and the value of {{custom.rate}} is not filled in, because it holds a "
        "link, an e-mail address, a phone number or a placeholder, or has more than 200 characters."
    )
    assert (behind.foreseen.text, behind.missing) == ("Bye", [])


async def test_variables_that_no_enrollment_takes_are_refused(desk: Desk) -> None:
    for wrong in ([1], "rate", {"a b": 1}, {"rate": [1]}, {"rate": None}, {"rate": float("inf")}, {"rate": 10**40}):
        with pytest.raises(Refused) as refused:
            await desk.preview(fixed(), variables=wrong)
        assert [one.path for one in refused.value.refusals] == [("variables",)]


async def test_times_are_those_of_delays_and_windows(desk: Desk, clock: FixedClock) -> None:
    """It is ten in New York. Two hours later is in time, ten hours after that is not, and waits for nine."""
    first, second, third = await desk.preview(fixed(delay_hours=2), fixed(delay_hours=10), fixed(delay_hours=1))
    noon = clock.now() + timedelta(hours=2)
    assert first.foreseen.due_at == first.foreseen.at == noon
    assert second.foreseen.due_at == noon + timedelta(hours=10)
    assert second.foreseen.at == noon + timedelta(hours=21)
    assert "the account sends from 9:00 to 17:00 (America/New_York)" in second.foreseen.explanation
    assert third.foreseen.at == noon + timedelta(hours=22), "delays count from when the step before was settled"


async def test_another_clock_can_be_handed_in(desk: Desk, clock: FixedClock) -> None:
    at = clock.now() + timedelta(days=200)
    [only] = await desk.preview(fixed(delay_hours=1), at=at)
    assert only.foreseen.at == at + timedelta(hours=1)


@pytest.mark.parametrize(("hours", "skipped"), [(-1, False), (0, True), (2, True), (3, False)])
async def test_a_reply_counts_from_when_it_comes_in(desk: Desk, clock: FixedClock, hours: float, skipped: bool) -> None:
    reply = clock.now() + timedelta(hours=hours)
    first, second = await desk.preview(
        fixed(delay_hours=0, skip_if_replied=False), fixed(delay_hours=2), replies=[reply]
    )
    assert first.foreseen.status is StepRunStatus.SENT
    assert second.foreseen.status is (StepRunStatus.SKIPPED if skipped else StepRunStatus.SENT)
    assert second.foreseen.reason is (StepReason.REPLIED if skipped else None)
    assert (second.foreseen.text is None) is skipped


async def test_an_ai_step_has_its_time_and_no_text(desk: Desk, clock: FixedClock) -> None:
    [only] = await desk.preview(ai(delay_hours=1))
    assert (only.foreseen.text, only.missing) == (None, [])
    assert only.foreseen.status is StepRunStatus.SENT
    assert only.foreseen.at == clock.now() + timedelta(hours=1)
    assert "asks no model" in only.foreseen.explanation


async def test_who_has_opted_out_gets_nothing(desk: Desk, clock: FixedClock) -> None:
    await make_lead(desk.deps, desk.partner_id, desk.account_id, phone=PHONE)
    await Lead.filter(phone=PHONE).update(opted_out_at=clock.now())
    found = await desk.preview(fixed(), ai(delay_hours=1), phone=PHONE)
    assert [one.foreseen.reason for one in found] == [StepReason.OPTED_OUT] * 2
    assert [one.foreseen.text for one in found] == [None, None]


async def test_a_text_of_which_nothing_is_left_would_not_be_sent(desk: Desk) -> None:
    blank, after = await desk.preview(fixed("{{email}}"), fixed("Hi"))
    assert (blank.foreseen.status, blank.foreseen.reason) == (StepRunStatus.FAILED, StepReason.BROKEN)
    assert blank.missing == ["email"]
    assert after.foreseen.text == "Hi"


async def test_what_makes_no_sense_is_refused(desk: Desk, clock: FixedClock) -> None:
    said = {"phone": "12", "at": clock.now() + timedelta(days=4000), "replies": [clock.now()] * 101}
    with pytest.raises(Refused) as refused:
        await desk.preview(fixed(), **said)
    assert [one.path for one in refused.value.refusals] == [("at",), ("replies",), ("phone",)]


@pytest.mark.parametrize("state", ["unknown", "foreign", "deleted"])
async def test_what_is_not_there_is_not_found(desk: Desk, deps: Deps, state: str) -> None:
    made = await make_sequence(deps, desk.partner_id, desk.account_id)
    if state == "foreign":
        desk = Desk(deps, (await make_partner("Stranger")).id, desk.account_id)
    elif state == "deleted":
        await sequences.delete(deps, desk.partner_id, made.id)
    with pytest.raises(Refused) as refused:
        await desk.of(new_id() if state == "unknown" else made.id)
    assert [one.path for one in refused.value.refusals] == [("sequenceId",)]
