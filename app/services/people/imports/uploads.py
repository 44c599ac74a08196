"""Uploaded files: stored in parts as they arrive, so that no process holds a whole one, and deleted when imported."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import ImportJobStatus
from app.models import ImportChunk

MAX_UPLOAD_BYTES = 20_000_000
CHUNK_BYTES = 256 * 1024
ABANDONED_AFTER = timedelta(hours=1)
"""An upload that no open job has after this time is deleted: its process died, or its job has ended."""


class TooLarge(Exception):
    """The file has more than `MAX_UPLOAD_BYTES` bytes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A complete file. `digest` is the SHA-256 of its bytes (hex), `head` its first `CHUNK_BYTES`."""

    id: UUID
    digest: str
    head: bytes = field(repr=False)


async def store_upload(deps: Deps, parts: AsyncIterator[bytes]) -> Upload:
    """Stores a file that arrives in parts of any size. Raises `TooLarge`; of a file that is not complete nothing is
    kept."""
    upload_id, digest, size, number, rest, head = new_id(), sha256(), 0, 0, bytearray(), b""
    try:
        async for part in parts:
            size += len(part)
            if size > MAX_UPLOAD_BYTES:
                raise TooLarge
            digest.update(part)
            rest += part
            while len(rest) >= CHUNK_BYTES:
                chunk, rest = bytes(rest[:CHUNK_BYTES]), rest[CHUNK_BYTES:]
                head = head or chunk
                await _store(upload_id, number, chunk, deps.clock.now())
                number += 1
        if rest:
            await _store(upload_id, number, bytes(rest), deps.clock.now())
    except BaseException:
        await forget_upload(upload_id)
        raise
    return Upload(upload_id, digest.hexdigest(), head or bytes(rest))


async def _store(upload_id: UUID, number: int, data: bytes, now: datetime) -> None:
    await ImportChunk.create(id=new_id(), upload_id=upload_id, number=number, data=data, created_at=now)


async def read_upload(upload_id: UUID) -> list[bytes]:
    """The parts of a stored file, in order."""
    rows = await ImportChunk.filter(upload_id=upload_id).order_by("number").values_list("data", flat=True)
    return [bytes(data) for data in rows]


async def replace_upload(upload_id: UUID, file: bytes, now: datetime) -> None:
    """Stores another content for a file, as part of the caller's transaction."""
    await ImportChunk.filter(upload_id=upload_id).delete()
    for number, at in enumerate(range(0, len(file), CHUNK_BYTES)):
        await _store(upload_id, number, file[at : at + CHUNK_BYTES], now)


async def forget_upload(upload_id: UUID | None) -> None:
    """Deletes a stored file."""
    if upload_id is not None:
        await ImportChunk.filter(upload_id=upload_id).delete()


_ABANDONED = """
DELETE FROM import_chunk c WHERE c.created_at < $1 AND NOT EXISTS (
    SELECT FROM import_job j WHERE j.upload_id = c.upload_id AND j.status = ANY($2::text[]))
"""


async def forget_abandoned(now: datetime) -> None:
    """Deletes files that no open job has."""
    waiting = [ImportJobStatus.CHECKING, ImportJobStatus.RUNNING, ImportJobStatus.PAUSED]
    await connection().execute_query(_ABANDONED, [now - ABANDONED_AFTER, [str(one) for one in waiting]])
