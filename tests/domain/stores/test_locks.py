"""What a migration locks, by its statements and the sizes of the tables."""

import pytest

from app.domain.stores.locks import Held, Lock, Locked, Work, held, locked

STRONG, SHARE = Lock.ACCESS_EXCLUSIVE, Lock.SHARE
CASES = [
    ('ALTER TABLE "lead" ADD COLUMN "a" INT', Locked("lead", STRONG, Work.NONE)),
    ("ALTER TABLE lead ADD COLUMN a boolean NOT NULL DEFAULT false", Locked("lead", STRONG, Work.NONE)),
    ("ALTER TABLE lead ADD COLUMN a uuid DEFAULT gen_random_uuid()", Locked("lead", STRONG, Work.WRITE)),
    ("ALTER TABLE lead ADD COLUMN a text GENERATED ALWAYS AS (b) STORED", Locked("lead", STRONG, Work.WRITE)),
    ("ALTER TABLE lead ADD CONSTRAINT c CHECK (a > 0)", Locked("lead", STRONG, Work.READ)),
    ("ALTER TABLE lead ADD CONSTRAINT c CHECK (a > 0) NOT VALID", Locked("lead", STRONG, Work.NONE)),
    ("ALTER TABLE lead VALIDATE CONSTRAINT c", Locked("lead", Lock.SHARE_UPDATE_EXCLUSIVE, Work.READ)),
    ("ALTER TABLE lead DROP COLUMN a", Locked("lead", STRONG, Work.NONE, contracts=True)),
    ("ALTER TABLE lead RENAME COLUMN a TO b", Locked("lead", STRONG, Work.NONE, contracts=True)),
    ("ALTER TABLE lead ALTER COLUMN a TYPE bigint", Locked("lead", STRONG, Work.WRITE, contracts=True)),
    ("ALTER TABLE lead DROP CONSTRAINT c", Locked("lead", STRONG, Work.NONE)),
    ("DROP TABLE lead", Locked("lead", STRONG, Work.NONE, contracts=True)),
    ("CREATE INDEX i ON lead (a)", Locked("lead", SHARE, Work.WRITE)),
    ("CREATE UNIQUE INDEX i ON public.lead (a) WHERE b", Locked("lead", SHARE, Work.WRITE)),
    ("CREATE INDEX CONCURRENTLY i ON lead (a)", Locked("lead", Lock.SHARE_UPDATE_EXCLUSIVE, Work.WRITE)),
    ("DROP INDEX i", Locked("i", STRONG, Work.NONE)),
    (
        "CREATE TRIGGER t AFTER UPDATE OF a ON lead FOR EACH ROW EXECUTE FUNCTION f()",
        Locked("lead", Lock.SHARE_ROW_EXCLUSIVE, Work.NONE),
    ),
    ("UPDATE lead SET a = 1", Locked("lead", Lock.ROW_EXCLUSIVE, Work.WRITE)),
    ("INSERT INTO total SELECT id FROM lead", Locked("lead", Lock.ROW_EXCLUSIVE, Work.READ)),
    ("INSERT INTO total VALUES (1)", Locked("total", Lock.ROW_EXCLUSIVE, Work.NONE)),
    ("CREATE TABLE t (id uuid)", None),
    ("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", None),
    ("-- Add field", None),
]


@pytest.mark.parametrize(("statement", "expected"), CASES)
def test_what_a_statement_locks(statement: str, expected: Locked | None) -> None:
    assert locked(statement) == expected
    assert locked(statement.lower().replace(" ", "\n ")) == expected


def test_what_nobody_understands_is_said() -> None:
    with pytest.raises(ValueError, match="not understood: VACUUM lead"):
        locked("VACUUM lead")


def test_locks_last_to_the_end_of_the_migration() -> None:
    statements = ["ALTER TABLE lead ADD COLUMN a INT", "CREATE INDEX i ON message (b)", "DROP INDEX j"]
    sizes = {"lead": 10.0, "message": 1000.0, "step": 1.0}
    assert held(statements, sizes, {"j": "step"}) == [
        Held("lead", STRONG, 40.0, contracts=False),
        Held("message", SHARE, 40.0, contracts=False),
        Held("step", STRONG, 40.0, contracts=False),
    ]


def test_a_table_that_the_migration_makes_is_nobodys() -> None:
    statements = ["CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)", "CREATE INDEX k ON gone (a)"]
    assert held(statements, {"t": 0.0}, {}) == []


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE TABLE t (a int, lead_id uuid NOT NULL REFERENCES "lead" ("id") ON DELETE RESTRICT)',
        "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (lead_id) REFERENCES public.lead (id)",
    ],
)
def test_a_table_that_a_new_key_refers_to_is_locked(statement: str) -> None:
    assert held([statement], {"lead": 10.0}, {}) == [Held("lead", Lock.SHARE_ROW_EXCLUSIVE, 0.0, contracts=False)]


def test_a_trigger_with_a_table_of_its_rows_refers_to_no_key() -> None:
    statement = (
        "CREATE TRIGGER t AFTER INSERT ON lead REFERENCING NEW TABLE AS new FOR EACH STATEMENT EXECUTE FUNCTION f()"
    )
    assert held([statement], {"lead": 1.0, "new": 1.0}, {}) == [
        Held("lead", Lock.SHARE_ROW_EXCLUSIVE, 0.0, contracts=False)
    ]


@pytest.mark.parametrize(
    ("one", "safe"),
    [
        (Held("lead", STRONG, 0.1, contracts=False), True),
        (Held("lead", STRONG, 2.1, contracts=False), False),
        (Held("lead", Lock.ROW_EXCLUSIVE, 60.0, contracts=False), True),
        (Held("lead", STRONG, 0.0, contracts=True), False),
    ],
)
def test_what_is_safe_beside_the_release_that_runs(one: Held, safe: bool) -> None:
    assert one.is_safe is safe
