"""Consent: opt-outs and opt-ins. Each change stores its evidence in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.domain.engine import explain
from app.domain.engine.moves import Move, Moved
from app.domain.ids import new_id
from app.domain.people.consent import Consent
from app.domain.sms import phones
from app.domain.vocabulary import CancelReason, ConsentChange, ConsentSource, PauseReason
from app.errors import Code, refuse
from app.failpoints import Failpoint
from app.models import Account, ConsentEvent, Enrollment, Lead, Message
from app.services import accounts, people
from app.services.checks import Checks
from app.services.enrollment import cancel_of_lead, end_pause, keys_of, lock_lead, store_consent
from app.services.idempotency import idempotent, writing
from app.services.numbers import opt_out_follows
from app.services.paging import MAX_LIMIT
from app.services.sending import addresses, apply_moves, change_rules

BY_PROVIDER = "provider:"
BY_PERSON = "person"
MAX_NOTE = 1000


@idempotent()
async def opt_out_lead(deps: Deps, partner_id: UUID, account_id: UUID, phone: str, note: str) -> Lead:
    """Records an opt-out that did not come by SMS, or that a person reads in an unclear text. It counts like a STOP.

    An unknown phone becomes a lead, so that it is not written to later. Refuses with NOT_FOUND, INVALID_PHONE,
    INVALID_INPUT or LEAD_ERASED.
    """
    account = await accounts.require(partner_id, account_id)
    checks = Checks(())
    number = checks.phone(phone, phones.region_of(account.phone_number), "phone")
    text = checks.text(note, "The note", MAX_NOTE, "note")
    checks.done()
    async with writing(deps) as made:
        lead = await lock_lead(account.id, number, deps.clock.now(), keys_of(deps))
        made(lead)
        await opt_out(lead, BY_PERSON, None, [account.phone_number], deps.clock.now(), note=text)
    lead = await Lead.get(id=lead.id)
    deps.events.tell([lead.id, lead.account_id])
    return lead


@idempotent()
async def opt_in_lead(deps: Deps, partner_id: UUID, account_id: UUID, phone: str, given: Consent) -> Lead:
    """Records a consent that did not come by SMS, and lifts the opt-out of the account and of its senders. A phone on a
    do-not-contact list stays there. Canceled enrollments stay canceled; steps that waited for consent go on.

    An unknown phone becomes a lead. Refuses with NOT_FOUND, INVALID_PHONE, LEAD_ERASED, or INVALID_INPUT, also for a
    consent that is older than the lead's opt-out: the last word of the lead counts.
    """
    account = await accounts.require(partner_id, account_id)
    now = deps.clock.now()
    checks = Checks(())
    number = checks.lead_phone(phone, account.phone_number, "phone")
    consent = checks.consent(given, now, "consent")
    checks.done()
    async with writing(deps) as made:
        lead = await lock_lead(account.id, number, now, keys_of(deps))
        made(lead)
        senders = await addresses(account.id)
        await _must_be_newer(consent, lead, senders)
        await opt_in(lead, BY_PERSON, None, senders, now, consent)
        alarms = await store_consent(lead.id, consent, now)
        if lead.pause_reason is PauseReason.UNCLEAR_REPLY:
            alarms |= await end_pause(lead.id, now)
        failpoints.reach(Failpoint.CONSENT_BEFORE_COMMIT)
    failpoints.reach(Failpoint.CONSENT_AFTER_COMMIT)
    await deps.queue.wake(alarms)
    lead = await Lead.get(id=lead.id)
    deps.events.tell([lead.id, lead.account_id])
    return lead


_LAST_OPT_OUT = """
SELECT greatest($1::timestamptz,
                (SELECT max(created_at) FROM number_opt_out WHERE number = ANY($2) AND phone = $3),
                (SELECT max(created_at) FROM message WHERE lead_id = $4 AND read_as = 'OPT_OUT')) AS at
"""


async def _must_be_newer(consent: Consent, lead: Lead, senders: Sequence[str]) -> None:
    """Refuses a consent that the lead took back later. The lead is locked, so no opt-out comes in between."""
    values = [lead.opted_out_at, list(senders), lead.phone, lead.id]
    [row] = await connection().execute_query_dict(_LAST_OPT_OUT, values)
    if row["at"] is not None and consent.given_at < row["at"]:
        message = (
            f"The lead opted out at {explain.utc(row['at'])}, after this consent was given, and stays opted out. "
            "Give the time of a newer consent, or let the lead text START."
        )
        raise refuse(Code.INVALID_INPUT, message, "consent", "givenAt")


async def opt_out(
    lead: Lead,
    rule: str,
    message_id: UUID | None,
    told: Sequence[str],
    now: datetime,
    said_at: datetime | None = None,
    note: str | None = None,
    phone: str | None = None,
) -> int:
    """Opts the lead out and cancels every active enrollment; how many. Inside the caller's transaction, with the lead
    locked.

    It binds the account, and what was told, a number and perhaps its Messaging Service: whichever account sends from
    one of them later may not write to this phone. `said_at` is when the lead wrote it, for a message that is stored
    later than that. `phone` is the phone that it is about, if the lead may have another one by now: both are bound.
    """
    if lead.erased_at is not None:  # the phone is blocked already, and is not known any more
        return await cancel_of_lead(lead.id, CancelReason.ERASED, now)
    at, meant = said_at or now, phone or lead.phone
    news = [await bind_number(number, one, at) for number in told for one in {meant, lead.phone}]
    if lead.opted_out_at is None:
        await Lead.filter(id=lead.id).update(opted_out_at=at, updated_at=now)
    if lead.opted_out_at is None or any(news):
        await _store_evidence(lead, ConsentChange.OPT_OUT, rule, message_id, told[0], at, note, phone=meant)
        if account_id := await opt_out_follows(lead.id, at, now):
            await change_rules([account_id])
    return await cancel_of_lead(lead.id, CancelReason.OPTED_OUT, now)


async def bind_number(number: str, phone: str, at: datetime) -> bool:
    """Keeps this phone from being written to from this number, in every spelling; whether that is new."""
    return bool(await connection().execute_query_dict(_BIND, [number, list(phones.spellings(phone)), at]))


async def opt_in(
    lead: Lead, rule: str, message_id: UUID | None, told: Sequence[str], now: datetime, given: Consent | None = None
) -> None:
    """Opts the lead in again, for the account and the numbers that were told. Inside the caller's transaction, with the
    lead locked. A consent that a person recorded is evidence also if the lead was not opted out."""
    was_bound = await connection().execute_query_dict(_RELEASE, [list(told), list(phones.spellings(lead.phone))])
    if lead.opted_out_at is not None:
        await Lead.filter(id=lead.id).update(opted_out_at=None, updated_at=now)
    if lead.opted_out_at is not None or was_bound or given:
        await _store_evidence(lead, ConsentChange.OPT_IN, rule, message_id, told[0], now, consent=given)


_BIND = """
INSERT INTO number_opt_out (number, phone, created_at) SELECT $1, phone, $3 FROM unnest($2::text[]) AS phone
ON CONFLICT DO NOTHING RETURNING number
"""
_RELEASE = "DELETE FROM number_opt_out WHERE number = ANY($1) AND phone = ANY($2) RETURNING number"


async def _store_evidence(
    lead: Lead,
    change: ConsentChange,
    rule: str,
    message_id: UUID | None,
    number: str,
    now: datetime,
    note: str | None = None,
    consent: Consent | None = None,
    phone: str | None = None,
) -> None:
    moved = phone is not None and phone != lead.phone
    await ConsentEvent.create(
        id=new_id(),
        account_id=lead.account_id,
        phone=phone or lead.phone,
        lead_id=lead.id if moved else None,
        change=change,
        message_id=message_id,
        rule=rule,
        number=number,
        note=note,
        consent=consent.as_json() if consent else None,
        created_at=now,
    )


async def ended_by_provider(move: Move, now: datetime, hour_seconds: float) -> list[Moved]:
    """Records a step that the provider refused for a reason that concerns the lead, and applies it to the lead.

    Both in one transaction, which locks the lead before its enrollments.
    """
    enrollment = await Enrollment.get(id=move.enrollment_id)
    async with in_transaction() as tx:
        lead = await Lead.filter(id=enrollment.lead_id).select_for_update(no_key=True).get()
        moved = await apply_moves(tx, [move], hour_seconds)
        if move.cancel_reason is CancelReason.OPTED_OUT:
            told, phone = await left_from(move.attempt_id, lead), await recipient_of(move.attempt_id, lead)
            await opt_out(lead, f"{BY_PROVIDER}{move.error_code}", move.attempt_id, told, now, phone=phone)
        elif await recipient_of(move.attempt_id, lead) == lead.phone:
            await number_is_dead(lead, move.error_code, now)
    return moved


async def number_is_dead(lead: Lead, code: int | None, now: datetime) -> None:
    """The lead's phone cannot receive messages: its enrollments end, and nobody enrolls it again. Inside the caller's
    transaction, with the lead locked."""
    await Lead.filter(id=lead.id).update(dead_number_code=code)
    await cancel_of_lead(lead.id, CancelReason.INVALID_NUMBER, now)


async def left_from(attempt_id: UUID | None, lead: Lead) -> list[str]:
    """The number that this attempt left from, as far as it is known, and its Messaging Service; of a release before
    0009, the account's number."""
    message = await Message.get_or_none(id=attempt_id)
    if message and message.sender:
        return [one for one in (message.left_from, message.sender) if one]
    return [str((await Account.get(id=lead.account_id)).phone_number)]


async def recipient_of(attempt_id: UUID | None, lead: Lead) -> str:
    """The phone that this attempt was sent to: the lead may have another one by now."""
    message = await Message.get_or_none(id=attempt_id)
    return str(message.recipient) if message and message.recipient else lead.phone


# ------------------------------------------------------------------ the evidence


def source(event: ConsentEvent) -> ConsentSource:
    """The origin of the change: the lead's own message, the provider, which refused a message, a person, an import, or
    a change of the phone."""
    if event.rule in _SOURCES:
        return _SOURCES[event.rule]
    return ConsentSource.PROVIDER if event.rule.startswith(BY_PROVIDER) else ConsentSource.LEAD


_SOURCES = {
    BY_PERSON: ConsentSource.PERSON,
    people.BY_IMPORT: ConsentSource.IMPORT,
    people.BY_MOVE: ConsentSource.MOVED,
}


async def history(
    partner_id: UUID, leads: Iterable[Lead], limit: int = MAX_LIMIT, offset: int = 0
) -> dict[UUID, list[ConsentEvent]]:
    """The last `limit` changes of each lead's consent without the last `offset`, oldest first, in two statements.

    Changes under a former phone are among them, those of a former owner of the phone are not.
    """
    wanted = list(leads)
    keys = [[lead.id for lead in wanted], [lead.account_id for lead in wanted], [lead.phone for lead in wanted]]
    last = {row["id"]: row["lead_id"] for row in await rows(_LAST_CHANGES, *keys, limit, offset)}
    found: dict[UUID, list[ConsentEvent]] = {lead.id: [] for lead in wanted}
    for event in await ConsentEvent.of(partner_id).filter(id__in=list(last)).order_by("created_at", "id"):
        found[last[event.id]].append(event)
    return found


_LAST_CHANGES = """
SELECT c.id, wanted.id AS lead_id FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS wanted (id, account_id, phone)
CROSS JOIN LATERAL (
    SELECT id FROM (
        (SELECT id, created_at FROM consent_event
         WHERE account_id = wanted.account_id AND phone = wanted.phone AND (lead_id IS NULL OR lead_id = wanted.id)
         ORDER BY created_at DESC, id DESC LIMIT $4::int + $5::int)
        UNION
        (SELECT id, created_at FROM consent_event WHERE lead_id = wanted.id
         ORDER BY created_at DESC, id DESC LIMIT $4::int + $5::int)) AS both_phones
    ORDER BY created_at DESC, id DESC LIMIT $4::int OFFSET $5::int
) AS c
"""


async def of_phone(phone: str, account_id: UUID | None) -> list[tuple[ConsentEvent, str | None]]:
    """Every change for a phone, in one account or in all, oldest first, each with the text of its message."""
    rows = (
        ConsentEvent.filter(phone=phone)
        if account_id is None
        else ConsentEvent.filter(phone=phone, account_id=account_id)
    )
    events = await rows.order_by("created_at", "id")
    bodies = {m.id: m.body for m in await Message.filter(id__in=[event.message_id for event in events])}
    return [(event, bodies.get(event.message_id) if event.message_id else None) for event in events]
