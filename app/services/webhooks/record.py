"""Records how attempts ended, and disables the endpoints that can no longer be delivered to."""

import logging
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, despite_rollbacks, rows
from app.domain.ids import WEBHOOK_ENDPOINT, encode
from app.domain.values import value
from app.domain.vocabulary import WebhookDeliveryStatus as Status
from app.domain.webhooks.schedule import GONE, LATELY, Attempt, Following, has_failed_for_long, why_disabled
from app.failpoints import Failpoint
from app.observability.metrics import DELIVERIES
from app.services.webhooks.claim import Taken

log = logging.getLogger("nudge.webhooks")

# The id of the attempt says whose the delivery is: a process that was frozen beyond its lease changes nothing here.
_RECORD = """
WITH ended AS (
  SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::int[], $7::text[], $8::text[])
    AS ended (id, attempt_id, status, next_at, status_code, error, answer)
), recorded AS (
  UPDATE webhook_delivery d
  SET status = ended.status, attempts = d.attempts + 1, next_at = ended.next_at, attempt_id = NULL, lease_until = NULL,
      last_status_code = ended.status_code, last_error = ended.error, last_answer = ended.answer,
      delivered_at = CASE WHEN ended.status = 'DELIVERED' THEN $1::timestamptz END
  FROM ended WHERE d.id = ended.id AND d.attempt_id = ended.attempt_id
  RETURNING d.endpoint_id, d.status
), outcome AS (
  SELECT endpoint_id, bool_or(status = 'DELIVERED') AS succeeded FROM recorded GROUP BY endpoint_id
)
UPDATE webhook_endpoint e SET failing_since = CASE WHEN NOT o.succeeded THEN $1::timestamptz END
FROM outcome o WHERE e.id = o.endpoint_id AND (e.failing_since IS NULL) <> o.succeeded
"""
# Of the newest deliveries: many more than a disabled endpoint needs.
_FAILURES = """
SELECT coalesce(sum(attempts), 0) AS attempts FROM (
  SELECT attempts, created_at, status FROM webhook_delivery WHERE endpoint_id = $1 ORDER BY id DESC LIMIT 1000) newest
WHERE created_at > $2 AND status IN ('FAILED', 'ABANDONED')
"""
_FAILING_SINCE = "SELECT failing_since FROM webhook_endpoint WHERE id = $1 FOR NO KEY UPDATE"
_DISABLE = """
UPDATE webhook_endpoint SET status = 'DISABLED', disabled_reason = $2 WHERE id = $1 AND status = 'ENABLED' RETURNING id
"""


@value
class Ended:
    """An attempt that was made, and what follows."""

    taken: Taken
    attempt: Attempt
    following: Following


async def record(ended: Sequence[Ended], now: datetime) -> None:
    """Records the attempts in one statement. One that may disable its endpoint does both in one transaction."""
    if not any(_may_disable(one, now) for one in ended):
        await despite_rollbacks(lambda: _record(ended, now))
    else:
        await despite_rollbacks(lambda: _record_and_disable(ended, now))
    failpoints.reach(Failpoint.DELIVERIES_RECORDED)
    for one in ended:
        DELIVERIES.labels(one.following.status.lower()).inc()


def _may_disable(one: Ended, now: datetime) -> bool:
    if one.following.status is Status.DELIVERED:
        return False
    return _is_gone(one) or has_failed_for_long(one.taken.failing_since, now)


def _is_gone(one: Ended) -> bool:
    return one.attempt.status == GONE


async def _record(ended: Sequence[Ended], now: datetime) -> None:
    await rows(
        _RECORD,
        now,
        [one.taken.id for one in ended],
        [one.taken.attempt_id for one in ended],
        [one.following.status.value for one in ended],
        [one.following.next_at for one in ended],
        [one.attempt.status for one in ended],
        [one.following.error for one in ended],
        [one.attempt.answer for one in ended],
    )


async def _record_and_disable(ended: Sequence[Ended], now: datetime) -> None:
    suspects = {one.taken.endpoint_id: one for one in sorted(ended, key=_is_gone) if _may_disable(one, now)}
    disabled: list[tuple[Ended, str]] = []
    async with in_transaction():
        await _record(ended, now)
        for endpoint_id, one in sorted(suspects.items()):
            [endpoint] = await rows(_FAILING_SINCE, endpoint_id)
            [lately] = await rows(_FAILURES, endpoint_id, now - LATELY)
            reason = why_disabled(one.attempt, endpoint.failing_since, lately.attempts, now)
            if reason and await connection().execute_query_dict(_DISABLE, [endpoint_id, reason]):
                disabled.append((one, reason))
    for one, reason in disabled:
        tell_disabled(one.taken.endpoint_id, one.taken.url, reason)


def tell_disabled(endpoint_id: UUID, url: str, reason: str) -> None:
    """In the log. Of the URL only the host: the rest may have a token in it."""
    log.warning(
        "webhook endpoint %s at %s is disabled: %s", encode(WEBHOOK_ENDPOINT, endpoint_id), host_of(url), reason
    )


def host_of(url: str) -> str:
    """The host of a URL."""
    return urlsplit(url).hostname or ""
