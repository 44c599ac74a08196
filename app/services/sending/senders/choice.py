"""Which sender a lead's messages leave from.

A lead keeps the sender of its first message. A lead without messages gets one of the senders that are ready, chosen by
the ids of both: evenly, and the same one each time. A lead whose sender was removed gets another in the same way. The
leads of a sender that is blocked or paused keep it, and wait. An account that never had a second sender has no choice
to make, and nothing is looked up for it.
"""

from collections.abc import Sequence
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import connection
from app.models import Lead, Sender

# As stored, or else that of the first message. A message of a release that stored no sender left from the number of
# the account.
_KEPT = """coalesce(l.sender_id, (
        SELECT k.id FROM message f
        JOIN sender k ON k.account_id = a.id AND k.address = coalesce(f.sender, a.phone_number)
        WHERE f.lead_id = l.id AND f.direction = 'OUTBOUND' ORDER BY f.created_at LIMIT 1))"""

OF_LEAD = f"""
    SELECT * FROM sender WHERE account_id = a.id AND removed_at IS NULL
    ORDER BY CASE WHEN a.several_senders THEN id IS DISTINCT FROM {_KEPT} END,
             CASE WHEN a.several_senders THEN status <> 'READY' END,
             CASE WHEN a.several_senders THEN hashtextextended(concat(id, l.id), 0) END
    LIMIT 1"""
"""The sender of a lead (`l`) of an account (`a`), as a row. An account has a sender in use at all times."""

# A lead keeps its sender unless that was removed. Leads that another transaction has locked are left out: the claim
# leaves their steps alone.
_GIVE = """
UPDATE lead SET sender_id = g.sender_id
FROM (
    SELECT l.id, c.sender_id FROM unnest($1::uuid[], $2::uuid[]) AS c(lead_id, sender_id)
    JOIN lead l ON l.id = c.lead_id
    WHERE l.sender_id IS NULL OR (SELECT removed_at FROM sender WHERE id = l.sender_id) IS NOT NULL
    ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED) g
WHERE lead.id = g.id
"""


async def give(tx: BaseDBAsyncClient, lead_ids: Sequence[UUID], sender_ids: Sequence[UUID]) -> None:
    """Stores the sender of each of these leads, which is the one that its message is about to leave from."""
    await tx.execute_query(_GIVE, [list(lead_ids), list(sender_ids)])


_OF_ONE_LEAD = f"""
SELECT x.id FROM lead l CROSS JOIN LATERAL (SELECT * FROM account WHERE id = l.account_id) a
CROSS JOIN LATERAL ({OF_LEAD}) x WHERE l.id = $1
"""


async def keep_sender_of(lead: Lead) -> Sender:
    """The sender that a message to this lead leaves from now, and stores it as the lead's own if the account has
    several. In a transaction that has the lead locked, and its account's rules kept."""
    [row] = await connection().execute_query_dict(_OF_ONE_LEAD, [lead.id])
    sender = await Sender.get(id=row["id"]).select_related("account")
    if sender.account.several_senders and lead.sender_id != sender.id:
        await Lead.filter(id=lead.id).update(sender_id=sender.id)
    return sender


async def addresses(account_id: UUID) -> list[str]:
    """The numbers and Messaging Services that the account sends from."""
    return [sender.address for sender in await Sender.filter(account_id=account_id, removed_at=None)]
