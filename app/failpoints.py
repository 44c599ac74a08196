"""Named points between a step's stages at which a test can end, break or freeze the process.

Off unless NUDGE_FAILPOINTS arms them: "AFTER_POST=exit;PICKED=freeze:3;RECORDED=raise:0.01". What follows the
colon is how often: so many times, one if nothing is said, or, below one, each time with that probability.
"""

import logging
import os
import random
import signal
from dataclasses import dataclass
from enum import StrEnum

log = logging.getLogger("nudge.failpoints")

EXIT_CODE = 137  # what a shell shows after a kill -9


class Failpoint(StrEnum):
    """Where. The points on both sides of a commit tell apart what is kept and what never was."""

    ENROLLED_BEFORE_COMMIT = "ENROLLED_BEFORE_COMMIT"
    ENROLLED_AFTER_COMMIT = "ENROLLED_AFTER_COMMIT"
    PICKED = "PICKED"  # the rows are locked
    COUNTING = "COUNTING"  # leads with a cap are locked, and what was sent to them is not counted yet
    CLAIMED_BEFORE_COMMIT = "CLAIMED_BEFORE_COMMIT"
    CLAIMED_AFTER_COMMIT = "CLAIMED_AFTER_COMMIT"
    PARKED_BEFORE_COMMIT = "PARKED_BEFORE_COMMIT"  # steps are put into the line of their sender beside the claims
    PARKED_AFTER_COMMIT = "PARKED_AFTER_COMMIT"
    BEFORE_POST = "BEFORE_POST"  # before the lease is checked for the last time
    AFTER_POST = "AFTER_POST"
    BEFORE_RECORD = "BEFORE_RECORD"
    RECORDED = "RECORDED"
    DRAFT_WRITTEN = "DRAFT_WRITTEN"
    DRAFT_STORED = "DRAFT_STORED"
    SUGGESTION_ASKED = "SUGGESTION_ASKED"  # a suggestion is reserved, and the model is not asked yet
    SUGGESTION_WRITTEN = "SUGGESTION_WRITTEN"  # the model has answered and its cost is counted; nothing is stored
    SUGGESTION_STORED = "SUGGESTION_STORED"
    LOOKED_UP = "LOOKED_UP"  # the provider was asked what became of an attempt, and nothing is written down yet
    SENDER_HELD = "SENDER_HELD"  # the sender is stored as refused, and its step is not postponed yet
    SENDER_GIVEN = "SENDER_GIVEN"  # leads of an account with several senders have theirs, and no step is claimed yet
    SENDERS_BEFORE_COMMIT = "SENDERS_BEFORE_COMMIT"  # a person adds, pauses, resumes or removes a sender
    SENDERS_AFTER_COMMIT = "SENDERS_AFTER_COMMIT"
    PROBE_TAKEN = "PROBE_TAKEN"  # a refused sender is being tried, and its step is not claimed yet
    INBOUND_BEFORE_COMMIT = "INBOUND_BEFORE_COMMIT"
    INBOUND_AFTER_COMMIT = "INBOUND_AFTER_COMMIT"
    EVENT_BEFORE_COMMIT = "EVENT_BEFORE_COMMIT"  # an event of a lead is stored, and has ended enrollments
    EVENT_AFTER_COMMIT = "EVENT_AFTER_COMMIT"
    CONSENT_BEFORE_COMMIT = "CONSENT_BEFORE_COMMIT"
    CONSENT_AFTER_COMMIT = "CONSENT_AFTER_COMMIT"
    LEAD_BEFORE_COMMIT = "LEAD_BEFORE_COMMIT"  # a lead is changed, perhaps its phone
    LEAD_AFTER_COMMIT = "LEAD_AFTER_COMMIT"
    IMPORTED_BEFORE_COMMIT = "IMPORTED_BEFORE_COMMIT"  # some rows of a file and their progress
    IMPORTED_AFTER_COMMIT = "IMPORTED_AFTER_COMMIT"
    SUPPRESSED_BEFORE_COMMIT = "SUPPRESSED_BEFORE_COMMIT"  # phones are on a list, and who was under way is canceled
    SUPPRESSED_AFTER_COMMIT = "SUPPRESSED_AFTER_COMMIT"
    PAUSED_BEFORE_COMMIT = "PAUSED_BEFORE_COMMIT"  # a lead, an enrollment, a sequence or an account is paused
    PAUSED_AFTER_COMMIT = "PAUSED_AFTER_COMMIT"
    RESUMED_BEFORE_COMMIT = "RESUMED_BEFORE_COMMIT"
    RESUMED_AFTER_COMMIT = "RESUMED_AFTER_COMMIT"  # and what was held by a sequence or an account is not woken yet
    DECIDED_BEFORE_COMMIT = "DECIDED_BEFORE_COMMIT"  # a person skips a step, or has it sent now
    DECIDED_AFTER_COMMIT = "DECIDED_AFTER_COMMIT"  # and nobody is woken yet
    MARKED_BEFORE_COMMIT = "MARKED_BEFORE_COMMIT"  # the generation of the database grows
    MARKED_AFTER_COMMIT = "MARKED_AFTER_COMMIT"  # and Redis does not have it yet
    RESTORED_BEFORE_COMMIT = "RESTORED_BEFORE_COMMIT"  # a restored copy goes on
    RESTORED_AFTER_COMMIT = "RESTORED_AFTER_COMMIT"
    LOST_ATTEMPT_FOUND = "LOST_ATTEMPT_FOUND"  # a restored copy is about to record a step that was sent
    TEXTS_REMOVED_BEFORE_COMMIT = "TEXTS_REMOVED_BEFORE_COMMIT"  # old texts of some messages are removed
    ERASED_BEFORE_COMMIT = "ERASED_BEFORE_COMMIT"  # a person is erased
    ERASED_AFTER_COMMIT = "ERASED_AFTER_COMMIT"
    TAKEN_OVER_BEFORE_COMMIT = "TAKEN_OVER_BEFORE_COMMIT"  # a person takes a conversation over, or hands it back
    TAKEN_OVER_AFTER_COMMIT = "TAKEN_OVER_AFTER_COMMIT"
    CONNECTED_BEFORE_COMMIT = "CONNECTED_BEFORE_COMMIT"  # an account has other credentials at the provider
    CONNECTED_AFTER_COMMIT = "CONNECTED_AFTER_COMMIT"
    ROTATED = "ROTATED"  # a stored secret is encrypted by another key, and not committed yet
    MEDIUM_FETCHED = "MEDIUM_FETCHED"  # a file is here, and nothing of it is stored yet
    MEDIUM_WRITTEN = "MEDIUM_WRITTEN"  # the file is in the store, and its row does not say so yet
    MEDIUM_STORED = "MEDIUM_STORED"  # the row says so, and the provider still has the file
    MEDIUM_DELETED = "MEDIUM_DELETED"  # the provider has deleted the file, and the row does not say so yet
    COUNTED_BEFORE_COMMIT = "COUNTED_BEFORE_COMMIT"  # some messages or enrollments are counted by day
    ENDPOINT_BEFORE_COMMIT = "ENDPOINT_BEFORE_COMMIT"  # an endpoint of webhooks is made, changed or deleted
    ENDPOINT_AFTER_COMMIT = "ENDPOINT_AFTER_COMMIT"  # and changes that are under way may not have seen it
    DELIVERIES_TAKEN_BEFORE_COMMIT = "DELIVERIES_TAKEN_BEFORE_COMMIT"  # deliveries of events are leased
    DELIVERIES_TAKEN_AFTER_COMMIT = "DELIVERIES_TAKEN_AFTER_COMMIT"
    DELIVERY_POSTED = "DELIVERY_POSTED"  # a receiver has answered, and nothing is written down yet
    DELIVERIES_RECORDED = "DELIVERIES_RECORDED"
    REPORT_NOTED = "REPORT_NOTED"  # a status callback is on the message, and the step is not recorded yet


class Action(StrEnum):
    """What. `exit` is a kill -9 from inside; `freeze` lasts until somebody sends SIGCONT."""

    EXIT = "exit"
    RAISE = "raise"
    FREEZE = "freeze"


class Planned(Exception):
    """What an armed failpoint raises."""


@dataclass(slots=True)
class _Arm:
    action: Action
    left: int
    chance: float


_armed: dict[Failpoint, _Arm] = {}


def arm(text: str) -> None:
    """Arms the points that the text names, and disarms all others. Raises `ValueError` for words it does not know."""
    _armed.clear()
    _armed.update(_parse(part) for part in text.split(";") if part.strip())
    if _armed:
        log.warning("FAILPOINTS ARE ARMED, this process will fail on purpose: %s", text)


def _parse(part: str) -> tuple[Failpoint, _Arm]:
    name, _, how = part.strip().partition("=")
    action, _, often = how.partition(":")
    number = float(often or 1)
    if number <= 0:
        raise ValueError(f"a failpoint is reached a number of times or with a probability, not {often}")
    arm = _Arm(Action(action), int(number), 1.0) if number >= 1 else _Arm(Action(action), -1, number)
    return Failpoint(name), arm


def is_armed(point: Failpoint) -> bool:
    """Whether the process is to fail at this point."""
    return point in _armed


def reach(point: Failpoint) -> None:
    """The process is at this point now."""
    if _armed and (arm := _armed.get(point)) is not None:
        _act(point, arm)


def _act(point: Failpoint, arm: _Arm) -> None:
    if arm.left == 0 or random.random() >= arm.chance:  # noqa: S311
        return
    arm.left -= 1
    log.warning("failpoint %s: %s", point, arm.action)
    match arm.action:
        case Action.EXIT:
            os._exit(EXIT_CODE)
        case Action.RAISE:
            raise Planned(point)
        case Action.FREEZE:
            os.kill(os.getpid(), signal.SIGSTOP)
