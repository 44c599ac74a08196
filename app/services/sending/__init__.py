"""A step on its way: claim, submit, record; and what is looked up afterwards. Knows no other topic.

What other topics may use is named here. The writing of drafts and the opt-out that an outcome brings are handed in
(`Deps.handlers`).
"""

from app.services.sending.account_rules import change_all_rules, change_rules, is_restored, keep_rules
from app.services.sending.caps import count as count_for_caps
from app.services.sending.caps import count_for_lead, message_gave_room
from app.services.sending.drain import drain, run_one, seconds_due
from app.services.sending.look_up import Absent, Found, LookedUp, NotAsked, look_up
from app.services.sending.lost import Lost, doubt_all_due, look_up_in_flight, write_down
from app.services.sending.outcomes import CALENDAR_FOLLOWS, following_of
from app.services.sending.outcomes import record as apply_moves
from app.services.sending.pacing.clocks import take as take_pace
from app.services.sending.pacing.resuming import go_on, go_on_everywhere, wake_resumed
from app.services.sending.pacing.usage import Usage, begin_day, usage_of
from app.services.sending.picked import following
from app.services.sending.record import record
from app.services.sending.rules import AUTOMATED, by_calendar, due_after, status_rank
from app.services.sending.senders.choice import addresses, keep_sender_of
from app.services.sending.senders.holds import apply_to_sender, concerns_sender
from app.services.sending.senders.holds import reported as reported_to_sender
from app.services.sending.senders.waking import free, make_ready, wake_postponed
from app.services.sending.senders.waking import resume as resume_sender
from app.services.sending.store import read
from app.services.sending.submit import Submission, TooLate, submit
from app.services.sending.waiting import measure, oldest_due_seconds

__all__ = [
    "AUTOMATED",
    "CALENDAR_FOLLOWS",
    "Absent",
    "Found",
    "LookedUp",
    "Lost",
    "NotAsked",
    "Submission",
    "TooLate",
    "Usage",
    "addresses",
    "apply_moves",
    "apply_to_sender",
    "begin_day",
    "by_calendar",
    "change_all_rules",
    "change_rules",
    "concerns_sender",
    "count_for_caps",
    "count_for_lead",
    "doubt_all_due",
    "drain",
    "due_after",
    "following",
    "following_of",
    "free",
    "go_on",
    "go_on_everywhere",
    "is_restored",
    "keep_rules",
    "keep_sender_of",
    "look_up",
    "look_up_in_flight",
    "make_ready",
    "measure",
    "message_gave_room",
    "oldest_due_seconds",
    "read",
    "record",
    "reported_to_sender",
    "resume_sender",
    "run_one",
    "seconds_due",
    "status_rank",
    "submit",
    "take_pace",
    "usage_of",
    "wake_postponed",
    "wake_resumed",
    "write_down",
]
