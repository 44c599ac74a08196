"""Calls with an `Idempotency-Key`: carried out once, and answered as often as they are made.

The row of the key is written in the transaction of the use case itself, with a snapshot of the result. So a process
that dies after the commit leaves a row to answer from, and nothing is carried out again. The whole answer is stored
after the commit; until then it is made again from the snapshot. A refused call wrote nothing and keeps no row: the key
may be used again. (The header is that of draft-ietf-httpapi-idempotency-key-header; the behavior is Stripe's.)

Columns of `idempotency_key`: `fingerprint` tells inputs apart, `done` has a snapshot for each part of the call,
`answer` is the whole answer.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, get_type_hints

import orjson
from tortoise.transactions import in_transaction

from app.db import connection, despite_rollbacks
from app.deps import Deps
from app.domain.idempotency import IdempotentCall
from app.domain.ids import new_id
from app.errors import Code, Refused, refuse
from app.models import IdempotencyKey
from app.services.idempotency import snapshot

log = logging.getLogger("nudge.idempotency")

KEPT = timedelta(hours=24)
"""How long a key is kept."""
MAX_KEY = 255
ANSWERED_WITHIN = 6.0
"""Seconds within which a live process has stored its answer. Longer than a call waits for a first step."""
WAIT_SECONDS = 2.0
"""How long a call waits for the transaction of another call with the same key."""
POLL_SECONDS = 0.05

INVALID_KEY = f"An Idempotency-Key has 1 to {MAX_KEY} printable ASCII characters."
IN_PROGRESS = "Another call with this Idempotency-Key is in progress. Repeat the call in a few seconds."

P = ParamSpec("P")
T = TypeVar("T")
Refresh = Callable[[Any], Awaitable[Any]]


class KeepResult(Protocol):
    """Keeps the result of a transaction with its key, and returns it."""

    def __call__(self, result: T, /) -> T: ...


class KeyClaimedElsewhere(Exception):
    """Another call with this key is in progress, or was faster. This call wrote nothing."""


class AnsweredElsewhere(Exception):
    """Another call with this key was answered meanwhile; `IdempotentCall.answer` has the answer."""


class InProgress(Exception):
    """Another call with this key is still in progress."""


def is_key(text: str) -> bool:
    """Whether this is a valid key: 1 to 255 printable ASCII characters."""
    return 1 <= len(text) <= MAX_KEY and text.isascii() and text.isprintable()


def fingerprint(*parts: Any) -> str:
    """A hash of the input. The order of the names in a JSON object makes no difference."""
    return sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


# ------------------------------------------------------------------ before and after the call


async def find_earlier(deps: Deps) -> None:
    """Reads the results of earlier calls with this key; waits for a call that is being answered at this moment."""
    if (call := deps.idempotency) is None:
        return
    until = asyncio.get_running_loop().time() + ANSWERED_WITHIN
    while (row := await _find(call, deps.clock.real())) is not None and _may_be_in_progress(row, deps.clock.real()):
        if asyncio.get_running_loop().time() > until:
            return
        await asyncio.sleep(POLL_SECONDS)


async def store_answer(deps: Deps, answer: str) -> None:
    """Stores the whole answer of a call that wrote something. A failure does no harm: the snapshot is stored."""
    if (call := deps.idempotency) is None or not call.begun:
        return
    try:
        await connection().execute_query(_ANSWER, [call.partner_id, call.key, call.fingerprint, answer])
    except Exception:
        log.exception("the answer of a call with an idempotency key was not stored")


async def forget_old(now: datetime) -> int:
    """Deletes the keys older than 24 hours; returns their number."""
    return await IdempotencyKey.filter(created_at__lte=now - KEPT).delete()


_ANSWER = (
    "UPDATE idempotency_key SET answer = $4 WHERE partner_id = $1 AND key = $2 AND fingerprint = $3 AND answer IS NULL"
)


async def _find(call: IdempotentCall, now: datetime) -> IdempotencyKey | None:
    row = await IdempotencyKey.of(call.partner_id).get_or_none(key=call.key, created_at__gt=now - KEPT)
    call.begun = row is not None
    call.conflict = row is not None and row.fingerprint != call.fingerprint
    call.done = row.done if row is not None and not call.conflict else {}
    call.answer = row.answer if row is not None and not call.conflict else None
    return None if call.conflict else row


def _may_be_in_progress(row: IdempotencyKey, now: datetime) -> bool:
    return row.answer is None and now - row.created_at < timedelta(seconds=ANSWERED_WITHIN)


# ------------------------------------------------------------------ around a use case that writes


def idempotent(
    refresh: Refresh | None = None,
) -> Callable[[Callable[Concatenate[Deps, P], Awaitable[T]]], Callable[Concatenate[Deps, P], Awaitable[T]]]:
    """Carries out a use case once per key. A repeated call returns the first result, its rows as they are now.

    The use case writes inside `writing`. `refresh` updates the fields of a restored result that are not rows.
    Refuses with IDEMPOTENCY_CONFLICT; raises `InProgress` when another call is in progress for too long.
    """

    def decorated(case: Callable[Concatenate[Deps, P], Awaitable[T]]) -> Callable[Concatenate[Deps, P], Awaitable[T]]:
        @wraps(case)
        async def carried_out(deps: Deps, /, *args: P.args, **kwargs: P.kwargs) -> T:
            def work() -> Awaitable[T]:
                return case(deps, *args, **kwargs)

            if deps.idempotency is None:
                return await despite_rollbacks(work)
            until = asyncio.get_running_loop().time() + WAIT_SECONDS
            while True:
                try:
                    if _is_done(deps.idempotency):
                        return cast(T, await _restored(deps.idempotency, get_type_hints(case)["return"], refresh))
                    return await _tried(deps.idempotency, despite_rollbacks(work))
                except KeyClaimedElsewhere:
                    await _wait_for_other(deps, until)
                except snapshot.SnapshotStale:  # an operator message that was withdrawn before any caller got an answer
                    await _withdraw(deps.idempotency)

        return carried_out

    return decorated


def _is_done(call: IdempotentCall) -> bool:
    if call.conflict:
        raise refuse(
            Code.IDEMPOTENCY_CONFLICT,
            "This Idempotency-Key was used with another input in the last 24 hours. Use a new key for each new call.",
        )
    return call.part in call.done


async def _restored(call: IdempotentCall, kind: Any, refresh: Refresh | None) -> Any:
    result = await snapshot.restore(kind, call.done[call.part])
    call.replayed = True
    return await refresh(result) if refresh else result


async def _tried(call: IdempotentCall, work: Awaitable[T]) -> T:
    """Carries out the use case. A call that is refused after its commit, by the provider, may be repeated."""
    try:
        return await work
    except Refused:
        if call.part in call.done:
            await _withdraw(call)
        raise


async def _wait_for_other(deps: Deps, until: float) -> None:
    """Waits until the other call is answered or has failed."""
    call = deps.idempotency
    assert call is not None
    await asyncio.sleep(POLL_SECONDS)
    await find_earlier(deps)
    if call.answer is not None:
        raise AnsweredElsewhere
    if call.part not in call.done and not call.conflict and asyncio.get_running_loop().time() > until:
        raise InProgress


@asynccontextmanager
async def writing(deps: Deps) -> AsyncIterator[KeepResult]:
    """A transaction. The block calls the yielded function with its result, once.

    With a key, the transaction claims the key first and stores a snapshot of the result, so that it commits once per
    key. Raises `KeyClaimedElsewhere`.
    """
    if (call := deps.idempotency) is None:
        async with in_transaction():
            yield _unchanged
        return
    snapshots: list[Any] = []

    def keep(result: T) -> T:
        snapshots.append(snapshot.take(result))
        return result

    async with in_transaction():
        await _claim(call, deps.clock.real())
        yield keep
        if len(snapshots) != 1:
            raise RuntimeError("an idempotent use case keeps exactly one result")
        await _store_snapshot(call, snapshots[0])
    call.begun = True
    call.done[call.part] = snapshots[0]


def _unchanged(result: T) -> T:
    return result


# Never waits for another transaction with the key: a waiting transaction would keep its connection from other calls.
_CLAIM = """
INSERT INTO idempotency_key (id, partner_id, key, fingerprint, done, created_at)
SELECT $1, $2, $3, $4, '{}', $5 WHERE pg_try_advisory_xact_lock($6)
ON CONFLICT (partner_id, key) DO UPDATE
SET id = excluded.id, fingerprint = excluded.fingerprint, done = '{}', answer = NULL, created_at = excluded.created_at
WHERE idempotency_key.created_at <= $7
RETURNING id
"""
_CLAIM_NEXT = """
SELECT id FROM idempotency_key
WHERE partner_id = $1 AND key = $2 AND fingerprint = $3 AND NOT done ? $4 FOR UPDATE SKIP LOCKED
"""
_STORE_SNAPSHOT = """
UPDATE idempotency_key SET done = done || jsonb_build_object($3::text, $4::jsonb) WHERE partner_id = $1 AND key = $2
"""
_WITHDRAW = "UPDATE idempotency_key SET done = done - $3 WHERE partner_id = $1 AND key = $2"
_REMOVE = "DELETE FROM idempotency_key WHERE partner_id = $1 AND key = $2 AND done = '{}'"


async def _claim(call: IdempotentCall, now: datetime) -> None:
    if call.begun:
        claimed = await connection().execute_query_dict(
            _CLAIM_NEXT, [call.partner_id, call.key, call.fingerprint, call.part]
        )
    else:
        row = [new_id(), call.partner_id, call.key, call.fingerprint, now, _lock(call), now - KEPT]
        claimed = await connection().execute_query_dict(_CLAIM, row)
    if not claimed:
        raise KeyClaimedElsewhere


def _lock(call: IdempotentCall) -> int:
    digest = sha256(call.partner_id.bytes + call.key.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


async def _store_snapshot(call: IdempotentCall, taken: Any) -> None:
    await connection().execute_query(
        _STORE_SNAPSHOT, [call.partner_id, call.key, call.part, orjson.dumps(taken).decode()]
    )


async def _withdraw(call: IdempotentCall) -> None:
    async with in_transaction():
        await connection().execute_query(_WITHDRAW, [call.partner_id, call.key, call.part])
        await connection().execute_query(_REMOVE, [call.partner_id, call.key])
    del call.done[call.part]
    call.begun = bool(call.done)
