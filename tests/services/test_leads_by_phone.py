"""A batch looks up its leads by phone before PostgreSQL has statistics of the table: a first import is not slow."""

import re

import pytest
from tortoise.transactions import in_transaction

from app.deps import Deps
from app.services.enrollment import store as enrollment
from app.services.people import store as people
from app.services.people import suppression
from tests.factories import Holder, make_account
from tests.services.test_paging import explained

STATEMENTS = {
    "enrollment": enrollment.LEADS,
    "import": people._LOCK_NAMED,
    "a list of an account": suppression.OF_ACCOUNT,
    "a list of a partner": suppression.OF_PARTNER,
}


# Another test may have let PostgreSQL count the table.
UNKNOWN = """
DELETE FROM pg_statistic WHERE starelid = 'lead'::regclass;
UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0 WHERE oid = 'lead'::regclass;
SET LOCAL plan_cache_mode = force_generic_plan
"""


@pytest.mark.parametrize("name", STATEMENTS)
async def test_each_lead_of_a_batch_is_looked_up_by_its_phone(deps: Deps, partner: Holder, name: str) -> None:
    await make_account(deps, partner.id)
    async with in_transaction() as tx:
        await tx.execute_script(UNKNOWN)
        plan = await explained(tx._connection, STATEMENTS[name])
    assert re.search(r"using (uid_lead_account_25bcf5|lead_of_phone) on lead", plan), plan
    assert "lead_of_account" not in plan, plan
