"""What a statement of a migration locks, and for about how long, by PostgreSQL's documentation: "Explicit Locking" and
the notes of ALTER TABLE.

A migration is one transaction, so each lock is held until its last statement has ended.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

MB_PER_SECOND = 100
"""How fast a table is read, on a modest server."""
SLOWER = 4
"""How many times as long it takes to write a table anew, or an index of it."""
ENOUGH_SECONDS = 2.0
"""So long nobody minds that writes wait."""


class Lock(IntEnum):
    """From the weakest to the strongest."""

    ROW_EXCLUSIVE = 1
    SHARE_UPDATE_EXCLUSIVE = 2
    SHARE = 3
    SHARE_ROW_EXCLUSIVE = 4
    ACCESS_EXCLUSIVE = 5

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")

    @property
    def stops(self) -> str:
        match self:
            case Lock.ACCESS_EXCLUSIVE:
                return "reads and writes wait"
            case Lock.SHARE | Lock.SHARE_ROW_EXCLUSIVE:
                return "writes wait"
        return "nothing waits but writes of the same rows"


class Work(StrEnum):
    """What is done with the rows that are there."""

    NONE = "none"
    READ = "reads each row"
    WRITE = "writes each row or an index"


@dataclass(frozen=True, slots=True)
class Locked:
    """A table that a statement locks. `contracts`: the release that runs now may need what the statement takes away."""

    table: str
    lock: Lock
    work: Work
    contracts: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The strongest lock of a migration on a table, and for about how many seconds it is held."""

    table: str
    lock: Lock
    seconds: float
    contracts: bool

    @property
    def is_safe(self) -> bool:
        """Whether the release that runs now goes on beside it, and waits for no longer than nobody minds."""
        return not self.contracts and (self.lock < Lock.SHARE or self.seconds <= ENOUGH_SECONDS)


_NAME = r'"?(?:public"?\."?)?(?P<table>\w+)"?'
_VOLATILE = r"random|clock_timestamp|nextval|uuid_|GENERATED ALWAYS AS (?!IDENTITY)|SERIAL"
_ALTER = rf"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{_NAME} "
# The first one that a statement matches.
_RULES: tuple[tuple[str, Lock, Work, bool], ...] = (
    (rf"CREATE (?:UNIQUE )?INDEX CONCURRENTLY .*?ON (?:ONLY )?{_NAME}", Lock.SHARE_UPDATE_EXCLUSIVE, Work.WRITE, False),
    (rf"CREATE (?:UNIQUE )?INDEX .*?ON (?:ONLY )?{_NAME}", Lock.SHARE, Work.WRITE, False),
    (rf"CREATE (?:CONSTRAINT )?TRIGGER .*?ON {_NAME}", Lock.SHARE_ROW_EXCLUSIVE, Work.NONE, False),
    (rf"DROP TRIGGER .*?ON {_NAME}", Lock.ACCESS_EXCLUSIVE, Work.NONE, False),
    (rf"DROP TABLE (?:IF EXISTS )?{_NAME}", Lock.ACCESS_EXCLUSIVE, Work.NONE, True),
    (rf"DROP INDEX (?:IF EXISTS )?{_NAME}", Lock.ACCESS_EXCLUSIVE, Work.NONE, False),
    (rf"TRUNCATE (?:TABLE )?{_NAME}", Lock.ACCESS_EXCLUSIVE, Work.NONE, True),
    (rf"{_ALTER}.*(?:DROP COLUMN|RENAME)", Lock.ACCESS_EXCLUSIVE, Work.NONE, True),
    (rf"{_ALTER}.*ALTER COLUMN \S+ (?:SET DATA )?TYPE", Lock.ACCESS_EXCLUSIVE, Work.WRITE, True),
    (rf"{_ALTER}.*SET NOT NULL", Lock.ACCESS_EXCLUSIVE, Work.READ, True),
    (rf"{_ALTER}.*VALIDATE CONSTRAINT", Lock.SHARE_UPDATE_EXCLUSIVE, Work.READ, False),
    (rf"{_ALTER}.*NOT VALID", Lock.ACCESS_EXCLUSIVE, Work.NONE, False),
    (rf"{_ALTER}.*ADD COLUMN .*(?:{_VOLATILE})", Lock.ACCESS_EXCLUSIVE, Work.WRITE, False),
    (rf"{_ALTER}.*ADD COLUMN .*REFERENCES", Lock.ACCESS_EXCLUSIVE, Work.READ, False),
    (rf"{_ALTER}.*ADD COLUMN", Lock.ACCESS_EXCLUSIVE, Work.NONE, False),
    (rf"{_ALTER}.*FOREIGN KEY", Lock.SHARE_ROW_EXCLUSIVE, Work.READ, False),
    (rf"{_ALTER}.*ADD (?:CONSTRAINT \S+ )?(?:UNIQUE|PRIMARY KEY)", Lock.ACCESS_EXCLUSIVE, Work.WRITE, False),
    (rf"{_ALTER}.*ADD (?:CONSTRAINT \S+ )?CHECK", Lock.ACCESS_EXCLUSIVE, Work.READ, False),
    (_ALTER, Lock.ACCESS_EXCLUSIVE, Work.NONE, False),
    (rf"LOCK TABLE {_NAME}", Lock.ACCESS_EXCLUSIVE, Work.NONE, False),
    (rf"(?:WITH .*)?UPDATE (?:ONLY )?{_NAME}", Lock.ROW_EXCLUSIVE, Work.WRITE, False),
    (rf"(?:WITH .*)?DELETE FROM (?:ONLY )?{_NAME}", Lock.ROW_EXCLUSIVE, Work.READ, False),
    (rf"(?:WITH .*)?INSERT INTO .*?SELECT .*?FROM {_NAME}", Lock.ROW_EXCLUSIVE, Work.READ, False),
    (rf"(?:WITH .*)?INSERT INTO {_NAME}", Lock.ROW_EXCLUSIVE, Work.NONE, False),
    # Whatever else reads rows, such as a SELECT that counts.
    (rf"(?:WITH|SELECT) .*?FROM {_NAME}", Lock.ROW_EXCLUSIVE, Work.READ, False),
)
_COMPILED = [(re.compile(pattern, re.IGNORECASE | re.DOTALL), lock, work, ends) for pattern, lock, work, ends in _RULES]
_HARMLESS = re.compile(
    r"(?:CREATE|DROP) (?:OR REPLACE )?(?:TABLE|FUNCTION|VIEW|TYPE|EXTENSION)|COMMENT ON", re.IGNORECASE
)
_REFERENCED = re.compile(rf"REFERENCES {_NAME}", re.IGNORECASE)
_BEGINS_A_TABLE = re.compile(rf"CREATE TABLE (?:IF NOT EXISTS )?{_NAME}", re.IGNORECASE)


def locked(statement: str) -> Locked | None:
    """What a statement locks of a table that may have rows; None if nothing. Where it drops an index, `table` is the
    index. Raises `ValueError` for a statement that is not understood."""
    text = " ".join(statement.split())
    for pattern, lock, work, contracts in _COMPILED:
        if found := pattern.match(text):
            return Locked(found["table"], lock, work, contracts)
    if _HARMLESS.match(text) or not text or text.startswith("--"):
        return None
    raise ValueError(f"not understood: {text[:80]}")


def referenced(statement: str) -> list[Locked]:
    """The tables that a new foreign key of a new or an old table refers to: a trigger of the key is made on each."""
    if _HARMLESS.match(statement.lstrip()) and not _BEGINS_A_TABLE.match(" ".join(statement.split())):
        return []
    return [Locked(name["table"], Lock.SHARE_ROW_EXCLUSIVE, Work.NONE) for name in _REFERENCED.finditer(statement)]


def held(statements: Iterable[str], megabytes: Mapping[str, float], index_of: Mapping[str, str]) -> list[Held]:
    """What a migration locks of the tables that are there, by name; `megabytes` are the sizes of these, and `index_of`
    is the table of each index."""
    made, found, total = set[str](), dict[str, tuple[Lock, bool]](), 0.0
    for statement in statements:
        if begins := _BEGINS_A_TABLE.match(" ".join(statement.split())):
            made.add(begins["table"])
        for one in (*filter(None, [locked(statement)]), *referenced(statement)):
            table = index_of.get(one.table, one.table)
            if table in made or table not in megabytes:
                continue
            factor = {Work.NONE: 0, Work.READ: 1, Work.WRITE: SLOWER}[one.work]
            total += factor * megabytes[table] / MB_PER_SECOND
            lock, contracts = found.get(table, (one.lock, False))
            found[table] = (max(lock, one.lock), contracts or one.contracts)
    return [Held(table, lock, total, contracts) for table, (lock, contracts) in sorted(found.items())]
