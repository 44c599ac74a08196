"""PostgreSQL: connections, SQL beside the ORM, and the schema."""

from app.db.connecting import PlainConnection, PlainRow, config, database, reader
from app.db.migrating import (
    IS_EMPTY,
    SCHEMA,
    migrate,
    migrate_step_by_step,
    pending_migrations,
    plan,
)
from app.db.statements import connection, despite_rollbacks, is_away, rows, unseen
from app.providers.postgres import NoTables, known_migrations, require_tables

__all__ = [
    "IS_EMPTY", "SCHEMA", "NoTables", "PlainConnection", "PlainRow", "config", "connection", "database",
    "despite_rollbacks", "is_away", "known_migrations", "migrate", "migrate_step_by_step", "pending_migrations", "plan",
    "reader", "require_tables", "rows", "unseen",
]  # fmt: skip
