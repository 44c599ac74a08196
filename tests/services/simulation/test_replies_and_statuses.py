"""Replies and status callbacks that are played go the way of real ones, and only where nobody real is reached."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app import build
from app.deps import Deps
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageDirection, MessageStatus, ReadAs
from app.errors import Code, Refused
from app.models import Account, Enrollment, Lead, Message, Sender
from app.services.enrollment import enroll_lead
from app.services.people import erase_lead
from app.services.simulation import advance_clock, simulate_reply, simulate_status
from tests.factories import Holder, fixed, make_account, make_connection, make_deps, make_partner, make_sequence
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN

LEAD = "+14155551234"
LANDLINE, SILENT, DEAD = "+15005550009", "+15005550013", 30005


async def enrolled(deps: Deps, partner: Holder, account: Account, phone: str = LEAD) -> Enrollment:
    steps = [fixed("Hi"), fixed("Still there?", delay_hours=24)]
    sequence = await make_sequence(deps, partner.id, account.id, steps=steps)
    return (await enroll_lead(deps, partner.id, sequence.id, phone)).enrollment


async def code_of(work: object) -> Code:
    with pytest.raises(Refused) as refused:
        await work  # type: ignore[misc]
    return refused.value.refusals[0].code


async def test_a_played_reply_counts_and_a_played_stop_ends_the_run(
    deps: Deps, partner: Holder, account: Account
) -> None:
    run = await enrolled(deps, partner, account)
    reply = await simulate_reply(deps, partner.id, account.id, "(415) 555-1234", "What is the rate?", None)
    assert (reply.direction, reply.read_as, reply.body) == (
        MessageDirection.INBOUND,
        ReadAs.REPLY,
        "What is the rate?",
    )
    assert (await Enrollment.get(id=run.id)).reply_id == reply.id
    stop = await simulate_reply(deps, partner.id, account.id, LEAD, "STOP", "https://example.com/a.jpg")
    assert (stop.read_as, stop.media) == (ReadAs.OPT_OUT, ["https://example.com/a.jpg"])
    ended = await Enrollment.get(id=run.id)
    assert (ended.status, ended.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.OPTED_OUT)


async def test_a_reply_is_to_the_number_that_the_lead_keeps(deps: Deps, partner: Holder, account: Account) -> None:
    other = await Sender.create(account_id=account.id, phone_number="+14155550166", created_at=deps.clock.now())
    lead = await Lead.create(account_id=account.id, phone=LEAD, sender_id=other.id, created_at=deps.clock.now())
    await simulate_reply(deps, partner.id, account.id, LEAD, "STOP", None)
    assert (await Lead.get(id=lead.id)).opted_out_at is not None


async def test_what_cannot_be_a_reply_is_refused(deps: Deps, partner: Holder, account: Account) -> None:
    for phone, body, media in (
        (account.phone_number, "Yes", None),
        (LEAD, "x" * 1601, None),
        (LEAD, "Yes", "ftp://x"),
        (LEAD, " ", None),
    ):
        await code_of(simulate_reply(deps, partner.id, account.id, phone, body, media))
    run = await enrolled(deps, partner, account)
    await erase_lead(deps, partner.id, run.lead_id)
    assert await code_of(simulate_reply(deps, partner.id, account.id, LEAD, "Yes", None)) is Code.LEAD_ERASED
    assert not await Message.filter(direction=MessageDirection.INBOUND).exists()


async def test_a_played_report_has_the_effects_of_its_code_and_moves_forward_only(
    deps: Deps, partner: Holder, account: Account
) -> None:
    run = await enrolled(deps, partner, account, SILENT)
    message = await Message.get(enrollment_id=run.id)
    assert message.status is MessageStatus.SENT
    lost = await simulate_status(deps, partner.id, message.id, MessageStatus.UNDELIVERED, DEAD)
    assert (lost.status, lost.error_code) == (MessageStatus.UNDELIVERED, DEAD)
    assert (await Enrollment.get(id=run.id)).cancel_reason is CancelReason.INVALID_NUMBER
    for status in (MessageStatus.DELIVERED, MessageStatus.SENT, MessageStatus.RECEIVED):
        assert await code_of(simulate_status(deps, partner.id, message.id, status, None)) is Code.INVALID_INPUT
    inbound = await simulate_reply(deps, partner.id, account.id, LEAD, "Yes", None)
    done = MessageStatus.DELIVERED
    assert await code_of(simulate_status(deps, partner.id, inbound.id, done, None)) is Code.INVALID_INPUT
    assert await code_of(simulate_status(deps, partner.id, message.id, done, 0)) is Code.INVALID_INPUT


async def test_a_number_that_fails_ends_the_run_as_at_a_provider(deps: Deps, partner: Holder, account: Account) -> None:
    run = await enrolled(deps, partner, account, LANDLINE)
    assert (await Enrollment.get(id=run.id)).cancel_reason is CancelReason.INVALID_NUMBER


# ------------------------------------------------------------------ only where nobody real is reached


async def refusals(deps: Deps, partner: Holder, account: Account) -> set[Code]:
    message = await Message.filter(account_id=account.id).first()
    assert message is not None
    return {
        await code_of(simulate_reply(deps, partner.id, account.id, LEAD, "STOP", None)),
        await code_of(simulate_status(deps, partner.id, message.id, MessageStatus.FAILED, 30005)),
        await code_of(advance_clock(deps, 1)),
    }


async def test_nothing_is_played_with_the_servers_credentials(deps: Deps, partner: Holder, account: Account) -> None:
    await enrolled(deps, partner, account, SILENT)
    real = make_deps(twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN, nudge_dev=True)
    real = replace(real, sms=build.sms(real.settings))
    try:
        assert await refusals(real, partner, account) == {Code.SIMULATOR_ONLY}
    finally:
        await real.sms.close()
    assert not real.settings.plays_time
    assert not await Lead.exists(opted_out_at__isnull=False)


async def test_nothing_is_played_while_any_account_has_credentials(
    deps: Deps, partner: Holder, account: Account
) -> None:
    await enrolled(deps, partner, account, SILENT)
    stranger = await make_account(deps, (await make_partner("Stranger")).id)
    await make_connection(deps, stranger.id, "AC" + "b" * 32, "token")
    assert await refusals(deps, partner, account) == {Code.SIMULATOR_ONLY}
    assert not await Lead.exists(opted_out_at__isnull=False)


async def test_the_clock_is_moved_in_nudge_dev_only(deps: Deps) -> None:
    plain = make_deps(sms=deps.sms)
    assert await code_of(advance_clock(plain, 1)) is Code.SIMULATOR_ONLY
    for hours in (0, -1, float("nan"), float("inf"), 10**6):
        assert await code_of(advance_clock(deps, hours)) is Code.INVALID_INPUT


async def test_another_partners_objects_do_not_exist(deps: Deps, partner: Holder, account: Account) -> None:
    await enrolled(deps, partner, account, SILENT)
    message = await Message.get(account_id=account.id)
    stranger = await make_partner("Stranger")
    for account_id, message_id in ((account.id, message.id), (uuid4(), uuid4())):
        reply = simulate_reply(deps, stranger.id, account_id, LEAD, "STOP", None)
        assert await code_of(reply) is Code.NOT_FOUND
        report = simulate_status(deps, stranger.id, message_id, MessageStatus.FAILED, None)
        assert await code_of(report) is Code.NOT_FOUND
    assert not await Lead.exists(opted_out_at__isnull=False)
