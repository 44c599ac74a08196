"""The migration that binds the opt-outs of former releases to the number of their account."""

from importlib import import_module

from app.db import connection
from app.deps import Deps
from app.models import Lead
from tests.factories import Holder, make_account, make_lead

migration = import_module("app.migrations.0011_numbers_told")


async def test_each_opt_out_of_a_former_release_binds_the_number_of_its_account(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    out, free = [await make_lead(deps, partner.id, account.id) for _ in range(2)]
    await Lead.filter(id=out.id).update(opted_out_at=deps.clock.now())
    for _ in range(2):
        await connection().execute_query(migration.OPT_OUTS)
    rows = await connection().execute_query_dict("SELECT number, phone, created_at FROM number_opt_out")
    assert rows == [{"number": account.phone_number, "phone": out.phone, "created_at": deps.clock.now()}]
    assert free.phone != out.phone
