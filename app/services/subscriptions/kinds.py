"""The kinds of rows of an account whose changes can be subscribed to, in SQL.

A change is known by the transaction that wrote the row last (`xmin`): a horizon is the oldest transaction that was not
over at some moment, and what transactions since then wrote has changed. Transactions are counted modulo 2^32.

The parameters: $1 the account, $2 the horizon, $3 the ids that events name, $4 and $5 the id and the time from which on
the last reading may have missed messages, $6 an argument of the subscription, $7 the next horizon, $8 the last id of
the page before, $9 the length of a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.models import Conversation, Enrollment, Message, Row

R = TypeVar("R", bound=Row)

HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint % 4294967296 AS horizon"


def since(xid: str, horizon: str = "$2") -> str:
    """Whether this transaction was not over at the horizon."""
    return f"({xid}::text::bigint - {horizon}::bigint + 8589934592) % 4294967296 < 2147483648"


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """A table, `x`, with what its rows show of other tables.

    `told` finds the ids of rows that events name, `missed` those of all rows that may have changed. `stamp` differs for
    each state of a row, and `changed` says whether it has a new state since a horizon.
    """

    model: type[R]
    told: str
    missed: str
    stamp: str
    changed: Callable[[str], str]
    joins: str = ""
    where: str = "$6::text IS NULL"

    def statement(self, wanted: str) -> str:
        """The changed rows among those `wanted`: each with its stamp, and whether it is new since the next horizon."""
        table = self.model._meta.db_table
        return f"""
            WITH wanted AS MATERIALIZED ({wanted})
            SELECT x.*, {self.stamp} AS stamp, {self.changed("$7")} AS recent
            FROM wanted CROSS JOIN LATERAL (SELECT t.*, t.xmin AS xid FROM {table} t WHERE t.id = wanted.id LIMIT 1) x
            {self.joins}
            WHERE x.account_id = $1 AND {self.changed("$2")} AND {self.where} AND x.id > $8
              AND num_nulls($3::uuid[], $4::uuid, $5::timestamptz) = 0
            ORDER BY x.id LIMIT $9"""


_NEW_MESSAGES = """
SELECT {column} AS id FROM message WHERE account_id = $1 AND id > $4
UNION SELECT {column} FROM message WHERE account_id = $1 AND updated_at >= $5
"""
_NAMED = "SELECT DISTINCT unnest($3::uuid[]) AS id"

MESSAGES = Kind(
    Message,
    told=_NAMED,
    missed=_NEW_MESSAGES.format(column="id"),
    stamp="x.xid::text",
    changed=lambda horizon: since("x.xid", horizon),
    joins="JOIN lead l ON l.id = x.lead_id",
    where="NOT x.superseded AND ($6::text IS NULL OR l.phone = $6)",
)
# A conversation shows the pause of its lead and the state of its newest message.
CONVERSATIONS = Kind(
    Conversation,
    told=_NAMED,
    missed=f"""SELECT id FROM conversation s WHERE account_id = $1 AND {since("s.xmin")}
               UNION SELECT id FROM lead s WHERE account_id = $1 AND {since("s.xmin")}
               UNION {_NEW_MESSAGES.format(column="lead_id")}""",
    stamp="concat_ws('.', x.xid, l.xmin, m.xmin)",
    changed=lambda horizon: " OR ".join(since(xid, horizon) for xid in ("x.xid", "l.xmin", "m.xmin")).join("()"),
    joins="JOIN lead l ON l.id = x.id LEFT JOIN message m ON m.id = x.last_message_id",
)
# An enrollment shows its steps, and these the states of their messages.
_STEPS = "FROM message m WHERE m.enrollment_id = x.id AND NOT m.superseded"
ENROLLMENTS = Kind(
    Enrollment,
    told=f"""SELECT id FROM enrollment WHERE id = ANY($3)
             UNION SELECT id FROM enrollment WHERE lead_id = ANY($3)
             UNION SELECT id FROM enrollment s WHERE sequence_id = ANY($3) AND {since("s.xmin")}""",
    missed=f"""SELECT id FROM enrollment s WHERE account_id = $1 AND {since("s.xmin")}
               UNION {_NEW_MESSAGES.format(column="enrollment_id")}""",
    stamp=f"concat_ws(' ', x.xid, (SELECT string_agg(concat_ws('.', m.id, m.xmin), ' ' ORDER BY m.id) {_STEPS}))",
    changed=lambda horizon: f"({since('x.xid', horizon)} OR EXISTS (SELECT {_STEPS} AND {since('m.xmin', horizon)}))",
    where="($6::text IS NULL OR x.sequence_id = $6::uuid)",
)
