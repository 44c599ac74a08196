"""A matter that only the account may bring up, and the fragments of which its expressions are built."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """`ideas` are expressions over a text that `plain` has spelled, English and Spanish, one idea each. `in_questions`
    tells whether a question may not bring it up either."""

    rule: str
    sentence: str
    ideas: tuple[re.Pattern[str], ...]
    in_questions: bool = True


# Fragments that the lines name in capitals.
_FRAGMENTS = {
    "DAY": "(?:today|tonight|tomorrow|midnight|noon|soon|now|eod|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    "|(?:this|next) (?:week|month|year|weekend)|close of business|cob"
    "|(?:the )?end of (?:the |this |next )?(?:day|week|month|business|year"
    "|weekend|quarter)"
    "|hoy|manana|pronto|(?:el )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
    "|(?:fin de|est[ae]) (?:mes|semana))",
    "YOU_ARE": "(?:you(?:'ve| have| had|'re| are|r)?(?: (?:been|already|now|all|officially|fully|just|both))*"
    "|your (?:application|loan|file|request|mortgage|refinance|account)(?:'s| is| was| has been| got)"
    "(?: (?:now|already|officially|been|fully|just))*|(?:everyone|everybody|anyone) gets?|consider yourself)",
    "APPROVED": "(?:pre-? ?)?(?:approved|accepted|cleared to close|funded|eligible|qualified|selected|chosen)",
    "SURELY": "(?:definitely |certainly |surely |absolutely |always )?",
    "OFFER": "(?:interest )?(?:rates?|deals?|offers?|terms|prices?|apr|promotions?|payments?)",
    "COST": "(?:credit (?:check|pull|inquiry)|income (?:check|verification)|closing costs?|fees?|costs?|interest"
    "|down ?payment|money down|strings|risk|penalt(?:y|ies)|payments?|paperwork|appraisal|charges?)",
    "MONEY": "(?:the |us |me |your |el |su |in )?(?:money|funds|payments?|deposit|cash|fees?|dinero|pago|check)",
    "NOT_A_NOUN": "(?<!a )(?<!the )(?<!site )(?<!home )(?<!first )(?<!free )(?<!your )(?<!this )(?<!each )(?<!next )"
    "(?<!short )(?<!clinic )(?<!quick )(?<!morning )(?<!afternoon )(?<!evening )(?<!office )(?<!day )(?<!last )",
    "ANYBODY": "(?:who|anyone|anybody|someone|somebody|nobody|no one|how many people)",
    "NOT_A_PAPER": "(?<!pdf )(?<!statement )(?<!statements )(?<!letter )(?<!form )(?<!copy )(?<!one )(?<!paperwork )"
    "(?<!stubs )(?<!bill )",
    "PERSON": "(?:neighbou?rs?|friends?|cousin|co-?workers?|ex|boss|buddy|pal|landlord|other"
    " (?:customers?|clients?|people|borrowers?))",
    "FAMILY": "(?:brother|sister|wife|husband|spouse|partner|mom|dad|mother|father|parents|kids?|children|family|son"
    "|daughter|uncle|aunt)",
}


_CONTINUED = re.compile(r"\n\s*\|")


def matter(rule: str, sentence: str, ideas: str, *, in_questions: bool = True) -> Matter:
    """A matter from its ideas, one a line. A line that begins with "|" goes on with the one before it."""
    lines = filter(None, (line.strip() for line in _CONTINUED.sub("|", ideas).splitlines()))
    compiled = tuple(re.compile(rf"(?<!\w)(?:{_expanded(line)})(?!\w|'t\b)") for line in lines)
    return Matter(rule, sentence, compiled, in_questions)


def _expanded(line: str) -> str:
    for name, fragment in _FRAGMENTS.items():
        line = line.replace(name, fragment)
    return line
