"""Status callbacks: what the provider reports about one submitted message."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, despite_rollbacks
from app.deps import Deps
from app.domain import ids
from app.domain.engine import explain
from app.domain.engine.effects import Effect
from app.domain.engine.moves import Attempt, accepted
from app.domain.vocabulary import MessageStatus, StepRunStatus
from app.failpoints import Failpoint
from app.models import Lead, StepRun
from app.observability.metrics import CALLBACKS, DUPLICATES
from app.providers.webhooks import DeliveryReport
from app.services import sending
from app.services.conversations import consent
from app.services.conversations.provider_accounts import WrongAccount

log = logging.getLogger("nudge.reports")


LEFT_BY = "(SELECT provider_account FROM connection c WHERE c.id = message.connection_id) IS NOT DISTINCT FROM {signer}"
"""The message left by the credentials of the provider's account that reports on it."""

_OF_OTHER = f"SELECT FROM message WHERE id = $1 AND NOT {LEFT_BY.format(signer='$2::text')}"

# A status never moves back, in whatever order the reports arrive. An attempt that is absent from the provider's list is
# stored as FAILED without a code; a report about it proves that the provider has it after all.
_APPLY = f"""
UPDATE message SET
    status = CASE WHEN {sending.status_rank("$2")} > {sending.status_rank("status")}
                    OR (status = 'FAILED' AND provider_sid IS NULL AND error_code IS NULL) THEN $2 ELSE status END,
    provider_sid = coalesce(provider_sid, $3),
    error_code = coalesce($4, error_code),
    sent_at = coalesce(sent_at, $5),
    look_at = NULL,
    updated_at = $5,
    left_from = coalesce(left_from, CASE WHEN sender <> $8 THEN $8 END),
    delivered_at = CASE WHEN $2 = 'DELIVERED' THEN coalesce(delivered_at, $5) ELSE delivered_at END
WHERE id = $1 AND direction = 'OUTBOUND' AND (provider_sid IS NULL OR provider_sid = $3)
  AND ($6::boolean OR {LEFT_BY.format(signer="$7::text")})
RETURNING account_id, lead_id, enrollment_id, position, superseded, {sending.CALENDAR_FOLLOWS} AS calendar_follows
"""


async def receive_report(deps: Deps, report: DeliveryReport) -> bool:
    """Stores what the provider reports about an attempt; False if no message has this id and SID.

    Raises `WrongAccount` if the message left by the credentials of another account at the provider.

    Any report proves that the provider has the message, also a report that arrives before the answer to the POST. So
    it also decides the outcome of a step that was unknown.
    """
    now = deps.clock.now()
    rows = await _applied(report, now, is_ours=False)
    if not rows:
        await _check_account(report)
    failpoints.reach(Failpoint.REPORT_NOTED)
    CALLBACKS.labels("noted" if rows else "unknown").inc()
    for row in rows:
        if row["enrollment_id"]:
            following = await sending.following_of(row["enrollment_id"]) if row["calendar_follows"] else None
            attempt = Attempt(row["enrollment_id"], row["position"], report.attempt_id, following)
            await sending.record(deps, [accepted(attempt, now, report.sid, report.status)])
            if row["superseded"] and report.status in (MessageStatus.SENT, MessageStatus.DELIVERED):
                await _tell_duplicate(row, report, now)
        if row["enrollment_id"] and report.status in (MessageStatus.FAILED, MessageStatus.UNDELIVERED):
            await deps.queue.wake(await sending.message_gave_room(row["lead_id"], now))
        if report.error_code is not None:
            meaning = deps.sms.explain(report.error_code)
            await apply_code_to_lead(row["lead_id"], report.attempt_id, report.error_code, meaning.effect, now)
            await sending.reported_to_sender(deps, report.attempt_id, report.error_code, meaning)
        deps.events.tell([row["lead_id"], row["account_id"]], [report.attempt_id])
    return bool(rows)


async def _check_account(report: DeliveryReport) -> None:
    if await connection().execute_query_dict(_OF_OTHER, [report.attempt_id, report.signer]):
        raise WrongAccount


async def _tell_duplicate(row: dict[str, Any], report: DeliveryReport, now: datetime) -> None:
    """An attempt that the provider's list did not show twice, so that a second one was made, has arrived after all: the
    only way in which a step can be sent twice. It is counted and logged, and the step's sentence says it."""
    DUPLICATES.inc()
    attempt = ids.encode(ids.MESSAGE, report.attempt_id)
    log.error("attempt %s was taken for absent, and is reported as %s", attempt, report.status)
    run = await StepRun.get_or_none(enrollment_id=row["enrollment_id"], position=row["position"])
    if run is not None and run.status is StepRunStatus.SENT and run.explanation is None:
        sent = explain.sent(run.due_at, run.settled_at, None, None, "")
        explanation = f"{sent} {explain.arrived_too(now)}"
        await StepRun.filter(id=run.id, explanation=None).update(explanation=explanation)


async def apply_report(report: DeliveryReport, now: datetime) -> list[dict[str, Any]]:
    """Writes what this process itself learned of its attempt to the message row alone; that row, or an empty list if
    there is none."""
    return await _applied(report, now, is_ours=True)


async def _applied(report: DeliveryReport, now: datetime, *, is_ours: bool) -> list[dict[str, Any]]:
    values = [report.attempt_id, report.status, report.sid, report.error_code, now, is_ours, report.signer]
    values.append(report.left_from)
    return list(await connection().execute_query_dict(_APPLY, values))


async def apply_code_to_lead(lead_id: UUID, attempt_id: UUID, code: int | None, effect: Effect, now: datetime) -> None:
    """Opts the lead out, or ends the lead's enrollments, if the effect concerns the phone and not only this message."""
    if effect in (Effect.OPT_OUT, Effect.DEAD_NUMBER):
        await despite_rollbacks(lambda: _apply_code(lead_id, attempt_id, code, effect, now))


async def _apply_code(lead_id: UUID, attempt_id: UUID, code: int | None, effect: Effect, now: datetime) -> None:
    async with in_transaction():
        lead = await Lead.filter(id=lead_id).select_for_update(no_key=True).get()
        if effect is Effect.OPT_OUT:
            told, phone = await consent.left_from(attempt_id, lead), await consent.recipient_of(attempt_id, lead)
            await consent.opt_out(lead, f"{consent.BY_PROVIDER}{code}", attempt_id, told, now, phone=phone)
        elif await consent.recipient_of(attempt_id, lead) == lead.phone:
            await consent.number_is_dead(lead, code, now)
