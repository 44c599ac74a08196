"""The demo's week of history: invented leads of a small lender, whose past the real engine plays.

`script.py` says who the leads are and what they and the lender's people do; `play.py` plays it. No row is written by
hand: each thing is done by the use case that the API calls for it, at its time in the past.
"""

from app.local.history.play import pause, play, settle

__all__ = ["pause", "play", "settle"]
