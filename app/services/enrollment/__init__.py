"""Enrolling and canceling, the timeline of an enrollment, and previews. Other topics use the names below only."""

from app.services.enrollment.cancel import cancel_enrollment, cancel_of_lead, cancel_of_leads, cancel_of_sequence
from app.services.enrollment.changed_leads import decide_again
from app.services.enrollment.consent import (
    is_suppressed,
    opted_out_of,
    store_consent,
    wake_consented,
    wake_of_account,
)
from app.services.enrollment.enroll import (
    FIRST_STEP_GRACE,
    MOST_PER_HOUR,
    NO_GRACE,
    Target,
    begin_run,
    check_per_hour,
    enroll_lead,
    enroll_leads,
    enroll_targets,
    run_first_step,
    sequence_inactive,
    wake_for,
)
from app.services.enrollment.erased import (
    LIST,
    MAKING_LEADS,
    block,
    erased_leads,
    keys_of,
    lock_for_erasure,
    take_off_list,
)
from app.services.enrollment.events import convert, end_by_event
from app.services.enrollment.expected import next_steps_at
from app.services.enrollment.find import active_leads, enrollments_of_account, enrollments_of_leads
from app.services.enrollment.find import parts_of_leads as enrollment_parts_of_leads
from app.services.enrollment.pause import (
    HELD_BY_PAUSE,
    end_pause,
    operator_name,
    pause_enrollment,
    pause_lead,
    resume_enrollment,
    resume_lead,
    set_pause,
)
from app.services.enrollment.preview import (
    MAX_REPLIES,
    PreviewedStep,
    PreviewWarning,
    preview_lead,
    preview_sequence,
    preview_warnings,
    warnings_of,
)
from app.services.enrollment.steps import DecidedStep, send_step_now, skip_step
from app.services.enrollment.store import (
    LeadInsertedConcurrently,
    LockedSequence,
    Run,
    begin_runs,
    in_one_transaction,
    lock_default_sequence,
    lock_lead,
    lock_sequence,
)
from app.services.enrollment.timeline import Entry, next_entries, timelines
from app.services.enrollment.upcoming import UpcomingStep, upcoming_steps
from app.services.enrollment.variables import MAX_BYTES as MAX_VARIABLES_BYTES
from app.services.enrollment.variables import MAX_VARIABLES, wake_lacking
from app.services.enrollment.variables import checked as check_variables

__all__ = [
    "FIRST_STEP_GRACE",
    "HELD_BY_PAUSE",
    "LIST",
    "MAKING_LEADS",
    "MAX_REPLIES",
    "MAX_VARIABLES",
    "MAX_VARIABLES_BYTES",
    "MOST_PER_HOUR",
    "NO_GRACE",
    "DecidedStep",
    "Entry",
    "LeadInsertedConcurrently",
    "LockedSequence",
    "PreviewWarning",
    "PreviewedStep",
    "Run",
    "Target",
    "UpcomingStep",
    "active_leads",
    "begin_run",
    "begin_runs",
    "block",
    "cancel_enrollment",
    "cancel_of_lead",
    "cancel_of_leads",
    "cancel_of_sequence",
    "check_per_hour",
    "check_variables",
    "convert",
    "decide_again",
    "end_by_event",
    "end_pause",
    "enroll_lead",
    "enroll_leads",
    "enroll_targets",
    "enrollment_parts_of_leads",
    "enrollments_of_account",
    "enrollments_of_leads",
    "erased_leads",
    "in_one_transaction",
    "is_suppressed",
    "keys_of",
    "lock_default_sequence",
    "lock_for_erasure",
    "lock_lead",
    "lock_sequence",
    "next_entries",
    "next_steps_at",
    "operator_name",
    "opted_out_of",
    "pause_enrollment",
    "pause_lead",
    "preview_lead",
    "preview_sequence",
    "preview_warnings",
    "resume_enrollment",
    "resume_lead",
    "run_first_step",
    "send_step_now",
    "sequence_inactive",
    "set_pause",
    "skip_step",
    "store_consent",
    "take_off_list",
    "timelines",
    "upcoming_steps",
    "wake_consented",
    "wake_for",
    "wake_lacking",
    "wake_of_account",
    "warnings_of",
]
