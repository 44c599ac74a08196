"""A Twilio account that the walk of two partners connects an account to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from app import build
from app.deps import Deps
from app.models import Account, Sender
from tests.fakes import twilio_double

TWILIO = "AC" + "a" * 32


@asynccontextmanager
async def a_twilio_account(deps: Deps, account: Account) -> AsyncIterator[Deps]:
    """Twilio, where an account has the numbers of this account."""
    async with twilio_double() as twilio:
        twilio.tokens[TWILIO] = "mine"
        numbers = await Sender.filter(account_id=account.id).values_list("phone_number", flat=True)
        twilio.console.account(TWILIO, *map(str, numbers))
        connections = build.connections(deps.settings.model_copy(update={"twilio_api_url": twilio.url}))
        yield replace(deps, connections=connections)
        await connections.close()
