"""The promises that the database keeps: each is in its catalog, and each refuses what breaks it.

It is not split, because a promise is in the lists of both halves.
"""

from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator

from app import db, migrations
from app.db import connection
from app.db.model_states import LazyState
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import CancelReason
from app.models import Message, SequenceVersion
from app.services.enrollment import cancel_of_sequence, enroll_lead
from tests.factories import make_account, make_lead, make_partner, make_sequence

MIGRATIONS = Path(next(iter(migrations.__path__)))


def any_of(*values: str) -> str:
    """`IN (…)` as the catalog of a database has it that was made from `schema.sql`."""
    texts = ", ".join(f"('{value}'::character varying)::text" for value in values)
    return f"ANY (ARRAY[{texts}])"


HOLDS = any_of("PROVIDER_BUSY", "SENDER_BLOCKED", "ACCOUNT_BLOCKED", "SENDER_PAUSED")
OPEN = any_of("CHECKING", "RUNNING", "PAUSED")

# Every partial unique index, and the words that its definition must have.
INDEXES = {
    "partner_key_current": "UNIQUE INDEX (partner_id) WHERE ((expires_at IS NULL) AND is_main)",
    "partner_key_previous": "UNIQUE INDEX (partner_id) WHERE ((expires_at IS NOT NULL) AND is_main)",
    "lead_external_id": "UNIQUE INDEX (account_id, external_id) WHERE (external_id IS NOT NULL)",
    "sequence_default": "UNIQUE INDEX (account_id) WHERE (is_default AND (deleted_at IS NULL))",
    "enrollment_live_of_sequence": "UNIQUE INDEX (sequence_id, lead_id) WHERE ((status)::text = 'ACTIVE'::text)",
    "enrollment_ended_of_sequence": "INDEX (sequence_id, status, lead_id) WHERE ((status)::text <> 'ACTIVE'::text)",
    "message_step": 'UNIQUE INDEX (enrollment_id, "position") WHERE ((enrollment_id IS NOT NULL) AND (NOT superseded))',
    "enrollment_wake": "INDEX (wake_at) WHERE (wake_at IS NOT NULL)",
    "enrollment_wake_of_account": "INDEX (account_id, COALESCE(wake_at, "
    "'infinity'::timestamp with time zone)) WHERE (wake_at IS NOT NULL)",
    "enrollment_held": f"INDEX (account_id) WHERE ((hold_reason)::text = {HOLDS})",
    "enrollment_line": "INDEX (line_of, NULLIF(sequence_id, line_of), line_rank, id) WHERE "
    "(((hold_reason)::text = 'SENDER_BUSY'::text) AND (wake_at IS NULL))",
    "sender_pace_line": "INDEX (line_at) WHERE (line_at IS NOT NULL)",
    "enrollment_held_by": f"INDEX (held_by) WHERE ((hold_reason)::text = {HOLDS})",
    "enrollment_without_consent": "INDEX (account_id) WHERE ((hold_reason)::text = 'NO_CONSENT'::text)",
    "sender_in_use": "UNIQUE INDEX (address) WHERE (removed_at IS NULL)",
    "enrollment_paused": "INDEX (sequence_id, due_at) WHERE (((hold_reason)::text = 'PAUSED'::text) "
    "AND (wake_at IS NULL))",
    "sequence_resumed": "INDEX (resumed_at) WHERE (resumed_at IS NOT NULL)",
    "sender_retry": "INDEX (retry_at) WHERE (retry_at IS NOT NULL)",
    "connection_current": "UNIQUE INDEX (account_id) WHERE (ended_at IS NULL)",
    "connection_named": "INDEX (provider_account) WHERE (secret IS NOT NULL)",
    "connection_look": "INDEX (look_at) WHERE (look_at IS NOT NULL)",
    "message_listed": "INDEX (account_id, created_at, id) WHERE (NOT superseded)",
    "message_of_kind": "INDEX (account_id, source, status, created_at, id) WHERE (NOT superseded)",
    "message_with_error": "INDEX (account_id, error_code, created_at, id) "
    "WHERE ((error_code IS NOT NULL) AND (NOT superseded))",
    "message_of_sequence": "INDEX (account_id, sequence_id, status, created_at, id) "
    "WHERE ((sequence_id IS NOT NULL) AND (NOT superseded))",
    "message_changed_at": "INDEX (account_id, updated_at) WHERE (updated_at IS NOT NULL)",
    "message_without_sequence": "INDEX (id) WHERE ((enrollment_id IS NOT NULL) AND (sequence_id IS NULL))",
    "message_unclear": "INDEX (created_at) WHERE (((read_as)::text = 'UNCLEAR'::text) AND (classified_at IS NULL))",
    "message_media_look": "INDEX (media_look_at) WHERE (media_look_at IS NOT NULL)",
    "suggestion_next": "INDEX (next_at) WHERE (next_at IS NOT NULL)",
    "medium_next": "INDEX (next_at) WHERE (next_at IS NOT NULL)",
    "medium_digest": "INDEX (digest) WHERE (digest IS NOT NULL)",
    "stored_file_check": "INDEX (check_at) WHERE (check_at IS NOT NULL)",
    "message_look": "INDEX (look_at) WHERE (look_at IS NOT NULL)",
    "import_job_open": f"UNIQUE INDEX (account_id, digest) WHERE ((status)::text = {OPEN})",
    "import_job_waiting": f"INDEX (created_at) WHERE ((status)::text = {any_of('CHECKING', 'RUNNING')})",
    "import_job_report": "INDEX (report_until) WHERE (report_until IS NOT NULL)",
    "draft_of_account": "INDEX (account_id, id) WHERE ((state)::text = 'WAITING'::text)",
    "webhook_delivery_of_status": "INDEX (endpoint_id, status, id) WHERE ((status)::text <> 'DELIVERED'::text)",
    "draft_waiting": "INDEX (enrollment_id) WHERE ((state)::text = 'WAITING'::text)",
    "draft_replaced": "INDEX (replaced_id) WHERE (replaced_id IS NOT NULL)",
    "lead_of_status": "INDEX (account_id, status, id) WHERE ((status)::text <> 'NEW'::text)",
    "lead_opted_out": "INDEX (account_id, id) WHERE (opted_out_at IS NOT NULL)",
    "lead_changed": "INDEX (account_id, updated_at) WHERE (updated_at IS NOT NULL)",
    "lead_search": "INDEX (COALESCE(first_name, last_name, name, email, external_id) IS NOT NULL)",
    "conversation_unread": "INDEX (account_id, last_message_at, id) WHERE (unread_count > 0)",
    "conversation_attention": "INDEX (account_id, attention, last_message_at, id) WHERE (attention IS NOT NULL)",
    "conversation_assignee": "INDEX (account_id, assignee, status, last_message_at, id) WHERE (assignee IS NOT NULL)",
    "consent_event_moved": "INDEX (lead_id) WHERE (lead_id IS NOT NULL)",
    "webhook_event_of_lead": "INDEX (lead_id) WHERE (lead_id IS NOT NULL)",
    "webhook_delivery_next": "INDEX (endpoint_id, next_at) WHERE (next_at IS NOT NULL)",
}
CHECKS = {
    "connection_secret",
    "account_phone_e164",
    "account_window",
    "account_ai",
    "account_unclear_pause",
    "account_takeover",
    "account_guardrail",
    "sequence_pause_reason",
    "conversation_status",
    "account_week",
    "account_caps",
    "account_hour_rules",
    "lead_phone_e164",
    "lead_pause",
    "lead_status",
    "lead_state",
    "lead_consent",
    "consent_event_consent",
    "suppression_owner",
    "suppression_phone_e164",
    "lead_erased",
    "suggestion_state",
    "medium_stored",
    "message_read_as",
    "sender_state",
    "sender_address",
    "sender_rate",
    "sequence_exit_on",
    "sequence_priority",
    "step_text",
    "step_delay",
    "step_delay_days",
    "step_delay_minutes",
    "step_position",
    "step_send_at",
    "step_fallback",
    "draft_state",
    "ai_usage_counts",
    "enrollment_status",
    "import_job_status",
    "import_job_counts",
    "enrollment_ended_sleeps",
    "enrollment_ended_by",
    "enrollment_in_line",
    "sender_pace_sent_today_check",
    "enrollment_variables",
    "enrollment_pause",
    "enrollment_decided",
    "sequence_pause",
    "sequence_misfire",
    "sequence_expiry",
    "account_pause",
    "account_first_message",
    "message_direction",
    "message_of_step",
    "installation_single",
    "installation_clock_ahead",
    "installation_mark",
    "installation_restored",
    "webhook_endpoint_state",
    "webhook_event_data",
    "webhook_delivery_state",
}
TRIGGERS = (
    {
        *("account_sender", "sender_paced", "sender_rates", "step_immutable", "sequence_version_immutable"),
        *("message_added", "message_removed", "message_changed", "enrollment_reviewed", "lead_settled"),
        *("message_of_former_release", "draft_of_account"),
        *("lead_listed", "lead_relisted", "message_contacts", "message_not_sent", "message_removed_new"),
    }
    | (
        TELLING := {
            *("message_received", "message_told", "lead_created", "lead_told", "enrollment_started", "enrollment_told"),
            *(
                "enrollment_end_told",
                "step_skipped",
                "draft_waits",
                "sender_blocked",
                "usage_counted",
                "budget_changed",
            ),
        }
    )
    | (
        COUNTING := {
            *("message_late", "message_changed_late", "enrollment_late", "enrollment_ended"),
            *("step_without_message", "consent_opt_out", "lead_counted", "lead_uncounted", "conversation_counted"),
            *("conversation_removed", "enrollment_counted", "enrollment_changed"),
        }
    )
)
# Unique together, as the models say it: table and columns.
UNIQUE = {
    ("partner", "name"),
    ("partner_key", "hash"),
    ("account", "phone_number"),
    ("lead", "account_id,phone"),
    ("sender", "account_id,phone_number"),
    ("sender", "account_id,address"),
    ("suppression", "phone,owner_id"),
    ("sequence_version", "sequence_id,version"),
    ("step", "version_id,position"),
    ("suggestion", "lead_id"),
    ("medium", "message_id,position"),
    ("message", "provider_sid"),
    ("step_run", "enrollment_id,position"),
    ("draft", "enrollment_id"),
    ("ai_usage", "account_id,day,model"),
    ("idempotency_key", "partner_id,key"),
    ("import_chunk", "upload_id,number"),
    ("import_rejection", "job_id,line"),
    ("webhook_event", "once_key"),
    ("webhook_delivery", "event_id,endpoint_id"),
}


async def test_the_migrations_make_what_the_models_declare() -> None:
    """A change of a model without a migration is found here. Comments of tables and columns may differ."""
    apps = db.config("postgresql://nobody@nowhere/none")["apps"]
    loader = MigrationLoader(apps, MigrationRecorder(None))
    loader.load_disk()
    made, declared = LazyState({}), MigrationAutodetector(Tortoise.apps, apps)._current_state()
    for _, migration in sorted(loader.disk_migrations.items()):
        await migration.apply(made, dry_run=True)
    for state in (made, declared):
        for model in state.models.values():
            model.options.pop("table_description", None)
            for field in model.fields.values():
                field.description = None
    operations = OperationGenerator(made, declared).generate(app_labels=["nudge"])
    assert [vars(operation) for operation in operations] == []


def test_each_migration_has_a_number_of_its_own_and_follows_the_one_before() -> None:
    names = sorted(path.stem for path in MIGRATIONS.glob("0*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    for before, name in pairwise(names):
        migration = import_module(f"app.migrations.{name}").Migration
        assert migration.dependencies == [("nudge", before)], name


async def rows(sql: str) -> list[dict[str, Any]]:
    return list(await connection().execute_query_dict(sql))


async def test_the_partial_indexes_are_in_the_catalog_and_valid() -> None:
    found = await rows(
        """SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition, i.indisvalid AS valid
           FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indpred IS NOT NULL"""
    )
    assert all(row["valid"] for row in found)
    definitions = {row["name"]: row["definition"] for row in found}
    assert definitions.keys() == INDEXES.keys()
    for name, wanted in INDEXES.items():
        head, _, tail = wanted.partition(" (")
        assert definitions[name].startswith(f"CREATE {head} {name} ON ")
        assert definitions[name].endswith(f"({tail}")


async def test_the_checks_are_in_the_catalog_and_validated() -> None:
    found = await rows("SELECT conname, convalidated FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0")
    assert {row["conname"] for row in found} == CHECKS
    assert all(row["convalidated"] for row in found)


async def test_the_triggers_are_in_the_catalog_and_enabled() -> None:
    found = await rows("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
    # "O" or its byte: enabled in every session but a replica's.
    assert {row["tgname"]: row["tgenabled"] in ("O", b"O") for row in found} == dict.fromkeys(TRIGGERS, True)


async def test_what_is_unique_is_unique_in_the_catalog() -> None:
    found = await rows(
        """SELECT i.indrelid::regclass::text AS name,
                  (SELECT string_agg(a.attname, ',' ORDER BY k.place)
                   FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, place)
                   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) AS columns
           FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL AND n.nspname = 'public'"""
    )
    assert {(row["name"], row["columns"]) for row in found} >= UNIQUE


async def test_nothing_is_deleted_together_with_its_parent() -> None:
    found = await rows("SELECT conname, confdeltype FROM pg_constraint WHERE contype = 'f'")
    assert found
    assert {str(row["conname"]) for row in found if row["confdeltype"] not in ("r", b"r")} == set()


@pytest.fixture
async def facts(deps: Deps) -> dict[str, UUID]:
    partner = await make_partner()
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, is_default=True)
    other = await make_sequence(deps, partner.id, account.id)
    lead = await make_lead(deps, partner.id, account.id, external_id="crm-1")
    run = (await enroll_lead(deps, partner.id, sequence.id, lead.phone)).enrollment
    ended = (await enroll_lead(deps, partner.id, other.id, lead.phone)).enrollment
    await cancel_of_sequence(other.id, CancelReason.REQUESTED, deps.clock.now())
    version = await SequenceVersion.get(sequence_id=sequence.id)
    message = await Message.create(
        account_id=account.id,
        lead_id=lead.id,
        direction="INBOUND",
        status="RECEIVED",
        body="",
        segments=1,
        provider_sid="SM0",
        created_at=deps.clock.now(),
    )
    return {
        "partner": partner.id,
        "account": account.id,
        "neighbor": (await make_account(deps, partner.id)).id,
        "sequence": sequence.id,
        "other": other.id,
        "lead": lead.id,
        "run": run.id,
        "ended": ended.id,
        "version": version.id,
        "new": new_id(),
        "message": message.id,
    }


RUN = "INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position"
MESSAGE = "INSERT INTO message (id, account_id, lead_id, direction, status, source, body, segments, created_at"
MEDIUM = (
    "INSERT INTO medium (id, account_id, position, created_at, message_id, status, address, next_at)"
    " VALUES ('{new}', '{account}', 0, now(), "
)
STEP = "INSERT INTO step (id, version_id, position, type, message, instructions, delay_hours, skip_if_replied) VALUES"
SUPPRESSION = "INSERT INTO suppression (id, partner_id, account_id, owner_id, phone, source, created_at) VALUES"
FINER = (
    STEP.replace("delay_hours,", "delay_hours, {},") + " ('{{new}}', '{{version}}', 9, 'FIXED', 'a', NULL, 0, {}, true)"
)
FALLBACK = STEP.replace("instructions", "fallback_message")
SERVICE = "MG" + "0a" * 16
JOB = "INSERT INTO import_job (id, account_id, status, digest, dry_run, created_at"
JOB_VALUES = "VALUES ('{new}', '{account}', 'PAUSED', 'x', false, now())"

SUGGESTION = (
    "INSERT INTO suggestion (id, account_id, lead_id, body, inbound_count, created_at, state, next_at)"
    " VALUES ('{new}', '{account}', '{lead}', '', 0, now(), "
)
ENDPOINT = "INSERT INTO webhook_endpoint (id, partner_id, url, secret, account_ids, created_at, events, {}) VALUES"
EVENT = "INSERT INTO webhook_event (id, partner_id, type, created_at, data) VALUES ('{new}', '{partner}', 'x', now(), "
# One statement: the foreign keys of the delivery are looked at after the check of its state.
DELIVERY = (
    "INSERT INTO webhook_delivery (id, endpoint_id, event_id, created_at, {}) VALUES ('{{new}}', '{{new}}', '{{new}}',"
    " now(), {})"
)
VIOLATIONS: dict[str, str] = {
    "partner_key_current": "INSERT INTO partner_key (id, partner_id, hash, created_at)"
    " VALUES ('{new}', '{partner}', 'x', now())",
    "connection_secret": "INSERT INTO connection (id, account_id, provider, provider_account, created_at)"
    " VALUES ('{new}', '{account}', 'twilio', 'AC1', now())",
    "connection_current": "INSERT INTO connection (id, account_id, provider, provider_account, secret, created_at)"
    " SELECT gen_random_uuid(), '{account}', 'twilio', 'AC1', 'x', now() FROM generate_series(1, 2)",
    "account_phone_e164": "UPDATE account SET phone_number = '4155551234' WHERE id = '{account}'",
    "account_phone_e164 zero": "UPDATE account SET phone_number = '+04155551234' WHERE id = '{account}'",
    "account_window": "UPDATE account SET window_start = '08:00' WHERE id = '{account}'",
    "account_window same": "UPDATE account SET window_start = '08:00', window_end = '08:00' WHERE id = '{account}'",
    "account_window form": "UPDATE account SET window_start = '24:00', window_end = '08:00' WHERE id = '{account}'",
    "account_week": "UPDATE account SET week = ',,,' WHERE id = '{account}'",
    "account_week form": "UPDATE account SET week = '09:00-24:00,,,,,,' WHERE id = '{account}'",
    "account_week twice": "UPDATE account SET week = '09:00-17:00,,,,,,', window_start = '08:00',"
    " window_end = '09:00' WHERE id = '{account}'",
    "account_hour_rules": "UPDATE account SET hour_rules = 'MOON' WHERE id = '{account}'",
    "account_ai segments": "UPDATE account SET ai_max_segments = 11 WHERE id = '{account}'",
    "account_ai budget": "UPDATE account SET ai_daily_budget = -1 WHERE id = '{account}'",
    "account_ai choice": "UPDATE account SET ai_when_rejected = 'SEND' WHERE id = '{account}'",
    "account_ai rules": """UPDATE account SET ai_rules = '"none"' WHERE id = '{account}'""",
    "lead_phone_e164": "UPDATE lead SET phone = 'ann' WHERE id = '{lead}'",
    "lead_erased": "UPDATE lead SET erased_at = now() WHERE id = '{lead}'",
    "lead_pause": "UPDATE lead SET paused_at = now() WHERE id = '{lead}'",
    "lead_pause word": "UPDATE lead SET paused_at = now(), pause_reason = 'TIRED' WHERE id = '{lead}'",
    "lead_pause end": "UPDATE lead SET paused_until = now() WHERE id = '{lead}'",
    "lead_status": "UPDATE lead SET status = 'WON' WHERE id = '{lead}'",
    "lead_state": "UPDATE lead SET state = 'C1' WHERE id = '{lead}'",
    "lead_state letters": "UPDATE lead SET state = 'ca' WHERE id = '{lead}'",
    "lead_consent": """UPDATE lead SET consent = '{{"source": "RUMOR", "givenAt": "x"}}' WHERE id = '{lead}'""",
    "lead_consent time": """UPDATE lead SET consent = '{{"source": "PHONE"}}' WHERE id = '{lead}'""",
    "lead_consent more": """UPDATE lead SET consent = '{{"source": "PHONE", "givenAt": "x", "by": "x"}}'
        WHERE id = '{lead}'""",
    "consent_event_consent": "INSERT INTO consent_event (id, account_id, phone, change, rule, created_at, consent)"
    " VALUES ('{new}', '{account}', '+14155550199', 'OPT_IN', 'person', now(), '[]')",
    "suppression_owner": SUPPRESSION + " ('{new}', '{partner}', '{account}', '{partner}', '+14155550199', 'x', now())",
    "suppression_owner nobody": SUPPRESSION + " ('{new}', '{partner}', NULL, '{account}', '+14155550199', 'x', now())",
    "suppression_phone_e164": SUPPRESSION + " ('{new}', '{partner}', NULL, '{partner}', '4155550199', 'x', now())",
    "sender_state": "UPDATE sender SET status = 'BLOCKED' WHERE account_id = '{account}'",
    "sender_state word": "UPDATE sender SET status = 'TIRED' WHERE account_id = '{account}'",
    "sender_state reason": "UPDATE sender SET retry_at = now() WHERE account_id = '{account}'",
    "sender_address": "UPDATE sender SET phone_number = NULL WHERE account_id = '{account}'",
    "sender_address both": f"UPDATE sender SET messaging_service_sid = '{SERVICE}' WHERE account_id = '{{account}}'",
    "sender_address form": "UPDATE sender SET phone_number = NULL, messaging_service_sid = 'MG1'"
    " WHERE account_id = '{account}'",
    "sender_rate": "UPDATE sender SET segments_per_second = 0 WHERE account_id = '{account}'",
    "sender_rate endless": "UPDATE sender SET segments_per_second = 'infinity' WHERE account_id = '{account}'",
    "sender_rate day": "UPDATE sender SET segments_per_day = 0 WHERE account_id = '{account}'",
    "sender_in_use": "INSERT INTO sender (account_id, phone_number) SELECT '{neighbor}', phone_number FROM sender"
    " WHERE account_id = '{account}'",
    "account_guardrail": "UPDATE account SET guardrail_share = 0.03 WHERE id = '{account}'",
    "account_guardrail share": "UPDATE account SET guardrail_share = 0.6, guardrail_sends = 200 WHERE id = '{account}'",
    "account_guardrail sends": "UPDATE account SET guardrail_share = 0.1, guardrail_sends = 10 WHERE id = '{account}'",
    "sequence_pause_reason": "UPDATE sequence SET pause_reason = 'AWAY' WHERE id = '{sequence}'",
    "account_takeover": "UPDATE account SET takeover_hours = 721 WHERE id = '{account}'",
    "conversation_status": "INSERT INTO conversation (id, account_id, last_message_id, last_message_at, status)"
    " SELECT id, account_id, '{new}', now(), 'GONE' FROM lead WHERE id = '{lead}'",
    "account_unclear_pause": "UPDATE account SET unclear_pause_hours = 0 WHERE id = '{account}'",
    "lead_external_id": "INSERT INTO lead (id, account_id, phone, external_id, created_at)"
    " SELECT '{new}', account_id, '+14155550199', external_id, now() FROM lead WHERE id = '{lead}'",
    "sequence_default": "UPDATE sequence SET is_default = true WHERE id = '{other}'",
    "step_text": STEP + " ('{new}', '{version}', 9, 'FIXED', NULL, NULL, 0, true)",
    "step_text both": STEP + " ('{new}', '{version}', 9, 'FIXED', 'a', 'b', 0, true)",
    "step_text ai": STEP + " ('{new}', '{version}', 9, 'AI', NULL, NULL, 0, true)",
    "step_text type": STEP + " ('{new}', '{version}', 9, 'CALL', 'a', 'b', 0, true)",
    "step_delay": STEP + " ('{new}', '{version}', 9, 'FIXED', 'a', NULL, 8761, true)",
    "step_delay negative": STEP + " ('{new}', '{version}', 9, 'FIXED', 'a', NULL, -1, true)",
    "step_delay_minutes": FINER.format("delay_minutes", "525601"),
    "step_delay_days": FINER.format("delay_days", "366"),
    "step_delay_days none": FINER.format("business_days", "true"),
    "step_send_at": FINER.format("send_at", "'24:00'"),
    "step_position": STEP + " ('{new}', '{version}', 50, 'FIXED', 'a', NULL, 0, true)",
    "step_fallback": FALLBACK + " ('{new}', '{version}', 9, 'FIXED', 'a', 'b', 0, true)",
    "draft_state": "INSERT INTO draft (id, enrollment_id, position, body, inbound_count, generation, created_at, state)"
    " VALUES ('{new}', '{run}', 0, 'a', 0, '{{}}', now(), 'LOST')",
    "ai_usage_counts": "INSERT INTO ai_usage (id, account_id, day, model, tries, rejected, failed, input_tokens,"
    " cached_tokens, output_tokens, charged_usd) VALUES ('{new}', '{account}', now(), 'm', 1, 1, 1, 0, 0, 0, 0)",
    "step_immutable": "UPDATE step SET delay_hours = 1 WHERE version_id = '{version}'",
    "step_immutable delete": "DELETE FROM step WHERE version_id = '{version}'",
    "sequence_version_immutable": "UPDATE sequence_version SET version = 9 WHERE id = '{version}'",
    "sequence_version_immutable delete": "DELETE FROM sequence_version WHERE id = '{version}'",
    "enrollment_live_of_sequence": RUN
    + ", due_at, wake_at)"
    + " VALUES ('{new}', '{account}', '{lead}', '{sequence}', '{version}', 'ACTIVE', now(), 0, now(), now())",
    "enrollment_status": "UPDATE enrollment SET wake_at = NULL, attempt_id = NULL WHERE id = '{run}'",
    "enrollment_status ended": "UPDATE enrollment SET ended_at = now() WHERE id = '{run}'",
    "enrollment_status reason": "UPDATE enrollment SET cancel_reason = NULL WHERE id = '{ended}'",
    "enrollment_status word": "UPDATE enrollment SET status = 'PAUSED', wake_at = NULL WHERE id = '{run}'",
    "enrollment_ended_by": "UPDATE enrollment SET ended_by_id = '{new}' WHERE id = '{ended}'",
    "sequence_exit_on": "UPDATE sequence SET exit_on = array_fill('a'::text, ARRAY[21]) WHERE id = '{sequence}'",
    "sequence_exit_on null": "UPDATE sequence SET exit_on = ARRAY[NULL]::text[] WHERE id = '{sequence}'",
    "account_caps": "UPDATE account SET caps = '1001/1' WHERE id = '{account}'",
    "account_caps many": "UPDATE account SET caps = '1/1,1/2,1/3,1/4,1/5,1/6' WHERE id = '{account}'",
    "account_caps none": "UPDATE account SET caps = '' WHERE id = '{account}'",
    "sequence_priority": "UPDATE sequence SET priority = 1001 WHERE id = '{sequence}'",
    "enrollment_ended_sleeps": "UPDATE enrollment SET wake_at = now() WHERE id = '{ended}'",
    "account_first_message": "UPDATE account SET first_message_repeat_days = 0 WHERE id = '{account}'",
    "account_first_message line": "UPDATE account SET first_message_opt_out_line = '' WHERE id = '{account}'",
    "enrollment_pause": "UPDATE enrollment SET paused_until = now() WHERE id = '{run}'",
    "enrollment_decided": "UPDATE enrollment SET decided_by = 'Ann' WHERE id = '{run}'",
    "sequence_pause": "UPDATE sequence SET paused_by = 'Ann' WHERE id = '{sequence}'",
    "sequence_pause resumed": "UPDATE sequence SET paused_at = now(), resumed_at = now() WHERE id = '{sequence}'",
    "sequence_misfire": "UPDATE sequence SET misfire = 'DROP' WHERE id = '{sequence}'",
    "sequence_expiry": "UPDATE sequence SET expire_after_hours = 0 WHERE id = '{sequence}'",
    "account_pause": "UPDATE account SET paused_by = 'Ann' WHERE id = '{account}'",
    "enrollment_in_line": "UPDATE enrollment SET hold_reason = 'SENDER_BUSY', wake_at = NULL WHERE id = '{run}'",
    "sender_pace_sent_today_check": "INSERT INTO sender_pace (sender_id, sent_today)"
    " SELECT id, -1 FROM sender WHERE account_id = '{account}'",
    "enrollment_variables": "UPDATE enrollment SET variables = '[]' WHERE id = '{run}'",
    "message_direction": MESSAGE
    + ") VALUES ('{new}', '{account}', '{lead}', 'INBOUND', 'RECEIVED', NULL, 'hi', 1, now())",
    "message_direction outbound": MESSAGE
    + ") VALUES ('{new}', '{account}', '{lead}', 'OUTBOUND', 'SENT', NULL, 'hi', 1, now())",
    "message_read_as": MESSAGE
    + ", provider_sid, read_as) VALUES ('{new}', '{account}', '{lead}', 'INBOUND', 'RECEIVED', NULL, 'hi', 1, now(),"
    " 'SM1', 'SHRUG')",
    "message_of_step": MESSAGE
    + ", enrollment_id)"
    + " VALUES ('{new}', '{account}', '{lead}', 'OUTBOUND', 'SENT', 'SEQUENCE', 'hi', 1, now(), '{run}')",
    "suggestion_state": SUGGESTION + "'READY', now())",
    "suggestion_state writing": SUGGESTION + "'WRITING', NULL)",
    "suggestion_state word": SUGGESTION + "'WAITING', now())",
    "medium_stored": MEDIUM + "'{message}', 'STORED', NULL, NULL)",
    "medium_stored pending": MEDIUM + "'{message}', 'PENDING', 'x', NULL)",
    "medium_stored failed": MEDIUM + "'{message}', 'FAILED', NULL, NULL)",
    "medium_stored word": MEDIUM + "'{message}', 'LOST', 'x', now())",
    "medium_stored nobody": MEDIUM.replace("next_at", "problem") + "NULL, 'STORED', 'x', 'words')",
    "message_step": MESSAGE
    + ", enrollment_id, position)"
    + " VALUES ('{new}', '{account}', '{lead}', 'OUTBOUND', 'SENT', 'SEQUENCE', 'hi', 1, now(), '{run}', 0)",
    "import_job_open": JOB + ") " + JOB_VALUES + ", ('{other}', '{account}', 'RUNNING', 'x', false, now())",
    "import_job_status": JOB + ", ended_at) VALUES ('{new}', '{account}', 'PAUSED', 'x', false, now(), now())",
    "import_job_status ended": JOB + ") VALUES ('{new}', '{account}', 'DONE', 'x', false, now())",
    "import_job_status word": JOB + ") VALUES ('{new}', '{account}', 'LOST', 'x', false, now())",
    "import_job_counts": JOB + ", done, created) VALUES ('{new}', '{account}', 'RUNNING', 'x', false, now(), 3, 2)",
    "webhook_endpoint_state": ENDPOINT.format("status")
    + " ('{new}', '{partner}', 'x', 'x', '{{}}', now(), ARRAY['*'], 'TIRED')",
    "webhook_endpoint_state events": ENDPOINT.format("status")
    + " ('{new}', '{partner}', 'x', 'x', '{{}}', now(), '{{}}', 'ENABLED')",
    "webhook_endpoint_state reason": ENDPOINT.format("disabled_reason")
    + " ('{new}', '{partner}', 'x', 'x', '{{}}', now(), ARRAY['*'], 'x')",
    "webhook_endpoint_state deleted": ENDPOINT.format("deleted_at")
    + " ('{new}', '{partner}', 'x', 'x', '{{}}', now(), ARRAY['*'], now())",
    "webhook_endpoint_state former": ENDPOINT.format("former_secret")
    + " ('{new}', '{partner}', 'x', 'x', '{{}}', now(), ARRAY['*'], 'x')",
    "webhook_event_data": EVENT + "'[]')",
    "webhook_delivery_state": DELIVERY.format("status", "'LOST'"),
    "webhook_delivery_state settled": DELIVERY.format("status, next_at", "'ABANDONED', now()"),
    "webhook_delivery_state attempts": DELIVERY.format("attempts", "-1"),
    "webhook_delivery_state answer": DELIVERY.format("last_answer", "repeat('x', 1025)"),
    "installation_clock_ahead": "UPDATE installation SET clock_ahead = '-1 second'",
    "installation_mark": "UPDATE installation SET marked_at = now()",
    "installation_restored": "UPDATE installation SET restored_at = now()",
    "installation_single": "INSERT INTO installation (id, simulator_token) VALUES (2, 'x')",
}


NOT_UNIQUE = {
    "enrollment_ended_of_sequence",
    "draft_of_account",
    "webhook_delivery_of_status",
    "connection_named",
    "connection_look",
    "enrollment_line",
    "sender_pace_line",
    "import_job_waiting",
    "import_job_report",
    "enrollment_wake",
    "enrollment_wake_of_account",
    "enrollment_held",
    "enrollment_held_by",
    "enrollment_without_consent",
    "enrollment_paused",
    "sequence_resumed",
    "sender_retry",
    "message_look",
    "suggestion_next",
    "medium_next",
    "medium_digest",
    "stored_file_check",
    "message_media_look",
    "message_unclear",
    "message_listed",
    "message_of_kind",
    "message_with_error",
    "message_of_sequence",
    "message_changed_at",
    "message_without_sequence",
    "draft_waiting",
    "draft_replaced",
    "lead_of_status",
    "lead_opted_out",
    "lead_changed",
    "lead_search",
    "consent_event_moved",
    "conversation_unread",
    "conversation_attention",
    "conversation_assignee",
    "webhook_event_of_lead",
    "webhook_delivery_next",
}
KEEPERS = (
    {
        "account_sender",
        "sender_paced",
        "sender_rates",
        "message_added",
        "message_of_former_release",
        "draft_of_account",
        "lead_listed",
        "lead_relisted",
        "message_contacts",
        "message_not_sent",
        "message_removed",
        "message_removed_new",
        "message_changed",
        "enrollment_reviewed",
        "lead_settled",
    }
    | COUNTING
    | TELLING
)
"""The triggers that keep rows, and refuse nothing."""


async def test_breaking_a_promise_is_refused_by_name(facts: dict[str, UUID]) -> None:
    """A refused statement leaves nothing, so that all are tried on the same rows."""
    for promise, sql in VIOLATIONS.items():
        name = promise.split()[0]
        try:
            await connection().execute_query(sql.format(**facts))
        except (IntegrityError, OperationalError) as refused:
            cause = refused.args[0]
            assert isinstance(cause, asyncpg.PostgresError), promise
            if name in TRIGGERS:
                assert "is immutable" in str(cause), promise
            else:
                assert cause.constraint_name == name, promise
        else:
            pytest.fail(f"not refused: {promise}")


async def test_a_partner_has_at_most_two_main_keys(facts: dict[str, UUID]) -> None:
    ended = (
        "INSERT INTO partner_key (id, partner_id, hash, created_at, expires_at) VALUES ('{}', '{}', '{}', now(), now())"
    )
    await connection().execute_query(ended.format(new_id(), facts["partner"], "first"))
    with pytest.raises(IntegrityError) as refused:
        await connection().execute_query(ended.format(new_id(), facts["partner"], "second"))
    assert refused.value.args[0].constraint_name == "partner_key_previous"


def test_every_promise_is_broken_once() -> None:
    broken = {promise.split()[0] for promise in VIOLATIONS} | {"partner_key_previous"}
    assert broken == (INDEXES.keys() - NOT_UNIQUE) | CHECKS | (TRIGGERS - KEEPERS)
