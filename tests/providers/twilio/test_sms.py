"""The Twilio adapter against a real HTTP server: one request is one request, and every end has its word."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from hypothesis import given, strategies

from app.domain.vocabulary import MessageStatus
from app.providers.sms import Accepted, ListingFailed, Outgoing, Rejected, TryLater, Unclear
from app.providers.twilio.http import form_encoded
from app.providers.twilio.sms import TwilioSms
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, TwilioDouble, twilio_double

AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
async def double() -> AsyncIterator[TwilioDouble]:
    async with twilio_double() as double:
        yield double


@pytest.fixture
async def sms(double: TwilioDouble) -> AsyncIterator[TwilioSms]:
    sms = TwilioSms(ACCOUNT_SID, AUTH_TOKEN, "https://nudge.example", double.url, timeout_seconds=2.0)
    yield sms
    await sms.close()


def a_message(body: str = "Héllo & 100 %", validity: int | None = None) -> Outgoing:
    return Outgoing(uuid4(), "+14155551234", "+15005550006", body, validity)


async def test_what_is_submitted(double: TwilioDouble, sms: TwilioSms) -> None:
    message = a_message(validity=3600)
    outcome = await sms.send(message)
    [sent] = double.ledger
    assert outcome == Accepted(sent.sid, MessageStatus.QUEUED)
    assert sent.form == {
        "To": "+14155551234",
        "From": "+15005550006",
        "Body": "Héllo & 100 %",
        "StatusCallback": f"https://nudge.example/webhooks/twilio/status/{message.attempt_id}",
        "ValidityPeriod": "3600",
    }


@pytest.mark.parametrize(
    ("plan", "outcome"),
    [
        ("busy", TryLater),
        ("reject:21611", TryLater),
        ("reject:21610", Rejected),
        ("reject:99999", Rejected),
        ("reject:20003/401", Rejected),
        ("page:403", TryLater),
        ("page:407", TryLater),
        ("page:400", Unclear),
        ("page:413", Unclear),
        ("page:200", Unclear),
        ("fail", Unclear),
        ("accept_then_fail", Unclear),
        ("accept_then_reset", Unclear),
        ("wait", Unclear),
    ],
)
async def test_every_end_has_its_word_and_nothing_is_posted_twice(
    double: TwilioDouble, sms: TwilioSms, plan: str, outcome: type
) -> None:
    double.plans.append(plan)
    assert isinstance(await sms.send(a_message()), outcome)
    assert double.posts == 1


@given(strategies.dictionaries(strategies.text(), strategies.text() | strategies.lists(strategies.text())))
def test_forms_are_encoded_as_urllib_encodes_them(fields: dict[str, object]) -> None:
    assert form_encoded(fields).decode() == urlencode(fields, doseq=True)


async def test_retry_after_is_kept(double: TwilioDouble, sms: TwilioSms) -> None:
    double.plans.extend(["busy", "busy", "busy"])
    double.retry_after = "17"
    assert await sms.send(a_message()) == TryLater("the provider is busy", 17.0)
    double.retry_after = "Wed, 21 Oct 2015 07:28:00 GMT"
    assert await sms.send(a_message()) == TryLater("the provider is busy", 0.0)
    double.retry_after = "soon"
    assert await sms.send(a_message()) == TryLater("the provider is busy", None)


async def test_no_connection_means_that_nothing_was_submitted(sms: TwilioSms) -> None:
    nowhere = TwilioSms(ACCOUNT_SID, AUTH_TOKEN, "https://nudge.example", "http://127.0.0.1:9", timeout_seconds=0.3)
    assert isinstance(await nowhere.send(a_message()), TryLater)
    with pytest.raises(ListingFailed):
        await nowhere.sent_to("+14155551234", "+15005550006", AN_HOUR_AGO)
    await nowhere.close()


async def test_the_providers_list_finds_what_was_accepted(double: TwilioDouble, sms: TwilioSms) -> None:
    double.plans.append("accept_then_fail")
    await sms.send(a_message("One"))
    await sms.send(a_message("Two"))
    listed = await sms.sent_to("+14155551234", "+15005550006", AN_HOUR_AGO)
    assert [one.body for one in listed] == ["Two", "One"]
    assert await sms.sent_to("+14155550000", "+15005550006", AN_HOUR_AGO) == []
