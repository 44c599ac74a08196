"""The rules that SQL decides too, each as one named fragment beside the Python function that decides the same.

`tests/flows/sending/test_the_model_and_the_sql.py` walks both over every case.
"""

from app.domain.calendar.caps import COUNTED
from app.domain.calendar.windows import LAST_SECONDS
from app.domain.vocabulary import STATUS_ORDER

_SENDING_STATUSES = ",".join(f"'{status}'" for status in STATUS_ORDER)


def status_rank(status: str) -> str:
    """How far a message has come: `vocabulary.rank`, of a text expression. Statuses only move forward."""
    return f"coalesce(array_position(ARRAY[{_SENDING_STATUSES}], {status}::text), {len(STATUS_ORDER) + 1})"


def due_after(since: str, step: str, hour_seconds: str) -> str:
    """When a step falls due if its delay is elapsed time: `delays.elapsed`, of a timestamptz, a row of the table `step`
    and a parameter. Where `by_calendar` is true of the step, `delays.after` decides instead."""
    minutes = f"(({step}.delay_days * 24 + {step}.delay_hours) * 60 + {step}.delay_minutes)"
    return f"{since} + {minutes} * {hour_seconds}::float8 / 60 * interval '1 second'"


def by_calendar(step: str) -> str:
    """Whether the lead's calendar decides when a step falls due: `Delay.by_calendar`, of a row of the table `step`."""
    return f"({step}.delay_days > 0 OR {step}.send_at IS NOT NULL)"


AUTOMATED = """direction = 'OUTBOUND' AND source <> 'OPERATOR' AND NOT superseded
      AND status IN ('SENDING', 'QUEUED', 'SENT', 'DELIVERED')"""
"""A message of a step that has arrived or may arrive. A message with an unknown outcome does not count: what it said of
the company and of the way to stop is then said again."""

_COUNTED = ",".join(f"'{status}'" for status in COUNTED)
COUNTS = f"direction = 'OUTBOUND' AND source <> 'OPERATOR' AND status IN ({_COUNTED})"
"""`caps.counts`: a message that a cap counts."""

DRAFT_IS_FRESH = "(c.draft_id IS NULL OR coalesce(d.inbound_count = l.inbound_count, false))"
"""`decide.draft_is_fresh`: the text (`d`) is still there, and the lead has written nothing since the conversation was
read for it. `c.draft_id` is null for a text that is not the model's."""

NOT_PAUSED = "(l.paused_at IS NULL OR l.paused_until <= $9)"
"""The lead has no pause, or `Pause.in_force` is False of it."""

RUN_NOT_PAUSED = "(e.paused_at IS NULL OR e.paused_until <= $9)"
"""The enrollment has no pause of its own, or `Pause.in_force` is False of it."""

SEQUENCE_NOT_PAUSED = "q.paused_at IS NULL"
ACCOUNT_NOT_PAUSED = "r.paused_at IS NULL"
"""Neither the sequence nor the account is paused. Both are read as they were when the statement began: a pause that was
committed after that has changed the rules (RULES_UNCHANGED)."""

NOT_RESTORED = "r.restored_at IS NULL"
"""The database is not taken for a restored copy. Whoever takes it for one changes the rules too (RULES_UNCHANGED)."""

NOT_OLDER = "r.generation >= {}"
"""The database is no older than this process has seen it, which is a parameter: nobody has put a former database in its
place meanwhile."""

NUMBER_NOT_TOLD = "NOT EXISTS (SELECT FROM number_opt_out o WHERE o.number = x.address AND o.phone = l.phone)"
"""Nobody with this phone has opted out of messages from the number that the message would leave from, whichever account
had that number then. The pick hands such an opt-out to `decide.decide` as the lead's own."""

NOT_SUPPRESSED = """(SELECT true FROM suppression b
       WHERE b.phone = l.phone AND b.owner_id IN (e.account_id, r.partner_id) LIMIT 1) IS NULL"""
"""The phone is on no do-not-contact list of the account or of its partner. Not EXISTS: PostgreSQL may read a whole list
for that, and this is looked up in the index for each step."""

HAS_CONSENT = "(l.consent IS NOT NULL OR NOT r.require_consent)"
"""The lead has consent, or the account requires none."""

RULES_UNCHANGED = "x.rules_version = c.rules_version"
"""No rule of the account as a whole has changed since the decision. The claim does not lock lists and accounts, and
reads them as they were when its statement began; it locks the sender's row, and reads it as it is now. Whoever changes
such a rule changes the version in the same transaction, so one of the two is first."""

SENDER_IS_READY = "(x.retry_at IS NULL OR (c.tries_sender AND x.retry_at = $10))"
"""`SenderHold.in_force` is False, and for a sender with a hold that is over, this step is the one that tries it:
`store.TRY_SENDERS` has set its time to the end of this claim's lease ($10)."""

SENDER_IN_USE = "(x.removed_at IS NULL AND x.status <> 'PAUSED')"
"""Nobody has removed or paused the sender. The pick leaves out removed senders, and `decide.decide` holds the steps of
paused ones."""

SENDER_IS_THE_LEADS = "(NOT c.several_senders OR l.sender_id = c.sender_id)"
"""The sender is the lead's own: `store.claim` has stored it for a lead that had none. The pick chose the sender, and
meanwhile another process may have given the lead another one."""

SAME_PHONE = "l.phone IS NOT DISTINCT FROM c.phone"
"""The message leaves for the phone that the step was prepared for. A lead with a new phone is picked again. Not by `=`:
PostgreSQL may then look the lead up by its phone, which leads of other accounts have too."""

GATES = f"""e.status = 'ACTIVE' AND e.position = c.position AND e.attempt_id IS NULL
      AND q.deleted_at IS NULL
      AND {SAME_PHONE}
      AND l.opted_out_at IS NULL
      AND {NUMBER_NOT_TOLD}
      AND {NOT_SUPPRESSED}
      AND {HAS_CONSENT}
      AND {RULES_UNCHANGED}
      AND {NOT_PAUSED}
      AND {RUN_NOT_PAUSED}
      AND {SEQUENCE_NOT_PAUSED}
      AND {ACCOUNT_NOT_PAUSED}
      AND {NOT_RESTORED}
      AND {NOT_OLDER.format("$18")}
      AND NOT (s.skip_if_replied AND e.replied_at IS NOT NULL)
      AND {DRAFT_IS_FRESH}
      AND {SENDER_IN_USE}
      AND {SENDER_IS_THE_LEADS}
      AND {SENDER_IS_READY}
      AND (c.closes IS NULL OR c.closes - interval '{LAST_SECONDS.total_seconds():.0f} s' >= $9)"""
"""The gates of the claim: `decide.decide` answers `Send` for the same row. `c` is what the decision was made on; `e`,
`s`, `q`, `l`, `d` and `x` are the enrollment, step, sequence, lead, draft and sender as they are now; `r` is the sender
with its account and the installation as they were when the statement began; $9 is now."""
