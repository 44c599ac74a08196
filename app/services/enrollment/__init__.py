"""Enrolling, cancelling, and the timeline of a run."""
