"""Texts that a phone, a mailbox or a carrier wrote: driving mode, out of office, notices. No person answered."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.replies import grammar
from app.domain.replies.matches import Work
from app.domain.replies.tokens import Text

_SETS = {
    "AUTO": "automatic automated auto autoreply autoresponder autoresponse",
    "ANSWER": "reply response respond responder message answer text notification",
    "PROMISES": "respond reply with_limited limited access reachable for_urgent urgent if_you_need please_contact"
    " available returning",
    "AWAY": "vacation holiday leave pto maternity paternity travel",
    "RETURN": "until return returning back available respond with_limited limited access reply expect reachable"
    " through thru"
    " for_urgent urgent if_you_need please_contact",
}
_MARKS = grammar.phrases(
    {
        "driving": (
            "driving with driving|do_not|dont|the? focus|disturb|driving_focus",
            "dont disturb while driving",
            "driving focus turned|is|on",
            "with ... focus turned|is on",
            "in|on do_not|dont disturb mode",
            "sent|answered by|from|via|with drivemode|lifesaver",
            "im not receiving notifications",
            "see|read your? message|text|messages|texts when|once|as_soon_as i|ive arrive|arrived|stop|stopped|park",
            "^^ im|currently|sorry driving right now ... text|call|reply|respond|,$ ... $$",
            "has notifications silenced",
            "sent from|by|via my? car|android_auto|carplay",
            "estoy|estaba conduciendo|manejando ... notificaciones|concentracion|llegue|automatica",
            "modo|enfoque de? conduccion|conducir|manejo activado|esta",
            "je conduis ... concentration|notifications|mode|repondrai",
        ),
        "automatic answer": (
            "^^ AUTO ANSWER",
            "^ AUTO ANSWER from|by|via android_auto|carplay|my_phone|my_car",
            "^, sent automatically ,$",
            "thisis|its|is a|an* AUTO ANSWER|system|number|service",
            "autoreply|autoresponder|autoresponse",
            "respuesta|mensaje automatica|automatico",
            "reponse|message automatique",
            "automatische antwort",
            "resposta automatica",
            "abwesenheitsnotiz|abwesenheit|risposta_automatica",
            "this|the number|mailbox|inbox|line|account is_not|isnt|isnt_being|not|cannot_receive|cant_receive"
            "|doesnt|is_no_longer"
            " monitored|checked|accept|accepting|receive|texts|messages|able",
            "no|not monitored|attended inbox|mailbox|number",
            "thanks for|you_for calling|contacting|texting|messaging|your_message|reaching|your_text|your_interest ..."
            " reply|text|rates|hours|business|shortly|soon|asap|closed|representative|team|!x",
            "message and|& data rates",
            "data rates may apply",
            "office|business|our|are|is* hours are|0|mon~",
        ),
        "out of office": (
            "^^ out of the|my? office",
            "^^ ooo|oof",
            "out|away of|from the|my? office ... RETURN",
            "out|away of|from the|my? office ... ... RETURN",
            "on AWAY ... ... PROMISES",
            "^^ vacation|holiday|away|absence responder|message|reply|response|notice|autoreply",
            "have|with|very|no limited|no access to? email|my|phone|messages|texts",
            "fuera de la? oficina",
            "absence|absent du|de bureau",
            "im|i_will_be|am currently|be|away* on|out|away of_office|of_the_office until|through|till|from|and_will",
            "currently|will_be|away be|away* on AWAY until|through|till|from|and_will",
        ),
        "carrier notice": (
            "^^ free|frm message",
            "message|text|sms|mms|it|could|was|has|your* not|failed|unable|undeliverable|cannot|blocking|couldnt"
            "|cant to?|be|been"
            " delivered|deliver|be_delivered|sent|delivery",
            "number|subscriber|customer|person you|is|are|have|trying|to|reach|dialed|called* not_in_service"
            "|out_of_service"
            "|not_available|unavailable|disconnected|cannot_receive|is_not_able_to_receive",
            "dialed|called isnt in_service|available",
            "subscriber|customer|person you|youre are|trying|to|reach|dialed|called* isnt|is_not|not"
            " available|in_service|reachable",
            "message blocking is active",
            "isnt|not able to receive|accept texts|text|messages|sms",
            "service access denied",
            "delivery status notification|failure",
        ),
    },
    _SETS,
)
# Each alone may be a person's, who quotes us or thanks: "You wrote reply STOP to opt out. Do I have to?"
_HALVES = grammar.phrases(
    {
        "how to opt out": "text|reply|send stop to|2|for optout|unsubscribe|stop|end|cancel",
        "thanks of a business": "thanks for|you_for calling|contacting|texting|messaging|reaching|visiting|choosing"
        "|subscribing",
    },
    _SETS,
)
_DRIVING_HALVES = grammar.phrases(
    {
        "driving": "^^ sorry|hi|hello|hey|but* im|i_am|currently driving now|right_now|at_the_moment|currently* $",
        "later": "^ ill|i_will text|call|message|reply|respond|get_back you|to* later|soon|shortly $$",
    },
    _SETS,
)
_RECEIPT_HALVES = grammar.phrases(
    {
        "receipt": "^^ thanks|thank_you|hi|hello* your message|text|inquiry|request|enquiry has|was|have been? received"
        " !but|by",
        "somebody will answer": "a|our|one|the|someone|somebody team|member|members|of|our|representative|agent"
        "|specialist|someone* will be|get|contact|reach|respond|reply|follow|call|text",
    },
    _SETS,
)
_BOTH_HALVES = 2
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SPANISH_DAYS = "lunes martes miercoles jueves viernes sabado domingo".split()
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SPANISH_MONTHS = "ene feb mar abr may jun jul ago sep oct nov dic".split()
_UNTIL = frozenset("until till til return returning back through thru hasta regreso vuelvo".split())
_SPANISH = frozenset("hasta regreso vuelvo oficina".split())
_NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])")
_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
# "from 11/24 to 12/4", "20 Nov - 2 Dec", "del 20 al 30 de noviembre": the second day of a range is the last day away.
_RANGE = re.compile(
    r"\d\s*(?:st|nd|rd|th)?\s*(?:-|\u2013|\bto\b|\bal\b|\ba\b)\s*(?=[a-z]{3,10}\.? \d|\d{1,2}\b)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_MOST_CHARACTERS = 1_700
_MOST_DAYS = 4
"""So many words like "until" are looked behind; an answer of a machine names one day or two."""
_CLOSE = 24
"""So many characters behind a word like "until" a date in figures belongs to it."""
_LONGEST_ABSENCE = timedelta(days=366)


def mark(text: Text, work: Work) -> str | None:
    """Which kind of machine wrote the text; None for a person."""
    if found := next(grammar.matches(text, _MARKS, work), None):
        return found.name
    for kind, phrases in (
        ("automatic answer", _HALVES),
        ("driving", _DRIVING_HALVES),
        ("automatic answer", _RECEIPT_HALVES),
    ):
        if len({match.name for match in grammar.matches(text, phrases, work)}) == _BOTH_HALVES:
            return kind
    return None


def away_until(body: str, text: Text, today: date | None) -> date | None:
    """The first day that the text names after a word like "until" or "back"; None if it names none within a year.

    "through Friday" is the day after, and so is the day after the second day of a range. Numbers are read month first,
    as in the United States.
    """
    if today is None:
        return None
    body = body[:_MOST_CHARACTERS]
    spanish = not _SPANISH.isdisjoint(text.words)
    found = [at for at, word in enumerate(text.words) if word in _UNTIL][:_MOST_DAYS]
    each = (_after(body, text, at, today, spanish=spanish) for at in found)
    named = next((day for day in each if day), None) or _end_of_range(body, today, spanish=spanish)
    return named if named and today < named <= today + _LONGEST_ABSENCE else None


def _after(body: str, text: Text, at: int, today: date, *, spanish: bool) -> date | None:
    """The day that the text names after its word `at`. A date in figures close behind it counts before the day of the
    week: "until Monday 12/14"."""
    word, times = text.words[at], text.words[: at + 1].count(text.words[at])
    found = [match.end() for match in re.finditer(rf"\b{re.escape(word)}\b", body, re.IGNORECASE)][:times]
    rest, words = body[found[-1] :] if found else body, text.words[at + 1 : at + 9]
    first = _ISO.search(rest) or _NUMERIC.search(rest)
    figures = _in_figures(rest, today, spanish=spanish)
    named = figures if first and first.start() < _CLOSE else None
    named = named or _named(words, today) or figures
    return named + timedelta(days=1) if named and word in ("through", "thru") else named


def _end_of_range(body: str, today: date, *, spanish: bool) -> date | None:
    """The day after the second day of a range."""
    found = _RANGE.search(body)
    if found is None:
        return None
    rest = body[found.end() :]
    words = [word.lower() for word in _WORD.findall(rest)][:5]
    last = _in_figures(rest, today, spanish=spanish) if _NUMERIC.match(rest) else _in_a_month(words, today)
    return last + timedelta(days=1) if last else None


def _in_a_month(words: Sequence[str], today: date) -> date | None:
    for i, word in enumerate(words):
        month = _month(word)
        if month and (day := _day_beside(words, i)):
            year = next((int(w) for w in words[i + 1 : i + 5] if len(w) == 4 and w.isdigit()), None)
            return _date(year, month, day, today)
    return None


def _named(words: Sequence[str], today: date) -> date | None:
    if "tomorrow" in words or "manana" in words:
        return today + timedelta(days=1)
    if any(_month(word) and _day_beside(words, i) for i, word in enumerate(words)):
        return _in_a_month(words, today)
    for word in words:
        for week in (_WEEKDAYS, _SPANISH_DAYS):
            number = next(
                (n for n, name in enumerate(week) if word == name or (len(word) >= 3 and word == name[:3])), None
            )
            if number is not None:
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _month(word: str) -> int | None:
    """The number of the month that the word names, in English or Spanish."""
    if len(word) < 3 or not word.isalpha():
        return None
    long = (
        "january february march april may june july august september october november december".split(),
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    )
    for short, names in zip((_MONTHS, _SPANISH_MONTHS), long, strict=True):
        for number, name in enumerate(names, 1):
            if word in (short[number - 1], name, "sept" if number == 9 else name):
                return number
    return None


def _day_beside(words: Sequence[str], at: int) -> int | None:
    """The day of the month beside its name: "December 3", "3 December", "3rd of December", "3 de diciembre"."""
    near = [*words[at + 1 : at + 2], *reversed(words[max(0, at - 3) : at])]
    days = (re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word) for word in near)
    return next((int(day[1]) for day in days if day and 1 <= int(day[1]) <= 31), None)


def _in_figures(body: str, today: date, *, spanish: bool = False) -> date | None:
    """The first date in figures. In a Spanish text the day may stand first: it does if that date is the sooner one."""
    if iso := _ISO.search(body):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]), today)
    if numeric := _NUMERIC.search(body):
        year = int(numeric[3]) % 100 + 2000 if numeric[3] else None
        dates = [_date(year, int(numeric[1]), int(numeric[2]), today)]
        if spanish:
            dates.append(_date(year, int(numeric[2]), int(numeric[1]), today))
        return min((one for one in dates if one and one > today), default=None)
    return None


def _date(year: int | None, month: int, day: int, today: date) -> date | None:
    """The date; without a year the next one from today on. None for a day that does not exist."""
    try:
        named = date(year or today.year, month, day)
        return named if year or named >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
