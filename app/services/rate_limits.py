"""How many calls a partner may make: leaky buckets, each of which holds what a minute allows and leaks evenly.

So whoever keeps to a limit in any one minute is never refused. Every door calls `admit` once for each call.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil, floor
from uuid import UUID

from app.deps import Deps
from app.observability.metrics import RATE_LIMITED
from app.providers.limiter import Level, Pour
from app.settings import Settings

CALLS, CONVERSATIONS, IMPORTS, SENDS, COST = "calls", "conversations", "imports", "sends", "cost"


@dataclass(frozen=True, slots=True)
class Ask:
    """What one call counts as."""

    cost: int = 0
    reads_conversation: bool = False
    imports: int = 0
    sends_for: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One of the buckets that a call is counted in, and how it stands."""

    policy: str
    per_minute: int
    size: int
    level: Level

    @property
    def left(self) -> int:
        """How much may be asked for at once."""
        return max(0, self.size - ceil(self.level.empty_in * self.per_minute / 60))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a partner stands after a call. Without buckets nobody knows: Redis is away, and everything passes."""

    buckets: tuple[Bucket, ...] = field(default=())

    @property
    def retry_after(self) -> int:
        """Seconds until this call has room, in full; 0: it had."""
        return max((ceil(bucket.level.wait) for bucket in self.buckets), default=0)

    @property
    def refusal(self) -> str:
        """One sentence for a call that had no room."""
        full = max(self.buckets, key=lambda bucket: bucket.level.wait)
        return f"Too many {_TOLD[full.policy]}: {full.per_minute:,} a minute. Try again in {self.retry_after} s."

    def cost_left(self) -> dict[str, int]:
        """What operations may cost at once now, if that is known."""
        left = [bucket.left for bucket in self.buckets if bucket.policy == COST]
        return {"available": left[0]} if left else {}

    def headers(self) -> dict[str, str]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), and `Retry-After`."""
        if not self.buckets:
            return {}
        policies = (f'"{one.policy}";q={one.per_minute};w=60' for one in self.buckets)
        states = (f'"{one.policy}";r={one.left};t={ceil(one.level.empty_in)}' for one in self.buckets)
        told = {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}
        return told | ({"Retry-After": str(self.retry_after)} if self.retry_after else {})


_TOLD = {
    CALLS: "calls",
    CONVERSATIONS: "reads of conversations",
    IMPORTS: "bulk calls",
    SENDS: "messages for this account",
    COST: "objects asked for",
}


async def admit(deps: Deps, partner_id: UUID, ask: Ask) -> Standing:
    """Counts a call, if there is room for it in every bucket; `Standing.retry_after` says when there is not."""
    pours = list(_pours(deps.settings, partner_id, ask))
    levels = await deps.limiter.pour([pour for _, pour in pours])
    if levels is None:
        return Standing()
    standing = Standing(tuple(_buckets(pours, levels)))
    if standing.retry_after:
        RATE_LIMITED.inc()
    return standing


def _pours(settings: Settings, partner_id: UUID, ask: Ask) -> Iterator[tuple[str, Pour]]:
    def pour(policy: str, per_minute: int, amount: int, whose: str = "") -> tuple[str, Pour]:
        size = max(1, floor(per_minute * settings.nudge_burst_seconds / 60))
        return policy, Pour(f"{{{partner_id.hex}}}:{policy}{whose}", per_minute, size, amount)

    if ask.reads_conversation:
        yield pour(CONVERSATIONS, settings.nudge_conversation_reads_per_minute, 1)
    else:
        yield pour(CALLS, settings.nudge_calls_per_minute, 1)
    if ask.imports:
        yield pour(IMPORTS, settings.nudge_bulk_imports_per_minute, ask.imports)
    for account_id in sorted(set(ask.sends_for)):
        amount = ask.sends_for.count(account_id)
        yield pour(SENDS, settings.nudge_sends_per_minute, amount, f":{account_id.hex}")
    if ask.cost:
        yield pour(COST, settings.nudge_cost_per_minute, ask.cost)


def _buckets(pours: Iterable[tuple[str, Pour]], levels: Iterable[Level]) -> Iterator[Bucket]:
    for (policy, pour), level in zip(pours, levels, strict=True):
        yield Bucket(policy, pour.per_minute, pour.size, level)
