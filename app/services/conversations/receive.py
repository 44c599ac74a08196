"""What comes in: a lead's words, and the provider's word on what became of a message."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, despite_deadlocks
from app.deps import Deps
from app.domain import replies
from app.domain.engine.moves import Attempt, accepted
from app.domain.ids import new_id
from app.domain.provider_codes import Effect, meaning, status_of
from app.domain.sms import wording
from app.domain.vocabulary import CancelReason, ConsentChange, MessageDirection
from app.failpoints import Failpoint
from app.models import ConsentEvent, Lead, Message
from app.observability.metrics import CALLBACKS, INBOUND
from app.services.conversations import consent
from app.services.enrollment import cancel as endings
from app.services.sending import steps, store

log = logging.getLogger("nudge.inbound")

OPTED_OUT_ANSWER = "You are unsubscribed and will get no more messages from us. Reply START to hear from us again."
OPTED_IN_ANSWER = "You are subscribed again. Reply STOP at any time to unsubscribe."
HELP_ANSWER = "{company}: we text you about your application or account. Reply STOP to unsubscribe."
TWILIO_CONFIRMS = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START UNSTOP YES".split())


@dataclass(frozen=True, slots=True)
class Sms:
    """An inbound message as the provider handed it over. `missed_at` is when one came in whose webhook was missed."""

    sid: str
    sender: str
    to: str
    body: str
    media: tuple[str, ...] = ()
    opt_out_type: str | None = None
    missed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the provider says of one attempt."""

    attempt_id: UUID
    sid: str
    status: str
    error_code: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A message that is committed: whose it is, for which company, and how it was read."""

    lead: Lead
    company: str
    verdict: replies.Verdict
    message_id: UUID


class Doubled(Exception):
    """The message is stored already: the provider delivered it twice."""


async def receive(deps: Deps, sms: Sms) -> str | None:
    """Stores the message and lets it count, in one transaction; the answer to text back, if there is one.

    A message for a number that no account has is counted and dropped; a doubled one changes nothing.
    """
    try:
        stored = await despite_deadlocks(lambda: _stored(sms, deps.clock.now()))
    except Doubled:
        INBOUND.labels("doubled").inc()
        return None
    if stored is None:
        return None
    failpoints.reach(Failpoint.INBOUND_AFTER_COMMIT)
    INBOUND.labels(type(stored.verdict).__name__.lower()).inc()
    deps.events.tell([stored.lead.id, stored.lead.account_id], [stored.message_id])
    return _answer(deps, stored.company, sms, stored.verdict)


async def _stored(sms: Sms, now: datetime) -> Stored | None:
    async with in_transaction():
        found = await _from(sms, now)
        if found is None:
            return None
        lead, company = found
        verdict, message_id = await _store(lead, sms, now)
        failpoints.reach(Failpoint.INBOUND_BEFORE_COMMIT)
    return Stored(lead, company, verdict, message_id)


# One round trip: the lead's row is made or found, counts this message, and is locked until the transaction ends.
_FROM = """
INSERT INTO lead (id, account_id, phone, inbound_count, created_at)
SELECT $1, id, $2, 1, $3 FROM account WHERE phone_number = $4
ON CONFLICT (account_id, phone) DO UPDATE SET inbound_count = lead.inbound_count + 1
RETURNING id, account_id, phone, opted_out_at, (SELECT company_name FROM account WHERE phone_number = $4)
"""


async def _from(sms: Sms, now: datetime) -> tuple[Lead, str] | None:
    """Whose message it is, and the company it is for; None if no account has the number."""
    rows = await connection().execute_query_dict(_FROM, [new_id(), sms.sender, now, sms.to])
    if not rows:
        INBOUND.labels("unknown_number").inc()
        log.warning("an inbound message is for a number that no account has", extra={"sid": sms.sid})
        return None
    lead = dict(rows[0])
    company = str(lead.pop("company_name"))
    return Lead(**lead), company


async def _store(lead: Lead, sms: Sms, now: datetime) -> tuple[replies.Verdict, UUID]:
    at = min(sms.missed_at or now, now)
    verdict = replies.read(sms.body, opted_out=lead.opted_out_at is not None, opt_out_type=sms.opt_out_type)
    message_id = await _insert(lead, sms, at, now, counts=isinstance(verdict, replies.Reply))
    match verdict:
        case replies.OptOut(rule) if not await _taken_back(lead, sms):
            await consent.opt_out(lead, rule, message_id, now, at)
        case replies.OptIn(rule) if not await _has_gone_on(lead, sms):
            await consent.opt_in(lead, rule, message_id, at)
    return verdict, message_id


async def _taken_back(lead: Lead, sms: Sms) -> bool:
    """Whether the lead opted in again after this message, which is found only now."""
    later = ConsentEvent.filter(account_id=lead.account_id, phone=lead.phone, change=ConsentChange.OPT_IN)
    return sms.missed_at is not None and await later.filter(created_at__gt=sms.missed_at).exists()


async def _has_gone_on(lead: Lead, sms: Sms) -> bool:
    """Whether the lead wrote again after this message, which is found only now: then it is not the last word."""
    later = Message.filter(lead_id=lead.id, direction=MessageDirection.INBOUND)
    return sms.missed_at is not None and await later.filter(created_at__gt=sms.missed_at).exists()


# A reply counts from here on for the runs under way, and the first one is the evidence. One that was missed counts
# for the runs that had begun when it came in. Any message makes a text stale that waits for a person: the step is
# looked at again.
COUNTS = "($9 AND replied_at IS NULL AND (started_at <= $8 OR NOT $10))"
HELD = "(hold_reason IS NOT DISTINCT FROM 'AWAITING_REVIEW')"
_INSERT = f"""
WITH stored AS (
    INSERT INTO message (id, account_id, lead_id, direction, status, body, segments, media, provider_sid, created_at)
    VALUES ($1, $2, $3, 'INBOUND', 'RECEIVED', $4, $5, $6::jsonb, $7, $8)
    ON CONFLICT (provider_sid) DO NOTHING RETURNING id),
counted AS (
    UPDATE enrollment SET
        replied_at = CASE WHEN {COUNTS} THEN $8 ELSE replied_at END,
        reply_id = CASE WHEN {COUNTS} THEN stored.id ELSE reply_id END,
        wake_at = CASE WHEN {HELD} THEN $11 ELSE wake_at END,
        hold_reason = CASE WHEN NOT {HELD} THEN hold_reason END
    FROM stored WHERE lead_id = $3 AND status = 'ACTIVE' AND ({COUNTS} OR {HELD}))
SELECT id FROM stored
"""


async def _insert(lead: Lead, sms: Sms, at: datetime, now: datetime, *, counts: bool) -> UUID:
    """Stores the message, once, and lets it count as a reply if it is one."""
    message_id = new_id()
    media = orjson.dumps(sms.media).decode() if sms.media else None
    what = [message_id, lead.account_id, lead.id, sms.body, wording.segments(sms.body), media, sms.sid, at]
    if not await connection().execute_query_dict(_INSERT, [*what, counts, sms.missed_at is not None, now]):
        raise Doubled
    return message_id


def _answer(deps: Deps, company: str, sms: Sms, verdict: replies.Verdict) -> str | None:
    """What to text back. Where Twilio answers some words by itself, those are not answered twice."""
    settings = deps.settings
    if settings.sends_by_twilio and settings.twilio_answers_keywords and answered_by_twilio(sms):
        return None
    match verdict:
        case replies.OptOut():
            return OPTED_OUT_ANSWER
        case replies.OptIn():
            return OPTED_IN_ANSWER
        case replies.Help():
            return HELP_ANSWER.format(company=company)
    return None


def answered_by_twilio(sms: Sms) -> bool:
    """Twilio confirms its exact opt-out and opt-in words itself, and with Advanced Opt-Out all of them.

    Source: help.twilio.com, "Twilio support for opt-out keywords (SMS STOP filtering)".
    """
    return sms.opt_out_type is not None or sms.body.strip().upper() in TWILIO_CONFIRMS


# Statuses only move forward, whatever order the reports come in. A person's message that the provider's list did not
# show counts as failed without a code: a report of it proves otherwise.
_NOTE = f"""
UPDATE message SET
    status = CASE WHEN {store.STATUS_RANK.format("$2")} > {store.STATUS_RANK.format("status")}
                    OR (status = 'FAILED' AND enrollment_id IS NULL AND provider_sid IS NULL) THEN $2 ELSE status END,
    provider_sid = coalesce(provider_sid, $3),
    error_code = coalesce($4, error_code),
    sent_at = coalesce(sent_at, $5),
    look_at = NULL,
    delivered_at = CASE WHEN $2 = 'DELIVERED' THEN coalesce(delivered_at, $5) ELSE delivered_at END
WHERE id = $1 AND direction = 'OUTBOUND' AND (provider_sid IS NULL OR provider_sid = $3)
RETURNING account_id, lead_id, enrollment_id, position
"""


async def report(deps: Deps, status: StatusReport) -> bool:
    """Notes what became of an attempt, and settles it if nobody had heard of it; False for an unknown one.

    Any report proves that the provider has the message, also one that comes before the answer to the POST.
    """
    now = deps.clock.now()
    rows = await note(status, now)
    failpoints.reach(Failpoint.REPORT_NOTED)
    CALLBACKS.labels("noted" if rows else "unknown").inc()
    for row in rows:
        if row["enrollment_id"]:
            attempt = Attempt(row["enrollment_id"], row["position"], status.attempt_id)
            await steps.record(deps, [accepted(attempt, now, status.sid, status_of(status.status))])
        await let_code_count(row["lead_id"], status.attempt_id, status.error_code, now)
        deps.events.tell([row["lead_id"], row["account_id"]], [status.attempt_id])
    return bool(rows)


async def note(status: StatusReport, now: datetime) -> list[dict[str, Any]]:
    """Notes on the message itself that the provider has it, and what it says of it; the row, if there is one."""
    what = [status.attempt_id, status_of(status.status), status.sid, status.error_code, now]
    return list(await connection().execute_query_dict(_NOTE, what))


async def let_code_count(lead_id: UUID, attempt_id: UUID, code: int | None, now: datetime) -> None:
    """Draws the conclusion from a code that says something about the lead and not only about one message."""
    effect = meaning(code).effect
    if effect in (Effect.OPT_OUT, Effect.DEAD_NUMBER):
        await despite_deadlocks(lambda: _let_count(lead_id, attempt_id, code, now))


async def _let_count(lead_id: UUID, attempt_id: UUID, code: int | None, now: datetime) -> None:
    async with in_transaction():
        lead = await Lead.filter(id=lead_id).select_for_update(no_key=True).get()
        if meaning(code).effect is Effect.OPT_OUT:
            await consent.opt_out(lead, f"{consent.BY_PROVIDER}{code}", attempt_id, now)
        else:
            await endings.cancel(CancelReason.INVALID_NUMBER, now, "lead_id", lead.id)
