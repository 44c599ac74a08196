"""Inbound messages: stored once, read, and applied to the lead and its enrollments in the same transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, despite_rollbacks
from app.deps import Deps
from app.domain import replies
from app.domain.calendar import places
from app.domain.ids import new_id
from app.domain.people import pause as pauses
from app.domain.people.consent import Consent
from app.domain.people.erased import HashKey
from app.domain.sms import phones, segments
from app.domain.vocabulary import ConsentChange, ConsentOrigin, MessageDirection, PauseReason
from app.failpoints import Failpoint
from app.models import ConsentEvent, Lead, Message
from app.observability.metrics import INBOUND
from app.providers.webhooks import InboundSms
from app.services.ai import SUGGESTION_WANTED
from app.services.conversations import consent
from app.services.conversations.erased import ACCOUNT_TOLD, IS_ERASED, FromErased, from_erased
from app.services.conversations.provider_accounts import TELLS_OF, WrongAccount
from app.services.conversations.reading import READ_AS, Recipient, arrived, read
from app.services.enrollment import end_pause, keys_of, set_pause, store_consent
from app.services.media import INSERT_MEDIA, rows_of
from app.services.numbers import follows

log = logging.getLogger("nudge.inbound")

MAX_RULE = 64
MAX_TEXT = 6400

OPTED_OUT_ANSWER = "You are unsubscribed and will get no more messages from us. Reply START to hear from us again."
OPTED_IN_ANSWER = "You are subscribed again. Reply STOP at any time to unsubscribe."
HELP_ANSWER = "{company}: we text you about your application or account. Reply STOP to unsubscribe."


@dataclass(frozen=True, slots=True)
class Stored:
    """A committed message: its lead, the account that the lead wrote to, the verdict, and the alarms to plant."""

    lead: Lead
    recipient: Recipient
    verdict: replies.Verdict
    message_id: UUID
    alarms: set[datetime]


class AlreadyStored(Exception):
    """The provider delivered the message twice, or the lead was erased just now: the transaction is rolled back."""


async def receive_sms(deps: Deps, sms: InboundSms) -> str | None:
    """Stores the message and applies it, in one transaction; the text to answer with, if there is one.

    Raises `WrongAccount` if the provider's account that tells of the message is not the one of the number's account.

    A message to a number of no account, and a message from a sender without a phone number (a short code), is counted
    and not stored; an opt-out to such a number is kept. A message that is stored already changes nothing. Of a message
    from an erased phone nothing is stored; STOP and HELP are answered.
    """
    if not phones.is_e164(sms.sender):
        INBOUND.labels("no_number").inc()
        return None
    sms = replace(sms, body=storable(sms.body))
    try:
        stored = await despite_rollbacks(lambda: _stored(sms, deps.clock.now(), keys_of(deps)))
    except AlreadyStored:
        INBOUND.labels("doubled").inc()
        return None
    match stored:
        case None:
            return None
        case FromErased(company, verdict):
            INBOUND.labels("erased").inc()
            return None if isinstance(verdict, replies.OptIn) else _answer(deps, company, sms, verdict)
    failpoints.reach(Failpoint.INBOUND_AFTER_COMMIT)
    INBOUND.labels(type(stored.verdict).__name__.lower()).inc()
    if stored.alarms:
        await deps.queue.wake(stored.alarms)
    deps.events.tell([stored.lead.id, stored.lead.account_id], [stored.message_id])
    return _answer(deps, stored.recipient.company, sms, stored.verdict)


def storable(body: str) -> str:
    """The text without what PostgreSQL cannot hold (NUL, half of a surrogate pair), cut at `MAX_TEXT` characters."""
    return body.replace("\x00", "").encode(errors="replace").decode()[:MAX_TEXT]


async def _stored(sms: InboundSms, now: datetime, keys: Sequence[HashKey]) -> Stored | FromErased | None:
    hashes = [key.hash(sms.sender) for key in keys]
    async with in_transaction():
        found = await _lock_lead(sms, now, hashes)
        if found is None:
            await _check_account(sms)
            if erased := await from_erased(sms, now, keys, hashes):
                return erased
            await _bind_number(sms, now)
            return None
        lead, recipient = found
        verdict = read(lead, recipient, sms, now)
        message_id = await _insert(lead, sms, verdict, now, hashes)
        alarms = await _apply(lead, recipient, sms, verdict, message_id, now)
        failpoints.reach(Failpoint.INBOUND_BEFORE_COMMIT)
    return Stored(lead, recipient, verdict, message_id, alarms)


# One statement finds the account and creates or finds the lead, counts this message, and locks the lead's row until the
# transaction ends. A number that no account has any more, and that came without an account's Messaging Service, is the
# number of the account that wrote to this phone from it last. A phone that was erased in the account gets no lead.
_LOCK_LEAD = f"""
WITH a AS ({ACCOUNT_TOLD})
INSERT INTO lead (id, account_id, phone, inbound_count, created_at)
SELECT $1, a.id, $2, 1, $3 FROM a
WHERE NOT {IS_ERASED.format(hashes="$5", account="a.id")}
  AND {TELLS_OF.format(account="a", number="ANY(ARRAY[$4, $7])", signer="$6::text")}
ON CONFLICT (account_id, phone) DO UPDATE SET inbound_count = lead.inbound_count + 1, dead_number_code = NULL
RETURNING id, account_id, phone, opted_out_at, time_zone, state, postal_code, paused_at, paused_until, pause_reason,
          paused_by, (SELECT company_name FROM a), (SELECT time_zone FROM a) AS account_zone,
          (SELECT unclear_pause_hours FROM a),
          EXISTS (SELECT FROM number_opt_out WHERE number IN ($4, $7) AND phone = $2) AS number_told
"""


async def _lock_lead(sms: InboundSms, now: datetime, hashes: list[bytes]) -> tuple[Lead, Recipient] | None:
    """The lead that wrote, and the account that it wrote to; None if no account has or had the number, and if the phone
    was erased there."""
    values = [new_id(), phones.canonical(sms.sender), now, sms.to, hashes, sms.signer, sms.service]
    rows = await connection().execute_query_dict(_LOCK_LEAD, values)
    if not rows:
        return None
    lead = dict(rows[0])
    recipient = Recipient(
        lead.pop("company_name"), lead.pop("account_zone"), lead.pop("unclear_pause_hours"), lead.pop("number_told")
    )
    return Lead(**lead), recipient


# Only for a message that is not stored: whether it is not, because another account at the provider tells of it.
_TELLS_OF = f"""
WITH a AS ({ACCOUNT_TOLD.replace("$2", "$1").replace("$4", "$2").replace("$7", "$4")})
SELECT {TELLS_OF.format(account="a", number="ANY(ARRAY[$2, $4])", signer="$3::text")} AS is_told FROM a
"""


async def _check_account(sms: InboundSms) -> None:
    values = [phones.canonical(sms.sender), sms.to, sms.signer, sms.service]
    rows = await connection().execute_query_dict(_TELLS_OF, values)
    if not rows and sms.signer is None:
        return  # the server's number, and no account's
    if not rows or not rows[0]["is_told"]:
        raise WrongAccount


async def _bind_number(sms: InboundSms, now: datetime) -> None:
    """An opt-out to a number of no account binds the account that has the number one day."""
    INBOUND.labels("unknown_number").inc()
    log.warning("an inbound message is for a number of no account", extra={"sid": sms.sid})
    sender = Lead(phone=phones.canonical(sms.sender))
    match read(sender, Recipient("", "UTC", None), sms, now):
        case replies.OptOut() if phones.is_e164(sms.to):
            for told in sms.told:
                await consent.bind_number(told, sender.phone, arrived(sms, now))


# ------------------------------------------------------------------ applying


async def _apply(
    lead: Lead, recipient: Recipient, sms: InboundSms, verdict: replies.Verdict, message_id: UUID, now: datetime
) -> set[datetime]:
    """Applies the verdict to the lead, whose row is locked; the moments to wake the workers at after the commit."""
    at = arrived(sms, now)
    match verdict:
        case replies.OptOut(rule) if not await _opted_in_since(lead, sms):
            await consent.opt_out(lead, rule, message_id, sms.told, now, at)
            for other in await _others_told(lead, sms):
                if not await _opted_in_since(other, sms):
                    await consent.opt_out(other, rule, message_id, sms.told, now, at)
        case replies.OptIn(rule) if not await _wrote_since(lead, sms):
            await consent.opt_in(lead, rule, message_id, sms.told, at)
            given = Consent(ConsentOrigin.KEYWORD, at, sms.body or None)
            alarms = await store_consent(lead.id, given, now, only_first=True)
            if lead.pause_reason is PauseReason.UNCLEAR_REPLY:
                alarms |= await end_pause(lead.id, now)
            return alarms
        case _:
            if pause := _pause_after(lead, recipient, verdict, now):
                await set_pause(lead.id, pause)
            if isinstance(verdict, replies.Unclear):
                for other in await _others_told(lead, sms):
                    await set_pause(other.id, pauses.after_unclear(other.pause, now, recipient.unclear_pause_hours))
    return set()


# The same person as another lead: under another national spelling in this account, and in each account that once wrote
# to this phone from the number, or from the Messaging Service, that is told now.
_OTHERS_TOLD = """
SELECT l.id, l.account_id, l.phone, l.opted_out_at, l.paused_at, l.paused_until, l.pause_reason, l.paused_by
FROM lead l
WHERE l.phone = ANY($3) AND l.id <> $1
  AND EXISTS (SELECT FROM sender WHERE account_id = l.account_id AND address = ANY($4))
  AND (l.account_id = $2 OR EXISTS (
        SELECT FROM message WHERE lead_id = l.id AND direction = 'OUTBOUND'
          AND (sender IS NULL OR sender = ANY($4) OR left_from = ANY($4))))
ORDER BY l.id FOR NO KEY UPDATE OF l
"""


async def _others_told(lead: Lead, sms: InboundSms) -> list[Lead]:
    """The other leads that this text is from, locked."""
    values = [lead.id, lead.account_id, list(phones.spellings(sms.sender)), list(sms.told)]
    return [Lead(**row) for row in await connection().execute_query_dict(_OTHERS_TOLD, values)]


def _pause_after(lead: Lead, recipient: Recipient, verdict: replies.Verdict, now: datetime) -> pauses.Pause | None:
    """The lead's new pause; None if it stays as it is."""
    match verdict:
        case replies.Unclear():
            return pauses.after_unclear(lead.pause, now, recipient.unclear_pause_hours)
        case replies.Reply():
            return pauses.after_word(lead.pause, now, recipient.unclear_pause_hours)
        case replies.MachineAnswer(away_until=day) if day is not None:
            back_at = datetime.combine(day, time(), places.likely_zone(lead.place, recipient.time_zone))
            return pauses.while_away(lead.pause, now, back_at)
    return None


async def _opted_in_since(lead: Lead, sms: InboundSms) -> bool:
    """Whether the lead opted in after this missed message: then that opt-in is the last word."""
    later = ConsentEvent.filter(account_id=lead.account_id, phone=lead.phone, change=ConsentChange.OPT_IN)
    return sms.missed_at is not None and await later.filter(created_at__gt=sms.missed_at).exists()


async def _wrote_since(lead: Lead, sms: InboundSms) -> bool:
    """Whether the lead wrote again after this missed message: then this message is not the last word."""
    later = Message.filter(lead_id=lead.id, direction=MessageDirection.INBOUND)
    return sms.missed_at is not None and await later.filter(created_at__gt=sms.missed_at).exists()


# A reply counts for every active run, and the first reply is the evidence. A missed one counts only for the runs that
# had begun when the provider received it. Any message makes a draft stale that waits for a review, so the step is
# looked at again; so is a step that waits for a value of its text, which a reply may skip. A lead that this transaction
# made because an erasure was committed just before it is made undone. The message's files are fetched by a worker. The
# message before a reply keeps its time.
REPLIED = "($9 AND replied_at IS NULL AND (started_at <= $8 OR NOT $10))"
DECIDED_AGAIN = "coalesce(hold_reason IN ('AWAITING_REVIEW', 'MISSING_VARIABLE'), false)"
_INSERT = f"""
WITH stored AS (
    INSERT INTO message (id, account_id, lead_id, direction, status, body, segments, media, provider_sid, created_at,
                         read_as, read_rule)
    SELECT $1, $2, $3, 'INBOUND', 'RECEIVED', $4, $5, $6::jsonb, $7, $8, $12, $13
    WHERE NOT {IS_ERASED.format(hashes="$14", account="$2::uuid")}
    ON CONFLICT (provider_sid) DO NOTHING RETURNING id),
files AS ({INSERT_MEDIA.format(account="$2::uuid", ids="$15", addresses="$16", now="$11::timestamptz")}),
counted AS (
    UPDATE enrollment SET
        replied_at = CASE WHEN {REPLIED} THEN $8 ELSE replied_at END,
        reply_id = CASE WHEN {REPLIED} THEN stored.id ELSE reply_id END,
        wake_at = CASE WHEN {DECIDED_AGAIN} THEN $11 ELSE wake_at END,
        hold_reason = CASE WHEN NOT {DECIDED_AGAIN} THEN hold_reason END
    FROM stored WHERE lead_id = $3 AND status = 'ACTIVE' AND ({REPLIED} OR {DECIDED_AGAIN})),
answered AS (
    {follows("replied_at", "$3", "$8")} AND $9 AND EXISTS (SELECT FROM stored)),
suggested AS ({SUGGESTION_WANTED.format(now="$11", is_reply="$9", account="$2", lead="$3")})
SELECT id FROM stored
"""


async def _insert(lead: Lead, sms: InboundSms, verdict: replies.Verdict, now: datetime, hashes: list[bytes]) -> UUID:
    """Stores the message once. A text that a person wrote counts as a reply, also if it is unclear."""
    message_id = new_id()
    media = orjson.dumps(sms.media).decode() if sms.media else None
    files, addresses = rows_of(sms.media)
    values = [
        *(message_id, lead.account_id, lead.id, sms.body, segments.segment_count(sms.body), media, sms.sid),
        *(arrived(sms, now), isinstance(verdict, replies.Reply | replies.Unclear), sms.missed_at is not None, now),
        *(READ_AS[type(verdict)], verdict.rule[:MAX_RULE], hashes, files, addresses),
    ]
    if not await connection().execute_query_dict(_INSERT, values):
        raise AlreadyStored
    return message_id


def _answer(deps: Deps, company: str, sms: InboundSms, verdict: replies.Verdict) -> str | None:
    """The text to answer with. A message that the provider answers by itself gets no second answer."""
    provider = deps.sms if sms.signer is None else deps.connections.connector
    if provider.confirms(sms.body, sms.opt_out_type):
        return None
    match verdict:
        case replies.OptOut():
            return OPTED_OUT_ANSWER
        case replies.OptIn():
            return OPTED_IN_ANSWER
        case replies.Help():
            return HELP_ANSWER.format(company=company)
    return None
