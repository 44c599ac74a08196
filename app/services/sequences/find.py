"""Reading sequences: single sequences, lists, steps and counts. Deleted sequences are never found."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from tortoise.queryset import QuerySet

from app.db import reader, rows
from app.errors import not_found
from app.models import Sequence, SequenceVersion, Step
from app.services.paging import Listing, Slice, Window, cut
from app.services.totals import Name, active_by_version, totals_of


def live(partner_id: UUID) -> QuerySet[Sequence]:
    """The partner's sequences that are not deleted."""
    return Sequence.of(partner_id).filter(deleted_at__isnull=True)


async def find(partner_id: UUID, sequence_id: UUID) -> Sequence | None:
    """The partner's sequence with this id, or None."""
    return await live(partner_id).get_or_none(id=sequence_id)


async def require(partner_id: UUID, sequence_id: UUID, path: str = "id") -> Sequence:
    """The partner's sequence with this id. Refuses with NOT_FOUND."""
    if sequence := await find(partner_id, sequence_id):
        return sequence
    raise not_found("sequence", path)


async def of_account(partner_id: UUID, account_id: UUID, is_active: bool | None, window: Window) -> Slice[Any]:
    """The sequences of the account, oldest first, as raw rows."""
    return (await of_accounts(partner_id, [account_id], is_active, window))[account_id]


async def of_accounts(
    partner_id: UUID, account_ids: Iterable[UUID], is_active: bool | None, window: Window
) -> dict[UUID, Slice[Any]]:
    """The same part of the list of each of these accounts, as raw rows, in one statement."""
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
    """A row for each sequence of the part; an account whose part is empty has one row without a sequence.

    OFFSET 0, because PostgreSQL would count the list again for each row.
    """
    listed = "FROM sequence WHERE account_id = a.id AND deleted_at IS NULL AND ($3::boolean IS NULL OR is_active = $3)"
    far_side, direction = ("id >= $5", "DESC") if backward else ("id <= $4", "ASC")
    total = f"(SELECT count(*) {listed})" if counted else "NULL::bigint"
    passed = f"EXISTS (SELECT {listed} AND {far_side})" if looks_back else "false"
    return f"""
        SELECT a.id AS list_id, whole.total, whole.passed, s.* FROM account a
        CROSS JOIN LATERAL (SELECT {total} AS total, {passed} AS passed OFFSET 0) AS whole
        LEFT JOIN LATERAL (
            SELECT * {listed} AND ($4::uuid IS NULL OR id > $4) AND ($5::uuid IS NULL OR id < $5)
            ORDER BY id {direction} LIMIT $6 OFFSET $7
        ) AS s ON true
        WHERE a.partner_id = $1 AND a.id = ANY($2::uuid[]) ORDER BY s.id {direction}"""


class Counts(NamedTuple):
    """How many leads were ever enrolled, reached the end, are under way, and have replied while they were enrolled."""

    enrolled: int = 0
    completed: int = 0
    active: int = 0
    replied: int = 0


async def counts(sequence_ids: Iterable[UUID]) -> dict[UUID, Counts]:
    """The counts of each sequence, in one statement. A lead with several runs counts once."""
    return {
        sequence_id: Counts(
            of_it[Name.ENROLLED_LEADS], of_it[Name.COMPLETED_LEADS], of_it[Name.ACTIVE_RUNS], of_it[Name.REPLIED_LEADS]
        )
        for sequence_id, of_it in (await totals_of(sequence_ids)).items()
    }


_VERSIONS = Listing(SequenceVersion, "sequence_id", ("version",))


async def last_versions(limit: int, offset: int, sequence_ids: Iterable[UUID]) -> dict[UUID, list[SequenceVersion]]:
    """The last `limit` versions of each sequence without the last `offset`, oldest first, in one statement."""
    window = Window(limit, offset, backward=True, counted=False)
    return {key: found.rows for key, found in (await _VERSIONS.of_each(sequence_ids, window)).items()}


async def steps_of_versions(version_ids: Iterable[UUID]) -> dict[UUID, list[Step]]:
    """The steps of each version, in order, in one statement."""
    found: dict[UUID, list[Step]] = {version: [] for version in version_ids}
    for step in await Step.filter(version_id__in=list(found)).order_by("position"):
        found[step.version_id].append(step)
    return found


async def active_of_versions(version_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many leads are under way on each version, in two statements; a version without any is left out."""
    versions = await rows("SELECT id, sequence_id, version FROM sequence_version WHERE id = ANY($1)", list(version_ids))
    active = await active_by_version({row.sequence_id for row in versions})
    return {row.id: count for row in versions if (count := active.get((row.sequence_id, row.version)))}


async def current_steps(partner_id: UUID, sequences: Iterable[Any]) -> dict[UUID, list[Any]]:
    """The steps of the current version of each sequence, in order, as raw rows, in one statement."""
    wanted = dict(_CURRENT(row) for row in sequences)
    return dict(zip(wanted, await _steps(partner_id, wanted, wanted.values()), strict=True))


async def steps_of_numbers(partner_id: UUID, wanted: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], list[Any]]:
    """The steps of versions, each given as its sequence and its number, in order, as raw rows, in one statement."""
    keys = list(dict.fromkeys(wanted))
    found = await _steps(partner_id, (sequence_id for sequence_id, _ in keys), (version for _, version in keys))
    return dict(zip(keys, found, strict=True))


async def _steps(partner_id: UUID, sequences: Iterable[UUID], versions: Iterable[int]) -> list[list[Any]]:
    """The steps of each sequence's version, in the order of the input."""
    wanted = list(sequences)
    found: list[list[Any]] = [[] for _ in wanted]
    for step in await rows(_STEPS, partner_id, wanted, list(versions)):
        found[step["place"] - 1].append(step)
    return found


_CURRENT = reader("id", "version")
# A place is read in less time than the id of a sequence, and two ids of each step are not needed.
_STEPS = """
SELECT wanted.place, t.position, t.type, t.message, t.instructions, t.fallback_message, t.delay_hours, t.delay_minutes,
    t.delay_days, t.business_days, t.send_at, t.skip_if_replied
FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS wanted (id, version, place)
JOIN sequence s ON s.id = wanted.id
JOIN account a ON a.id = s.account_id AND a.partner_id = $1
JOIN sequence_version v ON v.sequence_id = s.id AND v.version = wanted.version
JOIN step t ON t.version_id = v.id
ORDER BY t.position
"""
