"""`nudge consent`."""

import csv
import sys
from typing import Annotated
from uuid import UUID

from cyclopts import Parameter

from app.cli.database import opened
from app.cli.faults import Complaint
from app.cli.options import DataDir, Lead, settings
from app.domain import ids
from app.domain.sms import phones
from app.models import Account, ConsentEvent
from app.services.conversations import consent_of_phone, consent_source


async def consent(
    phone: Lead,
    /,
    *,
    account: Annotated[str | None, Parameter(help="Only in this account, acc_….")] = None,
    data_dir: DataDir = None,
) -> None:
    """Prints, as CSV, every opt-out and opt-in of a phone with its evidence.

    A number without a country code is read as a number of the account's country; without --account, of each country
    that an account has.
    """
    chosen = settings(data_dir)
    account_id = ids.decode(ids.ACCOUNT, account) if account else None
    if account and account_id is None:
        raise Complaint("An account's id looks like acc_01k….", 2)
    async with opened(chosen):
        numbers = await _readings(phone, account_id)
        if not numbers:
            raise Complaint(f"{phone} is no phone number: write it with its country code, such as +14155550123.", 2)
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(["phone", "account", "change", "at", "rule", "source", "message", "words"])
        found = [one for number in sorted(numbers) for one in await consent_of_phone(number, account_id)]
        out.writerows(_row(event, words) for event, words in found)
        sys.stdout.flush()  # if the output is lost, that is what is told
        if not found:
            where = "this account" if account_id else "any account"
            print(f"Nobody with this phone has opted out or in, in {where}.", file=sys.stderr)


async def _readings(phone: str, account_id: UUID | None) -> set[str]:
    """The numbers, in E.164, that the text is in the countries of the accounts."""
    accounts = Account.all() if account_id is None else Account.filter(id=account_id)
    senders = await accounts.values_list("phone_number", flat=True)
    regions = {None, *(phones.region_of(str(sender)) for sender in senders)}
    return {number for region in regions if (number := phones.normalize(phone, region))}


def _row(event: ConsentEvent, words: str | None) -> list[str | None]:
    message = ids.encode(ids.MESSAGE, event.message_id) if event.message_id else None
    where, at = ids.encode(ids.ACCOUNT, event.account_id), event.created_at.isoformat()
    return [event.phone, where, event.change.value, at, event.rule, consent_source(event).value, message, words]
