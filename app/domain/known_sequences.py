"""What a process remembers of sequences, so that a lead is enrolled in one round trip to the database.

What is remembered is a guess: the database compares it with the locked row, and changes nothing if it is no longer so.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

KEPT = timedelta(minutes=1)
"""How long a sequence is remembered, and how long a function that cannot be called is not called again."""
MOST = 1000
"""Sequences that are remembered: some hundred bytes each."""


@dataclass(frozen=True, slots=True)
class KnownSequence:
    """`number` is the account's number, which says how a phone without country code is read. `is_plain`: the current
    version has a first step, and its delay is elapsed time."""

    version: int
    number: str
    is_plain: bool
    until: datetime


class KnownSequences:
    """The sequences that this process has enrolled in lately, by partner and id."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[UUID, UUID], KnownSequence] = OrderedDict()
        self._off_until: datetime | None = None

    def get(self, partner_id: UUID, sequence_id: UUID, now: datetime) -> KnownSequence | None:
        """What is remembered of the partner's sequence."""
        known = self._known.get((partner_id, sequence_id))
        return known if known is not None and now < known.until <= now + KEPT else None

    def keep(
        self, partner_id: UUID, sequence_id: UUID, version: int, number: str, now: datetime, *, is_plain: bool
    ) -> KnownSequence:
        """Remembers it, in the place of the sequence that was read longest ago if there are too many."""
        known = KnownSequence(version, number, is_plain, now + KEPT)
        self._known[partner_id, sequence_id] = known
        self._known.move_to_end((partner_id, sequence_id))
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known

    def forget(self, partner_id: UUID, sequence_id: UUID) -> None:
        """Forgets it: it may have changed."""
        self._known.pop((partner_id, sequence_id), None)

    def are_off(self, now: datetime) -> bool:
        """Whether the function could not be called a moment ago."""
        return self._off_until is not None and now < self._off_until <= now + KEPT

    def turn_off(self, now: datetime) -> None:
        """The function cannot be called: the database lacks it, does not let this role call it, or has other tables."""
        self._off_until = now + KEPT
