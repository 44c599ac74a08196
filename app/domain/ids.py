"""Ids: time-ordered UUIDs in the database, opaque TypeIDs for callers.

A TypeID (github.com/jetify-com/typeid, spec 0.3) is a prefix, an underscore, and the UUID as 26 characters of
Crockford's base 32.
"""

import os
import time
from uuid import UUID

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_LENGTH = 26
_PAIRS = [high + low for high in ALPHABET for low in ALPHABET]
"""Two characters for each ten bits."""

PARTNER, ACCOUNT, SEQUENCE, LEAD, ENROLLMENT, MESSAGE, DRAFT = "prt", "acc", "seq", "lead", "enr", "msg", "drf"
KEY, IMPORT, SENDER, CONVERSATION, MEDIUM = "key", "imp", "snd", "cnv", "med"
WEBHOOK_ENDPOINT, WEBHOOK_DELIVERY, EVENT = "whe", "whd", "evt"
PREFIXES = frozenset(
    {PARTNER, ACCOUNT, SEQUENCE, LEAD, ENROLLMENT, MESSAGE, DRAFT, KEY, IMPORT, SENDER, CONVERSATION, MEDIUM}
) | {WEBHOOK_ENDPOINT, WEBHOOK_DELIVERY, EVENT}


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): ids made later sort later, to the millisecond."""
    return UUID(int=_number(time.time_ns() // 1_000_000, os.urandom(10)))


def _number(millis: int, random: bytes) -> int:
    """The id of this millisecond with these ten random bytes, as a number."""
    number = int.from_bytes(random, "big")
    high = (millis << 16) | 0x7000 | (number >> 68)
    low = (0b10 << 62) | (number & ((1 << 62) - 1))
    return (high << 64) | low


def bound() -> UUID:
    """Smaller than every id made from this millisecond on, larger than every id made before it."""
    return UUID(int=((time.time_ns() // 1_000_000) << 80) | (0x7000 << 64) | (0b10 << 62))


def earlier(bound: UUID, seconds: float) -> UUID:
    """The bound for a time so many seconds before that of this bound."""
    return UUID(int=bound.int - (round(seconds * 1000) << 80))


def new_ids(count: int) -> list[UUID]:
    """So many ids in ascending order, so that rows made together are listed in the order of the input."""
    millis, random = time.time_ns() // 1_000_000, os.urandom(10 * count)  # one system call for all
    numbers = sorted([_number(millis, random[at : at + 10]) for at in range(0, len(random), 10)])
    return [UUID(int=number) for number in numbers]


def encode(prefix: str, value: UUID) -> str:
    """The id as callers see it, `seq_01jd…`."""
    number, pairs = value.int, []
    for _ in range(_LENGTH // 2):
        pairs.append(_PAIRS[number & 1023])
        number >>= 10
    pairs.append(f"{prefix}_")
    return "".join(reversed(pairs))


def decode(prefix: str, text: str) -> UUID | None:
    """The UUID behind an id of this kind, or None for any other text: a malformed id is an unknown id."""
    head, separator, tail = text.rpartition("_")
    if head != prefix or not separator or len(tail) != _LENGTH or tail[0] > "7":
        return None
    number = 0
    for char in tail:
        if (value := _VALUES.get(char)) is None:
            return None
        number = (number << 5) | value
    return UUID(int=number)
