"""A row that the engine has picked, as the value that decisions are made on."""

from datetime import timedelta
from operator import itemgetter
from typing import Any

import orjson

from app.domain.calendar import caps, delays, hours, places
from app.domain.calendar.delays import Following, LocalDays
from app.domain.engine.decide import Due
from app.domain.engine.misfire import HOUR
from app.domain.engine.pacing import Pace
from app.domain.engine.senders import SenderHold
from app.domain.people import pause
from app.domain.people.pause import Pause, Paused
from app.domain.sms import custom, first_message, values
from app.domain.values import members
from app.domain.vocabulary import EnrollmentStatus, HourRules, MisfirePolicy, StepReason, StepType

_STATUSES, _STEP_TYPES, _REASONS = members(EnrollmentStatus), members(StepType), members(StepReason)
_MISFIRES, _HOUR_RULES = members(MisfirePolicy), members(HourRules)
_PAUSES = ("paused_at", "run_paused_at", "sequence_paused_at", "account_paused_at", "restored_at")
_pauses = itemgetter(*_PAUSES)


def _hold(row: Any) -> SenderHold | None:
    """The state of a sender that takes no messages at present."""
    if row["retry_at"] is None:
        return None
    return SenderHold(_REASONS[row["sender_hold"]], row["refusals"], row["retry_at"])


def _pause(row: Any) -> Pause | None:
    """The pause that the step waits for, of its lead, its run, its sequence and its account."""
    if not any(_pauses(row)):
        return None  # nearly all of them
    of_lead = pause.stored(row["paused_at"], row["paused_until"], row["pause_reason"])
    of_run = pause.requested(Paused.ENROLLMENT, row["run_paused_at"], row["run_paused_until"])
    of_sequence = pause.requested(Paused.SEQUENCE, row["sequence_paused_at"])
    of_account = pause.requested(Paused.ACCOUNT, row["account_paused_at"])
    of_all = pause.requested(Paused.INSTALLATION, row["restored_at"])
    return pause.last_to_end(of_all, of_lead, of_run, of_sequence, of_account)


def _line_rank(row: Any) -> float | None:
    """The rank of this step in the line of this sender."""
    same = row["line_of"] == row["sender_id"] and row["line_position"] == row["position"]
    return row["line_rank"] if same else None


def _pace(row: Any) -> Pace | None:
    if row["segments_per_second"] is None and row["segments_per_day"] is None:
        return None
    return Pace(row["segments_per_second"], row["segments_per_day"], row["account_zone"])


def due_of(row: Any, hour: timedelta = HOUR) -> Due:
    """The columns of `store.PICK_DUE` as a value. `hour` is how long an hour lasts."""
    return Due(
        enrollment_id=row["id"],
        account_id=row["account_id"],
        lead_id=row["lead_id"],
        position=row["position"],
        status=_STATUSES[row["status"]],
        due_at=row["due_at"],
        failed_writings=row["failed_writings"],
        failed_preparations=row["failed_preparations"],
        attempt_id=row["attempt_id"],
        attempts=row["attempts"],
        looks=row["looks"],
        hold_reason=_REASONS[row["hold_reason"]] if row["hold_reason"] else None,
        replied_at=row["replied_at"],
        step_type=_STEP_TYPES[row["type"]],
        message=row["message"],
        skip_if_replied=row["skip_if_replied"],
        priority=row["priority"],
        caps=caps.stored(row["caps"]),
        sequence_id=row["sequence_id"],
        pace=_pace(row),
        line_of=row["line_of"],
        line_rank=_line_rank(row),
        wake_at=row["wake_at"],
        blocked_since=row["blocked_since"],
        misfire=_MISFIRES[row["misfire"]],
        expire_after_hours=row["expire_after_hours"],
        own_delay=_own_delay(row) if row["misfire"] == MisfirePolicy.SHIFT else None,
        hour=hour,
        opted_out_at=row["opted_out_at"],
        suppressed=bool(row["suppressed"]),
        requires_consent=row["require_consent"],
        has_consent=row["has_consent"],
        pause=_pause(row),
        inbound_count=row["inbound_count"],
        draft_id=row["draft_id"],
        draft=row["draft"],
        draft_inbound_count=row["draft_inbound_count"],
        phone=row["phone"],
        sender_id=row["sender_id"],
        sender=row["address"],
        sender_paused=row["sender_paused"],
        several_senders=row["several_senders"],
        takes_sender=row["takes_sender"],
        sender_hold=_hold(row),
        rules_version=row["rules_version"],
        connection_id=row["connection_id"],
        calendar=calendar_of(row),
        at_once=row["at_once"] and not row["strict_hours"],
        values=_values(row),
        first_message=first_message.stored(
            row["first_message_identify"], row["first_message_opt_out_line"], row["first_message_repeat_days"]
        ),
        last_automated_at=row["last_automated_at"],
        ai_review=row["ai_review"],
        following=following(row) if row["delay_days"] is not None else None,
    )


def days_of(row: Any) -> LocalDays:
    """The days by which delays count for the lead of a row."""
    place = places.of_lead(row["phone"], row["time_zone"], row["state"], row["postal_code"])
    return places.days_of(place, row["account_zone"])


def following(row: Any) -> Following:
    """The delay of the next step, of the columns of `outcomes._FOLLOWING`."""
    delay = delays.stored(
        row["delay_hours"], row["delay_minutes"], row["delay_days"], row["business_days"], row["send_at"]
    )
    return Following(delay, days_of(row))


def _own_delay(row: Any) -> Following:
    delay = delays.stored(
        row["own_hours"], row["own_minutes"], row["own_days"], row["own_business_days"], row["own_send_at"]
    )
    return Following(delay, days_of(row))


def calendar_of(row: Any) -> hours.Calendar:
    """When the lead may be written to."""
    own = hours.stored(
        _HOUR_RULES[row["hour_rules"]],
        row["window_start"],
        row["window_end"],
        row["week"],
        row["keep_holidays"],
        row["strict_hours"],
    )
    return hours.of_lead(row["phone"], row["time_zone"], row["state"], row["postal_code"], own, row["account_zone"])


def _values(row: Any) -> dict[str, str | None]:
    known = values.lead_values(
        first_name=row["first_name"],
        last_name=row["last_name"],
        name=row["name"],
        email=row["email"],
        property_address=row["property_address"],
        company=row["company_name"],
    )
    if row["variables"] is not None or row["metadata"] is not None:
        known |= custom.read(_json(row["variables"]), _json(row["metadata"]))
    return known


def _json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)
