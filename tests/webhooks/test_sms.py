"""Inbound messages: verified, stored once, answered; and everything that is not that."""

import asyncio
import dataclasses
from typing import Any
from uuid import uuid4

import pytest

from app import build
from app.domain.sms import phones
from app.models import Lead, Message
from tests.fakes import ACCOUNT_SID
from tests.webhooks.door import TwilioDoor, a_door, an_sms
from tests.world import LEAD, SENDER, World, fixed


async def test_a_reply_is_stored_and_answered_with_empty_twiml(door: TwilioDoor) -> None:
    answer = await door.knock(an_sms("Yes please"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    assert answer.text.endswith("<Response />")
    [message] = await Message.all()
    assert (message.body, message.status.value, message.direction.value) == ("Yes please", "RECEIVED", "INBOUND")


async def test_an_unknown_sender_becomes_a_lead(door: TwilioDoor) -> None:
    await door.knock(an_sms(From="+14155550099"))
    assert [lead.phone for lead in await Lead.all()] == ["+14155550099"]


async def test_a_doubled_webhook_is_stored_once(door: TwilioDoor) -> None:
    form = an_sms("STOP please")
    answers = [await door.knock(form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert ["unsubscribed" in answer.text for answer in answers] == [True, False, False]
    assert await Message.all().count() == 1
    assert (await Lead.get(phone=LEAD)).inbound_count == 1


async def test_doubled_at_the_same_moment_is_stored_once(door: TwilioDoor) -> None:
    form = an_sms()
    answers = await asyncio.gather(*(door.knock(form) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert await Message.all().count() == 1


async def test_twilios_own_keywords_are_not_answered_twice(door: TwilioDoor) -> None:
    assert "<Message>" not in (await door.knock(an_sms(" Stop "))).text
    assert (await Lead.get(phone=LEAD)).opted_out_at is not None
    assert "<Message>" not in (await door.knock(an_sms("start"))).text
    assert (await Lead.get(phone=LEAD)).opted_out_at is None


async def test_where_twilio_confirms_nothing_we_do(world: World) -> None:
    settings = world.deps.settings.model_copy(update={"twilio_answers_keywords": False})
    world.deps = dataclasses.replace(world.deps, settings=settings, sms=build.sms(settings))
    async with a_door(world) as door:
        assert "You are unsubscribed" in (await door.knock(an_sms("STOP"))).text
        assert "You are subscribed again" in (await door.knock(an_sms("start", OptOutType="START"))).text


async def test_a_reaction_is_no_reply(door: TwilioDoor, world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    await door.knock(an_sms("Liked “One”"))
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SENT", "SENT"]


async def test_help_is_answered_and_is_no_reply(door: TwilioDoor, world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    answer = await door.knock(an_sms("HELP"))
    assert "<Message>Demo Lending: " in answer.text
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SENT", "SENT"]


async def test_media_emoji_and_empty_bodies_survive(door: TwilioDoor) -> None:
    await door.knock(an_sms("", NumMedia="1", MediaUrl0="https://api.example/media/1"))
    await door.knock(an_sms("مرحبا 👋🏽 " + "x" * 1580))
    first, second = await Message.all().order_by("id")
    assert first.media == ["https://api.example/media/1"]
    assert second.body == "مرحبا 👋🏽 " + "x" * 1580


async def test_an_unknown_recipient_is_answered_but_not_stored(door: TwilioDoor) -> None:
    assert (await door.knock(an_sms(To="+14155550000"))).status_code == 200
    assert await Message.all().count() == 0


async def test_a_signed_query_is_part_of_the_address(door: TwilioDoor) -> None:
    assert (await door.knock(an_sms(), query="a=1&b=%20")).status_code == 200


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"MessageSid": None}, 400),
        ({"MessageSid": "SM1"}, 400),
        ({"From": None}, 400),
        ({"SmsSid": "SM" + "1" * 32}, 403),
        ({"SmsMessageSid": "SM" + "1" * 32}, 403),
        ({"Zzz": "x"}, 403),
        ({"FromCity": "x" * 161}, 403),
        ({"To": None}, 400),
        ({"Body": None}, 400),
        ({"AccountSid": "AC" + "1" * 32}, 403),
        ({"AccountSid": None}, 403),
    ],
)
async def test_half_a_webhook_is_refused_and_changes_nothing(
    door: TwilioDoor, what: dict[str, Any], status: int
) -> None:
    answer = await door.knock(an_sms(**what))
    assert answer.status_code == status
    assert answer.text.strip()
    assert await Message.all().count() == 0
    assert await Lead.all().count() == 0


async def test_what_twilio_did_not_sign_is_refused(door: TwilioDoor) -> None:
    form = an_sms()
    assert (await door.knock(form, token="another")).status_code == 403
    assert (await door.send(b"MessageSid=SM1&From=x")).status_code == 403
    assert (await door.send(b"")).status_code == 403
    assert (await door.send(b'{"Body": "hi"}', headers={"X-Twilio-Signature": "x"})).status_code == 403
    assert (await door.send(b"\xff\xfe=%00", headers={"X-Twilio-Signature": b"\xe9"})).status_code == 403
    assert (await door.send(b"a=1&" * 300 + b"b=2", headers={"X-Twilio-Signature": "x"})).status_code == 403
    assert await Message.all().count() == 0


async def test_a_body_that_is_too_large_is_refused(door: TwilioDoor) -> None:
    assert (await door.send(b"a=" + b"x" * 70_000)).status_code == 413


async def test_nul_bytes_do_no_harm(door: TwilioDoor) -> None:
    assert (await door.knock(an_sms("a\x00b"))).status_code == 200
    assert (await Message.get()).body == "ab"


async def test_a_store_that_is_away_is_never_a_2xx(door: TwilioDoor, world: World) -> None:
    from app.db import connection

    await connection().execute_query("ALTER TABLE message RENAME TO message_away")
    try:
        answer = await door.knock(an_sms())
    finally:
        await connection().execute_query("ALTER TABLE message_away RENAME TO message")
    assert answer.status_code == 503
    assert await Lead.all().count() == 0


async def test_a_status_callback_moves_the_message_forward(door: TwilioDoor, world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello")))
    [message] = await world.messages()
    [sent] = world.twilio.ledger
    path = sent.callback.removeprefix("https://nudge.example")
    report = {"MessageSid": sent.sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "undelivered", "ErrorCode": "30003"}
    assert (await door.knock(report, path)).status_code == 204
    message = await Message.get(id=message.id)
    assert (message.status.value, message.error_code) == ("UNDELIVERED", 30003)

    stranger = path.rpartition("/")[0] + f"/{uuid4()}"
    assert (await door.knock(report, stranger)).status_code == 204
    assert (await door.knock(report, path + "x")).status_code == 404
    assert (await door.knock({"AccountSid": ACCOUNT_SID}, path)).status_code == 400
    assert (await door.knock(report, path, token="another")).status_code == 403


async def test_a_dead_number_reported_later_ends_the_enrollments(door: TwilioDoor, world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    [sent] = world.twilio.ledger
    path = sent.callback.removeprefix("https://nudge.example")
    report = {"MessageSid": sent.sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "failed", "ErrorCode": "30005"}
    await door.knock(report, path)
    first, second = await world.timeline(enrollment)
    assert "may no longer exist (code 30005)" in first.explanation
    assert second.reason is not None
    assert second.reason.value == "INVALID_NUMBER"


# Numbers that Twilio knows and the phone library finds impossible.
ODD_NUMBERS = ["+5215512345678", "+52155123456789", "+1999999999", "+88299999999", "+2990000000"]


@pytest.mark.parametrize("sender", ODD_NUMBERS)
async def test_stop_from_a_number_that_looks_impossible_is_heard(door: TwilioDoor, sender: str) -> None:
    assert (await door.knock(an_sms("STOP", From=sender))).status_code == 200
    lead = await Lead.get()
    assert (lead.phone, lead.opted_out_at is not None) == (phones.canonical(sender), True)


@pytest.mark.parametrize("sender", ["22395", "somebody", "ACME"])
async def test_a_sender_without_a_number_is_answered_and_not_stored(door: TwilioDoor, sender: str) -> None:
    assert (await door.knock(an_sms("Your code is 1234", From=sender))).status_code == 200
    assert await Message.all().count() == await Lead.all().count() == 0


async def test_a_text_cannot_be_split_into_other_parameters(door: TwilioDoor) -> None:
    """A stranger chose the text and knows its signature: it holds parameters of another sender's STOP."""
    mine, theirs = "SM" + "a" * 32, "SM" + "b" * 32
    forged = {
        "From": "+14155550123",
        "MessageSid": theirs,
        "NumMedia": "0",
        "SmsMessageSid": theirs,
        "SmsSid": theirs,
        "To": SENDER,
    }
    body = "STOP" + "".join(f"{name}{value}" for name, value in forged.items()) + "ToZip"
    true = an_sms(body, MessageSid=mine, SmsSid=mine, SmsMessageSid=mine, To=SENDER, ToZip="94103")
    tail = "".join(f"{name}{true[name]}" for name in sorted(true) if name > "Body")
    head = {name: true[name] for name in true if name < "Body"}
    moved = {**head, "Body": "STOP", **forged, "ToZip": tail}
    joined = ["".join(f"{name}{form[name]}" for name in sorted(form)) for form in (true, moved)]
    assert joined[0] == joined[1], "both forms have one signature"
    assert (await door.knock(moved)).status_code == 403
    assert await Lead.all().count() == 0
    assert (await door.knock(true)).status_code == 200


async def test_half_a_character_does_no_harm(world: World) -> None:
    await world.reply("stop \ud83d")
    assert (await Lead.get()).opted_out_at is not None
    assert (await Message.get()).body == "stop ?"
