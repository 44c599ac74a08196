"""How far the clock is ahead of the real time, because hours were played in `nudge dev`. Expand only: zero elsewhere."""


from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0041_media")]

    operations = [
        ops.RunSQL(
            [
                "ALTER TABLE installation ADD COLUMN clock_ahead interval NOT NULL DEFAULT '0'",
                "ALTER TABLE installation ADD CONSTRAINT installation_clock_ahead CHECK (clock_ahead >= '0')",
            ]
        ),
    ]
