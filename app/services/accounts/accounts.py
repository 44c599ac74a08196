"""Accounts: the companies for which a partner sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from app.deps import Deps
from app.domain.calendar.caps import Cap
from app.domain.engine import explain
from app.domain.numbers.guardrail import MAX_SENDS, MAX_SHARE, MIN_SENDS, MIN_SHARE, SUGGESTED_SHARE, Guardrail
from app.domain.sms import phones, templates
from app.domain.vocabulary import HourRules, StepReason
from app.errors import Code, Refused, not_found, refuse
from app.models import Account
from app.services.accounts import caps, first_message, hours, voice
from app.services.accounts.first_message import AS_BEFORE, FirstMessageChanges
from app.services.accounts.hours import UNCHANGED_HOURS, Hours, HoursChanges
from app.services.accounts.voice import UNCHANGED, VoiceChanges
from app.services.checks import LEFT_OUT, Absent, Checks, storable
from app.services.enrollment import wake_of_account
from app.services.idempotency import idempotent, writing
from app.services.paging import Slice, Window, part
from app.services.searching import digits_of_phone, in_words
from app.services.sending import change_rules

DEFAULT_TIME_ZONE = "America/New_York"
MAX_NAME = 200
MAX_PAUSE_HOURS = 8760
TAKEOVER_HOURS, MAX_TAKEOVER_HOURS = 12, 720
SECONDS = 3600.0  # of an hour that is an hour
HOURS = "window_start window_end week hour_rules keep_holidays strict_hours".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A new account. Without hours, messages keep the hours of the lead's state; without a window, no others."""

    name: str
    phone_number: str
    company_name: str | None = None
    time_zone: str | None = None
    window: Hours | None = None
    hours: HoursChanges = UNCHANGED_HOURS
    caps: Sequence[Cap] | None = None
    unclear_pause_hours: int | None = None
    takeover_hours: int | None = None
    require_consent: bool | None = None
    guardrail: Guardrail | None = None
    first_message: FirstMessageChanges = AS_BEFORE
    ai: VoiceChanges = UNCHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanges:
    """Changes of an account. A field that is left out stays; a window of None means any hour."""

    name: str | None | Absent = LEFT_OUT
    phone_number: str | None | Absent = LEFT_OUT
    company_name: str | None | Absent = LEFT_OUT
    time_zone: str | None | Absent = LEFT_OUT
    window: Hours | None | Absent = LEFT_OUT
    hours: HoursChanges = UNCHANGED_HOURS
    caps: Sequence[Cap] | None | Absent = LEFT_OUT
    unclear_pause_hours: int | None | Absent = LEFT_OUT
    takeover_hours: int | None | Absent = LEFT_OUT
    require_consent: bool | None | Absent = LEFT_OUT
    guardrail: Guardrail | None | Absent = LEFT_OUT
    first_message: FirstMessageChanges = AS_BEFORE
    ai: VoiceChanges = UNCHANGED


async def find(partner_id: UUID, account_id: UUID) -> Account | None:
    """The partner's account with this id, or None."""
    return await Account.of(partner_id).get_or_none(id=account_id)


async def require(partner_id: UUID, account_id: UUID, path: str = "accountId") -> Account:
    """The partner's account with this id. Refuses with NOT_FOUND."""
    if account := await find(partner_id, account_id):
        return account
    raise not_found("account", path)


async def search(
    partner_id: UUID, text: str | None, window: Window, account_ids: frozenset[UUID] = frozenset()
) -> Slice[Account]:
    """The partner's accounts, oldest first; with a text, those that have each of its words in the name or company, or
    its digits in the phone number; with `account_ids`, these accounts only."""
    query = Account.of(partner_id).filter(id__in=account_ids) if account_ids else Account.of(partner_id)
    if text and not storable(text):
        return Slice([], 0)
    if text and text.strip():
        digits = digits_of_phone(text)
        found = in_words(text, ("name", "company_name"))
        query = query.filter(found | Q(phone_number__contains=digits) if digits else found)
    return await part(query, window)


@idempotent()
async def create(deps: Deps, partner_id: UUID, new: NewAccount) -> Account:
    """Creates an account. Refuses with INVALID_INPUT, INVALID_PHONE or DUPLICATE."""
    real_time = deps.settings.hour_seconds == SECONDS  # otherwise hours of the day mean nothing
    columns = _columns_of_new(new, HourRules.US_STATES if real_time else HourRules.NONE)
    try:
        async with writing(deps) as made:
            return made(await Account.create(partner_id=partner_id, created_at=deps.clock.now(), **columns))
    except IntegrityError as error:
        if not isinstance(error.args[0], UniqueViolationError):
            raise
        raise _number_taken() from error


@idempotent()
async def update(deps: Deps, partner_id: UUID, account_id: UUID, changes: AccountChanges) -> Account:
    """Changes the fields that the caller mentions. Refuses with NOT_FOUND or as `create` does."""
    account = await require(partner_id, account_id, "id")
    columns = _columns_of(changes, account)
    try:
        async with writing(deps) as made:
            if columns:
                await Account.of(partner_id).filter(id=account_id).update(**columns)
            alarms = await _apply_rules(account_id, columns, deps.clock.now())
            made(account)
    except IntegrityError as error:
        if not isinstance(error.args[0], UniqueViolationError):
            raise
        raise _number_taken() from error
    await deps.queue.wake(alarms)
    return await require(partner_id, account_id, "id")


async def _apply_rules(account_id: UUID, columns: dict[str, Any], now: datetime) -> set[datetime]:
    """Applies a change of `requireConsent`, the hours or the caps to the steps; the moments to wake the workers at. In
    the transaction of the change: after its commit nothing is claimed by the former rule, and no step waits for it."""
    ended = set[StepReason]()
    if columns.get("require_consent") is False:
        ended.add(StepReason.NO_CONSENT)
    if columns.keys() & {*HOURS, "time_zone"}:
        ended |= explain.HOURS
    if columns.keys() & {"caps", *HOURS, "time_zone"}:  # the rules of the hours have the caps of the states
        ended.add(StepReason.CAPPED)
    if not ended and "require_consent" not in columns:
        return set()
    await change_rules([account_id])
    return await wake_of_account(account_id, ended, now) if ended else set()


def _number_taken() -> Refused:
    return refuse(
        Code.DUPLICATE,
        "Another account sends from this phone number: use another number.",
        "input",
        "phoneNumber",
    )


def _columns_of_new(new: NewAccount, rules: HourRules) -> dict[str, Any]:
    checks = Checks()
    name = checks.text(new.name, "The name", MAX_NAME, "name")
    company = checks.optional(new.company_name, "The company name", MAX_NAME, "companyName") or name
    columns = {
        "name": name,
        "company_name": _without_placeholder(checks, company, "companyName" if new.company_name else "name"),
        "phone_number": checks.phone(new.phone_number, None, "phoneNumber"),
        "time_zone": checks.time_zone(new.time_zone or DEFAULT_TIME_ZONE, "timeZone"),
        **hours.of_new_account(checks, new.window, new.hours, rules),
        "caps": caps.column(checks.at("caps"), new.caps),
        "unclear_pause_hours": _pause_hours(checks, new.unclear_pause_hours),
        "takeover_hours": _takeover_hours(checks, TAKEOVER_HOURS if new.takeover_hours is None else new.takeover_hours),
        "require_consent": bool(new.require_consent),
        **_guardrail(checks.at("guardrail"), new.guardrail),
        **first_message.columns(checks.at("firstMessage"), new.first_message),
        **voice.columns(checks.at("ai"), new.ai),
    }
    checks.done()
    return columns


def _without_placeholder(checks: Checks, company: str, path: str) -> str:
    """The company's name, which is filled into texts as it stands."""
    if problem := templates.unfilled(company):
        checks.refuse(Code.INVALID_INPUT, problem, path)
    return company


def _columns_of(changes: AccountChanges, account: Account) -> dict[str, Any]:
    checks, columns = Checks(), dict[str, Any]()
    region = phones.region_of(account.phone_number)
    if checks.given(name := changes.name, "The name", "name"):
        columns["name"] = checks.text(str(name), "The name", MAX_NAME, "name")
    if checks.given(company := changes.company_name, "The company name", "companyName"):
        text = checks.text(str(company), "The company name", MAX_NAME, "companyName")
        columns["company_name"] = _without_placeholder(checks, text, "companyName")
    if checks.given(phone := changes.phone_number, "The phone number", "phoneNumber"):
        columns["phone_number"] = checks.phone(str(phone), region, "phoneNumber")
    if checks.given(zone := changes.time_zone, "The time zone", "timeZone"):
        columns["time_zone"] = checks.time_zone(str(zone), "timeZone")
    if changed := hours.columns(checks, changes.window, changes.hours):
        columns |= changed
        if changes.window and changes.hours.strict is LEFT_OUT and account.hours.week is None:
            columns["strict_hours"] = True  # a sending window holds every message, until the caller says otherwise
        hours.check(checks, {**{name: getattr(account, name) for name in HOURS}, **changed})
    if changes.caps is not LEFT_OUT:
        columns["caps"] = caps.column(checks.at("caps"), changes.caps)
    if changes.unclear_pause_hours is not LEFT_OUT:
        columns["unclear_pause_hours"] = _pause_hours(checks, changes.unclear_pause_hours)
    if checks.given(takeover := changes.takeover_hours, "takeoverHours", "takeoverHours"):
        columns["takeover_hours"] = _takeover_hours(checks, int(str(takeover)))
    if checks.given(changes.require_consent, "requireConsent", "requireConsent"):
        columns["require_consent"] = changes.require_consent
    if changes.guardrail is not LEFT_OUT:
        columns |= _guardrail(checks.at("guardrail"), changes.guardrail)
    columns |= first_message.columns(checks.at("firstMessage"), changes.first_message)
    columns |= voice.columns(checks.at("ai"), changes.ai)
    checks.done()
    return columns


def _takeover_hours(checks: Checks, hours: int) -> int:
    if not 1 <= hours <= MAX_TAKEOVER_HOURS:
        checks.refuse(Code.INVALID_INPUT, f"Write 1 to {MAX_TAKEOVER_HOURS} hours.", "takeoverHours")
    return hours


def _guardrail(checks: Checks, given: Guardrail | None) -> dict[str, Any]:
    if given and not MIN_SHARE <= given.opt_out_share <= MAX_SHARE:
        message = f"Write a share from {MIN_SHARE} to {MAX_SHARE}, such as {SUGGESTED_SHARE} for 3 %."
        checks.refuse(Code.INVALID_INPUT, message, "optOutShare")
    if given and not MIN_SENDS <= given.sends <= MAX_SENDS:
        checks.refuse(Code.INVALID_INPUT, f"Write {MIN_SENDS} to {MAX_SENDS:,} messages.", "sends")
    share, sends = (given.opt_out_share, given.sends) if given else (None, None)
    return {"guardrail_share": share, "guardrail_sends": sends}


def _pause_hours(checks: Checks, hours: int | None) -> int | None:
    if hours is not None and not 1 <= hours <= MAX_PAUSE_HOURS:
        message = f"Write 1 to {MAX_PAUSE_HOURS:,} hours, or null: then only a person ends the pause."
        checks.refuse(Code.INVALID_INPUT, message, "unclearPauseHours")
    return hours
