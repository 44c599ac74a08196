"""`nudge leads`: what an operator does for a person who asks."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import orjson
from cyclopts import Parameter

from app import build
from app.cli.checks.tables import prepared
from app.cli.faults import Complaint
from app.cli.options import DataDir, Lead, settings
from app.deps import Deps
from app.domain import ids
from app.local.stores import stores
from app.models import Account
from app.models import Lead as LeadRow
from app.services import people
from app.settings import Settings

OfAccount = Annotated[str, Parameter(help="The account's id, acc_….")]


async def erase(phone: Lead, /, *, account: OfAccount, data_dir: DataDir = None) -> None:
    """Erases everything that is stored about a person in one account. The block of the phone stays, as a hash."""
    async with _opened(settings(data_dir)) as deps:
        owner, lead = await _found(account, phone)
        await people.erase_lead(deps, owner.partner_id, lead.id)
    print("The person is erased. The phone stays blocked in this account.", file=sys.stderr)


async def export(phone: Lead, /, *, account: OfAccount, data_dir: DataDir = None) -> None:
    """Prints everything that is stored about a person in one account, as JSON."""
    async with _opened(settings(data_dir)):
        owner, lead = await _found(account, phone)
        found = await people.lead_export(owner.partner_id, lead.id)
    print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


@asynccontextmanager
async def _opened(chosen: Settings) -> AsyncIterator[Deps]:
    async with stores(chosen) as found:
        await prepared(found)
        async with build.deps(chosen, found.database_url, found.redis_url) as deps:
            yield deps


async def _found(account: str, phone: str) -> tuple[Account, LeadRow]:
    """The account, and its lead with this phone in any spelling of the account's country."""
    account_id = ids.decode(ids.ACCOUNT, account)
    owner = await Account.get_or_none(id=account_id) if account_id else None
    if owner is None:
        raise Complaint("There is no account with this id: it looks like acc_01k….")
    lead = await people.find_by_phone(owner.partner_id, owner.id, phone)
    if lead is None:
        raise Complaint("The account has no lead with this phone.")
    return owner, lead
