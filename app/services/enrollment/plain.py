"""Enrolling one lead in one round trip: a function of the database carries out the statements of `store`.

The function takes the same locks in the same order, by the same statements. Each of them begins after the locks of the
one before are held, and reads the committed state: the function is VOLATILE and the isolation is READ COMMITTED. Called
outside a transaction it is one by itself, committed when its answer arrives.

It answers with the run in the form of `store.RUNS`, or with nothing. Then it has changed nothing, the case is not a
plain one, and `store`'s statements decide it: a refusal, a sequence that is not as it was remembered, a phone of
somebody who was erased. What can be known before the first change is decided before it. The rest raises `NOT_PLAIN`,
which takes everything back.

The name has a hash of the text, so that a process finds the function of its own statements, or none, whatever release
has migrated the database. Without it, without the right to call it, or where it does not fit the tables any more, each
lead takes the statements one by one.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from textwrap import fill
from typing import Any
from uuid import UUID

from asyncpg import PostgresError, SyntaxOrAccessError
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from app import failpoints
from app.db import rows, unseen
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.known_sequences import KnownSequence
from app.domain.people.erased import hashed
from app.domain.vocabulary import EnrollmentAction
from app.failpoints import Failpoint
from app.services.checks import Checks
from app.services.enrollment import store, variables
from app.services.enrollment.erased import keys_of
from app.services.enrollment.store import Run
from app.services.sending import by_calendar

NOT_PLAIN = "NU001"
"""The state (SQLSTATE) of the error that takes back a lead that was just created, because it cannot be enrolled."""
SHORT_WAIT = "interval '0.1 seconds'"
"""So long the function waits for others at most: the time of the call, and the id of its run, are from before."""

_TYPES = {
    "uuid": "id account_id lead_id sequence_id version_id attempt_id reply_id ended_by_id line_of held_by",
    "varchar": "status cancel_reason hold_reason paused_by decided_by",
    "timestamptz": "started_at ended_at due_at wake_at lease_until replied_at converted_at paused_at paused_until "
    "slot_at blocked_since",
    "smallint": "position tries failed_writings failed_preparations attempts looks line_position line_segments "
    "decided_position",
    "boolean": "at_once",
    "jsonb": "variables",
    "float8": "line_rank",
}
_TYPE_OF = {column: kind for kind, columns in _TYPES.items() for column in columns.split()}
_ANSWER = fill(
    ", ".join(f'"{column}" {_TYPE_OF[column]}' for column in store.COLUMNS),
    116,
    initial_indent=" " * 4,
    subsequent_indent=" " * 4,
)


def _given(statement: str, *values: str) -> str:
    """The statement with these in the places of `$1`, `$2` and so on."""
    return re.sub(r"\$(\d+)", lambda parameter: values[int(parameter[1]) - 1], statement).strip()


_SEQUENCE = _given(store.BY_ID, "p_sequence_id", "p_partner_id")
_LEADS = _given(
    store.LEADS,
    *("the_sequence.account_id", "ARRAY[p_phone]", "ARRAY[p_lead_id]", "p_now"),
    *("the_sequence.senders", "p_hashed_phones", "p_hashes"),
)
_RUNS = _given(
    store.RUNS,
    *("ARRAY[the_lead_id]", "ARRAY[p_run_id]", "the_sequence.account_id", "the_sequence.id", "the_sequence.version"),
    *("p_now", "p_hour_seconds", "p_grace", "p_now", "interval '0'", "p_if_never", "p_partner_id", "p_variables"),
)
_WAITED = f"clock_timestamp() > statement_timestamp() + {SHORT_WAIT}"
_TAKEN_BACK = f"RAISE EXCEPTION 'the lead cannot be enrolled' USING ERRCODE = '{NOT_PLAIN}'"

# The second condition is what `LEADS` and `RUNS` find of an unknown phone, read before a lead is made of it.
_BODY = f"""(
    p_sequence_id uuid, p_partner_id uuid, p_version integer, p_number text, p_phone text, p_lead_id uuid,
    p_run_id uuid, p_hashed_phones text[], p_hashes bytea[], p_now timestamptz, p_hour_seconds float8,
    p_grace interval, p_if_never boolean, p_variables jsonb)
RETURNS TABLE (
    action text, by_calendar boolean,
{_ANSWER}
) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    the_sequence record;
    the_lead record;
    the_lead_id uuid;
BEGIN
    {_SEQUENCE} INTO the_sequence;
    IF the_sequence.is_active IS NOT TRUE OR the_sequence.version <> p_version
       OR the_sequence.phone_number IS DISTINCT FROM p_number OR {_WAITED} THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM number_opt_out
               WHERE number = ANY({unseen("the_sequence.senders")}::text[]) AND phone = {unseen("p_phone")})
       OR EXISTS (SELECT FROM suppression
                  WHERE phone = {unseen("p_phone")} AND owner_id IN (the_sequence.account_id, p_partner_id)) THEN
        RETURN;
    END IF;
    FOR the_lead IN {_LEADS}
    LOOP
        IF the_lead_id IS NOT NULL OR the_lead.scope IS NOT NULL OR the_lead.opted_out_at IS NOT NULL
           OR the_lead.dead_number_code IS NOT NULL THEN
            IF p_lead_id IN (the_lead.id, the_lead_id) THEN
                {_TAKEN_BACK};
            END IF;
            RETURN;
        END IF;
        the_lead_id := the_lead.id;
    END LOOP;
    IF the_lead_id IS NULL OR the_lead_id <> p_lead_id AND {_WAITED} THEN
        RETURN;
    END IF;
    RETURN QUERY {_RUNS};
    IF NOT FOUND AND the_lead_id = p_lead_id THEN
        {_TAKEN_BACK};
    END IF;
END $$
"""
NAME = f"enroll_lead_{sha256(_BODY.encode()).hexdigest()[:12]}"
FUNCTION = f"CREATE OR REPLACE FUNCTION {NAME} {_BODY}"
"""What a migration creates."""
_CALL = f"SELECT * FROM {NAME}({', '.join(f'${number}' for number in range(1, 15))})"

_LEARN = f"""
SELECT q.version, a.phone_number, NOT coalesce({by_calendar("s")}, true) AS is_plain
FROM sequence q JOIN account a ON a.id = q.account_id
LEFT JOIN sequence_version v ON v.sequence_id = q.id AND v.version = q.version
LEFT JOIN step s ON s.version_id = v.id AND s.position = 0
WHERE q.id = $1 AND a.partner_id = $2 AND q.deleted_at IS NULL
"""


async def enroll(
    deps: Deps,
    partner_id: UUID,
    sequence_id: UUID,
    phone: str,
    grace: timedelta,
    given: Mapping[str, Any] | None,
    *,
    if_never: bool,
) -> Run | None:
    """The run of the lead with this phone, committed. None if nothing was changed and the case is to be decided by the
    statements one by one. Called outside a transaction."""
    now, sequences = deps.clock.now(), deps.known_sequences
    if sequences.are_off(now):
        return None
    known = sequences.get(partner_id, sequence_id, now) or await _learned(deps, partner_id, sequence_id, now)
    if known is None or not known.is_plain:
        return None
    checks = Checks(())
    number = checks.lead_phone(phone, known.number)
    if checks.refused():
        return None
    values = [sequence_id, partner_id, known.version, known.number, number, new_id(), new_id()]
    values += [*hashed(keys_of(deps), [number]), now, deps.settings.hour_seconds, grace, if_never]
    found = await _called(deps, [*values, variables.as_json(given)], now)
    if not found:
        sequences.forget(partner_id, sequence_id)
        return None
    [row] = found
    run = store.run_of(row)
    if run.action is EnrollmentAction.ALREADY_ENROLLED and given and not if_never:
        return None  # its variables are to be added, and nothing was changed
    return run


async def _learned(deps: Deps, partner_id: UUID, sequence_id: UUID, now: datetime) -> KnownSequence | None:
    for row in await rows(_LEARN, sequence_id, partner_id):
        return deps.known_sequences.keep(
            partner_id, sequence_id, row.version, row.phone_number, now, is_plain=row.is_plain
        )
    return None


async def _called(deps: Deps, values: Sequence[Any], now: datetime) -> Sequence[Any]:
    try:
        found = await _committed(values)
    except OperationalError as error:
        # It is not there, may not be called, or does not fit the tables that a later migration has changed. Nothing was
        # changed, and the statements one by one take the columns as they are.
        if not isinstance(error.__cause__, SyntaxOrAccessError):
            raise
        deps.known_sequences.turn_off(now)
        return ()
    except PostgresError as error:
        if error.sqlstate != NOT_PLAIN:
            raise
        return ()
    return found


async def _committed(values: Sequence[Any]) -> list[Any]:
    """What the function answers, once it is committed. Where the process is to end before the commit, the transaction
    is one that can be left open."""
    if not failpoints.is_armed(Failpoint.ENROLLED_BEFORE_COMMIT):
        return await rows(_CALL, *values)
    async with in_transaction():
        found = await rows(_CALL, *values)
        failpoints.reach(Failpoint.ENROLLED_BEFORE_COMMIT)
        return found
