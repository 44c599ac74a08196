"""Quantities that are said without a figure: "half past nine", "a third less", "the low fives", "prime plus".

`found` finds them; one in a draft must stand in the facts in the same words. `IDIOMS` are the few expressions in which
a number word is no figure.
"""

import re
from functools import lru_cache

_PEOPLE_COUNT = "(?:quick |short |brief |simple |easy |small |more |other |last |little |final )*"
IDIOMS = re.compile(
    rf"\b(?:two|three|four|five|2|3) {_PEOPLE_COUNT}(?:questions?|things?|options?|ways|choices|minds"
    r"|documents?|items?|pieces|forms?|of (?:us|you))\b"
    r"|\b(?:those|these|which of the|one of the|all of the|any of the|each of the|of the other|estas|estos|esas"
    r"|esos) (?:other )?(?:two|three|four|five|dos|tres|cuatro|cinco)\b(?!\W{1,2}(?:hundred|thousand|grand|million"
    r"|percent|per cent|points?|dollars?|bucks|k|years?|months?|weeks?|days?|hours?|minutes?|o'? ?clock|y|and|mil|por"
    r"|de la|anos|meses|semanas|dias|horas|minutos|punto|point|[ap]\.? ?m)\b)"
    r"|\blos (?:dos|tres)(?=[,.!?])"
    r"|\b(?:las|los) (?:dos|tres|cuatro) (?:junt[oa]s|opciones|preguntas|cosas|documentos|planes|cotizaciones)\b"
    r"|\b(?:you|us|the|between|those|these|other|of|last) two\b|\bone or two\b(?! \w*(?:percent|points?|days?|hours?))"
    r"|\bzero (?:pressure|rush|stress|judge?ment|hurry|hassle)\b|\bcero (?:presion|prisa|estres)\b"
    r"|\bhalf the battle\b|\bthanks a million\b|\ba million thanks\b|\bmil (?:gracias|disculpas)\b"
    rf"|\b(?:dos|tres) {_PEOPLE_COUNT}(?:preguntas|cosas|opciones|formas|maneras|dudas)\b"
)

_PARTS = "(?:third|quarter|fifth|sixth|eighth|tenth)s?"
_POINT_IDIOMS = "".join(
    rf"(?<!{before} )"
    for before in "good great fair this some any what which that starting your valid"
    " to can of pain talking with on about for and or are come include includes".split()
)
# Each begins with a fixed word, so that a text is read once.
_SAID = re.compile(
    rf"\b(?:(?<!other )(?<!better )half\b(?! days?\b| baths?\b)|(?:a|an|one|two|three|by) {_PARTS}\b"
    r"(?! (?:part|opinion|option|person|step|reminder|try|time|question))"
    r"|(?:full|whole|basis|percentage|discount) points?\b"
    rf"|(?:quarter|half) (?:past|to|till|of|after|before|point)\b"
    rf"|{_POINT_IDIOMS}(?<!'ll )points?\b(?! of (?:contact|view)| out| (?:you|me|us) (?:to|in|at|towards?|out))"
    r"|(?:first|second|third|last|tenth) of (?:the|next|this|every|each) (?:month|week|year)\b"
    r"|(?:on|by|until|till|before|after|from|through) the (?:first|second|third|\d+(?:st|nd|rd|th))\b(?! (?:step|part))"
    r"|(?:doubl|tripl|quadrupl)(?:es?|ed|ing)\b(?! ?-?check)|twice (?:as|the|what|that|your|this|an?)\b"
    r"|thrice\b|dozens?\b"
    r"|(?:two|three|four|five|ten|mani)fold\b"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|teen|twentie|thirtie|fortie|fiftie|sixtie)s\b"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|single|double|triple|multi|low|mid|high)[ -](?:figures?"
    r"|digits?)\b"
    r"|grand\b|bucks?\b|nickels?\b|dimes?\b|penn(?:y|ies)\b|cents?\b"
    r"|(?<!in your )prime\b|(?:libor|sofr)\b|(?:plus|minus) (?:a|an|half|one|\d+)\b"
    r"|(?:under|within|less than|in about|in|in less than|in under|over) (?:an|one|a single)"
    r" (?:hour|minute|day|week|month)\b|jiffy\b|(?:hear back|clos(?:e|es|ed|ing)|done|takes?|ready|funded|finished)"
    r" (?:in|within|inside|under|only|about|just)(?: of)? an? (?:hour|day|week|month)\b|(?:no|record) time flat\b"
    r"|(?:in|within|inside|under|less than) (?:about |just |only )?(?:under|less than|half)(?: an?)? (?:hour|day"
    r"|week|month|year|fortnight)\b"
    r"|within (?:the|an?) (?:hour|day|week|month|year|fortnight)\b"
    r"|o'? ?clock\b|noon\b|mid-?day\b|midnight\b|(?:sun(?:rise|set)|dusk|dawn)\b"
    r"|day after (?:tomorrow|next)\b|(?:fiver|tenner|benjamins?|c-notes?|franklins?|varos?|billetes?|fortnights?)\b"
    r"|pasado manana\b|(?:a|an|one|two|three|four|five) (?:days?|weeks?|months?|years?|\w+days?)"
    r" from (?:now|today|tomorrow|next|\w+day(?! to\b))\b"
    r"|(?:south|north) of (?:\d|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a|one|two|three|four|five)"
    r"|fraction of\b|naught\b|nought\b|round the clock\b"
    r"|(?:couple|few|several|many) (?:hundred|thousand|grand|percent|k)\b"
    r"|(?<!por )medi[oa]\b|mitad\b|doble\b|triple\b|tercios?\b|cuart[oa]s?\b|docenas?\b"
    r"|y (?:media|cuarto)\b|menos cuarto\b)"
)
_NEXT = re.compile(r"(?:\W{1,2}\w+){0,2}")
_ALONE = frozenset(("noon", "midday", "mid-day", "midnight"))
"""Times, which mean the same whatever comes after them."""


def without_idioms(text: str) -> str:
    """A text, spelled by `plain`, without the expressions in which a number word is no figure."""
    return IDIOMS.sub(" ", text)


@lru_cache(maxsize=256)
def found(text: str) -> frozenset[str]:
    """The quantities without a figure in a text that `plain` has spelled, each with the two words after it."""
    text = without_idioms(text)
    return frozenset(_with_next(match, text) for match in _SAID.finditer(text))


def _with_next(said: re.Match[str], text: str) -> str:
    if said[0] in _ALONE:
        return said[0]
    after = _NEXT.match(text, said.end())
    return re.sub(r"\W+", " ", text[said.start() : after.end() if after else None]).strip()
