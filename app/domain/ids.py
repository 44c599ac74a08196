"""Ids: time-ordered UUIDs inside, prefixed and opaque outside.

Outside, an id is a TypeID (github.com/jetify-com/typeid, spec 0.3): a prefix, an underscore and the
UUID in 26 characters of Crockford's base 32.
"""

import os
import time
from uuid import UUID

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_LENGTH = 26

PARTNER, ACCOUNT, SEQUENCE, LEAD, ENROLLMENT, MESSAGE, DRAFT = "prt", "acc", "seq", "lead", "enr", "msg", "drf"


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): ids made later sort later, to the millisecond."""
    millis = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    high = (millis << 16) | 0x7000 | (noise >> 68)
    low = (0b10 << 62) | (noise & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)


def bound() -> UUID:
    """Smaller than every id that is made from this millisecond on, and larger than those from before."""
    return UUID(int=((time.time_ns() // 1_000_000) << 80) | (0x7000 << 64) | (0b10 << 62))


def earlier(one: UUID, seconds: float) -> UUID:
    """The bound that lies so many seconds before this one."""
    return UUID(int=one.int - (round(seconds * 1000) << 80))


def new_ids(count: int) -> list[UUID]:
    """So many ids in their own order, so that rows made together are listed in the order in which they were named."""
    return sorted((new_id() for _ in range(count)), key=lambda one: one.int)


def encode(prefix: str, value: UUID) -> str:
    """The id as callers see it, `seq_01jd…`."""
    number, chars = value.int, []
    for _ in range(_LENGTH):
        chars.append(ALPHABET[number & 31])
        number >>= 5
    return f"{prefix}_{''.join(reversed(chars))}"


def decode(prefix: str, text: str) -> UUID | None:
    """The UUID behind an id of this kind, or None for anything else: a malformed id is an unknown id."""
    head, separator, tail = text.rpartition("_")
    if head != prefix or not separator or len(tail) != _LENGTH or tail[0] > "7":
        return None
    number = 0
    for char in tail:
        if (value := _VALUES.get(char)) is None:
            return None
        number = (number << 5) | value
    return UUID(int=number)
