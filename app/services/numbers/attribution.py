"""To which message of a step a reply, an opt-out or a conversion belongs.

A reply or an opt-out belongs to the last message that the provider had taken for the lead before it, if that message is
at most `REPLY_WINDOW` old. If a person wrote it, it belongs to no step. Each run counts once, with its first reply and
its first opt-out. A conversion belongs to the last message of its own run that the provider had taken before the event.

The message keeps the time, in the transaction that stores the reply. So the answer does not depend on what becomes of
messages later.
"""

from datetime import datetime
from uuid import UUID

from app.db import connection
from app.domain.numbers.counts import REPLY_WINDOW
from app.services.numbers.guardrail import pause_if_too_many_opt_out

_WINDOW = f"interval '{REPLY_WINDOW.days} days'"


def follows(column: str, lead: str, at: str) -> str:
    """An UPDATE that sets a time column of the message to which a reply or opt-out of this lead belongs, if one does.
    `lead` and `at` are SQL expressions. Callers may add conditions with AND."""
    return f"""
    UPDATE message SET {column} = {at}
    WHERE id = (
        SELECT id FROM message
        WHERE lead_id = {lead} AND created_at <= {at} AND created_at > {at} - {_WINDOW}
          AND direction = 'OUTBOUND' AND sent_at <= {at} AND NOT superseded
        ORDER BY created_at DESC, id DESC LIMIT 1)
      AND enrollment_id IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM message other
        WHERE other.enrollment_id = message.enrollment_id AND NOT other.superseded AND other.{column} IS NOT NULL)"""


_OPT_OUT = f"""
{follows("opted_out_at", "$1::uuid", "$2::timestamptz")}
RETURNING (SELECT q.id FROM sequence q JOIN account a ON a.id = q.account_id
           WHERE q.id = message.sequence_id AND a.guardrail_share IS NOT NULL) AS guarded
"""

LAST_OF_RUN = """
SELECT id FROM message WHERE enrollment_id = {run} AND NOT superseded AND sent_at <= {at}
ORDER BY position DESC LIMIT 1"""
"""The message of a run to which a conversion belongs."""


async def opt_out_follows(lead_id: UUID, at: datetime, now: datetime) -> UUID | None:
    """Counts an opt-out at the step before it. In the caller's transaction, with the lead locked.

    If the step's sequence pauses itself because of it: the account, whose rules the caller changes.
    """
    for row in await connection().execute_query_dict(_OPT_OUT, [lead_id, at]):
        if row["guarded"]:
            return await pause_if_too_many_opt_out(row["guarded"], now)
    return None
