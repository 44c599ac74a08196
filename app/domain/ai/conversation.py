"""How much of a long conversation the model gets to read."""

from collections.abc import Sequence
from itertools import accumulate

OPENING = 2
"""How many of the first messages are worth keeping: who wrote to whom, and about what."""

CHARACTERS_A_TOKEN = 3
TURN_TOKENS = 12


def tokens(text: str) -> int:
    """At most about how many tokens a message takes: English has four characters or more in one."""
    return TURN_TOKENS + -(-len(text.encode()) // CHARACTERS_A_TOKEN)


def cut(costs: Sequence[int], budget: int) -> tuple[int, int]:
    """How many messages to keep from the beginning and how many from the end, the middle left out.

    The newest is kept whatever it takes; the opening only if it leaves three quarters of the budget to what is newer.
    """
    if sum(costs) <= budget:
        return 0, len(costs)
    opening = sum(costs[:OPENING])
    head = OPENING if opening <= budget // 4 and len(costs) > OPENING else 0
    room = budget - (opening if head else 0)
    newest = accumulate(reversed(costs[head:]))
    return head, max(1, sum(total <= room for total in newest))
