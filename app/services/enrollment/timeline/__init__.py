"""The timeline of an enrollment: one entry a step, in order, the future ones included."""

from app.services.enrollment.timeline.entries import Entry
from app.services.enrollment.timeline.read import next_entries, timelines

__all__ = ["Entry", "next_entries", "timelines"]
