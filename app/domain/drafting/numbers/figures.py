"""Figures: amounts, rates, numbers, dates and times. One in a draft must be one of the facts.

They are compared by what they say and not by how they are written: "$1,500", "1500 dollars" and "$1.5k" are one
amount, "March 5" and 2036-03-05 one day. And by their kind: the 30 of a 30-year loan licenses no 30 percent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from app.domain.drafting.numbers.numerals import UNIT, digits
from app.domain.drafting.spelling import plain


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure where it stands. `values` are the readings it may have: "3:30" has two."""

    kind: str
    values: frozenset[str]
    start: int
    end: int


Reader = Callable[[re.Match[str]], set[str]]

_MONTHS = (
    "january|jan|enero|ene february|feb|febrero march|mar|marzo april|apr|abril|abr may|mayo june|jun|junio"
    " july|jul|julio august|aug|agosto|ago september|sept|sep|septiembre|setiembre october|oct|octubre"
    " november|nov|noviembre december|dec|diciembre|dic"
).split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\b\.?"
_YEAR = r"(?P<year>20\d\d)\b"
_NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,2})?(?!\d)"
    r"|\d+(?:[.,]\d{1,6}(?!\d))?|\.\d{1,6})"
)
_SCALE = r"(?:\s?(?P<scale>k|mm?|mil|thousand|grand|million)\b)"
_CURRENCY = r"(?:(?:dollars?|usd|bucks?|euros?|eur|gbp|pounds?|pesos?|dolares|cents?|centavos)\b|[$€£¥₹₱₿])"
_PERCENT = r"(?:%|(?:percent\w*|per cent|pct|por ?ciento|por ?cento|pour ?cent|prozent|procent|bps|basis points?)\b)"
_RATE = (
    r"\b(?:rates?|apr|apy|interest|tasa|interes)\b"
    r"(?:[ :=]+(?:of|is|at|as|low|from|starting|starts?|around|about|just|only|for|was|are|to|de|es|del|desde)\b){0,4}"
)
# Numbers in words are read in English and Spanish. In other languages what stands beside them gives them away.
_ELSEWHERE = (
    "(?:"
    + "|".join(map(plain, "процент руб доллар евро 퍼센트 달러 パーセント ドル بالمئة دولار דולר אחוז".split()))
    + ")"
    "|百分之?|[〇零一二三四五六七八九十百千万亿两]{2,}|[〇零一二三四五六七八九十百千万亿两](?=[元块円年天月日号点%])"
)
_MERIDIEM = r"\s?(?P<half>[ap]\.?\s?m\b\.?|(?:de|por) la (?:manana|tarde|noche)\b)"
_TIME = r"(?<![\d.,:$])(?P<hour>[012]?\d)"


def _quantity(found: re.Match[str]) -> set[str]:
    """The number with its thousand or million. "1.500" is one and a half here and 1500 elsewhere."""
    written, scale = found["number"], found.groupdict().get("scale")
    many = {None: 1, "m": 10**6, "mm": 10**6, "million": 10**6}.get(scale, 1000)
    readings = {written.replace(",", "")}
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,2})?", written):
        readings.add(written.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}", written):
        readings = {written.replace(",", ".")}
    return {str(Fraction(reading) * many) for reading in readings if reading.count(".") <= 1}


_SHORT = {"yr": "year", "mo": "month", "wk": "week", "hr": "hour", "min": "minute", "sec": "second"}
_SHORT |= {"ano": "year", "mes": "month", "mese": "month", "semana": "week", "dia": "day", "hora": "hour"}
_SHORT |= {"minuto": "minute", "punto": "point", "me": "month"}


def _measure(found: re.Match[str]) -> set[str]:
    unit = found["unit"].removesuffix("s")
    return {f"{value} {_SHORT.get(unit, unit)}" for value in _quantity(found)}


def _clock(found: re.Match[str]) -> set[str]:
    """Minutes since midnight; of both halves of the day where nothing says which."""
    said = found.groupdict()
    hour, minute, half = int(found["hour"]), int(said.get("minute") or 0), said.get("half")
    if half:
        late = (half.startswith("p") and "manana" not in half) or half.endswith(("tarde", "noche"))
        return {str((hour % 12 + 12 * late) * 60 + minute)}
    return {str(hour * 60 + minute)} | ({str((hour + 12) % 24 * 60 + minute)} if hour <= 12 else set())


def _noon(found: re.Match[str]) -> set[str]:
    return {"720"} if found[0] in ("noon", "mediodia") else {"0"}


def day_values(month: int, day: int, year: str | None) -> set[str]:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return set()
    return {f"{month}-{day}" + (f"-{'20' + year if len(year) == 2 else year}" if year else "")}


def _named_day(found: re.Match[str]) -> set[str]:
    return day_values(_month_number(found["month"]), int(found["day"]), found["year"])


def _numeric_day(found: re.Match[str]) -> set[str]:
    first, second, last = found["first"], found["second"], found["last"]
    if len(first) == 4:
        return day_values(int(second), int(last), first)
    return day_values(int(first), int(second), last) | day_values(int(second), int(first), last)


def _month(found: re.Match[str]) -> set[str]:
    return {str(_month_number(found["month"]))}


def _month_number(name: str) -> int:
    return next(number for number, names in enumerate(_MONTHS, 1) if name in names.split("|"))


def _phone(found: re.Match[str]) -> set[str]:
    number = re.sub(r"\D", "", found[0])
    return {number[-10:]}


def _words(found: re.Match[str]) -> set[str]:
    return {found[0].strip()}


_KINDS: list[tuple[str, str, Reader]] = [
    ("vague", r"\d{21,}", _words),  # no figure at all, and too long to be read as one
    ("date", rf"\b{_MONTH}[ ,]{{0,2}}(?:the )?(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,? ?{_YEAR})?", _named_day),
    (
        "date",
        rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?[ -](?:of |de )?{_MONTH}(?:,? ?(?:de "
        rf"|del )?{_YEAR})?",
        _named_day,
    ),
    (
        "date",
        r"(?<![\d/.$-])(?P<first>\d{1,4})(?P<mark>[/.-])(?P<second>\d\d?)(?P=mark)(?P<last>\d{1,4})(?![\d/%])",
        _numeric_day,
    ),
    ("date", r"(?<![\d/.$-])(?P<first>\d\d?)/(?P<second>\d\d?)(?P<last>)(?![\d/%])", _numeric_day),
    ("time", rf"{_TIME}:(?P<minute>\d\d)(?::\d\d)?(?:{_MERIDIEM})?", _clock),
    ("time", rf"{_TIME}(?:{_MERIDIEM})", _clock),
    ("time", rf"{_TIME}\s?o'? ?clock\b", _clock),
    ("time", r"\b(?:noon|midnight|mediodia|medianoche)\b", _noon),
    ("phone", r"(?<![\d,.$])(?:\+\d{7,15}|\d{9,20})(?!\d|,\d)", _phone),
    ("phone", r"(?<![\d,.$])\+?\(?\d{1,4}(?:(?:[ .-]?\(|\)[ .-]?|[ .-])\d{1,5}){2,6}(?!\d|,\d)", _phone),
    ("money", rf"(?:us)?[$€£¥₹₱₿]\s?{_NUMBER}{_SCALE}?", _quantity),
    ("money", rf"{_NUMBER}{_SCALE}?[\s-]?{_CURRENCY}", _quantity),
    ("percent", rf"{_NUMBER}[\s-]?(?:{_PERCENT}|ap[ry]\b)(?:\s?ap[ry]\b)?", _quantity),
    ("money", rf"{_NUMBER}(?:\s?(?P<scale>k|mm|mil|thousand|grand|million)\b)", _quantity),
    ("unit", rf"{_NUMBER}[\s-]?(?P<unit>{UNIT})\b", _measure),
    ("percent", rf"{_RATE}[ :=]{{1,3}}{_NUMBER}", _quantity),
    ("number", rf"{_NUMBER}(?:st|nd|rd|th|x)?", _quantity),
    (
        "month",
        rf"\b(?:(?:in|of|to|till|from|since|by|until|through|before|after|early|late|mid|next|last|this|en|para"
        rf"|hasta)[ -]){_MONTH}",
        _month,
    ),
    ("month", rf"\b(?!may\b|mar\b|march\b|set\b|sep\b|ago\b|dec\b|jan\b){_MONTH}(?<=[a-z]{{4}})", _month),
    ("vague", r"\b(?:hundreds|thousands|millions|dozens|cientos|miles de|millones)\b", _words),
    ("vague", rf"{_PERCENT}|[$€£¥₹₱₿]|\b(?:dollars|dolares|euros|bucks)\b|{_ELSEWHERE}", _words),
]
_COMPILED = [(kind, re.compile(pattern), reader) for kind, pattern, reader in _KINDS]
_MIXED = re.compile(
    r"(?<![\d/.])(?:(?P<whole>\d{1,4}) )?\b(?P<over>[1-9])/(?P<under>[2-9])(?![\d/])"
    r"(?(whole)|(?=\s?(?:%|percent|per cent|pct|points?\b|of a (?:percent|point))))"
)
_RANGE = re.compile(r"\s?(?:-|to|or|and|through|a|o|y|hasta)\s?")
_LISTED = re.compile(r",\s?")
# Papers and accounts whose names have digits in them, and a holiday.
_NAMES = re.compile(
    r"\bw-?[249]s?\b|\b10(?:99|40|98)(?:-[a-z]{1,4})?s?\b(?=[ ,.;]|$)|\b401\(?k\)?s?\b"
    r"|\b(?:4th|fourth) of july\b"
)
_ORDINALS = {w: n for n, w in enumerate("fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 4)}
_ORDINALS |= {"thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17}
_ORDINALS |= {"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30}
_ORDINAL = re.compile(rf"\b(?:(twenty|thirty)[ -])?({'|'.join(_ORDINALS)}|first|second|third)\b")


@lru_cache(maxsize=512)
def read(text: str, *, every: bool = False) -> tuple[Figure, ...]:
    """The figures of a text that `plain` has spelled. `every` takes the small numbers in words for figures too."""
    rest = _MIXED.sub(_mixed, digits(_ORDINAL.sub(_ordinal, _NAMES.sub(" ", text)), every=every))
    written, figures = rest, list[Figure]()
    for kind, pattern, reader in _COMPILED:

        def take(found: re.Match[str], kind: str = kind, reader: Reader = reader) -> str:
            values = reader(found)
            if not values:
                return found[0]
            figures.append(Figure(kind, frozenset(values), *found.span()))
            return "\0" * len(found[0])

        rest = pattern.sub(take, rest)
    return tuple(_shared(sorted(figures, key=lambda figure: figure.start), written))


def _mixed(found: re.Match[str]) -> str:
    """ "6 3/4" as 6.75, and the "7/8" of a percent as 0.875."""
    value = Fraction(found["whole"] or 0) + Fraction(int(found["over"]), int(found["under"]))
    return str(round(float(value), 4))


def _ordinal(found: re.Match[str]) -> str:
    """The day of a month as a number; "first", "second" and "third" are words unless they belong to twenty."""
    tens = {"twenty": 20, "thirty": 30}.get(found[1] or "", 0)
    ones = _ORDINALS.get(found[2]) or ("first", "second", "third").index(found[2]) + 1
    month = re.match(rf" (?:of |de )?{_MONTH}", found.string[found.end() : found.end() + 20])
    before = re.search(rf"\b(?:{_MONTH} (?:the )?|(?:on|by|until) the )$", found.string[: found.start()][-20:])
    return f"{tens + ones}th" if tens or ones > 3 or month or before else found[0]


def _shared(figures: list[Figure], text: str) -> list[Figure]:
    """A number takes the kind of the one it makes a range or a list with: "15 or 30 years", "10, 15 or 30 years",
    "5-7%", "9 to 5pm"."""
    shared = list[Figure]()
    takes = False
    for figure in reversed(figures):
        after = shared[-1] if shared else None
        between = text[figure.end : after.start] if after and figure.kind == "number" else ""
        joined = _RANGE.fullmatch(between) or (takes and _LISTED.fullmatch(between))
        takes = bool(joined and after and after.kind in ("percent", "money", "unit", "time"))
        if after and takes:
            figure = replace(figure, kind=after.kind, values=_like(figure, after))
        shared.append(figure)
    return shared[::-1]


def _like(figure: Figure, after: Figure) -> frozenset[str]:
    if after.kind == "unit":
        unit = next(iter(after.values)).split(" ")[1]
        return frozenset(f"{value} {unit}" for value in figure.values)
    if after.kind == "time":
        hours = [int(Fraction(value)) % 12 * 60 for value in figure.values]
        return frozenset(str(hour + half) for hour in hours for half in (0, 720))
    return figure.values
