"""Counts of what was sent and what came of it."""
