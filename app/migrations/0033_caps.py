"""The caps of an account. Expand only.

The former release knows no caps. Beside this one it sends without them, those of the states too: caps hold once every
process is of this release.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

CAP = "([1-9][0-9]{0,2}|1000)/([1-9][0-9]{0,2}|1[0-9]{3}|20[0-9]{2}|21[0-5][0-9]|2160)"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0032_several_senders")]

    operations = [
        ops.AddField("Account", "caps", fields.TextField(null=True)),
        ops.RunSQL(f"ALTER TABLE account ADD CONSTRAINT account_caps CHECK (caps ~ '^{CAP}(,{CAP}){{0,4}}$')"),
    ]
