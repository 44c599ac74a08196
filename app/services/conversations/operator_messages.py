"""A person writes to a lead: through the same gates as a step, and submitted once like a step.

The message row is committed before its only POST, and its id is the attempt's id. If this process dies, the row says
what to do: a signed status callback records the outcome at any time, and `look_up_due` reads the provider's list after
the lease.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.domain.calendar.hours import Closed
from app.domain.engine import explain, moves
from app.domain.engine.effects import Meaning
from app.domain.engine.timeouts import Timeouts
from app.domain.ids import new_id
from app.domain.sms import segments, templates
from app.domain.vocabulary import MessageDirection, MessageSource, MessageStatus, SenderStatus
from app.errors import Code, Refused, lead_opted_out, lead_suppressed, refuse
from app.failpoints import Failpoint
from app.models import Account, Lead, Message, Sender
from app.providers.sms import Accepted, Outcome, Rejected, TryLater, Unclear
from app.providers.webhooks import DeliveryReport
from app.services import accounts, connections, sending
from app.services.ai import clear_suggestion
from app.services.checks import Checks
from app.services.conversations import delivery_reports, takeover
from app.services.conversations.handling import MAX_NAME
from app.services.enrollment import is_suppressed, keys_of, lock_lead, opted_out_of
from app.services.idempotency import ANSWERED_WITHIN, idempotent, writing
from app.services.sending import Absent, Found, NotAsked, Submission, TooLate

log = logging.getLogger("nudge.operator")

ANSWER_SECONDS = 4.0
REMOVABLE_FOR = timedelta(seconds=ANSWERED_WITHIN)  # later, a call with the same key may have seen the message
LOOK_UPS_AT_ONCE = 20
BLOCKED = "The account's number cannot send at present: {why}. Nothing was sent."
RESTORED = "The database is a restored copy: nothing is sent until `nudge resume-after-restore`."
PAUSED = "The sender of this lead is paused: nothing was sent. resumeSender ends the pause."


@dataclass(frozen=True, slots=True)
class OperatorMessage:
    """A message that is committed, and whose conversation it is in."""

    account_id: UUID
    lead_id: UUID
    sender_id: UUID
    submission: Submission

    @property
    def id(self) -> UUID:
        return self.submission.attempt_id


@idempotent()
async def send_message(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    phone: str,
    body: str,
    by: str | None = None,
    take_over: bool = True,
) -> Message:
    """Sends a person's text to this phone, whose lead is created if unknown; the message as it is after at most
    `ANSWER_SECONDS`. After those seconds the message is still submitted and recorded.

    `by` is the person's name. With `take_over`, the lead's automated steps rest from the commit of the message on for
    the account's `takeoverHours`, also if the provider then refuses the message.

    Refuses with NOT_FOUND, INVALID_PHONE, INVALID_INPUT, LEAD_OPTED_OUT, LEAD_SUPPRESSED, LEAD_ERASED, OUTSIDE_WINDOW
    or PROVIDER_BUSY; then nothing was sent.
    """
    account = await accounts.require(partner_id, account_id)
    checks = Checks(())
    number = checks.lead_phone(phone, account.phone_number, "phone")
    text = checks.text(body, "The message", segments.MAX_BODY, "body")
    name = checks.optional(by, "The name", MAX_NAME, "by")
    if problem := templates.unfilled(text):
        checks.refuse(Code.INVALID_INPUT, problem, "body")
    checks.done()
    message = await _committed(deps, account, number, text, name, take_over=take_over)
    work = deps.concurrency.start(_submitted(deps, message))
    done, _ = await asyncio.wait({work}, timeout=ANSWER_SECONDS)
    if done and (sentence := _not_sent(work.result())):
        await connection().execute_query(_REMOVE, [message.id, deps.clock.now() - REMOVABLE_FOR])
        raise refuse(Code.PROVIDER_BUSY, sentence)
    return await Message.get(id=message.id)


def refused_by_provider(deps: Deps, message: Message) -> Refused | None:
    """Why a message that was submitted was not sent, if the provider refused it for good."""
    if message.status is not MessageStatus.FAILED:
        return None
    code = f" (code {message.error_code})" if message.error_code else ""
    sentence = f"The message was not sent: {deps.sms.explain(message.error_code).sentence}{code}."
    return refuse(Code.PROVIDER_REFUSED, sentence, "body")


def _not_sent(outcome: Outcome | TooLate | None) -> str | None:
    """The sentence for an outcome after which nothing was sent, and a later call may send it."""
    match outcome:
        case TryLater() | TooLate():
            return "The SMS provider is busy or cannot be reached. Nothing was sent: try again."
        case Rejected(_, Meaning(_, why)) if sending.concerns_sender(outcome):
            return BLOCKED.format(why=why)
    return None


# ------------------------------------------------------------------ the gates, and the row


async def _committed(
    deps: Deps, account: Account, phone: str, text: str, by: str | None = None, *, take_over: bool = False
) -> OperatorMessage:
    """Checks every gate under the lead's lock: a STOP is either seen here, or it is committed after this message."""
    now = deps.clock.now()
    lease_until = now + deps.timeouts.lease
    async with writing(deps) as made:
        lead = await lock_lead(account.id, phone, now, keys_of(deps))
        await sending.keep_rules(account.id)
        sender = await sending.keep_sender_of(lead)
        if await sending.is_restored(deps.generation.known):
            raise refuse(Code.PROVIDER_BUSY, RESTORED)
        if lead.opted_out_at is not None or await opted_out_of([sender.address], phone):
            raise lead_opted_out("phone")
        if await is_suppressed(account.partner_id, account.id, phone):
            raise lead_suppressed("phone")
        closes = _closing(account, lead, now)
        if sentence := _cannot_send(sender):
            raise refuse(Code.PROVIDER_BUSY, sentence)
        row = await Message.create(
            id=new_id(),
            account_id=account.id,
            lead_id=lead.id,
            direction=MessageDirection.OUTBOUND,
            source=MessageSource.OPERATOR,
            status=MessageStatus.SENDING,
            body=text,
            segments=segments.segment_count(text),
            written_by=by,
            sender=sender.address,
            connection_id=await connections.current_connection(account.id),
            recipient=phone,
            created_at=now,
            look_at=lease_until,
        )
        await sending.take_pace(account.id, sender.address, row.segments, now)
        made(row)
        await clear_suggestion(lead.id)
        if take_over:
            await takeover.pause(lead, takeover.end_of(account, now), now, by)
        failpoints.reach(Failpoint.CLAIMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.CLAIMED_AFTER_COMMIT)
    submission = Submission(row.id, phone, sender.address, text, closes, lease_until, connection_id=row.connection_id)
    return OperatorMessage(account.id, lead.id, sender.id, submission)


def _cannot_send(sender: Sender) -> str | None:
    """Why nothing can be sent from the lead's sender now, as a sentence; None if something can."""
    match sender.status:
        case SenderStatus.PAUSED:
            return PAUSED
        case SenderStatus.BLOCKED:
            return BLOCKED.format(why=sender.status_reason or "it is blocked")
    return None


def _closing(account: Account, lead: Lead, now: datetime) -> datetime | None:
    """When the lead's hours end; None if they do not. Refuses with OUTSIDE_WINDOW outside of them."""
    calendar = lead.calendar(account)
    opens, closes = calendar.sendable(now)
    if opens is None or opens > now:
        raise _outside(calendar.closed(now), opens)
    return closes


def _outside(closed: Closed, opens: datetime | None) -> Refused:
    until = f" It may be sent from {explain.utc(opens)}." if opens else ""
    return refuse(Code.OUTSIDE_WINDOW, f"Not now: {closed.sentence}.{until}", "phone")


# ------------------------------------------------------------------ the POST, and its outcome


async def _submitted(deps: Deps, message: OperatorMessage) -> Outcome | TooLate | None:
    """Submits the message once and records the outcome. None: the outcome could not be recorded, so the message is
    looked up when its lease is over."""
    try:
        outcome = await sending.submit(deps, message.submission)
        failpoints.reach(Failpoint.BEFORE_RECORD)
        await _record(message, outcome, deps.clock.now(), deps.timeouts)
        await sending.apply_to_sender(deps, message.sender_id, outcome, message.id)
        failpoints.reach(Failpoint.RECORDED)
        deps.events.tell([message.lead_id, message.account_id], [message.id])
    except Exception:
        log.exception("the outcome of %s could not be recorded", ids.encode(ids.MESSAGE, message.id))
        return None
    return outcome


# The caller is told to try again, so the row is removed. If the caller is no longer waiting, the row stays as FAILED.
_REMOVE = "DELETE FROM message WHERE id = $1 AND provider_sid IS NULL AND status = 'FAILED' AND created_at > $2"
# Only while no status callback has recorded the outcome: a callback may be faster than the answer to the POST.
_OPEN = "id = $1 AND provider_sid IS NULL AND status IN ('SENDING', 'UNKNOWN')"
_FAIL = f"UPDATE message SET status = 'FAILED', error_code = $2, look_at = NULL, updated_at = $3 WHERE {_OPEN}"
_GIVE_UP = f"UPDATE message SET status = 'UNKNOWN', look_at = NULL, updated_at = $2 WHERE {_OPEN}"
_LOOK_UP_AGAIN = f"UPDATE message SET status = 'UNKNOWN', look_at = $2, looks = $3, updated_at = $4 WHERE {_OPEN}"


async def _record(message: OperatorMessage, outcome: Outcome | TooLate, now: datetime, timeouts: Timeouts) -> None:
    match outcome:
        case Accepted(sid, status):
            await delivery_reports.apply_report(DeliveryReport(message.id, sid, status, None), now)
        case TryLater() | TooLate():
            await connection().execute_query(_FAIL, [message.id, None, now])
        case Rejected(code, meaning):
            async with in_transaction():
                await delivery_reports.apply_code_to_lead(message.lead_id, message.id, code, meaning.effect, now)
                await connection().execute_query(_FAIL, [message.id, code, now])
        case Unclear():
            await connection().execute_query(_LOOK_UP_AGAIN, [message.id, now + timeouts.first_look_up, 0, now])


# ------------------------------------------------------------------ unknown outcomes


# A message is reserved for the time that one look-up takes, so that two workers do not look up the same message.
_RESERVE = """
UPDATE message SET look_at = $2, status = CASE status WHEN 'SENDING' THEN 'UNKNOWN' ELSE status END,
       updated_at = CASE status WHEN 'SENDING' THEN $1 ELSE updated_at END
WHERE id IN (SELECT id FROM message WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


async def look_up_due(deps: Deps) -> int:
    """Starts the look-up of every message whose lease is over or whose outcome is unknown; how many they are."""
    now = deps.clock.now()
    rows = await connection().execute_query_dict(_RESERVE, [now, now + deps.timeouts.look_up, LOOK_UPS_AT_ONCE])
    messages = await Message.filter(id__in=[row["id"] for row in rows]).select_related("lead", "account")
    for message in messages:
        deps.concurrency.start(_look_up(deps, message))
    return len(messages)


async def _look_up(deps: Deps, message: Message) -> None:
    try:
        await _look_up_and_record(deps, message)
        deps.events.tell([message.lead_id, message.account_id], [message.id])
    except Exception:  # it is looked up again when its reservation is over
        log.exception("%s could not be looked up", ids.encode(ids.MESSAGE, message.id))


async def _look_up_and_record(deps: Deps, message: Message) -> None:
    """In the provider's list: the message is sent. Absent twice, well apart: it stays UNKNOWN. It is never repeated.

    The message of an erased lead has neither phone nor text to be found by. A status callback may still settle it.
    """
    if message.lead.erased_at is not None:
        await connection().execute_query(_GIVE_UP, [message.id, deps.clock.now()])
        return
    match await sending.look_up(deps, message, message.lead.phone, message.account.phone_number):
        case Found(sid, status):
            await delivery_reports.apply_report(DeliveryReport(message.id, sid, status, None), deps.clock.now())
        case NotAsked():
            await _look_up_again(deps, message, message.looks)
        case Absent() if message.looks + 1 < moves.LOOK_UPS:
            await _look_up_again(deps, message, message.looks + 1)
        case Absent():
            await connection().execute_query(_GIVE_UP, [message.id, deps.clock.now()])


async def _look_up_again(deps: Deps, message: Message, looks: int) -> None:
    now = deps.clock.now()
    await connection().execute_query(_LOOK_UP_AGAIN, [message.id, now + deps.timeouts.next_look_up, looks, now])
