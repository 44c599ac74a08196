"""Whether a reply asks for a person: for a call, or for somebody to talk to instead of an automatic message.

It decides only what an operator sees first. Nothing is sent or held because of it.
"""

import re
import unicodedata

_PERSON = (
    r"(?:person|human|human being|somebody|someone|agent|representative|rep|manager|supervisor|operator|specialist|"
    r"advisor|loan officer)"
)
_REAL = r"(?:real |actual |live )"
_ONE = rf"(?:a |an |the |your |any |some )?{_REAL}?{_PERSON}"
_CALL_ME = r"(?:call|phone|ring|contact) me"
_PLEASE = r"(?:please |pls |plz |just |(?:can|could|will|would) (?:you|u) (?:please )?)"
_MACHINE = rf"(?:a |an )?{_REAL}?(?:bot|robot|machine|ai|human|computer|automated)"
_ENGLISH = (
    rf"\b(?:talk|speak|chat) (?:to|with) {_ONE}\b",
    rf"\b{_REAL}(?:person|human|agent)\b",
    rf"\b(?:can|could|will|would|have|get) {_ONE} (?:please )?(?:to )?{_CALL_ME}\b",
    rf"(?:^|\b{_PLEASE}){_CALL_ME}\b",
    r"\bgive me a (?:call|ring)\b",
    rf"\b(?:are you|r u|is this|am i (?:talking|speaking|texting) (?:to|with)) {_MACHINE}\b",
    r"\b(?:i want|i need|i would like|id like|let me) (?:to )?(?:a |an )?(?:call|phone call|human|person)\b",
)
_SPANISH = (
    r"\bhablar con (?:una persona|alguien|un agente|un asesor|un representante|un humano|una persona real)\b",
    r"^(?:por favor )?(?:llamame|llameme|llamenme|marcame|marqueme)\b",
    r"\b(?:puede|puedes|pueden|podria|podrias|podrian) (?:llamarme|marcarme)\b",
    r"\bpersona real\b",
    r"\b(?:eres|es usted|es) (?:un |una )?(?:robot|bot|maquina)\b",
)
# A denial before the words turns them around: "please don't call me" is no request for a call.
_DENIED = ("not ", "dont ", "never ", "no ")
_ASKS = re.compile("|".join((*_ENGLISH, *_SPANISH)))
# The words that a pattern can begin with: at others none is tried, so that a long text costs no more than its words.
_BEGINNINGS = re.compile(
    r"\b(?:talk|speak|chat|real|actual|live|person|human|agent|can|could|will|would|have|get|call|phone|ring|contact"
    r"|please|pls|plz|just|give|are|r|is|am|i|id|let|hablar|por|llamame|llameme|llamenme|marcame|marqueme|puede|puedes"
    r"|pueden|podria|podrias|podrian|persona|eres|es)\b"
)
_NEVER = re.compile(r"\b(?:do not|dont|never|no need to|stop) (?:call|phone|ring|contact)|\bno me (?:llame|marque)")
LONGEST = 1600


def asks_for_person(body: str) -> bool:
    """Whether the lead asks for a person, in English or Spanish."""
    text = unicodedata.normalize("NFKD", body[:LONGEST]).casefold()[:LONGEST]
    plain = "".join(char for char in text if not unicodedata.combining(char) and char not in "'\u2019")
    words = re.sub(r"[^\w]+", " ", plain).strip()
    asked = any(
        _ASKS.match(words, begun.start())
        for begun in _BEGINNINGS.finditer(words)
        if not words.endswith(_DENIED, 0, begun.start())
    )
    return asked and not _NEVER.search(words)
