"""What a lender's message may not say unless its instructions say it: promises, threats, deadlines, other channels;
and what no message may say: secrets asked for, card numbers.

Patterns read a text that `plain` has spelled, in English and Spanish. One that the account's own words match is
licensed by them; what they forbid ("never promise approval") is no licence, see `said`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that only the account may bring up."""

    rule: str
    sentence: str
    patterns: tuple[re.Pattern[str], ...]


def _matter(rule: str, sentence: str, *patterns: str) -> Matter:
    return Matter(rule, sentence, tuple(re.compile(pattern) for pattern in patterns))


_DAYS = (
    r"(?:today|tonight|tomorrow|midnight|soon|now|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:this|next) (?:week"
    r"|month|year|weekend)|(?:the )?end of (?:the )?(?:day|week|month|business|year)|eod|hoy|manana|pronto"
    r"|(?:el )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|(?:fin de|esta|este) (?:mes|semana))"
)
_YOU_ARE = (
    r"(?:you(?:'ve| have| had|'re| are|r)?(?: (?:been|already|now|all|officially|fully|just|both|hereby|actually))*"
    r"|your (?:application|loan|file|request|mortgage|refinance|account)(?:'s| is| was| has been| got)(?: (?:now"
    r"|already|officially|been|fully|just))*|got you|get you|consider yourself)"
)

MATTERS = (
    _matter(
        "promise",
        "It promises an approval, a guarantee, a saving or terms that the instructions do not name. Promise nothing.",
        r"\bguarant(?:ee|eed|ees|eeing|y)\b|\bgarantiza\w*|\bgarantia\b",
        rf"\b{_YOU_ARE} (?:pre-? ?)?(?:approved|accepted|cleared to close|funded|eligible|pre-?qualified|qualified"
        rf"|selected|chosen)\b",
        r"(?<!if )(?<!whether )(?<!what )(?<!when )(?<!once )(?<!how )\byou (?:already |definitely |will |do "
        r"|now )?qualify\b|\byou'll (?:definitely |certainly |surely )?(?:qualify|be approved|get approved)\b"
        r"|\bwill (?:definitely |certainly |surely )?(?:be approved|approve (?:you|your|anyone|everyone))\b"
        r"|\b(?:approve|approval for) (?:everyone|everybody|anyone|all)\b|\b(?:instant|automatic|immediate|same.day"
        r"|assured) approval\b|\bapproval (?:is |was )?(?:certain|assured|automatic|instant|granted|confirmed)\b",
        r"\b(?:esta|estas|fue|ha sido|has sido|queda|quedo|ya esta) (?:pre-?)?(?:aprobad[oa]|calificad[oa]"
        r"|aceptad[oa])\b|\baprobacion (?:segura|inmediata|automatica)\b|\b(?:su|tu) (?:prestamo|solicitud"
        r"|credito) (?:esta|fue|ha sido|ya esta|quedo) aprobad[oa]\b",
        r"\b(?:no|zero|without(?: a| any)?|skip the|sin)(?: hidden| upfront| hard)? (?:credit (?:check|pull|inquiry)"
        r"|income (?:check|verification)|closing costs?|fees?|costs?|interest|down ?payment|money down|obligation"
        r"|strings|risk|penalt(?:y|ies)|payments?|(?:verificacion|revision) de credito|intereses|costos?"
        r"|comisiones)\b|\b(?:interest|risk|fee|cost|tax|debt)[- ]free\b|\bsin (?:riesgo|enganche)\b",
        r"\bwaiv(?:e|ed|es|ing)\b|\bforgiv(?:e|en|ing|eness)\b|\bwip(?:e|ed|ing) (?:out|away|clean)\b|\bwrit(?:e|ten"
        r"|ing) off\b|\brefund(?:s|ed)?\b|\brebates?\b|\bcash ?back\b|\bbonus(?:es)?\b|\bvouchers?\b|\bdiscount(?:s"
        r"|ed)?\b|\bcoupons?\b|\bprizes?\b|\bfree (?:of charge|gift|money|appraisal|cash|quote|consultation|report"
        r"|trial)\b|\b(?:for|totally|completely|absolutely|is|it's) free\b|\b(?:is|are|it's|all) on us\b|\bgratis\b"
        r"|\bdescuentos?\b|\breembolso\b|\bregalo\b|\bcondon\w+",
        r"\b(?:special|exclusive|reduced|lower|better|great|amazing|secret)(?: (?:interest )?)(?:rates?|deals?"
        r"|offers?|terms|prices?|apr|promotions?)\b",
        r"\b(?:lowest|best|cheapest|unbeatable|record.low|rock.bottom)(?:[- ](?:possible|available|low"
        r"|time))? (?:interest )?(?:rates?|deals?|offers?|terms|prices?|apr|promotions?)\b|\bbeat (?:any|every|their"
        r"|your)\b|\block(?:ed)? (?:in |it in|your rate|that rate|the rate)|\b(?:mejor|menor|baja) (?:tasa|oferta"
        r"|interes)\b",
        r"\bsav(?:e|ing) (?:you )?(?:a (?:lot|ton|fortune|bundle)|big|money|hundreds|thousands|up to)\b|\b(?:cut"
        r"|lower|reduce|slash|halve|drop) your (?:monthly )?(?:payments?|bills?|rates?|interest|balance|debt)\b"
        r"|\b(?:double|triple|halve)(?:d|s)?\b|\bhalf (?:off|price|of (?:it|your|what))|\bahorr(?:e|ara|aras"
        r"|ar) (?:dinero|mucho|miles|cientos)\b",
        r"\b(?:money|funds?|cash|loan|check|dinero|fondos)\b(?: \w+){0,3} (?:in your (?:account|bank|hands)"
        r"|deposited|wired|sent to you|on (?:its|the) way|en su cuenta|depositad[oa])\b",
        r"\b(?:won't|will not|doesn't|does not|no|not|never|without)(?: \w+){0,3} (?:hurt|affect|impact|hurting"
        r"|affecting|impacting|damage|effect)(?: \w+){0,2} (?:your )?(?:credit|score)\b|\bsoft (?:pull|check"
        r"|inquiry)\b|\bsettle (?:it |this |the (?:debt|balance|account) |your (?:debt|balance|account) )?for\b"
        r"|\b(?:boost|fix|repair|raise|improve) your (?:credit|score)\b|\bremoved? (?:it |this )?from your credit\b",
    ),
    _matter(
        "threat",
        "It threatens, or speaks of courts, police, garnishing or credit bureaus, which the instructions do not.",
        r"\blegal (?:action|proceedings?|consequences|steps|department|team|measures)\b|\blaw ?suits?\b|\b(?:sue"
        r"|sued|suing|prosecut\w+|litigat\w+)\b|\b(?:in|to|before (?:a|the)|the|a) courts?\b|\bcourt (?:date|order"
        r"|case|hearing|papers|summons|action)\b|\battorneys?\b|\blawyers?\b|\bjudg(?:e|ment)s?\b|\bsubpoena\w*"
        r"|\bsummons\b",
        r"\barrest(?:s|ed|ing)?\b|\bwarrants?\b|\bpolice\b|\bsheriff\b|\bjail(?:ed)?\b|\bprison\b|\bcriminal\w*\b"
        r"|\bfbi\b|\birs\b|\bdeport\w+|\bimmigration\b|\bfelony\b|\bfraud charges?\b",
        r"\bgarnish\w*|\brepossess\w*|\brepo\b|\bforeclos\w+|\bliens?\b|\bseiz(?:e|ed|ing|ure)\b|\bevict\w*"
        r"|\bcollections? agency\b|\bsent? to collections\b|\bcredit bureaus?\b|\breport(?:ed)? (?:you|this|it) to\b"
        r"|\b(?:ruin|destroy|wreck|hurt|damage|tank) your (?:credit|score|life|reputation)\b",
        r"\b(?:or else|you will regret|you'll regret|we know where you|know where you live|tell your (?:boss"
        r"|employer|family|wife|husband|neighbors)|contact your (?:boss|employer|family))\b|\bfinal (?:notice"
        r"|warning|demand)\b|\b(?:last|final) chance\b|\bfailure to (?:pay|respond|reply|comply)\b|\bconsequences\b",
        r"\b(?:acciones?|accion|demanda|proceso) (?:legal(?:es)?|judicial(?:es)?)\b|\bdemandar\w*|\btribunal\w*"
        r"|\babogad[oa]s?\b|\b(?:arrest|encarcel|deport|embarg)\w+|\bpolicia\b|\bcarcel\b|\borden de arresto\b"
        r"|\bembargo\b|\bultimo aviso\b",
    ),
    _matter(
        "deadline",
        "It sets a deadline, or says that something ends or expires, which the instructions do not.",
        rf"\b(?:ends?|ending|expir\w+|runs? out|closes?|closing|due|deadline|until|valid|good|only|before"
        rf"|no later than|offer|vence|termina|caduca|expira|hasta|antes d?el?)(?: (?:is|are|on|at|by|for|until"
        rf"|through|in|the|your|offer|only|el|la|de|del|este|esta)){{0,3}} {_DAYS}\b",
        rf"\bby (?!now\b|today's\b){_DAYS}\b(?! (?:if|works))",
        r"\bexpir(?:e|es|ed|ing|ation)\b|\bdeadlines?\b|\b(?:last|final) (?:day|chance|opportunity|call|days"
        r"|hours)\b|\blimited[- ]time\b|\btoday only\b|\bonly today\b|\bact (?:now|fast|today)\b"
        r"|\btime is running out\b|\bwon't last\b|\bbefore it'?s too late\b|\bimmediately or\b|\bpast due\b"
        r"|\boverdue\b|\bultima oportunidad\b|\bsolo (?:por )?hoy\b|\bvence\b|\bcaduca\b|\burgent(?:e|ly)?\b",
    ),
    _matter(
        "channel",
        "It sends the lead to another app or a way to pay that the instructions do not name.",
        r"\bwhats ?app\b|\btelegram\b|\bsnap ?chat\b|\binstagram\b|\bfacebook\b|\bmessenger\b|\btik ?tok\b"
        r"|\bdiscord\b|\bsignal app\b|\bon signal\b|\bwe ?chat\b|\bskype\b|\bviber\b",
        r"\bvenmo\b|\bcash ?app\b|\bzelle\b|\bpay ?pal\b|\bapple pay\b|\bgoogle pay\b|\bbit ?coins?\b|\bcrypto\w*\b"
        r"|\bethereum\b|\busdt\b|\bgift ?cards?\b|\btarjetas? de regalo\b|\bwestern union\b|\bmoney ?gram\b"
        r"|\bmoney orders?\b|\bprepaid cards?\b|\b(?:wire|send|transfer|envi[ea]) (?:the |us |me |your |el "
        r"|su )?(?:money|funds|payment|deposit|cash|dinero|pago)\b|\bwire transfers?\b",
    ),
    _matter(
        "secret",
        "It asks for a number or password that does not belong in a text message. Ask to speak instead.",
        r"\b(?:ssn|social(?: security)?(?: number| #|#)|social security|seguro social|card (?:number|details"
        r"|info\w*)|(?:debit|credit) card (?:number|details|info\w*)|cvv|cvc|security code|pin(?: code| number)?"
        r"|passwords?|passcodes?|log ?in|credentials|routing (?:number|#)|(?:bank )?account (?:number|details)"
        r"|bank (?:details|info\w*|login)|verification code|one.time code|mother's maiden name"
        r"|driver'?s licen[sc]e number|numero de (?:tarjeta|cuenta|seguro social)|contrasena|clave)\b",
    ),
)

# "Never text your card number" asks for nothing.
_WARNING = re.compile(
    r"\b(?:never|do not|don't|please don't|no need to|nunca|no)(?: ever| need to)? (?:text|send|share|give"
    r"|reply with|include|post|ask for|envie|comparta|mande)\b[^.!?\n]{0,60}"
)
# What an instruction forbids, to the end of its clause.
_FORBIDDEN = re.compile(
    r"(?:(?<=^)|(?<=[.;!?\n:,(-]) ?|(?<=\band )|(?<=\bbut )|(?<=\bplease )|(?<=\balso )|(?<=\bmust )|(?<=\bshould )"
    r"|(?<=\by )|(?<=\bpero ))"
    r"(?:never|do not|don't|dont|avoid|refrain from|no (?:mention|promises?|threats?|talk|guarantees?)|nunca|jamas"
    r"|evite|evita|no (?:diga|digas|mencione|menciones|ofrezca|ofrezcas|prometa|prometas|hable|hables|use"
    r"|uses))\b(?! (?:forget|hesitate|only|just|olvide|olvides|dude|dudes))"
    r"(?:(?!\b(?:but|instead|pero)\b)[^.;!?\n]|\.(?=\d))*",
    re.MULTILINE,
)


def said(instructions: str) -> str:
    """What instructions (spelled by `plain`) say, without what they forbid to say."""
    return _FORBIDDEN.sub(" ", instructions)


def unlicensed(text: str, licence: str) -> list[Matter]:
    """The matters that a text brings up and the account's own words do not; both spelled by `plain`."""
    text = _WARNING.sub(" ", text)
    return [m for m in MATTERS if any(p.search(text) and not p.search(licence) for p in m.patterns)]


_CARD = re.compile(r"(?<!\d)(?:\d[ .,*_-]?){12,18}\d(?!\d)")
_SSN = re.compile(
    r"(?<!\d)(?!000|666)\d{3}[ .-]\d{2}[ .-]\d{4}(?!\d)|\b(?:ssn"
    r"|social)\b\D{0,30}\d(?:[ .-]?\d){8}(?!\d)"
)


def card_number(text: str) -> bool:
    """Whether a number passes Luhn's test (ISO/IEC 7812-1) at a card's length, however it is spaced."""
    return any(_luhn(re.sub(r"\D", "", found[0])) for found in _CARD.finditer(text))


def _luhn(number: str) -> bool:
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(int(digit) for digit in number[::-2]) + sum(doubled)) % 10 == 0


def social_security_number(text: str) -> bool:
    return bool(_SSN.search(text))
