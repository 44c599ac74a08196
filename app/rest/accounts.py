"""Accounts over REST: the list of them, with the lengths of their lists."""

from pydantic import Field
from starlette.responses import Response

from app.domain import ids
from app.domain.calendar import moments
from app.models import Account
from app.rest import answers
from app.rest.answers import Answer, Time
from app.rest.bodies import WindowQuery
from app.rest.calls import Call
from app.services import accounts
from app.services.accounts import AccountTotals


class StatsAnswer(Answer):
    """The lengths of an account's lists."""

    total_leads: int = Field(description="The number of leads, without those who were erased.")
    total_conversations: int = Field(description="The number of leads with a message.")
    active_sequences: int = Field(description="The number of sequences in which leads can be enrolled.")


class AccountAnswer(Answer):
    """An account."""

    id: str = Field(examples=["acc_01jd2m6xk4e0gvz5f8s3r7q9wb"])
    name: str
    company_name: str = Field(description="The name with which messages are signed.")
    phone_number: str = Field(description="The account's number, E.164.")
    time_zone: str = Field(description="The IANA time zone.")
    created_at: Time
    stats: StatsAnswer


class AccountsAnswer(Answer):
    """One part of the list of your accounts, oldest first."""

    accounts: list[AccountAnswer]
    total: int = Field(description="The number of accounts in the whole list.")
    limit: int
    offset: int


async def listed(call: Call) -> Response:
    """One part of the accounts that the key is good for, oldest first."""
    query = WindowQuery.model_validate(dict(call.request.query_params))
    found = await accounts.search(call.partner_id, None, query.window(), call.holder.account_ids)
    stats = await accounts.totals(row.id for row in found.rows)
    shown = [_shown(row, stats[row.id]) for row in found.rows]
    return answers.answer(
        AccountsAnswer(accounts=shown, total=found.total or 0, limit=query.limit, offset=query.offset)
    )


def _shown(row: Account, stats: AccountTotals) -> AccountAnswer:
    return AccountAnswer(
        id=ids.encode(ids.ACCOUNT, row.id),
        name=row.name,
        company_name=row.company_name,
        phone_number=row.phone_number,
        time_zone=row.time_zone,
        created_at=moments.rfc3339(row.created_at),
        stats=StatsAnswer(
            total_leads=stats.leads,
            total_conversations=stats.conversations,
            active_sequences=stats.active_sequences,
        ),
    )
