"""What a step says because its database is a restored copy, or was one."""

from datetime import datetime

HELD = (
    "Held until `nudge resume-after-restore`: the database is a restored copy, and the provider has not been asked yet "
    "what was sent."
)


def sent_before(at: datetime) -> str:
    """A step that a restored database did not know as sent."""
    return f"Sent at {at:%Y-%m-%d %H:%M:%S} UTC, before the database was restored from a backup: the provider lists it."


def doubtful(at: datetime | None) -> str:
    """A step that may have been sent after the copy was made. `at`: when a message left for the lead that the copy does
    not have; None: the provider could not be asked."""
    why = "the provider could not be asked what was sent after the backup"
    if at is not None:
        why = f"the provider lists a message to this lead of {at:%Y-%m-%d %H:%M:%S} UTC that the backup does not have"
    return f"The database was restored from a backup, and {why}. When in doubt, it is not sent."
