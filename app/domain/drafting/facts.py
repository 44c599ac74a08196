"""The figures that are known, and whether a figure of a draft is one of them.

A figure is known in its kind only: the 30 of a 30-year loan permits no 30 percent. It is known with its subject only:
where the facts have a rate of 6.25 % APR, "6.25 % cash back" is not known.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from app.domain.drafting.numbers.figures import Figure, day_values, read

Facts = dict[str, set[str]]
"""The readings that are known, by kind; under "number" every one that is a number, whatever its kind."""


def collect(texts: Iterator[str], labeled: Iterator[str], today: date) -> Facts:
    """The figures of the account's texts and of the lead's facts (`labeled`, "label: value"), and today's date."""
    facts: Facts = defaultdict(set)
    for text in texts:
        for figure in read(text, every=True):
            _learn(facts, figure)
    for text in labeled:
        for figure in read(text, every=True):
            _learn(facts, figure)
            facts["unit"] |= {f"{value} *" for value in figure.values if figure.kind == "number"}
            if figure.kind == "number" and _MONEY_LABEL.search(text):
                facts["money"] |= figure.values
    facts["date"] |= day_values(today.month, today.day, None) | day_values(today.month, today.day, str(today.year))
    facts["month"].add(str(today.month))
    return facts


_MONEY_LABEL = re.compile(
    r"amount|balance|payment|price|value|income|cost|fee|due|owe|debt|loan|monto|saldo"
    r"|pago|deuda"
)


def _learn(facts: Facts, figure: Figure) -> None:
    facts[figure.kind] |= figure.values
    if figure.kind in ("money", "percent", "number"):
        facts["number"] |= figure.values
    for value in figure.values:
        match figure.kind:
            case "unit":
                facts["number"].add(value.split(" ")[0])
            case "time":
                facts["hour"] |= {str(int(value) // 60 % 12 or 12), str(int(value) // 60)}
            case "date":
                month, day, *year = value.split("-")
                facts["date"].add(f"{month}-{day}" if year else f"{value}-*")
                facts["month"].add(month)
                facts["number"] |= {day, *year}
            case "number":
                if Fraction(value) >= 100:
                    facts["money"].add(value)
                if "/" in value:
                    facts["percent"].add(value)
            case "phone":
                facts["number"].add(value.lstrip("0") or "0")


def is_known(figure: Figure, facts: Facts) -> bool:
    """Whether the facts say this figure, in this kind."""
    values = set(figure.values)
    if figure.kind == "unit":
        values |= {f"{value.split(' ')[0]} *" for value in figure.values}
    if figure.kind == "date":  # a fact without a year is of any
        values |= {value.rsplit("-", 1)[0] + "-*" for value in figure.values if value.count("-") == 2}
    return not facts[figure.kind].isdisjoint(values)


_DAY = re.compile(r"\w+ the (\d{1,2})(?:st|nd|rd|th)\b")


def is_known_day(words: str, facts: Facts) -> bool:
    """Whether the words name a day by its number alone, "on the 18th", and a date of the facts has that number."""
    day = _DAY.match(words)
    return day is not None and any(value.split("-")[1] == day[1] for value in facts["date"])


# What may be said of an amount or a rate. Each such word beside a figure of the draft stands beside it in the facts.
_QUALIFIER = re.compile(
    r"\b(?:apr|apy|fees?|costs?|cash|back|off|discount|down|rebate|credits?|bonus|refund|month|week|da(?:y|ily)|annual"
    r"|year|fixed|adjustable|variable|arm|interest|less|lower|lowest|more|higher|cheaper|reduc|sav|cut|drop|forever"
    r"|life|payments?|penalt|tax|deposit|balloon|flat|free|guarante"
    r"|jumbo|fha|va|usda|heloc|equity|tasa|interes|mes|mensual|anual|fij|variable|pago|comision|descuento|costo)"
)
_ENGLISH = {
    "mes": "month", "mensual": "month", "anual": "annual", "interes": "interest", "fij": "fixed", "pago": "payment",
    "comision": "fee", "descuento": "discount", "costo": "cost",
}  # fmt: skip
"""A lead who writes in Spanish is answered in it, by an account whose facts are in English."""
_CLAUSE = re.compile(r"[.!?;\n](?!\d)|,(?!\d)")
_SENTENCE = re.compile(r"[.!?;\n](?!\d)")
_QUALIFIED = ("money", "percent")


def misplaced(draft: str, known_texts: Iterable[str]) -> bool:
    """Whether a clause of the draft says of an amount or a rate what no sentence of the facts says of it."""
    clauses = [(clause, _amounts(clause)) for clause in _CLAUSE.split(draft)]
    if not any(values for _, values in clauses):
        return False
    sentences = [sentence for text in known_texts for sentence in _SENTENCE.split(text)]
    said = [(values, _qualifiers(sentence)) for sentence in sentences if (values := _amounts(sentence))]
    for clause, values in clauses:
        beside = set().union(*(words for known, words in said if not values.isdisjoint(known)))
        if values and _qualifiers(clause) - beside:
            return True
    return False


def _amounts(text: str) -> set[str]:
    return set().union(*(figure.values for figure in read(text) if figure.kind in _QUALIFIED))


def _qualifiers(text: str) -> set[str]:
    return {_ENGLISH.get(found, found.removesuffix("s")) for found in _QUALIFIER.findall(text)}
