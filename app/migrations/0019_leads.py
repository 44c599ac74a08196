"""A lead has a status, a state and a postal code, says when it last changed, and is found by indexes. A lead may get
another phone: a message stores the phone that it was sent to, and evidence of a former phone names its lead.

Expand only: the former code writes none of these columns. Writes to leads wait while the indexes are built.
"""

from enum import StrEnum

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class LeadStatus(StrEnum):
    """The values as they were when this migration was released."""

    NEW = "NEW"
    CONTACTED = "CONTACTED"
    QUALIFIED = "QUALIFIED"
    CONVERTED = "CONVERTED"
    LOST = "LOST"


# The words of a text: without accents, in lower case, split at blanks and ASCII punctuation. The form does not depend
# on the locale of the database.
WORDS = r"""
regexp_split_to_table(
    lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g')), '[\s!-/:-@\[-`{-~]+')
"""
SEARCH_WORDS = f"""
CREATE FUNCTION search_words(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT word) FROM {WORDS} AS word WHERE word <> '' $$
"""
# Each word begins with a part of the account's id, so that a search reads the entries of one account. The function
# calls no other function of ours: PostgreSQL builds indexes without our schema in its search path.
LEAD_WORDS = f"""
CREATE FUNCTION lead_words(account_id uuid, given text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT right(account_id::text, 8) || left(word, 200)))
    FROM {WORDS} AS word WHERE word <> '' $$
"""
TEXT = (
    "coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(name, '') || ' ' ||"
    " coalesce(email, '') || ' ' || coalesce(external_id, '')"
)
HAS_TEXT = "coalesce(first_name, last_name, name, email, external_id) IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0018_events")]

    operations = [
        ops.AddField("Lead", "status", fields.CharEnumField(LeadStatus, max_length=9, default=LeadStatus.NEW, db_default="NEW")),
        ops.AddField("Lead", "state", fields.CharField(max_length=2, null=True)),
        ops.AddField("Lead", "postal_code", fields.CharField(max_length=16, null=True)),
        ops.AddField("Lead", "updated_at", fields.DatetimeField(null=True)),
        ops.AddField("Message", "recipient", fields.CharField(max_length=16, null=True)),
        ops.AddField("ConsentEvent", "lead_id", fields.UUIDField(null=True)),
        ops.RunSQL(
            [
                "ALTER TABLE lead ADD CONSTRAINT lead_status CHECK (status IN ('NEW', 'CONTACTED', 'QUALIFIED', 'CONVERTED', 'LOST'))",
                "ALTER TABLE lead ADD CONSTRAINT lead_state CHECK (state ~ '^[A-Z]{2}$')",
                # A lead that was only enrolled by its phone has no entry in any of the partial indexes.
                "CREATE INDEX lead_of_status ON lead (account_id, status, id) WHERE status <> 'NEW'",
                "CREATE INDEX lead_opted_out ON lead (account_id, id) WHERE opted_out_at IS NOT NULL",
                "CREATE INDEX lead_changed ON lead (account_id, updated_at) WHERE updated_at IS NOT NULL",
                "CREATE INDEX lead_created ON lead USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on)",
                "CREATE INDEX lead_phone_end ON lead (account_id, right(phone, 4))",
                "CREATE INDEX consent_event_moved ON consent_event (lead_id) WHERE lead_id IS NOT NULL",
                SEARCH_WORDS,
                LEAD_WORDS,
                f"CREATE INDEX lead_search ON lead USING gin (lead_words(account_id, {TEXT})) WHERE {HAS_TEXT}",
            ]
        ),
    ]
