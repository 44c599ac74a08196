"""One spelling for each phone that its country writes in two ways: Mexico without the former mobile 1, Brazil with the
ninth digit, Argentina with the mobile 9.

A lead whose other spelling exists beside it keeps its own; if either of the two has opted out, both have.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

_CANONICAL = r"""
CASE WHEN {0} ~ '^\+521[2-9][0-9]{{9}}$' THEN '+52' || substr({0}, 5)
     WHEN {0} ~ '^\+55[1-9][0-9][6-9][0-9]{{7}}$' THEN substr({0}, 1, 5) || '9' || substr({0}, 6)
     WHEN {0} ~ '^\+54[1-8][0-9]{{9}}$' THEN '+549' || substr({0}, 4) END
"""
_LEAD = _CANONICAL.format("l.phone")

OPT_OUTS = f"""
UPDATE lead x SET opted_out_at = coalesce(x.opted_out_at, pair.opted_out_at)
FROM (SELECT l.id, other.id AS other_id, coalesce(l.opted_out_at, other.opted_out_at) AS opted_out_at
      FROM lead l JOIN lead other ON other.account_id = l.account_id AND other.phone = {_LEAD}) pair
WHERE x.id IN (pair.id, pair.other_id) AND x.opted_out_at IS NULL AND pair.opted_out_at IS NOT NULL
"""
LEADS = f"""
UPDATE lead l SET phone = {_LEAD}
WHERE {_LEAD} IS NOT NULL
  AND NOT EXISTS (SELECT FROM lead other WHERE other.account_id = l.account_id AND other.phone = {_LEAD})
"""
EVIDENCE = f"UPDATE consent_event SET phone = {_CANONICAL.format('phone')} WHERE {_CANONICAL.format('phone')} IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0009_senders")]

    operations = [ops.RunSQL(OPT_OUTS), ops.RunSQL(LEADS), ops.RunSQL(EVIDENCE)]
