"""The installation itself, and its worker processes."""

from tortoise import fields
from tortoise.models import Model


class Worker(Model):
    """A worker process that was seen alive. `problem` is a sentence that says why it cannot ask the model."""

    id = fields.UUIDField(primary_key=True)
    seen_at = fields.DatetimeField()
    problem: str | None = fields.TextField(null=True)

    class Meta:
        table = "worker"


class Installation(Model):
    """The secrets of this installation, and the mark of its database: a single row, written by the migration 0002.

    `link_hash` is the SHA-256 of the one-time link that `nudge dev` printed last, until it is used.
    `history_until` is where the demo's invented history ends, and `history_played_to` how far `nudge dev` has played
    it; null: the demo has none.

    `texts_removed_until` is the last message whose text was removed because it was old.

    `generation` only grows, while any process works on the database; `marked_at` and `marked_in` are when and where it
    grew last. While `restored_at` is set, nothing automated is sent: see `domain/stores/marks.py`.
    """

    id = fields.SmallIntField(primary_key=True)
    simulator_token = fields.CharField(max_length=64)
    link_hash = fields.CharField(max_length=64, null=True)
    link_until = fields.DatetimeField(null=True)
    history_until = fields.DatetimeField(null=True)
    history_played_to = fields.DatetimeField(null=True)
    mark_id = fields.UUIDField(null=True)
    generation = fields.BigIntField(default=0, db_default=0)
    marked_at = fields.DatetimeField(null=True)
    marked_in = fields.CharField(max_length=200, null=True)
    restored_at = fields.DatetimeField(null=True)
    texts_removed_until = fields.UUIDField(null=True)
    restored_because = fields.CharField(max_length=16, null=True)

    class Meta:
        table = "installation"
