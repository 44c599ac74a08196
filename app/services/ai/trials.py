"""A text that is tried: written with settings that need not be saved, for a person to read. It is never sent."""

import asyncio
from dataclasses import dataclass

from app.deps import Deps
from app.errors import Code, refuse
from app.models import Account, Lead
from app.providers.writer import WriterUnavailable
from app.services.ai import briefs, usage, writing
from app.services.ai.generation import Tally


@dataclass(frozen=True, slots=True)
class Trial:
    """What the model wrote, and why such a text would not be sent: a sentence for each fault, none if it would be."""

    text: str
    problems: list[str]


async def try_text(deps: Deps, account: Account, lead: Lead, instructions: str) -> Trial:
    """Has the text of a step written as the account and the lead are given, and judged by the checks of every text.

    What the model costs counts for the account's budgets, also if the caller goes away. Refuses with NO_SUGGESTION if a
    budget is used up or the model gives no text.
    """
    if limit := await usage.used_up(account, deps.clock.now()):
        raise refuse(Code.NO_SUGGESTION, f"{limit[0].upper()}{limit[1:]}.", "accountId")
    try:
        return await asyncio.shield(deps.concurrency.start(_written(deps, account, lead, instructions)))
    except WriterUnavailable as unavailable:
        why = unavailable.blocked or "The model gave no text: try again in a minute."
        raise refuse(Code.NO_SUGGESTION, why, "accountId") from unavailable


async def _written(deps: Deps, account: Account, lead: Lead, instructions: str) -> Trial:
    subject = briefs.of_trial(account, lead, instructions, deps.clock.now())
    with deps.concurrency.awaiting_text():
        async with deps.concurrency.writing:
            _, verdict = await writing.best(deps, subject, Tally())
    return Trial(verdict.text, [fault.sentence for fault in verdict.faults])
