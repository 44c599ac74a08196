"""Numbers in words, English and Spanish, written as digits: "three and a half percent" is "3.5 percent".

"One question" and "two minds" are words, not figures: a number up to ten stays a word unless something makes it
a figure (a unit, a currency, a rate). A run of single digits ("five five five, one two") becomes those digits.
"""

import re
from fractions import Fraction

_ONES = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_ONES |= {w: n for n, w in enumerate("eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen".split(), 11)}
_ONES |= {"nineteen": 19, "nil": 0, "dozen": 12}
_ONES |= {w: n for n, w in enumerate("cero uno dos tres cuatro cinco seis siete ocho nueve diez".split())}
_ONES |= {w: n for n, w in enumerate("doce trece catorce quince dieciseis diecisiete dieciocho diecinueve".split(), 12)}
_ONES |= {w: n for n, w in enumerate("veintiun veintidos veintitres veinticuatro veinticinco veintiseis".split(), 21)}
_ONES |= {"veinte": 20, "veintiuno": 21, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29}
_TENS = {w: n * 10 for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_TENS |= {"fourty": 40, "fifties": 50}
_TENS |= {w: n * 10 for n, w in enumerate("treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(), 3)}
_HUNDREDS = {"cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400}
_HUNDREDS |= {"quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 10**6, "billion": 10**9}
_SCALES |= {"mil": 1000, "millon": 10**6, "millones": 10**6}
_PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "quarters": Fraction(1, 4), "medio": Fraction(1, 2)}
_PARTS |= {"third": Fraction(1, 3), "thirds": Fraction(1, 3), "eighth": Fraction(1, 8), "eighths": Fraction(1, 8)}
_PARTS |= {"media": Fraction(1, 2)}

_ANY = "|".join(sorted((*_ONES, *_TENS, *_HUNDREDS, *_SCALES), key=len, reverse=True))
_SEPARATOR = r"[\s,.…*_/-]{1,3}"
_RUN = re.compile(
    rf"(?<![a-z])(?<!por )(?:{_ANY})"
    rf"(?:{_SEPARATOR}(?:(?:and|y|point|punto|coma|a|an|oh|o){_SEPARATOR}){{0,2}}(?:{_ANY}|{'|'.join(_PARTS)}))*"
    r"(?![a-z])"
)
_WORD = re.compile("[a-z]+")

UNIT = (
    r"(?:years?|yrs?|months?|mos?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|points?|"
    r"anos?|mes|meses|semanas?|dias?|horas?|minutos?|puntos?)"
)
# What makes a figure of a small number: said right after it, or right before.
_AFTER = re.compile(
    rf"[\s-]*(?:{UNIT}|%|percent\w*|per[ -]cent|pct|por ?ciento|basis|bps|apr|apy|rates?|interest|interes|tasa|"
    r"dollars?|usd|bucks?|cents?|euros?|pesos?|dolares|centavos|off|down|grand|k|am|pm|a\.m|p\.m|o'? ?clock|de la|"
    r"figures?|digits?|times|x)\b"
)
_BEFORE = re.compile(
    r"(?:\b(?:rates?|apr|apy|interest|interes|tasa|payments?|pagos?|balance|fees?|discount|cost|only|"
    r"suite|unit|apartment|apt|number|code|pin)\b"
    r"(?: (?:of|is|at|to|as|low|from|starting|starts?|around|about|just|only|for|was|are|de|es|por|desde)){0,4}"
    r"|\ba las|\bat|\$)[\s:?=,-]{0,3}$"
)
_ONCE = re.compile(
    r"\bonce(?= (?:por ciento|mil|dolares|dias|horas|minutos|semanas|meses|anos|de la)\b)"
    r"|(?<=las )once\b"
)
_HALF = re.compile(
    r"(?<!and )(?<!and a )\b(?:a )?half(?: of)?(?: an?)?(?=[ -](?:percent|per cent|point|off|price|million|thousand"
    r"|hundred|hour|day)\b)"
    r"|\bquarter(?: of)?(?: an?)?(?=[ -](?:percent|per cent|point|million)\b)"
)


def digits(text: str, *, every: bool = False) -> str:
    """The text (as `plain` gives it) with its numbers as digits. `every` turns the small ones into digits too, but
    for a lone "one"."""
    text = _ONCE.sub("11", text)
    text = _HALF.sub(lambda found: "0.5" if "half" in found[0] else "0.25", text)
    return _RUN.sub(lambda run: _written(run, text, every=every), text)


def _written(run: re.Match[str], text: str, *, every: bool) -> str:
    words = _WORD.findall(run[0])
    if words[0] in _SCALES and re.search(r"\d ?$", text[max(0, run.start() - 2) : run.start()]):
        return run[0]  # "1.5 million"
    small = not every or words[0] in ("one", "uno")
    if len(words) == 1 and _ONES.get(words[0], 99) <= 10 and words[0] not in ("zero", "cero") and small:
        before, after = text[max(0, run.start() - 60) : run.start()], text[run.end() : run.end() + 20]
        if not _AFTER.match(after) and not _BEFORE.search(before):
            return run[0]
    return " ".join(_decimal(value) for value in _values(words))


def _values(words: list[str]) -> list[Fraction]:
    """The numbers that a run of words says, split where two of them cannot be one ("five five")."""
    numbers: list[Fraction] = []
    total, current = Fraction(0), Fraction(0)
    room = 0  # what still fits behind the last word: below 10 behind "twenty", below 100 behind "hundred"
    for number, word in enumerate(words):
        value = _ONES.get(word, _TENS.get(word, _HUNDREDS.get(word)))
        if word in ("point", "punto", "coma"):
            tail = "".join(str(_ONES.get(w, _TENS.get(w, 0))) for w in words[number + 1 :] if w not in _PARTS)
            return [*numbers, total + current + Fraction(f"0.{tail or 0}")]
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                current, room = (current or Fraction(1)) * 100, 100
            else:
                total, current, room = total + (current or Fraction(1)) * scale, Fraction(0), scale
        elif word in _PARTS and word.endswith("s"):  # "six and three quarters"
            current, room = (numbers.pop() if numbers else Fraction(0)) + current * _PARTS[word], 0
        elif word in _PARTS:
            current, room = current + _PARTS[word], 0
        elif value is None:
            if word in ("oh", "o"):
                numbers, total, current, room = [*numbers, total + current], Fraction(0), Fraction(0), 0
        elif number and value >= room:
            numbers, total, current, room = [*numbers, total + current], Fraction(0), Fraction(value), _room(value)
        else:
            current, room = current + value, _room(value)
    return [*numbers, total + current]


def _room(value: int) -> int:
    if value >= 100:
        return 100
    return 10 if value >= 20 and value % 10 == 0 else 0


def _decimal(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.4f}".rstrip("0").rstrip(".")
