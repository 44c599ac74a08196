"""Files as they are read."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from uuid import UUID

from app.deps import Deps
from app.domain.media import links
from app.domain.media.types import FileType, by_name
from app.domain.vocabulary import MediaStatus
from app.models import Medium
from app.services.media.fetch import name_of


async def media_of_messages(partner_id: UUID, message_ids: Iterable[UUID]) -> dict[UUID, list[Medium]]:
    """The files of each of these messages, in the order in which they came, in one statement."""
    found = defaultdict[UUID, list[Medium]](list)
    for medium in (
        await Medium.of(partner_id).filter(message_id__in=list(message_ids)).order_by("message_id", "position")
    ):
        assert medium.message_id is not None
        found[medium.message_id].append(medium)
    return found


def link_to(deps: Deps, medium_id: UUID) -> str:
    """A link to the file, good for an hour for whoever has it."""
    return f"{deps.settings.base_url}{links.path_of(deps.link_keys, medium_id, deps.clock.now())}"


@dataclass(frozen=True, slots=True)
class ReadableFile:
    """A file in the store."""

    medium_id: UUID
    digest: str
    kind: FileType
    size: int

    async def read(self, deps: Deps, first: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `first` up to `end`, in parts. Raises `NoFile` and `FilesFailed`."""
        return await deps.files.read(name_of(self.digest), first, end)


async def readable(deps: Deps, medium_id: UUID, until: str, signature: str) -> ReadableFile | Medium | None:
    """The file that a link leads to; the row, if the file is not in the store (yet); None for a link that is not good
    (any more)."""
    if not links.is_good(deps.link_keys, medium_id, until, signature, deps.clock.now()):
        return None
    medium = await Medium.get_or_none(id=medium_id, message_id__not_isnull=True)
    if medium is None or medium.status is not MediaStatus.STORED:
        return medium
    assert medium.digest is not None
    assert medium.content_type is not None
    assert medium.bytes is not None
    return ReadableFile(medium.id, medium.digest, by_name(medium.content_type), medium.bytes)
