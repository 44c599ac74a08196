"""What a message may not say unless its instructions say it: promises, threats, deadlines, other channels, and
requests for what does not belong in an SMS. And what none may say: card and social security numbers.

The lines are regular expressions over a text that `plain` has spelled, English and Spanish, one idea each, so that
the account's own words license an idea and not its neighbours; what those words forbid ("never promise approval")
is no licence, see `said`. Ideas can always be paraphrased: figures, links and addresses are what is closed for good.
"""

import re
from dataclasses import dataclass

from app.domain.drafting.scrubbing import luhn


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that only the account may bring up, with the ideas that it consists of."""

    rule: str
    sentence: str
    ideas: tuple[re.Pattern[str], ...]


def _matter(rule: str, sentence: str, ideas: str) -> Matter:
    lines = filter(None, (line.strip() for line in ideas.splitlines()))
    return Matter(rule, sentence, tuple(re.compile(rf"\b(?:{_expanded(line)})\b") for line in lines))


# Fragments that the lines name in capitals.
_FRAGMENTS = {
    "DAY": "(?:today|tonight|tomorrow|midnight|soon|now|eod|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    "|(?:this|next) (?:week|month|year|weekend)|(?:the )?end of (?:the )?(?:day|week|month|business|year)"
    "|hoy|manana|pronto|(?:el )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
    "|(?:fin de|est[ae]) (?:mes|semana))",
    "YOU_ARE": "(?:you(?:'ve| have| had|'re| are|r)?(?: (?:been|already|now|all|officially|fully|just|both))*"
    "|your (?:application|loan|file|request|mortgage|refinance|account)(?:'s| is| was| has been| got)"
    "(?: (?:now|already|officially|been|fully|just))*|(?:everyone|everybody|anyone) gets?|consider yourself)",
    "APPROVED": "(?:pre-? ?)?(?:approved|accepted|cleared to close|funded|eligible|qualified|selected|chosen)",
    "SURELY": "(?:definitely |certainly |surely |absolutely |always )?",
    "OFFER": "(?:interest )?(?:rates?|deals?|offers?|terms|prices?|apr|promotions?|payments?)",
    "COST": "(?:credit (?:check|pull|inquiry)|income (?:check|verification)|closing costs?|fees?|costs?|interest"
    "|down ?payment|money down|obligation|strings|risk|penalt(?:y|ies)|payments?)",
    "MONEY": "(?:the |us |me |your |el |su )?(?:money|funds|payment|deposit|cash|dinero|pago)",
}


def _expanded(line: str) -> str:
    for name, fragment in _FRAGMENTS.items():
        line = line.replace(name, fragment)
    return line


MATTERS = (
    _matter(
        "promise",
        "It promises an approval, a guarantee, a saving or terms that the instructions do not name. Promise nothing.",
        r"""
        guarant(?:ee|eed|ees|eeing|y)|garanti(?:za\w*|a)
        (?<!if )(?<!once )(?<!when )(?<!whether )(?<!until )(?<!after )YOU_ARE APPROVED
        (?:we|we've|have|has been|loan|u r|ur|u are|^) (?:pre-? ?)?approved|^approved
        approval (?:came|went|is) through
        (?:i|we) promise|nobody (?:gets|is) (?:denied|rejected)|no questions asked|bad credit (?:is )?(?:ok|okay|fine)
        (?:instant|same.day|immediate|fast|quick|easy) (?:cash|money|funding|funds)
        (?:money|cash) (?:today|tonight|tomorrow|now)|cash in your (?:pocket|hand)s?
        (?<!if )(?<!whether )(?<!what )(?<!when )(?<!once )(?<!how )you (?:already |definitely |will |do |now )?qualify
        (?:will|'ll) SURELY(?:qualify|be approved|get approved|approve (?:you|your|anyone|everyone))
        (?:approve|approval for|approves) (?:everyone|everybody|anyone|all|you)
        (?:instant|automatic|immediate|same.day|assured) approval
        approval (?:is|was) (?:certain|assured|automatic|instant|granted|confirmed)
        (?:the|your) (?:loan|money|credit|house|home) is (?:as good as )?(?:yours|done|in the bag)
        get you (?:the|a|that|your) loan|no matter what
        (?:esta|estas|fue|ha sido|has sido|queda|quedo) (?:pre-?)?(?:aprobad|calificad|aceptad)[oa]
        aprobacion (?:segura|inmediata|automatica)
        (?:no|zero|without(?: a| any)?|skip the)(?: hidden| upfront| hard)? COST
        sin (?:(?:verificacion|revision) de credito|intereses|costos?|comisiones|riesgo|enganche)
        (?:interest|risk|fee|cost|tax|debt)[- ]free
        nothing (?:down|to pay)
        waiv(?:e|ed|es|ing)
        forgiv(?:e|en|ing|eness)|condon\w+
        wip(?:e|ed|ing) (?:out|away|clean)|writ(?:e|ten|ing) off
        refund(?:s|ed)?|rebates?|give you back|reembolso
        cash ?back|bonus(?:es)?|vouchers?|coupons?
        discount(?:s|ed)?|descuentos?
        prizes?|winner|(?:you|you've|have) won|regalo
        free (?:of charge|gift|money|appraisal|cash|quote|consultation|report|trial)
        (?:for|totally|completely|absolutely|is|it's) free|gratis
        (?:is|are|it's|all) on us
        (?:lowest|best|cheapest|unbeatable|record.low|rock.bottom)(?:[- ](?:possible|available))? OFFER
        (?:special|exclusive|reduced|lower|better|great|amazing|secret) OFFER
        (?:mejor|menor|baja) (?:tasa|oferta|interes)
        beat (?:any|every|their|your)|(?:less|lower|cheaper|better) than (?:any|every|other|all)
        lock(?:ed)? (?:in |it in|your rate|that rate|the rate)
        sav(?:e|ing) (?:you )?(?:a (?:lot|ton|fortune|bundle)|big|money|hundreds|thousands|up to)
        ahorr\w+ (?:dinero|mucho|miles)
        (?:cut|lower|reduce|slash|halve|drop) your (?:monthly )?(?:payments?|bills?|rates?|interest|balance|debt)
        (?:double|triple|halve)[ds]?|half (?:off|price|of (?:it|your|what)|(?:your|the) OFFER)
        (?:money|funds?|cash)(?: \w+){0,3} (?:in your (?:account|bank|hands)|deposited|wired|on (?:its|the) way)
        (?:dinero|fondos)(?: \w+){0,3} (?:en su cuenta|depositad[oa]s?)
        (?:won't|doesn't|no|not|never|without)(?: \w+){0,3} (?:hurt|affect|impact)\w*(?: \w+){0,3} (?:credit|score)
        soft (?:pull|check|inquiry)
        settle (?:it |this |the (?:debt|balance|account) |your (?:debt|balance|account) )?for
        (?:boost|fix|repair|raise|improve) your (?:credit|score)|removed? (?:it |this )?from your credit
        """,
    ),
    _matter(
        "threat",
        "It threatens, or speaks of courts, police, wages or credit bureaus, which the instructions do not. Be kind.",
        r"""
        legal (?:action|proceedings?|consequences|steps|department|team|measures)
        law ?suits?|sue|sued|suing|litigat\w+
        prosecut\w+|criminal\w*|felony|fraud charges?
        (?:in|to|before|the|a) courts?|court (?:date|order|case|hearing|papers|summons|action)
        attorneys?|lawyers?|abogad[oa]s?
        judg(?:e|ment)s?|subpoena\w*|summons
        arrest(?:s|ed|ing)?|warrants?|jail(?:ed)?|prison|carcel|(?:arrest|encarcel)\w+
        police|sheriff|cops?|fbi|policia
        (?:take|seize|lose|losing) your (?:home|house|car|property|kids)
        irs|immigration|deport\w*
        garnish\w*|embarg\w*
        repossess\w*|repo|foreclos\w+|evict\w*|liens?|seiz(?:e|ed|ing|ure)
        collections? agency|sen[dt] (?:you |it |this )?to collections
        credit bureaus?|report(?:ed)? (?:you|this|it) to
        (?:ruin|destroy|wreck|hurt|damage|tank) your (?:credit|score|life|reputation)
        or else|(?:you will|you'll) regret|com(?:e|ing) (?:for|after) you|you owe us
        know where you (?:live|work)|(?:tell|contact|call) your (?:boss|employer|family|wife|husband|neighbors)
        final (?:notice|warning|demand)|last warning|ultimo aviso
        failure to (?:pay|respond|reply|comply)|consequences
        (?:acciones?|demanda|proceso) (?:legal(?:es)?|judicial(?:es)?)|demandar\w*|tribunal\w*
        """,
    ),
    _matter(
        "deadline",
        "It sets a deadline, or says that something ends or expires, which the instructions do not.",
        r"""
        (?:ends?|ending|expir\w+|runs? out|closes?|due|until|valid|before|offer|vence|termina|hasta)(?: \w+){0,2} DAY
        (?:good|valid|available|open)(?: \w+){0,2} (?:through|until|till|to) DAY|(?<!day )through DAY
        by (?!now\b|today's\b)DAY(?! (?:if|works))
        expir(?:e|es|ed|ing|ation)|vence|caduca
        deadlines?
        (?:last|final|ultima) (?:day|chance|opportunity|call|days|hours|oportunidad)
        limited[- ]time|today only|only today|solo (?:por )?hoy
        act (?:now|fast|today)|time is running out|won't last|before it'?s too late|immediately or|urgent(?:e|ly)?
        past due|overdue
        """,
    ),
    _matter(
        "channel",
        "It sends the lead to another app or a way to pay that the instructions do not name.",
        r"""
        whats ?app
        telegram|snap ?chat|discord|signal app|on signal|we ?chat|skype|viber
        instagram|facebook|messenger|tik ?tok
        venmo|cash ?app|zelle|pay ?pal|apple pay|google pay
        bit ?coins?|btc|crypto\w*|ethereum|usdt
        (?:gift|itunes|steam|google play|amazon|prepaid) ?cards?|tarjetas? de regalo
        western union|money ?gram|money orders?
        (?:wire|send|transfer|envi[ea]) MONEY|wire (?:us|me|it|transfers?)
        """,
    ),
    _matter(
        "secret",
        "It asks for a number or password that does not belong in a text message. Ask to speak instead.",
        r"""
        ssn|social security(?: number)?|(?:your|the) social(?! media)|social(?: number| #)|seguro social
        last (?:four|4)(?: digits)? of
        card (?:number|details|info\w*)|(?:debit|credit) card|cvv|cvc|numero de tarjeta
        security code|verification code|one.time code|code (?:you|we|i)|your pin|pin(?: code| number)
        passwords?|passcodes?|log ?in|credentials|contrasena|clave
        routing (?:number|#)|(?:bank )?account (?:number|details)|bank (?:details|info\w*|login)|numero de cuenta
        mother's maiden name|date of birth|birth ?date|driver'?s licen[sc]e|passport
        (?:photo|pic|picture|copy|scan)s? of (?:your |the )?(?:id|ids|card|check|license)
        """,
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
    return [m for m in MATTERS if any(idea.search(text) and not idea.search(licence) for idea in m.ideas)]


_CARD = re.compile(r"(?<!\d)(?:\d[ .,*_-]?){12,18}\d(?!\d)")
_SSN = re.compile(
    r"(?<!\d)(?!000|666)\d{3}[ .-]\d{2}[ .-]\d{4}(?!\d)|\b(?:ssn"
    r"|social)\b\D{0,30}\d(?:[ .-]?\d){8}(?!\d)"
)


def card_number(text: str) -> bool:
    """Whether a number passes Luhn's test (ISO/IEC 7812-1) at a card's length, however it is spaced."""
    return any(luhn(re.sub(r"\D", "", found[0])) for found in _CARD.finditer(text))


def social_security_number(text: str) -> bool:
    return bool(_SSN.search(text))
