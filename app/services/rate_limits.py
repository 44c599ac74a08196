"""Rate limits: leaky buckets. Each bucket holds the amount that a minute allows and leaks evenly.

A partner that keeps to a limit in every minute is never refused. Every door calls `admit` once for each call.
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
class Amounts:
    """The amounts that one call adds to the buckets."""

    cost: int = 0
    reads_conversation: bool = False
    imports: int = 0
    sends_for: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of a call, with its level after the call."""

    policy: str
    per_minute: int
    size: int
    level: Level

    @property
    def left(self) -> int:
        """The amount that the bucket has room for now."""
        return max(0, self.size - ceil(round(self.level.empty_in * self.per_minute / 60, 6)))


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """The buckets of a partner after a call. Empty without limits."""

    buckets: tuple[Bucket, ...] = field(default=())
    too_large: Bucket | None = None
    """A bucket that this call would not fit into even if it were empty. The call was not counted."""

    @property
    def retry_after(self) -> int:
        """Whole seconds until the buckets have room for this call; 0 if they had."""
        return max((ceil(bucket.level.wait) for bucket in self.buckets), default=0)

    @property
    def refusal(self) -> str:
        """One sentence for a call that was refused."""
        if self.too_large:
            bucket = self.too_large
            return f"One call may have at most {bucket.size:,} {_COUNTED[bucket.policy]}. Split it into several calls."
        full = max(self.buckets, key=lambda bucket: bucket.level.wait)
        return f"Too many {_COUNTED[full.policy]}: {full.per_minute:,} a minute. Try again in {self.retry_after} s."

    def cost_left(self) -> dict[str, int]:
        """The cost that the bucket has room for now, if it is known."""
        left = [bucket.left for bucket in self.buckets if bucket.policy == COST]
        return {"available": left[0]} if left else {}

    def headers(self) -> dict[str, str]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), and `Retry-After`."""
        if not self.buckets:
            return {}
        policies = (f'"{one.policy}";q={one.per_minute};w=60' for one in self.buckets)
        states = (f'"{one.policy}";r={one.left};t={ceil(one.level.empty_in)}' for one in self.buckets)
        limits = {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}
        return limits | ({"Retry-After": str(self.retry_after)} if self.retry_after else {})


_COUNTED = {
    CALLS: "calls",
    CONVERSATIONS: "reads of conversations",
    IMPORTS: "bulk calls",
    SENDS: "messages for this account",
    COST: "units of cost",
}


async def admit(deps: Deps, partner_id: UUID, amounts: Amounts) -> RateLimitStatus:
    """Counts a call if every bucket has room for it. If not, `retry_after` or `too_large` of the answer is set."""
    pours = list(_pours(deps.settings, partner_id, amounts))
    if over := next(((policy, pour) for policy, pour in pours if pour.amount > pour.size), None):
        policy, pour = over
        return RateLimitStatus(too_large=Bucket(policy, pour.per_minute, pour.size, Level(0.0, 0.0)))
    levels = await deps.limiter.pour([pour for _, pour in pours])
    if levels is None:
        return RateLimitStatus()
    status = RateLimitStatus(tuple(_buckets(pours, levels)))
    if status.retry_after:
        RATE_LIMITED.inc()
    return status


async def admit_event(deps: Deps, partner_id: UUID, cost: int) -> RateLimitStatus:
    """Counts one event of a subscription in the bucket of the cost alone, if there is room for it."""
    pours = [one for one in _pours(deps.settings, partner_id, Amounts(cost)) if one[0] == COST]
    levels = await deps.limiter.pour([pour for _, pour in pours]) if pours else None
    return RateLimitStatus(tuple(_buckets(pours, levels)) if levels else ())


async def charge(deps: Deps, partner_id: UUID, cost: int) -> None:
    """Adds a cost that was not known when the call was admitted. Left out if the bucket has no room for it."""
    await deps.limiter.pour(
        [pour for policy, pour in _pours(deps.settings, partner_id, Amounts(cost)) if policy == COST]
    )


def _pours(settings: Settings, partner_id: UUID, amounts: Amounts) -> Iterator[tuple[str, Pour]]:
    def pour(policy: str, per_minute: int, amount: int, of: str = "") -> tuple[str, Pour]:
        size = max(1, floor(per_minute * settings.nudge_burst_seconds / 60))
        return policy, Pour(f"{{{partner_id.hex}}}:{policy}{of}", per_minute, size, amount)

    if amounts.reads_conversation:
        yield pour(CONVERSATIONS, settings.nudge_conversation_reads_per_minute, 1)
    else:
        yield pour(CALLS, settings.nudge_calls_per_minute, 1)
    if amounts.imports:
        yield pour(IMPORTS, settings.nudge_bulk_imports_per_minute, amounts.imports)
    for account_id in sorted(set(amounts.sends_for)):
        amount = amounts.sends_for.count(account_id)
        yield pour(SENDS, settings.nudge_sends_per_minute, amount, f":{account_id.hex}")
    if amounts.cost:
        yield pour(COST, settings.nudge_cost_per_minute, amounts.cost)


def _buckets(pours: Iterable[tuple[str, Pour]], levels: Iterable[Level]) -> Iterator[Bucket]:
    for (policy, pour), level in zip(pours, levels, strict=True):
        yield Bucket(policy, pour.per_minute, pour.size, level)
