"""Sequences: made, edited, switched and deleted. Their steps live in versions that never change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from app.db import rows
from app.deps import Deps
from app.domain.sms import templates
from app.domain.vocabulary import CancelReason, StepType
from app.errors import Code, not_found
from app.models import Account, Sequence, SequenceVersion, Step
from app.services.accounts import accounts
from app.services.enrollment import cancel_of_sequence
from app.services.finders import Slice, Window, cut
from app.services.idempotency.calls import idempotent, writing
from app.services.validation import LEFT_OUT, Absent, Checks

MAX_NAME = 200
MAX_DESCRIPTION = 2000
MAX_STEPS = 50
MAX_INSTRUCTIONS = 4000
MAX_DELAY_HOURS = 8760


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """What a caller says of one step."""

    type: StepType
    message: str | None = None
    instructions: str | None = None
    fallback_message: str | None = None
    delay_hours: int = 0
    skip_if_replied: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSequence:
    """What a caller says of a sequence to be made."""

    name: str
    steps: list[NewStep]
    description: str | None = None
    is_active: bool = True
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceChanges:
    """What a caller wants changed. What is left out stays; a description of None is cleared."""

    name: str | None | Absent = LEFT_OUT
    description: str | None | Absent = LEFT_OUT
    is_active: bool | None | Absent = LEFT_OUT
    is_default: bool | None | Absent = LEFT_OUT
    steps: list[NewStep] | None | Absent = LEFT_OUT


# ---------------------------------------------------------------- reading


async def find(partner_id: UUID, sequence_id: UUID) -> Sequence | None:
    """The partner's sequence with this id; a deleted one is gone."""
    return await _live(partner_id).get_or_none(id=sequence_id)


async def required(partner_id: UUID, sequence_id: UUID, path: str = "id") -> Sequence:
    """The same, refused when there is none."""
    if sequence := await find(partner_id, sequence_id):
        return sequence
    raise not_found("sequence", path)


async def of_account(partner_id: UUID, account_id: UUID, is_active: bool | None, window: Window) -> Slice[Any]:
    """The account's sequences, oldest first, as plain rows; deleted ones are gone."""
    return (await of_accounts(partner_id, [account_id], is_active, window))[account_id]


async def of_accounts(
    partner_id: UUID, account_ids: Iterable[UUID], is_active: bool | None, window: Window
) -> dict[UUID, Slice[Any]]:
    """The same part of the list of each of these accounts, in one statement however many they are."""
    [after], [before] = window.after or (None,), window.before or (None,)
    found = await rows(
        _listing(window.backward, window.counted, window.looks_back),
        *(partner_id, wanted := list(account_ids), is_active, after, before, window.limit + 1, window.offset),
    )
    lists: dict[UUID, list[Any]] = {account_id: [] for account_id in wanted}
    for row in found:
        lists[row["list_id"]].append(row)
    return {account_id: _list(of_it, window) for account_id, of_it in lists.items()}


def _list(found: list[Any], window: Window) -> Slice[Any]:
    if not found:
        return Slice([], 0)
    total, passed = found[0]["total"], bool(found[0]["passed"])
    return cut([row for row in found if row["id"] is not None], window, total, passed)


@cache
def _listing(backward: bool, counted: bool, looks_back: bool) -> str:
    """One row for each sequence of the part, and one without a sequence for an account where the part is empty."""
    listed = "FROM sequence WHERE account_id = a.id AND deleted_at IS NULL AND ($3::boolean IS NULL OR is_active = $3)"
    far_side, way = ("id >= $5", "DESC") if backward else ("id <= $4", "ASC")
    total = f"(SELECT count(*) {listed})" if counted else "NULL::bigint"
    passed = f"EXISTS (SELECT {listed} AND {far_side})" if looks_back else "false"
    return f"""
        SELECT a.id AS list_id, whole.total, whole.passed, s.* FROM account a
        CROSS JOIN LATERAL (SELECT {total} AS total, {passed} AS passed) AS whole
        LEFT JOIN LATERAL (
            SELECT * {listed} AND ($4::uuid IS NULL OR id > $4) AND ($5::uuid IS NULL OR id < $5)
            ORDER BY id {way} LIMIT $6 OFFSET $7
        ) AS s ON true
        WHERE a.partner_id = $1 AND a.id = ANY($2::uuid[]) ORDER BY s.id {way}"""


async def counts(sequence_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each sequence, how many leads were ever enrolled and how many reached the end, in one statement."""
    counted = await rows(
        """SELECT sequence_id, count(DISTINCT lead_id) AS enrolled,
                  count(DISTINCT lead_id) FILTER (WHERE status = 'COMPLETED') AS completed
           FROM enrollment WHERE sequence_id = ANY($1) GROUP BY sequence_id""",
        found := list(sequence_ids),
    )
    return dict.fromkeys(found, (0, 0)) | {sequence: (enrolled, completed) for sequence, enrolled, completed in counted}


def _live(partner_id: UUID) -> QuerySet[Sequence]:
    return Sequence.of(partner_id).filter(deleted_at__isnull=True)


# ---------------------------------------------------------------- writing


@idempotent()
async def create(deps: Deps, partner_id: UUID, account_id: UUID, new: NewSequence) -> Sequence:
    """A new sequence with the first version of its steps."""
    account = await accounts.required(partner_id, account_id)
    columns, steps = _checked_new(new)
    now = deps.clock.now()
    async with writing(deps) as made:
        if new.is_default:
            await _unmake_default(account.id, now)
        sequence = await Sequence.create(account_id=account.id, created_at=now, **columns)
        await _write_version(sequence.id, 1, steps, now)
        await Sequence.filter(id=sequence.id).update(updated_at=now)
        made(sequence)
    return await required(partner_id, sequence.id)


@idempotent()
async def update(deps: Deps, partner_id: UUID, sequence_id: UUID, changes: SequenceChanges) -> Sequence:
    """Changes what the caller mentions. Steps that differ become a new version; those enrolled keep theirs."""
    account_id = (await required(partner_id, sequence_id)).account_id
    columns, steps = _checked_changes(changes)
    now = deps.clock.now()
    async with writing(deps) as made:
        if columns.get("is_default"):
            await _unmake_default(account_id, now, but=sequence_id)
        sequence = await _locked(partner_id, sequence_id)
        if steps is not None and steps != await _steps_today(sequence):
            columns["version"] = sequence.version + 1
            await _write_version(sequence.id, sequence.version + 1, steps, now)
        if columns:
            await Sequence.filter(id=sequence.id).update(updated_at=now, **columns)
        made(sequence)
    return await required(partner_id, sequence_id)


@idempotent()
async def delete(deps: Deps, partner_id: UUID, sequence_id: UUID) -> int:
    """Deletes the sequence for callers and cancels its active enrolments; how many those were.

    The row stays, for history. It is locked first, so an enrolment comes before all of this or not at all.
    """
    now = deps.clock.now()
    async with writing(deps) as made:
        sequence = await _locked(partner_id, sequence_id)
        await Sequence.filter(id=sequence.id).update(deleted_at=now, updated_at=now, is_default=False)
        cancelled = made(await cancel_of_sequence(sequence.id, CancelReason.SEQUENCE_DELETED, now))
    deps.events.tell([sequence.id])
    return cancelled


async def _locked(partner_id: UUID, sequence_id: UUID) -> Sequence:
    sequence = await _live(partner_id).select_for_update(of=("sequence",)).get_or_none(id=sequence_id)
    if sequence is None:
        raise not_found("sequence", "id")
    return sequence


async def _unmake_default(account_id: UUID, now: datetime, *, but: UUID | None = None) -> None:
    """Leaves the account without a default. Its row is locked: of two who choose a default, one waits."""
    await Account.filter(id=account_id).select_for_update(no_key=True).get()
    others = Sequence.filter(account_id=account_id, is_default=True)
    await (others.exclude(id=but) if but else others).update(is_default=False, updated_at=now)


async def _write_version(sequence_id: UUID, number: int, steps: list[NewStep], now: datetime) -> None:
    version = await SequenceVersion.create(sequence_id=sequence_id, version=number, created_at=now)
    await Step.bulk_create(
        Step(
            version_id=version.id,
            position=position,
            type=step.type,
            message=step.message,
            instructions=step.instructions,
            fallback_message=step.fallback_message,
            delay_hours=step.delay_hours,
            skip_if_replied=step.skip_if_replied,
        )
        for position, step in enumerate(steps)
    )


async def _steps_today(sequence: Sequence) -> list[NewStep]:
    query = Step.filter(version__sequence_id=sequence.id, version__version=sequence.version)
    return [
        NewStep(
            type=step.type,
            message=step.message,
            instructions=step.instructions,
            fallback_message=step.fallback_message,
            delay_hours=step.delay_hours,
            skip_if_replied=step.skip_if_replied,
        )
        for step in await query.order_by("position")
    ]


# ---------------------------------------------------------------- checks


def _checked_new(new: NewSequence) -> tuple[dict[str, Any], list[NewStep]]:
    checks = Checks()
    columns = {
        "name": checks.text(new.name, "The name", MAX_NAME, "name"),
        "description": checks.optional(new.description, "The description", MAX_DESCRIPTION, "description"),
        "is_active": new.is_active,
        "is_default": new.is_default,
    }
    steps = _steps(checks, new.steps)
    checks.done()
    return columns, steps


def _checked_changes(changes: SequenceChanges) -> tuple[dict[str, Any], list[NewStep] | None]:
    checks, columns, steps = Checks(), dict[str, Any](), None
    if checks.given(name := changes.name, "The name", "name"):
        columns["name"] = checks.text(str(name), "The name", MAX_NAME, "name")
    if (text := changes.description) is not LEFT_OUT:
        columns["description"] = checks.optional(text, "The description", MAX_DESCRIPTION, "description")
    if checks.given(changes.is_active, "isActive", "isActive"):
        columns["is_active"] = changes.is_active
    if checks.given(changes.is_default, "isDefault", "isDefault"):
        columns["is_default"] = changes.is_default
    if checks.given(changes.steps, "The list of steps", "steps") and isinstance(changes.steps, list):
        steps = _steps(checks, changes.steps)
    checks.done()
    return columns, steps


def _steps(checks: Checks, steps: list[NewStep]) -> list[NewStep]:
    if not 1 <= len(steps) <= MAX_STEPS:
        checks.refuse(Code.INVALID_INPUT, f"A sequence has 1 to {MAX_STEPS} steps; this has {len(steps):,}.", "steps")
        return []
    return [_step(checks.at("steps", str(index)), step) for index, step in enumerate(steps)]


def _step(checks: Checks, step: NewStep) -> NewStep:
    _delay(checks, step.delay_hours)
    if step.type is StepType.FIXED:
        _absent(checks, step.instructions, "A FIXED", "instructions")
        _absent(checks, step.fallback_message, "A FIXED", "fallbackMessage")
        return replace(step, message=_message(checks, step.message), instructions=None, fallback_message=None)
    _absent(checks, step.message, "An AI", "message")
    instructions = _instructions(checks, step.instructions)
    return replace(step, message=None, instructions=instructions, fallback_message=_fallback(checks, step))


def _delay(checks: Checks, hours: int) -> None:
    if not 0 <= hours <= MAX_DELAY_HOURS:
        message = f"A delay is 0 to {MAX_DELAY_HOURS:,} hours (a year); this is {hours:,}."
        checks.refuse(Code.INVALID_INPUT, message, "delayHours")


def _absent(checks: Checks, value: str | None, kind: str, name: str) -> None:
    if value is not None and value.strip():  # a form that sends its empty fields too is no mistake
        checks.refuse(Code.INVALID_INPUT, f"{kind} step takes no {name}.", name)


def _instructions(checks: Checks, text: str | None) -> str | None:
    if text is None:
        checks.refuse(Code.INVALID_INPUT, "An AI step needs instructions.", "instructions")
        return None
    return checks.text(text, "The instructions", MAX_INSTRUCTIONS, "instructions")


def _message(checks: Checks, text: str | None) -> str | None:
    if text is None:
        checks.refuse(Code.INVALID_INPUT, "A FIXED step needs a message.", "message")
        return None
    return _template(checks, text, "message")


def _fallback(checks: Checks, step: NewStep) -> str | None:
    """What is sent when there is no text of the model's; a blank one is none."""
    text = step.fallback_message
    return _template(checks, text, "fallbackMessage") if text is not None and text.strip() else None


def _template(checks: Checks, text: str, name: str) -> str:
    """A template that can be sent, to the letter as it was written."""
    if problem := templates.check_message(text):
        checks.refuse(Code.INVALID_INPUT, problem, name)
        return text
    try:
        templates.parse(text)
    except templates.TemplateError as error:
        code = Code.UNKNOWN_VARIABLE if error.kind == "unknown_variable" else Code.INVALID_TEMPLATE
        checks.refuse(code, f"Line {error.line}, column {error.column}: {error.message}", name)
    return text
