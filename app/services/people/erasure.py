"""Erasing a person: everything that is known of them goes, in one transaction, and the block of the phone stays.

The lead's row, the messages, the runs and the steps stay without personal data, so that counts and costs stay true. A
message in flight is still recorded: that writes a status, and no words.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.domain.people.erased import HashKey, placeholder
from app.domain.sms import phones
from app.domain.vocabulary import CancelReason
from app.errors import Code, not_found, refuse
from app.failpoints import Failpoint
from app.models import ConsentEvent, Enrollment, Lead, Message, Row
from app.services.enrollment import LIST, block, cancel_of_lead, keys_of, lock_for_erasure
from app.services.idempotency import idempotent, writing
from app.services.media import erase_media
from app.services.people.imports import erase_from_uploads
from app.services.webhooks import ERASE_EVENTS

NO_KEY = "Nobody can be erased without the server's secret: the operator sets NUDGE_SECRET_KEY."
EXPLANATION = "The explanation was erased with the lead."

# Of each row every column that may be null is cleared, unless it is named here. So a new column is erased by itself.
KEPT: dict[type[Row], set[str]] = {
    Lead: {"opted_out_at", "erased_at"},
    Message: {
        *(
            "enrollment_id",
            "sequence_id",
            "position",
            "source",
            "error_code",
            "sender",
            "left_from",
            "provider_sid",
            "read_as",
            "generation",
        ),
        *("classified_at", "look_at", "sent_at", "delivered_at", "replied_at", "opted_out_at", "converted_at"),
    },
    Enrollment: {
        *("cancel_reason", "ended_at", "due_at", "wake_at", "hold_reason", "attempt_id", "lease_until", "replied_at"),
        *("reply_id", "converted_at"),
    },
    ConsentEvent: {"message_id", "number", "lead_id"},
}
NUMBERS = (
    *("model", "tries", "input_tokens", "cached_tokens", "output_tokens", "latency_ms", "cost_usd", "prompt_version"),
    *("fallback", "reason", "edited"),
)
"""The parts of `Message.generation` that stay."""


def _cleared(model: type[Row]) -> str:
    """The columns of a table that are cleared, as the SET of an update."""
    fields = model._meta.fields_map
    names = (name for name in model._meta.fields_db_projection if fields[name].null)
    return ", ".join(f"{name} = NULL" for name in names if name not in KEPT[model])


GENERATION_IN_NUMBERS = f"""(
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(generation) WHERE key IN {NUMBERS})"""
_LOCK = """
SELECT id, phone, email, external_id FROM lead WHERE account_id = $1 AND phone = ANY($2)
ORDER BY phone FOR NO KEY UPDATE
"""
# Refused rows of files: those with the phone in any spelling, the email or the externalId in a cell.
REFUSED_ROWS = """
r.job_id IN (SELECT id FROM import_job WHERE account_id = $1) AND EXISTS (
    SELECT FROM jsonb_array_elements_text(r.cells) AS cell
    WHERE regexp_replace(cell, '[^0-9]', '', 'g') LIKE '%' || right($2, 9) OR lower(trim(cell)) = ANY($3::text[]))
"""
_REFUSED_ROWS = f"DELETE FROM import_rejection r WHERE {REFUSED_ROWS}"
_OF_LEAD = "enrollment_id IN (SELECT id FROM enrollment WHERE lead_id = $1)"
_OF_LEAD_ALONE = (
    f"""UPDATE message SET body = '', {_cleared(Message)}, generation = {GENERATION_IN_NUMBERS}
        WHERE lead_id = $1""",
    f"DELETE FROM draft WHERE {_OF_LEAD}",
    "DELETE FROM suggestion WHERE lead_id = $1",
    f"""UPDATE step_run SET explanation = CASE WHEN explanation IS NOT NULL THEN '{EXPLANATION}' END, decided_by = NULL
        WHERE num_nonnulls(explanation, decided_by) > 0 AND {_OF_LEAD}""",
    f"UPDATE enrollment SET {_cleared(Enrollment)} WHERE lead_id = $1",
    "DELETE FROM lead_event WHERE lead_id = $1",
    *ERASE_EVENTS,
)
# A rule such as `keyword:STOP` may have words of the person in it; its kind stays, and a provider's code.
_CONSENT = f"""
UPDATE consent_event SET phone = $3, {_cleared(ConsentEvent)},
       rule = CASE WHEN rule LIKE 'provider:%' THEN rule ELSE split_part(rule, ':', 1) END
WHERE account_id = $1 AND (lead_id = $4 OR (lead_id IS NULL AND phone = $2))
"""
_FORMER_PHONES = """
SELECT phone FROM consent_event WHERE account_id = $1 AND lead_id = ANY($2)
UNION SELECT recipient FROM message WHERE lead_id = ANY($2) AND recipient IS NOT NULL
"""
_LEAD = f"UPDATE lead SET phone = $2, erased_at = $3, {_cleared(Lead)} WHERE id = $1"
# The answers that were stored for calls with an idempotency key. A repeated call is answered from the rows then. In
# `done` an id is a whole text, between quotes: to split there takes a ninth of the time of a regular expression.
_ANSWERS = """
UPDATE idempotency_key SET answer = NULL
WHERE partner_id = $1 AND answer IS NOT NULL AND (
    strpos(answer, $3) > 0 OR string_to_array(done::text, '"') && $2::text[])
"""
_ROWS_OF_LEAD = """
SELECT $1::text AS id UNION ALL SELECT id::text FROM message WHERE lead_id = $1::uuid
UNION ALL SELECT id::text FROM enrollment WHERE lead_id = $1::uuid
UNION ALL SELECT id::text FROM suggestion WHERE lead_id = $1::uuid
UNION ALL SELECT d.id::text FROM draft d JOIN enrollment e ON e.id = d.enrollment_id WHERE e.lead_id = $1::uuid
UNION ALL SELECT d.id::text FROM webhook_delivery d JOIN webhook_event e ON e.id = d.event_id WHERE e.lead_id = $1::uuid
"""
# Opt-outs of numbers and lists of partners are in clear only while an account has a lead with this phone.
_HAS_LEAD = """
SELECT FROM account a
CROSS JOIN LATERAL (SELECT FROM lead WHERE account_id = a.id AND phone = ANY($1) LIMIT 1) l LIMIT 1
"""
_TAKE_BLOCKS = f"""
WITH numbers AS (DELETE FROM number_opt_out WHERE phone = ANY($1) RETURNING number AS scope, created_at),
lists AS (
    DELETE FROM suppression WHERE phone = ANY($1) AND (account_id IS NULL OR account_id = $2)
    RETURNING CASE WHEN account_id IS NULL THEN '{LIST}' || partner_id ELSE account_id::text END AS scope, created_at)
SELECT * FROM numbers UNION ALL SELECT * FROM lists
"""
_OWN_LIST = "DELETE FROM suppression WHERE phone = ANY($1) AND account_id = $2"


def names_in_files(lead: Any) -> list[str]:
    """What names the lead in a cell of a file, beside the phone."""
    return [text.lower() for text in (lead.email, lead.external_id) if text]


@idempotent()
async def erase_lead(deps: Deps, partner_id: UUID, lead_id: UUID) -> bool:
    """Erases the person; whether this call did. A lead that was erased before stays as it is.

    The lead's other spellings of the same phone in the account are erased too. Refuses with NOT_FOUND or
    NOT_CONFIGURED.
    """
    if not (keys := keys_of(deps)):
        raise refuse(Code.NOT_CONFIGURED, NO_KEY)
    now = deps.clock.now()
    found = await Lead.of(partner_id).get_or_none(id=lead_id)
    if found is None:
        raise not_found("lead", "id")
    if found.erased_at is None:
        await erase_from_uploads(found.account_id, found.phone, names_in_files(found))
    async with writing(deps) as made:
        await lock_for_erasure(found.account_id)
        lead = await Lead.filter(id=lead_id).select_for_update(no_key=True).get()
        erased, changed = made(lead.erased_at is None), set[UUID]()
        if erased:
            changed = await _erase(partner_id, lead, keys[0], now)
            failpoints.reach(Failpoint.ERASED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.ERASED_AFTER_COMMIT)
    deps.events.tell({lead.id, lead.account_id, *changed})
    return erased


async def _erase(partner_id: UUID, lead: Lead, key: HashKey, now: datetime) -> set[UUID]:
    """Erases every row of the person in the account; the ids of these rows. In the caller's transaction."""
    same_person = await rows(_LOCK, lead.account_id, list(phones.spellings(lead.phone)))
    former = await rows(_FORMER_PHONES, lead.account_id, [row.id for row in same_person])
    await block(key, lead.phone, str(lead.account_id), lead.id, now)
    changed = set[UUID]()
    for row in same_person:
        await connection().execute_query(_REFUSED_ROWS, [lead.account_id, row.phone, names_in_files(row)])
        changed |= await _erase_row(partner_id, lead.account_id, row.id, row.phone, now)
    await connection().execute_query(_OWN_LIST, [list(phones.spellings(lead.phone)), lead.account_id])
    for number in {phones.canonical(number) for number in (lead.phone, *(row.phone for row in former))}:
        await _blocks_as_hashes(key, lead, number)
    return changed


async def _blocks_as_hashes(key: HashKey, lead: Lead, number: str) -> None:
    """Keeps the blocks of a phone that no lead has any more as hashes."""
    spellings = list(phones.spellings(number))
    if await rows(_HAS_LEAD, spellings):
        return
    for taken in await connection().execute_query_dict(_TAKE_BLOCKS, [spellings, lead.account_id]):
        owner = lead.id if taken["scope"] == str(lead.account_id) else None
        await block(key, number, taken["scope"], owner, taken["created_at"])


async def _erase_row(partner_id: UUID, account_id: UUID, lead_id: UUID, phone: str, now: datetime) -> set[UUID]:
    """Erases one lead, whose row is locked, and all that belongs to it; the ids of these rows."""
    belonging = [row.id for row in await rows(_ROWS_OF_LEAD, str(lead_id))]
    await cancel_of_lead(lead_id, CancelReason.ERASED, now)
    await erase_media(lead_id, now)
    for statement in _OF_LEAD_ALONE:
        await connection().execute_query(statement, [lead_id])
    await connection().execute_query(_CONSENT, [account_id, phone, placeholder(lead_id), lead_id])
    await connection().execute_query(_LEAD, [lead_id, placeholder(lead_id), now])
    await connection().execute_query(_ANSWERS, [partner_id, belonging, phone])
    return {UUID(one) for one in belonging}
