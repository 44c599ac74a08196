"""`make upgrade`: the former release beside this one, while processes of both are killed. Exit code 1 if anything was
lost, sent twice or miscounted."""

import asyncio
import sys
import tempfile
from pathlib import Path

from app.local.stores import throwaway
from tests.upgrade.keep import kept_commit
from tests.upgrade.releases import former_and_new
from tests.upgrade.story import Told, deploy

MORE = 20


async def play(home: Path) -> Told:
    (home / "stores").mkdir()
    async with (
        throwaway(home / "stores") as stores,
        former_and_new(stores.database_url, stores.redis_url, home) as both,
    ):
        return await deploy(both, roll_back=True, kill="--quiet" not in sys.argv, more=MORE)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="nudge-upgrade-") as scratch:
        told = asyncio.run(play(Path(sys.argv[2]) if sys.argv[1:2] == ["--keep"] else Path(scratch)))
    verdict = told.verdict
    print(f"{kept_commit()[:12]} beside this release: {told.leads} leads, {verdict.sends} sends, {told.stops} STOPs")
    print("  sent by: " + ", ".join(f"{name} {number}" for name, number in sorted(told.sent_by.items())))
    print(f"  killed {told.killed}; left unknown {verdict.unknown_left}, sent again {verdict.sent_again}")
    print(f"  LOST {len(verdict.lost)}, DUPLICATED {len(verdict.doubled)}, MISCOUNTED {len(verdict.miscounted)}")
    print(*(f"    {line}" for line in told.wrong[:20]), sep="\n")
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
