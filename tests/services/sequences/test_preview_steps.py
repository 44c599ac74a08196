"""Steps that are not saved, for an invented lead: what the same steps do when they are saved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.deps import Deps
from app.domain.vocabulary import HourRules, StepReason, StepRunStatus
from app.errors import Code, Refused
from app.models import Account, Sequence
from app.services import accounts, sequences
from app.services.accounts import AccountChanges, HoursChanges, VoiceChanges
from app.services.enrollment import PreviewedStep, preview_sequence
from app.services.sequences import NewStep, PreviewLead
from tests.clock import FixedClock
from tests.factories import Holder, ai, fixed, make_account, make_deps, make_lead, make_sequence

PHONE = "+14155551234"
NIGHT = datetime(2026, 2, 21, 7, 0, tzinfo=UTC)  # Saturday 1:00 in Alabama, where texts on Sundays are not allowed


class Desk:
    def __init__(self, deps: Deps, partner: Holder, account: Account) -> None:
        self.deps, self.partner_id, self.account_id = deps, partner.id, account.id

    async def preview(self, *steps: NewStep, **said: Any) -> list[PreviewedStep]:
        given = {"phone": None, "lead": None, "at": None, "replies": ()} | said
        found, self.warnings = await sequences.preview_steps(
            self.deps, self.partner_id, self.account_id, list(steps), **given
        )
        return found

    async def refusals(self, *steps: NewStep, **said: Any) -> list[tuple[Code, tuple[str, ...]]]:
        with pytest.raises(Refused) as refused:
            await self.preview(*steps, **said)
        return [(one.code, one.path) for one in refused.value.refusals]


@pytest.fixture
async def desk(deps: Deps, partner: Holder) -> Desk:
    return Desk(deps, partner, await make_account(deps, partner.id))


async def test_it_says_what_the_saved_sequence_would_do_and_saves_nothing(desk: Desk) -> None:
    await make_lead(desk.deps, desk.partner_id, desk.account_id, phone=PHONE)
    steps = fixed("Hi {{first_name}}"), ai(delay_hours=1), fixed("Bye", delay_days=1, send_at="10:00")
    replies = [desk.deps.clock.now() + timedelta(minutes=5)]
    unsaved = await desk.preview(*steps, phone=PHONE, replies=replies)
    assert await Sequence.all().count() == 0
    made = await make_sequence(desk.deps, desk.partner_id, desk.account_id, steps=list(steps))
    saved = await preview_sequence(desk.deps, desk.partner_id, made.id, PHONE, None, replies)
    assert [one.foreseen for one in unsaved] == [one.foreseen for one in saved]
    assert unsaved[0].foreseen.text == "Hi Ann"


async def test_an_invented_lead_has_its_values_its_state_and_its_zone(desk: Desk) -> None:
    changes = AccountChanges(hours=HoursChanges(rules=HourRules.US_STATES))
    await accounts.update(desk.deps, desk.partner_id, desk.account_id, changes)
    lead = PreviewLead(first_name="Eve", state="Alabama", variables={"rate": 6})
    text = "{{first_name}}: {{custom.rate}}"
    first, second = await desk.preview(fixed(text, delay_hours=1), fixed("x", delay_days=1), lead=lead, at=NIGHT)
    assert first.foreseen.text == "Eve: 6"
    assert first.foreseen.at == NIGHT.replace(hour=14)
    assert second.foreseen.held_by is StepReason.QUIET_HOURS
    assert second.foreseen.at == datetime(2026, 2, 23, 14, tzinfo=UTC)
    assert "Alabama allows no texts on Sundays" in second.foreseen.explanation
    at_ten = fixed("Hi", send_at="10:00")
    [tokyo] = await desk.preview(at_ten, lead=PreviewLead(time_zone="Asia/Tokyo"), at=NIGHT)
    assert tokyo.foreseen.due_at == datetime(2026, 2, 22, 1, tzinfo=UTC)


async def test_a_text_that_an_account_reviews_waits_for_a_person(desk: Desk) -> None:
    await accounts.update(desk.deps, desk.partner_id, desk.account_id, AccountChanges(ai=VoiceChanges(review=True)))
    [only] = await desk.preview(ai())
    assert (only.foreseen.status, only.foreseen.reason) == (StepRunStatus.PENDING, StepReason.AWAITING_REVIEW)


async def test_it_refuses_what_cannot_be_saved(desk: Desk) -> None:
    wrong = PreviewLead(state="Mars", time_zone="Mars/Base")
    found = await desk.refusals(fixed("Hi {{nick}}"), fixed(business_days=True), phone=PHONE, lead=wrong)
    assert found == [
        (Code.INVALID_INPUT, ("lead",)),
        (Code.UNKNOWN_VARIABLE, ("steps", "0", "message")),
        (Code.INVALID_INPUT, ("steps", "1", "businessDays")),
        (Code.INVALID_INPUT, ("lead", "state")),
        (Code.INVALID_INPUT, ("lead", "timeZone")),
    ]
    assert await desk.refusals() == [(Code.INVALID_INPUT, ("steps",))]
    assert await desk.refusals(fixed(), lead=PreviewLead(variables=[1])) == [
        (Code.INVALID_INPUT, ("lead", "variables"))
    ]


async def test_it_warns_of_delays_that_have_no_meaning_where_an_hour_is_short(
    partner: Holder, clock: FixedClock
) -> None:
    deps = make_deps(clock, hour_seconds=1)
    desk = Desk(deps, partner, await make_account(deps, partner.id))
    await desk.preview(fixed("Acme here. Reply STOP to stop.", delay_days=1, send_at="10:00"))
    assert [(one.path, "HOUR_SECONDS is 1" in one.message) for one in desk.warnings] == [(("steps", "0"), True)]
