"""The senders of an account: numbers and Messaging Services that are added, paused, resumed and removed.

Every change locks the account's row, so that two of them never remove each other's last sender. A claim locks the row
of its sender: after the commit of a pause or a removal nothing leaves from that sender.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from asyncpg import UniqueViolationError
from tortoise.exceptions import IntegrityError

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.sms import phones
from app.domain.vocabulary import SenderStatus
from app.errors import Code, not_found, refuse
from app.failpoints import Failpoint
from app.models import Account, Sender
from app.services.accounts.accounts import require
from app.services.accounts.connections import doubt_about
from app.services.checks import LEFT_OUT, Absent, Checks
from app.services.idempotency import idempotent, writing
from app.services.sending import begin_day, free, make_ready

MAX_SENDERS = 50
MIN_PER_SECOND = 0.001
MAX_PER_SECOND = 1000.0
MAX_PER_DAY = 10_000_000
SERVICE = re.compile("MG[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSender:
    """A number or the SID of a Messaging Service, one of the two, with its rates in segments. No rate is not paced."""

    phone_number: str | None = None
    messaging_service_sid: str | None = None
    segments_per_second: float | None = None
    segments_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class AddedSender:
    """`doubt`: why it is not known whether the account has this sender at the provider, as a sentence."""

    sender: Sender
    doubt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderChanges:
    """Changes of a sender's rates. A rate that is left out stays; None is not paced."""

    segments_per_second: float | None | Absent = LEFT_OUT
    segments_per_day: int | None | Absent = LEFT_OUT


async def find_sender(partner_id: UUID, sender_id: UUID) -> Sender | None:
    """The partner's sender with this id; None also for a removed one."""
    return await Sender.of(partner_id).get_or_none(id=sender_id, removed_at=None)


async def senders_of(partner_id: UUID, account_ids: Iterable[UUID]) -> dict[UUID, list[Sender]]:
    """The senders of each account, oldest first, in one statement."""
    found: dict[UUID, list[Sender]] = {account_id: [] for account_id in account_ids}
    rows = Sender.of(partner_id).filter(account_id__in=list(found), removed_at=None)
    for sender in await rows.order_by("created_at", "id"):
        found[sender.account_id].append(sender)
    return found


_ADD = """
INSERT INTO sender (id, account_id, phone_number, messaging_service_sid, segments_per_second, segments_per_day,
                    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (account_id, address) DO UPDATE SET
    removed_at = NULL, segments_per_second = $5, segments_per_day = $6, status = 'READY', status_code = NULL,
    status_reason = NULL, hold_reason = NULL, refusals = 0, retry_at = NULL
WHERE sender.removed_at IS NOT NULL
RETURNING id
"""
_OTHERS = "SELECT EXISTS (SELECT FROM account WHERE phone_number = $1 AND id <> $2) AS taken"


@idempotent()
async def add_sender(deps: Deps, partner_id: UUID, account_id: UUID, new: NewSender) -> AddedSender:
    """Adds a number or a Messaging Service to the account; one that was removed comes back with its leads. Where
    messages are real, Twilio is asked first.

    Refuses with NOT_FOUND, INVALID_INPUT, INVALID_PHONE or DUPLICATE, and with PROVIDER_REFUSED if Twilio does not have
    it.
    """
    account = await require(partner_id, account_id)
    number, service = _checked(new, account)
    doubt = await doubt_about(deps, account, number or service or "")
    values = [number, service, new.segments_per_second, new.segments_per_day, deps.clock.now()]
    try:
        async with writing(deps) as made:
            await _lock(account_id)
            in_use = await Sender.filter(account_id=account_id, removed_at=None).count()
            if in_use >= MAX_SENDERS:
                raise refuse(Code.INVALID_INPUT, f"An account has at most {MAX_SENDERS} senders: remove one first.")
            rows = await connection().execute_query_dict(_ADD, [new_id(), account_id, *values])
            if not rows:
                raise refuse(Code.DUPLICATE, "The account has this sender already.", "input")
            # After the insert: from here on no account can take the number.
            if number and (await connection().execute_query_dict(_OTHERS, [number, account_id]))[0]["taken"]:
                raise _taken()
            await Account.filter(id=account_id).update(several_senders=True)
            await _name_first(account_id)
            made(added := AddedSender(await Sender.get(id=rows[0]["id"]), doubt))
            failpoints.reach(Failpoint.SENDERS_BEFORE_COMMIT)
    except IntegrityError as error:
        if not isinstance(error.args[0], UniqueViolationError):
            raise
        raise _taken() from error
    failpoints.reach(Failpoint.SENDERS_AFTER_COMMIT)
    return added


@idempotent()
async def update_sender(deps: Deps, partner_id: UUID, sender_id: UUID, changes: SenderChanges) -> Sender:
    """Changes the rates of a sender. Refuses with NOT_FOUND or INVALID_INPUT."""
    checks = Checks()
    columns = {
        name: value
        for name in ("segments_per_second", "segments_per_day")
        if (value := getattr(changes, name)) is not LEFT_OUT
    }
    _check_rates(checks, columns.get("segments_per_second"), columns.get("segments_per_day"))
    checks.done()
    sender = await _require(partner_id, sender_id)
    async with writing(deps) as made:
        await _lock(sender.account_id)
        if columns and not await Sender.filter(id=sender_id, removed_at=None).update(**columns):
            raise not_found("sender", "id")
        if columns:
            account = await Account.get(id=sender.account_id)
            await begin_day(sender_id, account.time_zone, deps.clock.now())
        made(sender)
    return await Sender.get(id=sender_id)


_PAUSE = """
UPDATE sender SET status = 'PAUSED', status_code = NULL, status_reason = NULL, hold_reason = NULL, refusals = 0,
                  retry_at = NULL
WHERE id = $1 AND removed_at IS NULL
"""


@idempotent()
async def pause_sender(deps: Deps, partner_id: UUID, sender_id: UUID) -> Sender:
    """Sends nothing from this sender until it is resumed; its leads keep it, and their steps wait with SENDER_PAUSED.
    Refuses with NOT_FOUND."""
    sender = await _require(partner_id, sender_id)
    async with writing(deps) as made:
        await _lock(sender.account_id)
        await connection().execute_query(_PAUSE, [sender_id])
        made(sender)
        failpoints.reach(Failpoint.SENDERS_BEFORE_COMMIT)
    failpoints.reach(Failpoint.SENDERS_AFTER_COMMIT)
    return await Sender.get(id=sender_id)


@idempotent()
async def resume_sender(deps: Deps, partner_id: UUID, sender_id: UUID) -> Sender:
    """Ends the pause of a sender, or says that the cause of its block is mended: each step that waited for it is sent
    once. Refuses with NOT_FOUND."""
    sender, now = await _require(partner_id, sender_id), deps.clock.now()
    async with writing(deps) as made:
        await _lock(sender.account_id)
        await make_ready(sender_id, now)
        made(sender)
        failpoints.reach(Failpoint.SENDERS_BEFORE_COMMIT)
    failpoints.reach(Failpoint.SENDERS_AFTER_COMMIT)
    await deps.queue.wake([now])
    return await Sender.get(id=sender_id)


@idempotent()
async def remove_sender(deps: Deps, partner_id: UUID, sender_id: UUID) -> Sender:
    """Removes a sender: its leads get another sender of the account with their next message, and steps that waited for
    it go on. Refuses with NOT_FOUND, and with INVALID_INPUT while no other sender of the account is READY."""
    sender, now = await _require(partner_id, sender_id), deps.clock.now()
    async with writing(deps) as made:
        await _lock(sender.account_id)
        others = Sender.filter(account_id=sender.account_id, removed_at=None, status=SenderStatus.READY)
        if not await others.exclude(id=sender_id).exists():
            message = "The account would have no sender that can send: add another one first, or resume one."
            raise refuse(Code.INVALID_INPUT, message, "id")
        await Sender.filter(id=sender_id, removed_at=None).update(removed_at=now)
        await _name_first(sender.account_id)
        await free(sender_id, now)
        made(sender)
        failpoints.reach(Failpoint.SENDERS_BEFORE_COMMIT)
    failpoints.reach(Failpoint.SENDERS_AFTER_COMMIT)
    await deps.queue.wake([now])
    return await Sender.get(id=sender_id)


async def _require(partner_id: UUID, sender_id: UUID) -> Sender:
    if sender := await find_sender(partner_id, sender_id):
        return sender
    raise not_found("sender", "id")


async def _lock(account_id: UUID) -> None:
    await Account.filter(id=account_id).select_for_update(no_key=True).get()


# An account without a number keeps the last one that it had.
_NAME_FIRST = """
UPDATE account a SET phone_number = s.phone_number
FROM (SELECT phone_number FROM sender WHERE account_id = $1 AND removed_at IS NULL AND phone_number IS NOT NULL
      ORDER BY created_at, id LIMIT 1) s
WHERE a.id = $1 AND NOT EXISTS (
    SELECT FROM sender WHERE account_id = $1 AND removed_at IS NULL AND phone_number = a.phone_number)
"""


async def _name_first(account_id: UUID) -> None:
    """Keeps the account's number the number of one of its senders, if it has a sender with a number."""
    await connection().execute_query(_NAME_FIRST, [account_id])


def _taken() -> Exception:
    message = "Another account sends from this number or Messaging Service: use another one, or remove it there first."
    return refuse(Code.DUPLICATE, message, "input")


def _checked(new: NewSender, account: Account) -> tuple[str | None, str | None]:
    """The number in E.164, or the SID. Refuses both, none, and rates that are none."""
    checks, number = Checks(), None
    if (new.phone_number is None) == (new.messaging_service_sid is None):
        checks.refuse(Code.INVALID_INPUT, "Give either phoneNumber or messagingServiceSid.")
    elif new.phone_number is not None:
        number = checks.phone(new.phone_number, phones.region_of(account.phone_number), "phoneNumber")
    elif not SERVICE.fullmatch(new.messaging_service_sid or ""):
        message = "Write the SID of a Messaging Service: MG and 32 digits or letters from a to f."
        checks.refuse(Code.INVALID_INPUT, message, "messagingServiceSid")
    _check_rates(checks, new.segments_per_second, new.segments_per_day)
    checks.done()
    return number, new.messaging_service_sid


def _check_rates(checks: Checks, per_second: float | None, per_day: int | None) -> None:
    if per_second is not None and not MIN_PER_SECOND <= per_second <= MAX_PER_SECOND:
        message = f"Write {MIN_PER_SECOND} to {MAX_PER_SECOND:,.0f} segments, or null: not paced."
        checks.refuse(Code.INVALID_INPUT, message, "segmentsPerSecond")
    if per_day is not None and not 1 <= per_day <= MAX_PER_DAY:
        message = f"Write 1 to {MAX_PER_DAY:,} segments, or null: not paced."
        checks.refuse(Code.INVALID_INPUT, message, "segmentsPerDay")
