"""Calls with an `Idempotency-Key`: carried out once, and answered as often as they are made.

The key's row is written in the transaction of the write itself, with a reference to what was made. So a process that
dies after the commit leaves enough behind to answer from, and nothing is carried out again. The whole answer is stored
after that; until then it is made anew from the reference. What was refused wrote nothing and is not kept: the same key
may be used again. (The header: draft-ietf-httpapi-idempotency-key-header; the manners are Stripe's.)
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

from app.db import connection, despite_deadlocks
from app.deps import Deps
from app.domain.idempotency import Once
from app.domain.ids import new_id
from app.errors import Code, Refused, refuse
from app.models import IdempotencyKey
from app.services.idempotency import snapshot

log = logging.getLogger("nudge.idempotency")

KEPT = timedelta(hours=24)
MAX_KEY = 255
ANSWERED_WITHIN = 6.0
"""Seconds in which a live process has stored its answer. Longer than a first step is waited for."""
TURN = 2.0
"""Seconds in which a call waits for another one's transaction to end."""
GLANCE = 0.05

BAD_KEY = f"An Idempotency-Key has 1 to {MAX_KEY} printable ASCII characters."
UNDER_WAY = "Another call with this Idempotency-Key is under way. Ask again with the same key in a few seconds."

P = ParamSpec("P")
T = TypeVar("T")
Again = Callable[[Any], Awaitable[Any]]


class Made(Protocol):
    """Notes what a transaction made, and hands it back."""

    def __call__(self, result: T, /) -> T: ...


class Taken(Exception):
    """Another call with this key is at work, or was faster. Nothing was written."""


class Answered(Exception):
    """Another call with this key was answered meanwhile; `Once.answer` has the answer."""


class InProgress(Exception):
    """Another call with this key is still at work."""


def is_key(text: str) -> bool:
    """Whether this can be a key: 1 to 255 printable ASCII characters."""
    return 1 <= len(text) <= MAX_KEY and text.isascii() and text.isprintable()


def fingerprint(*parts: Any) -> str:
    """Tells one input from another. The order of a JSON object's names makes no difference."""
    return sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


# ------------------------------------------------------------------ before and after the call


async def look(deps: Deps) -> None:
    """Finds out what became of earlier calls with this key, and waits for one that is being answered just now."""
    if (once := deps.once) is None:
        return
    until = asyncio.get_running_loop().time() + ANSWERED_WITHIN
    while (row := await _find(once, deps.clock.now())) is not None and _may_be_at_work(row, deps.clock.now()):
        if asyncio.get_running_loop().time() > until:
            return
        await asyncio.sleep(GLANCE)


async def answered(deps: Deps, answer: str) -> None:
    """Stores the whole answer of a call that wrote something. Failing to is no harm: see the module's first words."""
    if deps.once is None or not deps.once.begun:
        return
    try:
        await connection().execute_query(_ANSWER, [deps.once.partner_id, deps.once.key, deps.once.fingerprint, answer])
    except Exception:
        log.exception("the answer to a call with an idempotency key was not stored")


async def forget_old(now: datetime) -> int:
    """Forgets the keys of more than 24 hours ago; how many they were."""
    return await IdempotencyKey.filter(created_at__lte=now - KEPT).delete()


_ANSWER = (
    "UPDATE idempotency_key SET answer = $4 WHERE partner_id = $1 AND key = $2 AND fingerprint = $3 AND answer IS NULL"
)


async def _find(once: Once, now: datetime) -> IdempotencyKey | None:
    row = await IdempotencyKey.of(once.partner_id).get_or_none(key=once.key, created_at__gt=now - KEPT)
    once.begun = row is not None
    once.conflict = row is not None and row.fingerprint != once.fingerprint
    once.done = row.done if row is not None and not once.conflict else {}
    once.answer = row.answer if row is not None and not once.conflict else None
    return None if once.conflict else row


def _may_be_at_work(row: IdempotencyKey, now: datetime) -> bool:
    return row.answer is None and now - row.created_at < timedelta(seconds=ANSWERED_WITHIN)


# ------------------------------------------------------------------ around a use case that writes


def idempotent(
    again: Again | None = None,
) -> Callable[[Callable[Concatenate[Deps, P], Awaitable[T]]], Callable[Concatenate[Deps, P], Awaitable[T]]]:
    """Has a use case carried out once for each key: the second time, its result is what it made, as that stands today.

    The use case writes inside `writing`. `again` brings up to date what such a result cannot say by itself.
    Refuses with IDEMPOTENCY_CONFLICT; raises `InProgress` when another call is at work for too long.
    """

    def decorated(case: Callable[Concatenate[Deps, P], Awaitable[T]]) -> Callable[Concatenate[Deps, P], Awaitable[T]]:
        @wraps(case)
        async def carried_out(deps: Deps, /, *args: P.args, **kwargs: P.kwargs) -> T:
            def work() -> Awaitable[T]:
                return case(deps, *args, **kwargs)

            if deps.once is None:
                return await despite_deadlocks(work)
            until = asyncio.get_running_loop().time() + TURN
            while True:
                try:
                    if _is_done(deps.once):
                        return cast(T, await _recalled(deps.once, get_type_hints(case)["return"], again))
                    return await _tried(deps.once, despite_deadlocks(work))
                except Taken:
                    await _their_turn(deps, until)
                except snapshot.Gone:  # a message that was taken back, and nobody was told
                    await _withdraw(deps.once)

        return carried_out

    return decorated


def _is_done(once: Once) -> bool:
    if once.conflict:
        raise refuse(
            Code.IDEMPOTENCY_CONFLICT,
            "This Idempotency-Key was used with another input in the last 24 hours. Use another key for each call.",
        )
    return once.part in once.done


async def _recalled(once: Once, kind: Any, again: Again | None) -> Any:
    result = await snapshot.recalled(kind, once.done[once.part])
    once.replayed = True
    return await again(result) if again else result


async def _tried(once: Once, work: Awaitable[T]) -> T:
    """Carries it out. What is refused after all, because the provider did not take it, may be tried again."""
    try:
        return await work
    except Refused:
        if once.part in once.done:
            await _withdraw(once)
        raise


async def _their_turn(deps: Deps, until: float) -> None:
    """Gives the other call time to be answered, or to fail."""
    once = deps.once
    assert once is not None
    await asyncio.sleep(GLANCE)
    await look(deps)
    if once.answer is not None:
        raise Answered
    if once.part not in once.done and not once.conflict and asyncio.get_running_loop().time() > until:
        raise InProgress


@asynccontextmanager
async def writing(deps: Deps) -> AsyncIterator[Made]:
    """A transaction. With a key it is one that commits once: the key is claimed first, and what the block calls
    `made` with is stored with it. Raises `Taken` if another call has the key."""
    if (once := deps.once) is None:
        async with in_transaction():
            yield _unnoted
        return
    notes: list[Any] = []

    def made(result: T) -> T:
        notes.append(snapshot.noted(result))
        return result

    async with in_transaction():
        await _claim(once, deps.clock.now())
        yield made
        if len(notes) != 1:
            raise RuntimeError("a use case that is carried out once says once what it made")
        await _note(once, notes[0])
    once.begun = True
    once.done[once.part] = notes[0]


def _unnoted(result: T) -> T:
    return result


# Never waits for another transaction with the key: its connection is worth more than the wait.
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
_NOTE = """
UPDATE idempotency_key SET done = done || jsonb_build_object($3::text, $4::jsonb) WHERE partner_id = $1 AND key = $2
"""
_WITHDRAW = "UPDATE idempotency_key SET done = done - $3 WHERE partner_id = $1 AND key = $2"
_REMOVE = "DELETE FROM idempotency_key WHERE partner_id = $1 AND key = $2 AND done = '{}'"


async def _claim(once: Once, now: datetime) -> None:
    if once.begun:
        claimed = await connection().execute_query_dict(
            _CLAIM_NEXT, [once.partner_id, once.key, once.fingerprint, once.part]
        )
    else:
        row = [new_id(), once.partner_id, once.key, once.fingerprint, now, _lock(once), now - KEPT]
        claimed = await connection().execute_query_dict(_CLAIM, row)
    if not claimed:
        raise Taken


def _lock(once: Once) -> int:
    digest = sha256(once.partner_id.bytes + once.key.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


async def _note(once: Once, made: Any) -> None:
    await connection().execute_query(_NOTE, [once.partner_id, once.key, once.part, orjson.dumps(made).decode()])


async def _withdraw(once: Once) -> None:
    async with in_transaction():
        await connection().execute_query(_WITHDRAW, [once.partner_id, once.key, once.part])
        await connection().execute_query(_REMOVE, [once.partner_id, once.key])
    del once.done[once.part]
    once.begun = bool(once.done)
