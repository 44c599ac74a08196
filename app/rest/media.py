"""Files that leads sent: `GET /media/{id}`, under links that are signed and expire. The link itself is the permission.

A browser shows pictures, videos and sounds, as the type that their first bytes have. It downloads everything else, and
runs nothing of it.
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from app.domain import ids
from app.domain.media.links import LINK_IS_GOOD
from app.domain.media.links import PATH as PREFIX
from app.domain.vocabulary import MediaStatus
from app.http import RETRY_SECONDS, cors, deps_of
from app.models import Medium
from app.providers.files import FilesFailed, NoFile
from app.services import media
from app.services.media import ReadableFile

READERS = 64
"""Files that an API process sends at the same time: each has a part in memory, and a slow reader keeps its place."""

NO_LINK = "This link is not good, or not good any more: ask the API for a new one."
NOT_YET = "The file is being fetched: try again."
BUSY = "Too many files are being read: try again."
UNREADABLE = "The file cannot be read at the moment: try again."
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


class _Readers:
    """Counts who reads a file in this process."""

    def __init__(self) -> None:
        self.count = 0

    @asynccontextmanager
    async def one_more(self) -> AsyncIterator[None]:
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


def routes(origins: Sequence[str] = ()) -> list[Route]:
    """The address of files, for an application whose lifespan yields `deps`. `origins`: pages that may read them."""
    readers = _Readers()

    async def file(request: Request) -> Response:
        deps, query = deps_of(request), request.query_params
        medium_id = ids.decode(ids.MEDIUM, request.path_params["id"])
        if medium_id is None:
            return _refused(404, NO_LINK)
        found = await media.readable(deps, medium_id, query.get("until", ""), query.get("signature", ""))
        match found:
            case None:
                return _refused(404, NO_LINK)
            case Medium(status=MediaStatus.PENDING):
                return _refused(503, NOT_YET)
            case Medium():
                return _refused(410, found.problem or NO_LINK)
        if readers.count >= READERS:
            return _refused(503, BUSY)
        return await _answer(request, found, readers)

    return [Route(f"{PREFIX}/{{id}}", file, methods=["GET"], middleware=cors(origins, "GET"))]


def _refused(status: int, sentence: str) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(RETRY_SECONDS)} if status == 503 else {})
    return PlainTextResponse(f"{sentence}\n", status, headers)


async def _answer(request: Request, file: ReadableFile, readers: _Readers) -> Response:
    part = _part(request.headers.get("range", ""), file.size)
    first, end = part or (0, file.size)
    headers = _headers(file) | {"Content-Length": str(end - first)}
    if part:
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{file.size}"
    if request.method == "HEAD" or end == first:
        return Response(status_code=200, headers=headers)
    try:
        content = await file.read(deps_of(request), first, end)
    except NoFile:
        return _refused(410, NO_LINK)
    except FilesFailed:
        return _refused(503, UNREADABLE)

    async def parts() -> AsyncIterator[bytes]:
        async with readers.one_more():
            async for one in content:
                yield one

    return StreamingResponse(parts(), 206 if part else 200, headers)


def _headers(file: ReadableFile) -> dict[str, str]:
    kind = file.kind
    name = f"{ids.encode(ids.MEDIUM, file.medium_id)}.{kind.ending}"
    return {
        "Content-Type": kind.name,
        "Content-Disposition": f'{"inline" if kind.is_shown else "attachment"}; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": f"private, max-age={round(LINK_IS_GOOD.total_seconds())}, immutable",
        "Accept-Ranges": "bytes",
    }


def _part(header: str, size: int) -> tuple[int, int] | None:
    """The part that the header asks for, as the first byte and the byte behind the last; None for the whole file.

    Players of videos ask for parts. A header that asks for several or for none of the bytes is answered with the whole
    file, as RFC 9110 (14.2) allows.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None:
        return None
    first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    return (first, last + 1) if first <= last else None
