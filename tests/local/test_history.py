"""The demo's history: made by the engine, whole however often it is interrupted, and never where anything is real."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from app import failpoints
from app.db import rows
from app.deps import Deps
from app.domain.vocabulary import AttentionReason, MessageDirection, MessageSource, MessageStatus, StepReason
from app.errors import Code, Refused
from app.local import dev, history
from app.local.history.script import Enrolls, Says, script
from app.models import Account, Draft, Enrollment, Installation, Lead, Message, Sequence, StepRun
from app.providers.simulator.sms import SimulatedSms
from app.services import accounts, simulation
from app.settings import Settings
from tests.clock import MORNING, FixedClock
from tests.factories import TakesAll, make_deps

SCRIPT = list(script())
ENROLLED = [act.person for _, act in SCRIPT if isinstance(act, Enrolls)]
SAID = Counter(act.person.phone for _, act in SCRIPT if isinstance(act, Says))
REASONS = set(AttentionReason)
POINTS = ("ENROLLED_BEFORE_COMMIT", "INBOUND_AFTER_COMMIT", "EVENT_AFTER_COMMIT", "PAUSED_AFTER_COMMIT")


@pytest.fixture(autouse=True)
async def _without_history(database: None) -> AsyncIterator[None]:
    yield
    await Installation.all().update(history_until=None, history_played_to=None)


def a_process() -> Deps:
    """What a new process of `nudge dev` has."""
    return make_deps(FixedClock(), sms=SimulatedSms(), nudge_dev=True)


async def played_despite(*points: str) -> None:
    """Each of these points ends a process that plays it."""
    for point in points:
        failpoints.arm(f"{point}=raise")
        try:
            with pytest.raises(failpoints.Planned):
                await history.play(a_process())
        finally:
            failpoints.arm("")
    hours = asyncio.create_task(simulation.advance_clock(a_process(), 0.01))  # the API goes by the present meanwhile
    assert await history.play(a_process()) is True
    await hours


async def test_a_history_that_is_interrupted_is_whole_in_the_end_and_nothing_of_it_happened_twice() -> None:
    await accounts.seed_demo(MORNING)
    await played_despite(*POINTS)
    found = (await accounts.find_demo()).history
    assert found is not None
    assert found.is_whole
    assert await history.play(a_process()) is False, "it is over: nothing is played again"

    leads = {lead.phone: lead for lead in await Lead.all()}
    assert set(leads) == {person.phone for person in ENROLLED}
    assert await Enrollment.all().count() == len(ENROLLED)
    inbound = await Message.filter(direction=MessageDirection.INBOUND).values_list("lead__phone", flat=True)
    assert Counter(inbound) == SAID
    sent = await Message.filter(direction=MessageDirection.OUTBOUND, superseded=False).values_list("lead_id", "body")
    assert [text for text, times in Counter(sent).items() if times > 1] == []
    assert await Enrollment.filter(status="ACTIVE", wake_at__lte=MORNING).count() == 0, "nothing of the past waits"
    assert await Message.filter(created_at__gte=MORNING).count() == 0, "nothing of the past was sent in the present"
    await _fills_every_screen()


async def _fills_every_screen() -> None:
    account = await Account.get()
    [today] = await rows(
        "SELECT count(*) FILTER (WHERE direction = 'OUTBOUND') AS sent, count(*) FILTER (WHERE direction = 'INBOUND')"
        " AS heard FROM message WHERE created_at > $1 AND created_at <= $2",
        MORNING - timedelta(hours=9),
        MORNING,
    )
    assert (today["sent"] > 2, today["heard"] > 2) == (True, True)
    assert {row.attention for row in await rows("SELECT attention FROM conversation") if row.attention} == REASONS
    assert {row.read_as for row in await rows("SELECT DISTINCT read_as FROM message WHERE read_as IS NOT NULL")} == {
        "OPT_OUT",
        "OPT_IN",
        "HELP",
        "REPLY",
        "UNCLEAR",
    }
    statuses = set(await Message.all().values_list("status", flat=True))
    assert statuses >= {MessageStatus.DELIVERED, MessageStatus.UNDELIVERED, MessageStatus.FAILED}
    assert await Message.filter(source=MessageSource.OPERATOR).count() > 2
    assert await Draft.filter(enrollment__hold_reason=StepReason.AWAITING_REVIEW).count() == 3
    assert await StepRun.filter(status="SKIPPED").exists()
    assert await Lead.filter(pause_reason="REQUESTED").exists()
    assert await Lead.filter(opted_out_at__isnull=False).exists()
    assert await Enrollment.filter(converted_at__isnull=False).exists()
    assert await Enrollment.filter(due_at__gt=MORNING, due_at__lt=MORNING + timedelta(days=1)).count() > 5
    await simulation.advance_clock(a_process(), 4 * 24)  # as the console's story does
    story = MORNING + timedelta(days=4)
    assert await Enrollment.filter(due_at__gt=story, due_at__lt=story + timedelta(days=1)).count() > 2
    assert {sequence.version for sequence in await Sequence.all()} == {1, 2}
    assert (account.ai_review, account.paused_at) == (False, None), "a visitor's own trials go by themselves"
    assert account.created_at == MORNING - accounts.HISTORY


@pytest.mark.parametrize("seeded", [None, MORNING])
async def test_nothing_is_played_that_is_not_wanted_or_that_could_reach_somebody(seeded: Any) -> None:
    await accounts.seed_demo(seeded)
    if seeded is None:
        assert await history.play(a_process()) is False
    else:
        with pytest.raises(Refused) as refused:
            await history.play(make_deps(FixedClock(), sms=TakesAll()))
        assert [one.code for one in refused.value.refusals] == [Code.SIMULATOR_ONLY]
    assert await Lead.exists() is False


@pytest.mark.parametrize("seeded", [None, MORNING])
async def test_where_messages_reach_real_people_the_account_with_the_invented_leads_rests(seeded: Any) -> None:
    await accounts.seed_demo(seeded)
    await history.pause(make_deps(FixedClock(), sms=TakesAll()))
    assert (await Account.get()).paused_by == (seeded and "nudge dev")


def test_each_act_has_a_moment_of_its_own() -> None:
    moments = [before for before, _ in SCRIPT]
    assert all(earlier > later for earlier, later in pairwise([accounts.HISTORY, *moments, timedelta(0)]))


def test_nobody_has_the_numbers_of_the_history() -> None:
    phones = {person.phone for person in ENROLLED}
    assert len(phones) == len({person.first for person in ENROLLED})
    assert [one for one in phones if not (one[5:10] == "55501" or one.startswith("+1500555"))] == []
    assert [one for one in phones if one.startswith("+1415")] == [], "the console's story plays there"


REAL: dict[str | None, dict[str, Any]] = {
    "messages of this server reach real people": {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": "t"},
    "ANTHROPIC_API_KEY is set": {"anthropic_api_key": "k"},
    "HOUR_SECONDS is set, so that days are no days": {"hour_seconds": 0.5},
    None: {},
}


@pytest.mark.parametrize("why", REAL)
def test_no_history_is_invented_where_anything_is_real(why: str | None) -> None:
    assert dev.why_no_history(Settings(**REAL[why])) == why
