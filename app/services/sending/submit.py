"""Submits one claimed message, once: a step's or a person's."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import perf_counter
from uuid import UUID

from app import failpoints
from app.deps import Deps
from app.domain import ids, sealing
from app.domain.calendar.windows import LAST_SECONDS
from app.domain.engine import timeouts
from app.domain.engine.effects import Effect, Meaning
from app.domain.values import value
from app.failpoints import Failpoint
from app.observability import tracing
from app.observability.metrics import LATENESS, OUTCOMES, PROVIDER_SECONDS
from app.providers.sms import Accepted, Outcome, Outgoing, Rejected, TryLater, Unclear
from app.services.connections import Ended, sms_of, tell_problem

log = logging.getLogger("nudge.submit")


@value
class Submission:
    """A message whose row is committed, and which may be submitted until its lease is nearly over.

    `due_at` is when a step was due; None for a message that a person wrote. `connection_id` names the connection whose
    credentials it leaves by; None: the server's.
    """

    attempt_id: UUID
    to: str
    sender: str
    body: str
    closes: datetime | None
    lease_until: datetime
    due_at: datetime | None = None
    connection_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TooLate:
    """This process came too late with the message, so it was not submitted. The provider was not asked."""

    detail: str


_COUNTED = {kind: OUTCOMES.labels(kind.__name__.lower()) for kind in (Accepted, TryLater, Rejected, Unclear, TooLate)}


async def submit(deps: Deps, message: Submission) -> Outcome | TooLate:
    """Submits the message, unless its lease is nearly over or the sending window closes."""
    async with deps.concurrency.sending:
        failpoints.reach(Failpoint.BEFORE_POST)
        now = deps.clock.now()
        outcome: Outcome | TooLate
        if not timeouts.in_time(now, message.lease_until, deps.timeouts):
            outcome = TooLate("the lease was nearly over")
        elif message.closes is not None and message.closes - now < LAST_SECONDS:
            outcome = TooLate("the sending window was about to close")
        else:
            with tracing.span("send", attempt=partial(ids.encode, ids.MESSAGE, message.attempt_id)) as span:
                outcome = await _sent(deps, message, now)
                span.set_attribute("outcome", type(outcome).__name__.lower())
    _COUNTED[type(outcome)].inc()
    if not isinstance(outcome, Accepted):
        attempt = ids.encode(ids.MESSAGE, message.attempt_id)
        log.warning("attempt %s: %s (%s)", attempt, type(outcome).__name__.lower(), outcome.detail)
    return outcome


async def _sent(deps: Deps, message: Submission, now: datetime) -> Outcome | TooLate:
    try:
        sms = await sms_of(deps, message.connection_id)
    except Ended:
        return TooLate("the account has other credentials now")
    except sealing.Unreadable as error:
        return Rejected(None, Meaning(Effect.ACCOUNT_BLOCKED, f"the account's credentials: {error}"), "no credentials")
    except Exception as error:
        return TooLate(f"the account's credentials could not be read ({type(error).__name__})")
    if message.due_at is not None:
        LATENESS.observe(max(0.0, (now - message.due_at).total_seconds()))
    began = perf_counter()
    outcome = await sms.send(outgoing(message, now))
    PROVIDER_SECONDS.observe(perf_counter() - began)
    failpoints.reach(Failpoint.AFTER_POST)
    match outcome:
        case Rejected(_, Meaning(Effect.ACCOUNT_BLOCKED, sentence)) if message.connection_id is not None:
            await tell_problem(message.connection_id, sentence, now)
    return outcome


def outgoing(message: Submission, now: datetime) -> Outgoing:
    """The message as it is submitted."""
    left = timeouts.seconds_left(now, message.closes)
    return Outgoing(message.attempt_id, message.to, message.sender, message.body, left)
