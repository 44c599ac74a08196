"""Counts in sentences."""


def plural(count: int, unit: str, units: str = "") -> str:
    """ "1 hour", "2 hours", "1,000 hours". `units`: what stands behind each count but 1, if it is not `unit` with an s,
    so that a verb may stand there too: `plural(count, "step is", "steps are")`."""
    return f"{count:,} {unit if count == 1 else units or f'{unit}s'}"
