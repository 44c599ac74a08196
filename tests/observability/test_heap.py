"""Memory that a burst of callers leaves is given back."""

import sys

import pytest

from app.observability import heap
from tests.waiting import until

TEXTS, BYTES, KEPT = 50_000, 2_000, 50
"""Texts of a burst, the bytes of each, of how many one stays: the heap is full of holes then, which glibc keeps."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of a process so")


def _burst() -> list[bytes]:
    return [bytes([number % 256]) * BYTES for number in range(TEXTS)][::KEPT]


async def test_what_a_burst_leaves_is_given_back() -> None:
    heap.give_back()
    before = heap.resident()
    async with heap.kept_small(every=0.01):
        kept = _burst()
        grown = heap.resident() - before
        assert grown > TEXTS * BYTES // 2, "the C library keeps what a burst leaves"

        async def is_given_back() -> bool:
            return heap.resident() - before < grown // 2

        await until(is_given_back)
    assert len(kept) == TEXTS // KEPT
