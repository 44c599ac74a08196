"""Creating, changing and deleting sequences. Steps are written as versions, which never change."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from app.deps import Deps
from app.domain.people.events import MAX_NAMES, problem_of_name
from app.domain.vocabulary import CancelReason, MisfirePolicy
from app.errors import Code, not_found, refuse
from app.models import Account, Sequence, SequenceVersion, Step
from app.services import accounts
from app.services.checks import LEFT_OUT, Absent, Checks
from app.services.enrollment import cancel_of_sequence
from app.services.idempotency import idempotent, writing
from app.services.sequences.find import live, require
from app.services.sequences.steps import NewStep, checked_steps

MAX_NAME = 200
MAX_DESCRIPTION = 2000
MAX_EXPIRY_HOURS = 8760
MAX_PRIORITY = 1000
"""A priority is from minus this to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSequence:
    """A new sequence. `is_default`: the account's former default, if any, is no longer the default.

    `exit_on`: the names of the events that end its enrollments. `goal`: the name of the event that is its success.
    `priority`: of two due steps of one person, that of the sequence with the higher priority is sent first.
    `misfire`: what becomes of a step that is late because nothing could be sent. `expire_after_hours`: a step that is
    later than this is skipped; None: never.
    """

    name: str
    steps: list[NewStep]
    description: str | None = None
    is_active: bool = True
    is_default: bool = False
    exit_on: list[str] = field(default_factory=list)
    goal: str | None = None
    priority: int = 0
    misfire: MisfirePolicy = MisfirePolicy.SEND
    expire_after_hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceChanges:
    """Changes of a sequence. A field that is left out stays; a description or a goal of None is cleared.

    `expected_version`: the version that the caller has read; if the sequence has another one by now, nothing changes.
    """

    name: str | None | Absent = LEFT_OUT
    description: str | None | Absent = LEFT_OUT
    is_active: bool | None | Absent = LEFT_OUT
    is_default: bool | None | Absent = LEFT_OUT
    exit_on: list[str] | None | Absent = LEFT_OUT
    goal: str | None | Absent = LEFT_OUT
    priority: int | None | Absent = LEFT_OUT
    misfire: MisfirePolicy | None | Absent = LEFT_OUT
    expire_after_hours: int | None | Absent = LEFT_OUT
    steps: list[NewStep] | None | Absent = LEFT_OUT
    expected_version: int | None | Absent = LEFT_OUT


@idempotent()
async def create(deps: Deps, partner_id: UUID, account_id: UUID, new: NewSequence) -> Sequence:
    """Creates a sequence with the first version of its steps.

    Refuses with NOT_FOUND, INVALID_INPUT, INVALID_TEMPLATE or UNKNOWN_VARIABLE.
    """
    account = await accounts.require(partner_id, account_id)
    columns, steps = _checked_new(new)
    now = deps.clock.now()
    async with writing(deps) as made:
        if new.is_default:
            await _unset_default(account.id, now)
        sequence = await Sequence.create(account_id=account.id, created_at=now, **columns)
        await _write_version(sequence.id, 1, steps, now)
        await Sequence.filter(id=sequence.id).update(updated_at=now)
        made(sequence)
    return await require(partner_id, sequence.id)


@idempotent()
async def update(deps: Deps, partner_id: UUID, sequence_id: UUID, changes: SequenceChanges) -> Sequence:
    """Changes the fields that the caller mentions. Steps that differ become a new version; a running enrollment keeps
    its version. Refuses as `create` does, and with VERSION_CONFLICT."""
    account_id = (await require(partner_id, sequence_id)).account_id
    columns, steps = _checked_changes(changes)
    now = deps.clock.now()
    async with writing(deps) as made:
        if columns.get("is_default"):
            await _unset_default(account_id, now, keep=sequence_id)
        sequence = await _locked(partner_id, sequence_id)
        _require_version(sequence, changes.expected_version)
        if steps is not None and steps != await _current(sequence):
            columns["version"] = sequence.version + 1
            await _write_version(sequence.id, sequence.version + 1, steps, now)
        if columns:
            await Sequence.filter(id=sequence.id).update(updated_at=now, **columns)
        made(sequence)
    return await require(partner_id, sequence_id)


@idempotent()
async def delete(deps: Deps, partner_id: UUID, sequence_id: UUID) -> int:
    """Deletes the sequence for callers and cancels its active enrollments; returns their number.

    The row stays, for history. It is locked first, so that an enrollment commits before the deletion or is refused.
    """
    now = deps.clock.now()
    async with writing(deps) as made:
        sequence = await _locked(partner_id, sequence_id)
        await Sequence.filter(id=sequence.id).update(deleted_at=now, updated_at=now, is_default=False)
        canceled = made(await cancel_of_sequence(sequence.id, CancelReason.SEQUENCE_DELETED, now))
    deps.events.tell([sequence.id, sequence.account_id])
    return canceled


async def _locked(partner_id: UUID, sequence_id: UUID) -> Sequence:
    sequence = await live(partner_id).select_for_update(of=("sequence",)).get_or_none(id=sequence_id)
    if sequence is None:
        raise not_found("sequence", "id")
    return sequence


def _require_version(sequence: Sequence, expected: int | None | Absent) -> None:
    if isinstance(expected, int) and expected != sequence.version:
        message = f"The sequence has version {sequence.version:,} now: read it again, and make your change anew."
        raise refuse(Code.VERSION_CONFLICT, message, "input", "expectedVersion")


async def _unset_default(account_id: UUID, now: datetime, *, keep: UUID | None = None) -> None:
    """Leaves the account without a default sequence. The account is locked: of two calls that set one, one waits."""
    await Account.filter(id=account_id).select_for_update(no_key=True).get()
    others = Sequence.filter(account_id=account_id, is_default=True)
    await (others.exclude(id=keep) if keep else others).update(is_default=False, updated_at=now)


async def _write_version(sequence_id: UUID, number: int, steps: list[NewStep], now: datetime) -> None:
    version = await SequenceVersion.create(sequence_id=sequence_id, version=number, created_at=now)
    rows = [Step(version_id=version.id, position=position, **asdict(step)) for position, step in enumerate(steps)]
    await Step.bulk_create(rows)


async def _current(sequence: Sequence) -> list[NewStep]:
    """The steps of the current version."""
    rows = Step.filter(version__sequence_id=sequence.id, version__version=sequence.version).order_by("position")
    names = [field.name for field in fields(NewStep)]
    return [NewStep(**{name: getattr(row, name) for name in names}) for row in await rows]


# ---------------------------------------------------------------- checks


def _checked_new(new: NewSequence) -> tuple[dict[str, Any], list[NewStep]]:
    checks = Checks()
    columns = {
        "name": checks.text(new.name, "The name", MAX_NAME, "name"),
        "description": checks.optional(new.description, "The description", MAX_DESCRIPTION, "description"),
        "is_active": new.is_active,
        "is_default": new.is_default,
        "exit_on": _exit_on(checks, new.exit_on),
        "goal": _goal(checks, new.goal),
        "priority": _priority(checks, new.priority),
        "misfire": new.misfire,
        "expire_after_hours": _expiry(checks, new.expire_after_hours),
    }
    steps = checked_steps(checks, new.steps)
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
    if checks.given(names := changes.exit_on, "exitOn", "exitOn") and isinstance(names, list):
        columns["exit_on"] = _exit_on(checks, names)
    if (goal := changes.goal) is not LEFT_OUT:
        columns["goal"] = _goal(checks, goal)
    if checks.given(priority := changes.priority, "The priority", "priority") and isinstance(priority, int):
        columns["priority"] = _priority(checks, priority)
    if checks.given(changes.misfire, "misfire", "misfire"):
        columns["misfire"] = changes.misfire
    if (hours := changes.expire_after_hours) is not LEFT_OUT:
        columns["expire_after_hours"] = _expiry(checks, hours)
    if checks.given(changes.steps, "The list of steps", "steps") and isinstance(changes.steps, list):
        steps = checked_steps(checks, changes.steps)
    checks.done()
    return columns, steps


def _exit_on(checks: Checks, names: list[str]) -> list[str]:
    """The names, each once, in the caller's order."""
    if len(names) > MAX_NAMES:
        checks.refuse(
            Code.INVALID_INPUT, f"exitOn has at most {MAX_NAMES} names; this list has {len(names):,}.", "exitOn"
        )
        return []
    for index, name in enumerate(names):
        if problem := problem_of_name(name):
            checks.refuse(Code.INVALID_INPUT, problem, "exitOn", str(index))
    return list(dict.fromkeys(names))


def _goal(checks: Checks, name: str | None) -> str | None:
    if name is not None and (problem := problem_of_name(name)):
        checks.refuse(Code.INVALID_INPUT, problem, "goal")
    return name


def _expiry(checks: Checks, hours: int | None) -> int | None:
    if hours is not None and not 1 <= hours <= MAX_EXPIRY_HOURS:
        message = f"Write 1 to {MAX_EXPIRY_HOURS:,} hours, or null: then no step is too late to be sent."
        checks.refuse(Code.INVALID_INPUT, message, "expireAfterHours")
    return hours


def _priority(checks: Checks, priority: int) -> int:
    if abs(priority) > MAX_PRIORITY:
        message = f"Write a priority from -{MAX_PRIORITY:,} to {MAX_PRIORITY:,}."
        checks.refuse(Code.INVALID_INPUT, message, "priority")
    return priority
