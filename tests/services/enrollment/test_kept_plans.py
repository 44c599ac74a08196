"""Enrolling one lead takes PostgreSQL longer to plan than to do: the plans are kept with the connection."""

from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from app.db import connection, rows
from app.deps import Deps
from app.domain.ids import new_id
from app.services import sending
from app.services.enrollment import Run, enroll_leads
from app.services.enrollment import store as enrollment
from app.services.people import add_suppressions
from app.services.sending import store as sent
from tests.factories import Holder, fixed, make_account, make_sequence

STATEMENTS = {
    "leads": enrollment.LEADS,
    "runs": enrollment.RUNS,
    "the next step": sent._READ_ONE,
    "next steps": sent._READ,
}
_PLANNED = "SELECT generic_plans AS kept, custom_plans AS made FROM pg_prepared_statements WHERE statement = $1"
MADE_AT_FIRST = 5
"""PostgreSQL makes a plan for each of the first calls, and then compares."""


@pytest.mark.parametrize("on_list", [False, True])
async def test_from_the_sixth_lead_on_nothing_is_planned(deps: Deps, partner: Holder, on_list: bool) -> None:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed("Hi", delay_hours=24)])
    if on_list:
        await add_suppressions(deps, partner.id, None, ["+14155550000"], "our own list", None)
    await connection()._pool.expire_connections()  # a connection of an earlier test keeps its plans
    async with in_transaction():  # on one connection
        for number in range(MADE_AT_FIRST + 3):
            [run] = await enroll_leads(deps, partner.id, sequence.id, [f"+141555501{number:02d}"])
            assert isinstance(run, Run)
            alone = await sending.read([run.enrollment.id], timedelta(hours=1))
            beside = await sending.read([run.enrollment.id, new_id()], timedelta(hours=1))
            assert alone == beside
            assert [*alone] == [run.enrollment.id]
        for name, statement in STATEMENTS.items():
            [plans] = await rows(_PLANNED, statement)
            assert plans.made <= MADE_AT_FIRST, name
            assert plans.kept >= 3, name
