"""The ordinary words of drafts, by language: those of a well-kept package that business by text message uses."""

from app.domain.drafting.lexicon.dictionary import (
    flat,
    is_common,
    is_ordinary,
    may_be_asked,
    may_be_stated,
    words,
)

__all__ = ["flat", "is_common", "is_ordinary", "may_be_asked", "may_be_stated", "words"]
