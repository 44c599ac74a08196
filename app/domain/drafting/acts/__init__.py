"""The closed acts: what a follow-up may do, and the matters that only the account may bring up.

A follow-up may greet, remind, ask, offer help, restate facts, thank, and say how to go on. `license` finds what is none
of these by its words; `subjects` by who does what. Ideas can always be paraphrased: figures, links and addresses are
what is closed for good, and a second reader judges what words do not tell.
"""

from app.domain.drafting.acts.license import (
    goes_without_saying,
    permitted,
    unlicensed,
    without_disclaimers,
    without_questions,
    without_restatements,
)
from app.domain.drafting.acts.restating import without_restated, without_told_figures
from app.domain.drafting.acts.subjects import unusual

__all__ = [
    "goes_without_saying",
    "permitted",
    "unlicensed",
    "unusual",
    "without_disclaimers",
    "without_questions",
    "without_restated",
    "without_restatements",
    "without_told_figures",
]
