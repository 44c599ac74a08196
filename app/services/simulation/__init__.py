"""What the built-in simulator lets a caller play: replies, status callbacks, and the time that passes. Other topics use
the names below only."""

from app.services.simulation.clock import MOST_HOURS, advance_clock, play
from app.services.simulation.gate import require_simulator
from app.services.simulation.replies import MAX_BODY, simulate_reply
from app.services.simulation.statuses import simulate_status

__all__ = ["MAX_BODY", "MOST_HOURS", "advance_clock", "play", "require_simulator", "simulate_reply", "simulate_status"]
