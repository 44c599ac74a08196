"""English: words, sentences that ask us to stop, similar sentences that do not, and cues of doubt.

`app.domain.replies.grammar` describes the language of the phrases. Their names are stored as evidence.
"""

from app.domain.replies.english.asking import ASKING
from app.domain.replies.english.cues import CUES, DOUBTS
from app.domain.replies.english.ordinary import ORDINARY
from app.domain.replies.english.words import AIMED, COURTESY, OBJECTS, SETS, STANDING, THIRD, US

__all__ = ["AIMED", "ASKING", "COURTESY", "CUES", "DOUBTS", "OBJECTS", "ORDINARY", "SETS", "STANDING", "THIRD", "US"]
