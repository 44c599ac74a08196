"""Reading the numbers of a large account: what is kept, and the few rows that are not counted yet, by an index."""

from datetime import date

import pytest
from tortoise.transactions import in_transaction

from app.db import rows
from app.deps import Deps
from app.models import Account
from app.services.numbers import read
from tests.factories import Holder, make_account, make_lead, make_sequence

BIG = 20_000
# Ids of the last hours, in the order of time. No trigger runs: nothing of this is counted.
_FILL = """
INSERT INTO message (id, account_id, lead_id, direction, source, status, body, segments, created_at)
SELECT overlay(id_before((%(count)s - n) * interval '1 second')::text PLACING lpad(n::text, 12, '0') FROM 25)::uuid,
       '%(account)s', '%(lead)s', 'OUTBOUND', 'OPERATOR', 'SENT', '', 1, now() FROM generate_series(1, %(count)s) n;
INSERT INTO day_count_progress (source, until, closing)
SELECT source, id_before('5 minutes'), id_before('5 minutes') FROM unnest(ARRAY['message', 'enrollment']) AS source;
INSERT INTO day_count (owner_id, day, version, position, name, detail, count, last_at)
SELECT owner.id, current_date - day, 0, step, 'SENT', '', 1, now()
FROM (SELECT id FROM account UNION SELECT gen_random_uuid() FROM generate_series(1, 20)) owner
CROSS JOIN generate_series(1, 200) day CROSS JOIN generate_series(1, 5) step
"""


@pytest.mark.parametrize("of", ["accounts", "sequences"])
async def test_the_numbers_are_read_by_indexes(deps: Deps, partner: Holder, of: str) -> None:
    account: Account = await make_account(deps, partner.id)
    lead = await make_lead(deps, partner.id, account.id)
    sequence = await make_sequence(deps, partner.id, account.id)
    async with in_transaction() as tx:
        await tx.execute_script("SET LOCAL session_replication_role = replica")
        await tx.execute_script(_FILL % {"count": BIG, "account": account.id, "lead": lead.id})
        await tx.execute_script("ANALYZE message, enrollment, day_count, day_count_progress")
    hints = [row.until for row in await rows("SELECT until FROM day_count_progress ORDER BY source DESC")]
    sql, owner, values = {
        "accounts": (read.OF_ACCOUNTS, account.id, hints[:1]),
        "sequences": (read.OF_SEQUENCES, sequence.id, hints),
    }[of]
    days = date(2020, 1, 1), date(2040, 1, 1)
    found = await rows(f"EXPLAIN ANALYZE {sql}", [owner], [account.id], *days, *values)
    plan = "\n".join(row[0] for row in found)
    [scan] = [row[0] for row in found if " on message one " in row[0]]
    assert "Index Scan using message_" in scan
    assert "rows=300" in scan, "the messages of the last five minutes"
    assert "Seq Scan on day_count " not in plan, plan
