"""The installation itself, and its worker processes."""

from tortoise import fields
from tortoise.models import Model


class Worker(Model):
    """A worker process that was seen alive."""

    id = fields.UUIDField(primary_key=True)
    seen_at = fields.DatetimeField()

    class Meta:
        table = "worker"


class Installation(Model):
    """The secrets of this installation: a single row, written by the migration 0002."""

    id = fields.SmallIntField(primary_key=True)
    simulator_token = fields.CharField(max_length=64)

    class Meta:
        table = "installation"
