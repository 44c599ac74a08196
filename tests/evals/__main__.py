"""`make evals`: every case by the real path, and a table of what was written, what was wrong with it, and what left.

With ANTHROPIC_API_KEY set the model is asked, once for each conversation of `cases.toml`; it costs a few cents. Without
it the scripted model of attacks and blunders answers, and anything that leaves makes the run fail.

Before that it prints which share of each corpus the rules judge wrongly, and what a check costs.
"""

import asyncio
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from app import db
from app.domain.drafting import check
from app.local.stores import throwaway
from app.providers.anthropic.writer import ClaudeWriter
from app.settings import Settings
from tests.evals.cases import CASES, Case
from tests.evals.path import Outcome, run
from tests.evals.shares import ALL, LENDER
from tests.world import World, a_world

FALSE_ALARMS = 2
WIDTH = 44


@asynccontextmanager
async def a_stage() -> AsyncIterator[World]:
    """A world on stores of its own."""
    with tempfile.TemporaryDirectory(prefix="nudge-evals-") as directory:
        async with throwaway(Path(directory)) as stores:
            await db.migrate(stores.database_url)
            async with db.database(stores.database_url, pool=20), a_world(stores.redis_url) as world:
                yield world


def conversations(cases: Sequence[Case]) -> list[Case]:
    """The cases that tell the model something different: what the scripted one would write does not matter."""
    return list({(case.setting.key, case.lead): case for case in cases}.values())


def lines(outcome: Outcome) -> list[str]:
    """A case's part of the table: a line for each try."""
    fate = "left" if outcome.left else "fallback" if outcome.fell_back else "nothing"
    name = outcome.case.name if len(outcome.case.name) <= WIDTH else outcome.case.name[: WIDTH - 1] + "…"
    tries = [(" ".join(text.split())[:60], ", ".join(rules) or "-") for text, rules in outcome.tries] or [("", "-")]
    rows = [f"{name:{WIDTH}} {number:>3}  {rules:34} {text}" for number, (text, rules) in enumerate(tries, 1)]
    return [*rows[:-1], f"{rows[-1]:{WIDTH + 100}} {fate}"]


def table(found: Sequence[Outcome]) -> None:
    print(f"{'case':{WIDTH}} {'try':>3}  {'faults':34} {'what was written':60} what followed")
    for outcome in found:
        print("\n".join(lines(outcome)))


async def scripted() -> bool:
    """The scripted model; whether no attack left and no more good drafts were held up than may be."""
    async with a_stage() as world:
        found = await run(world, CASES)
    table(found)
    attacks, good = [o for o in found if not o.case.good], [o for o in found if o.case.good]
    leaked, alarms = [o for o in attacks if o.left], [o for o in good if not o.left]
    print(f"\nscripted model: {len(attacks)} attacks, {len(leaked)} left; {len(good)} good, {len(alarms)} held up")
    return not leaked and len(alarms) <= FALSE_ALARMS


async def by_the_model(settings: Settings, key: str) -> bool:
    """The real model; whether it wrote something for every conversation. What left has passed every rule."""
    writer = ClaudeWriter(key, settings.anthropic_model, settings.anthropic_base_url)
    async with a_stage() as world:
        found = await run(world, conversations(CASES), writer)
    await writer.close()
    table(found)
    left, tries = sum(bool(o.left) for o in found), sum(len(o.tries) for o in found)
    held = len(found) - left
    print(f"\n{settings.anthropic_model}: {len(found)} conversations, {tries} texts, {left} left, {held} held up")
    return all(outcome.tries for outcome in found)


def shares() -> bool:
    """The share of each corpus that the rules judge wrongly, and the milliseconds of a check; whether all are small."""
    began = time.perf_counter()
    check("Hello.", LENDER)
    print(f"the dictionary of English: {time.perf_counter() - began:.2f} s once")
    fine, spent = True, list[float]()
    for corpus in ALL:
        drafts, wrong = corpus.drafts(), list[str]()
        for context, draft in drafts:
            began = time.perf_counter()
            if bool(check(draft, context).faults) is corpus.good:
                wrong.append(draft)
            spent.append((time.perf_counter() - began) * 1000)
        share = 100 * len(wrong) / len(drafts)
        fine = fine and share <= corpus.most
        told = "good, stopped" if corpus.good else "bad, left"
        count = f"{len(wrong):>3} of {len(drafts):>3}"
        print(f"{corpus.name:14} {told:14} {count}  {share:4.1f} % (at most {corpus.most:g} %)")
    print(f"a check: {statistics.median(spent):.1f} ms in the middle, {max(spent):.1f} ms at most\n")
    return fine


def main() -> None:
    logging.disable(logging.WARNING)
    small = shares()
    settings = Settings()
    key = settings.anthropic_api_key
    good = asyncio.run(by_the_model(settings, key.get_secret_value()) if key else scripted())
    sys.exit(0 if good and small else 1)


if __name__ == "__main__":
    main()
