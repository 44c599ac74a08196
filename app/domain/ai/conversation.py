"""Which part of a long conversation the model reads."""

from collections.abc import Sequence
from itertools import accumulate

OPENING = 2
"""How many of the first messages are kept: they show the subject of the conversation."""

CHARACTERS_A_TOKEN = 3
TURN_TOKENS = 12


def tokens(text: str) -> int:
    """An upper estimate of the tokens of a message: an English token has four characters on average."""
    return TURN_TOKENS + -(-len(text.encode()) // CHARACTERS_A_TOKEN)


def cut(costs: Sequence[int], budget: int) -> tuple[int, int]:
    """How many messages to keep from the beginning and from the end; the messages between them are left out.

    The newest message is always kept; the first messages only if they take at most a quarter of the budget and the
    newest fits beside them.
    """
    if sum(costs) <= budget:
        return 0, len(costs)
    opening = sum(costs[:OPENING])
    fits = opening <= budget // 4 and opening + costs[-1] <= budget
    head = OPENING if fits and len(costs) > OPENING else 0
    room = budget - (opening if head else 0)
    newest = accumulate(reversed(costs[head:]))
    return head, max(1, sum(total <= room for total in newest))
