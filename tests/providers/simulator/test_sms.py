"""The simulator: what becomes of a message to each of its numbers, and what the documents say of them."""

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.vocabulary import MessageStatus
from app.providers.simulator.magic import NUMBERS, Magic, Play
from app.providers.simulator.sms import BUSY_TIMES, SimulatedSms
from app.providers.sms import Accepted, Outcome, Outgoing, Rejected, TryLater, Unclear
from app.providers.twilio import codes
from app.providers.webhooks import DeliveryReport
from tests.clock import MORNING

DOCUMENT = (Path(__file__).parents[3] / "docs/simulator.md").read_text()
ANYBODY = "+14155551234"


@dataclass
class Reports:
    """What the simulator reports, and when the report that a test waits for is there."""

    made: list[DeliveryReport] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, report: DeliveryReport) -> None:
        self.made.append(report)
        self.arrived.set()


async def sent(sms: SimulatedSms, to: str, attempt_id: UUID | None = None) -> Outcome:
    return await sms.send(Outgoing(attempt_id or uuid4(), to, "+15005550006", "Hi"))


def numbers(play: Play) -> dict[str, Magic]:
    return {number: magic for number, magic in NUMBERS.items() if magic.play is play}


async def test_a_message_is_accepted_and_then_reported_as_delivered() -> None:
    sms, reports = SimulatedSms(), Reports()
    sms.report_to(reports)
    attempt = uuid4()
    assert await sent(sms, ANYBODY, attempt) == Accepted(f"SM{attempt.hex}", MessageStatus.SENT)
    assert reports.made == []
    await reports.arrived.wait()
    assert reports.made == [DeliveryReport(attempt, f"SM{attempt.hex}", MessageStatus.DELIVERED, None)]
    await sms.close()


async def test_a_report_is_made_again_while_the_database_is_away(caplog: pytest.LogCaptureFixture) -> None:
    sms, reports, away = SimulatedSms(delivered_after_seconds=0), Reports(), [ConnectionRefusedError(), OSError()]

    async def take(report: DeliveryReport) -> None:
        if away:
            raise away.pop()
        await reports(report)

    sms.report_to(take)
    await sent(sms, ANYBODY)
    await sms.all_reported()
    assert ([report.status for report in reports.made], away) == ([MessageStatus.DELIVERED], [])
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_report_that_nobody_can_take_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    sms = SimulatedSms(delivered_after_seconds=0)

    async def take(report: DeliveryReport) -> None:
        raise LookupError

    sms.report_to(take)
    await sent(sms, ANYBODY)
    await sms.all_reported()
    assert len([record for record in caplog.records if record.exc_info]) == 1


async def test_numbers_that_are_refused() -> None:
    sms = SimulatedSms()
    for number, magic in numbers(Play.REFUSE).items():
        outcome = await sent(sms, number)
        assert isinstance(outcome, Rejected)
        assert (outcome.code, outcome.meaning) == (magic.code, codes.explain(magic.code))
        assert await sms.sent_to(number, "", MORNING) == []


@pytest.mark.parametrize("number", numbers(Play.LOSE))
async def test_a_message_is_lost_before_the_answer_is_there(number: str) -> None:
    sms, reports = SimulatedSms(), Reports()
    sms.report_to(reports)
    assert isinstance(await sent(sms, number), Accepted)
    [report] = reports.made
    assert (report.status, report.error_code) == (MessageStatus.UNDELIVERED, NUMBERS[number].code)
    answer = await sent(SimulatedSms(), number)
    assert isinstance(answer, Accepted)
    assert answer.status is MessageStatus.UNDELIVERED, "nobody takes reports"
    await sms.close()


async def test_numbers_that_are_busy_silent_or_break_off() -> None:
    sms, reports = SimulatedSms(), Reports()
    sms.report_to(reports)
    [busy], [silent], [lost] = numbers(Play.BE_BUSY), numbers(Play.KEEP_SILENT), numbers(Play.BREAK_OFF)
    outcomes = [await sent(sms, busy) for _ in range(BUSY_TIMES + 1)]
    assert [type(one) for one in outcomes] == [*[TryLater] * BUSY_TIMES, Accepted]
    assert isinstance(await sent(sms, lost), Unclear)
    answer = await sent(sms, silent)
    assert isinstance(answer, Accepted)
    assert answer.status is MessageStatus.SENT
    await sms.close()
    assert reports.made == []


async def test_the_slow_number_takes_less_than_the_timeout() -> None:
    [slow] = numbers(Play.DELAY)
    assert isinstance(await asyncio.wait_for(sent(SimulatedSms(0.2), slow), 5), Accepted)


def test_the_document_has_each_number_with_its_meaning_and_its_code() -> None:
    rows = re.findall(r"^\| `(\+1500555\d{4})` \| (.*?) \| (\d*) ?\|$", DOCUMENT, re.MULTILINE)
    assert {number: (meaning, code) for number, meaning, code in rows} == {
        number: (magic.meaning, str(magic.code or "")) for number, magic in NUMBERS.items()
    }
