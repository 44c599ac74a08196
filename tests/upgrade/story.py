"""A deploy of this release beside the former one, and the way back, while leads are enrolled and answer."""

import asyncio
import random
import signal
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.injector import Kept
from tests.chaos.verdict import Verdict, judge
from tests.upgrade.releases import LEASE_SECONDS, RATE, UNANSWERED, Upgrade

KILLED_EVERY, WORKED = (0.3, 1.5), 5
"""Seconds between two kills, and how much a process has done before it is killed: steps sent, or callbacks stored."""


@dataclass
class Told:
    """What came of it: the provider's ledger against the tables."""

    verdict: Verdict
    sent_by: dict[str, int]
    leads: int
    stops: int
    killed: int

    @property
    def wrong(self) -> list[str]:
        return [*self.verdict.lost, *self.verdict.doubled, *self.verdict.miscounted]


async def deploy(upgrade: Upgrade, *, roll_back: bool = False, kill: bool = False, more: int = 8) -> Told:
    """The former release alone, `nudge migrate` beside it, both releases, this one alone; with `roll_back`, both again,
    and the former one alone.

    Each of these lasts until the worker of each running release has sent so many steps more. With `kill`, the processes
    of both are killed now and then, and are started again.
    """
    former, new, driver = upgrade.former, upgrade.new, upgrade.driver
    over = asyncio.Event()
    await upgrade.start(former)
    traffic = asyncio.create_task(driver.run(lambda _: not over.is_set(), RATE, UNANSWERED))
    killer = Killer(upgrade)
    killing = asyncio.create_task(killer.run()) if kill else None
    await upgrade.sends_by(former, more=more)

    await upgrade.migrate(new)
    await upgrade.sends_by(former, more=more)
    await upgrade.start(new)
    await upgrade.sends_by(former, new, more=more)
    await upgrade.end(former)
    await upgrade.sends_by(new, more=more)

    if roll_back:
        await upgrade.start(former)
        await upgrade.sends_by(former, new, more=more)
        await upgrade.end(new)
        await upgrade.sends_by(former, more=more)

    if killing:
        killing.cancel()
        await asyncio.wait([killing])
    over.set()
    await traffic
    await driver.answered()
    await upgrade.all_end()
    await upgrade.end(former if roll_back else new)
    ledger = [
        {"to": one.to, "from": one.sender, "body": one.body, "attempt": one.callback.rpartition("/")[2]}
        | {"at": one.at.timestamp()}
        for one in upgrade.provider.ledger
    ]
    verdict = await judge(upgrade.url, ledger, driver.told, LEASE_SECONDS)
    told = driver.told
    return Told(verdict, dict(upgrade.provider.sent_by), len(told.enrolled), len(told.stops), killer.killed)


@dataclass
class Killer:
    """Kills a process of either release now and then, by a seed: one that has worked since it was started."""

    upgrade: Upgrade
    killed: int = 0
    _work: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        chance = random.Random(1)
        while True:
            await asyncio.sleep(chance.uniform(*KILLED_EVERY))
            if ready := self._that_worked():
                name, done, kept = chance.choice(ready)
                self._work[name] = done
                self.killed += kept.signal(signal.SIGKILL)

    def _that_worked(self) -> list[tuple[str, int, Kept]]:
        """The processes that may be killed: each with how much it has done, by the provider's count."""
        provider, found = self.upgrade.provider, []
        for release in (self.upgrade.former, self.upgrade.new):
            for kind, process in release.running.items():
                name = process.url if kind == "api" else f"{release.name}-{kind}"
                done = (provider.answered if kind == "api" else provider.sent_by)[name]
                if done >= self._work[name] + WORKED:
                    found.append((name, done, process.kept))
        return found
