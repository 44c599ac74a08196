"""People and streets in a draft: whoever it greets, speaks as, or speaks of must have been named by somebody."""

import re

from app.domain.drafting import lexicon
from app.domain.drafting.form import Vocabulary

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,20}"
_WHO = rf"(?:(?:Mr|Mrs|Ms|Dr|Sr|Sra)\.? )?({_NAME}(?: {_NAME})?)"
_GREETING = "hi|hello|hey|dear|hola|good (?:morning|afternoon|evening)|buen[oa]s (?:d[ií]as|tardes)"
_I_AM = "this is|my name is|i'm|i am|it's|soy|mi nombre es|me llamo"
_PATTERNS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"^\W{{0,3}}(?i:hi|hello|hey|dear|hola|good (?:morning|afternoon|evening)|buen[oa]s (?:d[ií]as"
        rf"|tardes)),? {_WHO}(?=[,!.:;]| -)",
        rf"\b(?i:this is|my name is|i'm|i am|it's|soy|mi nombre es|me llamo) {_WHO}(?=,? (?:here|again|with|from|at"
        rf"|over|calling|de|your|the)\b|[.,!])",
        rf"^\W{{0,3}}{_WHO} here\b|(?<=[.!?,] ){_WHO} here (?:with|from|at)\b",
        rf"\b(?:[Aa]sk for|[Ss]peak (?:with|to)|[Tt]alk (?:with|to)|[Ii] spoke (?:with|to)|[Mm]eet with|[Cc]ontact"
        rf"|[Pp]regunt[ae] por|(?:[Cc]all|[Tt]ext|[Ee]mail|[Aa]sk)(?= [A-Z][a-z]+ (?:at|on|from|in|now|for)\b)) {_WHO}",
        rf"(?i:\b(?:thanks|best|regards|sincerely|cheers|saludos|atentamente)),?\s+{_WHO}\W*\Z",
        rf"(?:\n|[-~] ?){_WHO}\W*\Z",
        rf"\b[Yy]our (?:loan )?(?:agent|officer|advisor|broker|lender|banker|specialist|assistant),? {_WHO}",
        rf"\b({_NAME} {_NAME})(?:['’]s)? (?:account|loan|balance|application|file|address|owes|lives|applied"
        rf"|borrowed|payment)\b",
    )
)
_NOBODY = frozenset(
    "there again friend everyone all team folks sir madam neighbor us me our anytime back now today tomorrow just happy"
    " good great thanks thank sorry glad here still only so not also available ready free calling reaching following"
    " checking from with the a an your their his her my this that monday tuesday wednesday thursday friday saturday"
    " sunday morning afternoon evening mr mrs ms dr customer support service sales homeowner everybody y'all amigo"
    " amiga yes no ok okay stop help regards best cheers sincerely saludos if or and mom dad i we you reply text call"
    " write answer respond message click tap press".split()
)
_STREET = re.compile(
    r"\b\d{1,6} ((?:[\w.'-]+ ){1,4}?)(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way"
    r"|place|pl|"
    r"terrace|circle|highway|hwy|parkway|pkwy)\b"
)


def strangers(text: str, known: str) -> bool:
    """Whether the text (as it is sent) names somebody in a place where a name stands who is nowhere in `known`
    (spelled in lower case)."""
    words = set(re.findall(r"[^\W_]+", known)) | _NOBODY
    named = (group for pattern in _PATTERNS for found in pattern.finditer(text) for group in found.groups() if group)
    return any(
        not words.issuperset(re.findall(r"[^\W_]+", re.sub(r"['’](?:s|re|m|ll|ve|d)\b", "", name).casefold()))
        for name in named
    )


def unknown_street(text: str, known: str) -> bool:
    """Whether a street address (spelled by `plain`) has a street that is nowhere in `known`."""
    return any(_named_last(found[0]) not in known for found in _STREET.finditer(text))


_NO_STREET = re.compile(
    r"^.*\b(?:\d+|at|on|in|by|near|to|from|am|pm|a\.m\.|p\.m\.|for|and|our|en|de|la|el|al)\b\W*(?:the )?"
)


def _named_last(address: str) -> str:
    """The street of what looks like an address: "1 at the Elm Street" has a time of day before it."""
    return _NO_STREET.sub("", address).strip() or address


# What is written with a capital inside a sentence, wherever it stands.
_CAPITALS = frozenset(
    "este centro pacifico pdfs mondays tuesdays wednesdays thursdays fridays saturdays sundays"
    " i ai social security i'm i'd i'll i've ok stop yes no help pdf fyi ps asap faq faqs id ids sms am pm"
    " english spanish mr mrs ms dr dra sr sra hi"
    " monday tuesday wednesday thursday friday saturday sunday mon tue wed thu"
    " fri sat sun suv suvs hvac ac dj djs rsvp ev evs gps w-2 w-2s ssn q&a january february march april may june"
    " july august september october november"
    " december".split()
)
_KEYWORD = re.compile(r"\b(?:[Rr]eply|[Tt]ext|[Ss]end|[Ss]ay|[Rr]espond|[Aa]nswer)(?: with)? [\"']?([A-Z]{3,12})\b")
# Given names that are common words too: names where a verb or "here" follows ("Grant will call you").
_GIVEN_NAME = re.compile(
    r"(?:^|[.!?:\n-] ?)(Guy|Summer|Faith|Mark|Bill|Chase|Joy|Grant|Angel|Rose|Drew|Sue|Grace|Dawn|Christian|Penny|Don"
    r"|Crystal|Jack|Billy|Hunter|Mike|Ray|Roger|Sally|Hope|Art|Frank|Rich|Will|May|Max|Pat|Rob|Nick|Gene|Harry|Jim|Tom"
    r"|Joe|Sam|John|Peter|Paul|David|Charlie|George|Michael|Mary|Kate|Ben|Dan)"
    r"(?: (?:will|is|was|has|had|can|could|would|may|might|here|from|at|with|and|said|told|just|wants"
    r"|asked|says|in)\b|'s)"
)
_BEGINNINGS = '.!?:\n…"“(*•-'
_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "able", "ful", "ies", "ers", "als")
_TOKEN = re.compile(r"[^\W\d_][\w'’&-]*|[.!?:\n…]|[\"“(*•]|-(?= )|[^\s\w]")


def capitals(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a word with a capital is the name of a person, place or thing that nobody named."""
    if any(not vocabulary.was_named(found[1]) for found in _GIVEN_NAME.finditer(text)):
        return True
    keywords = set(_KEYWORD.findall(text))
    begins = True
    for word in _TOKEN.findall(text):
        if not word[0].isalpha():
            begins = begins or word in _BEGINNINGS or not word.isascii()
            continue
        if word[0].isupper() and not _may_have_a_capital(word, vocabulary, keywords, begins=begins):
            return True
        begins = False
    return False


def _may_have_a_capital(written: str, vocabulary: Vocabulary, keywords: set[str], *, begins: bool) -> bool:
    word = lexicon.flat(written).removesuffix("'s").rstrip("'")
    if word in _CAPITALS or written in keywords or vocabulary.was_named(word):
        return True
    if not begins or (written.isupper() and len(written) > 1):
        return False
    languages = vocabulary.languages
    return word.endswith(_ENDINGS) or all(lexicon.is_common(part, languages) for part in word.split("-"))
