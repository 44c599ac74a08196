"""A text of a lead that the rules cannot read, read by the model: it may be an opt-out after all."""

import logging
from datetime import datetime

from app.deps import Deps
from app.models import Account
from app.providers.writer import UnclearReading, WriterUnavailable
from app.services.ai import usage

log = logging.getLogger("nudge.readings")


async def read_unclear(deps: Deps, account: Account, text: str, now: datetime) -> UnclearReading | None:
    """The model's reading of an unclear text, its cost counted for the account; None: there is none this time.

    No answer of the model lets a message leave: it is an opt-out, or the text stays unclear. An account whose budget
    is used up leaves it unclear.
    """
    if await usage.used_up(account, now):
        return UnclearReading.UNCLEAR
    try:
        found = await deps.writer.classify(text, account.company_name)
    except WriterUnavailable as unavailable:
        log.warning("no reading of an unclear text: %s", unavailable)
        if unavailable.used.read:
            await usage.count(account, now, unavailable.model, unavailable.used, tries=0)
        return None
    await usage.count(account, now, found.model, found.used, tries=0)
    return found.reading
