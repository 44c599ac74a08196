"""What the account's own words license, and which matters a draft brings up without license."""

import re
from collections.abc import Callable, Iterator, Set
from functools import cache, lru_cache

from app.domain.drafting.acts.conduct import (
    ADVICE,
    AGREEMENT,
    AUTHORITY,
    MANNERS,
    OPT_OUT,
    PEOPLE,
    PLACE,
    PRIVATE,
)
from app.domain.drafting.acts.elsewhere import CHANNEL, SECRET
from app.domain.drafting.acts.matter import Matter
from app.domain.drafting.acts.pressure import DEADLINE, THREAT
from app.domain.drafting.acts.promises import CLAIM, PROMISE
from app.domain.drafting.beginnings import Search, beginnings

MATTERS = (
    PROMISE, CLAIM, THREAT, DEADLINE, CHANNEL, SECRET, AUTHORITY, AGREEMENT, OPT_OUT, ADVICE, MANNERS, PEOPLE, PRIVATE,
    PLACE,
)  # fmt: skip

# "Never text your card number" asks for nothing.
_WARNING = re.compile(
    r"\b(?:never|do not|don't|please don't|no need to|nunca|no)(?: ever| need to)? (?:text|send|share|give"
    r"|reply with|include|post|ask for|envie|comparta|mande)\b(?= (?:\w+ ){0,3}(?:your|any|an?|card|bank|account|social"
    r"|ssn|personal|private|passwords?|codes?|su|tu|numeros?)\b)[^.!?\n]{0,60}"
)
# What a message declines to say: "I can't promise a rate by text", "this is not an offer", "it depends on your credit".
_DISCLAIMER = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't|not able to|unable to|not in a position to|not allowed to"
    r"|wouldn't want to|don't want to|rather not|hate to|no puedo|no podemos)"
    r" (?:\w+ )?(?:promise|quote|guarantee|offer|give|say|tell|confirm|approve|match|beat|speak to"
    r"|discuss|advise|share|commit|guess|speculate|assume|prometer|garantizar|ofrecer|confirmar|cotizar|aprobar)\b"
    r"(?:(?!\b(?:but|so|because|though|although|since|pero|porque|and (?:you|we|i))\b)[^.!?;,\n])*"
    r"|\b(?:is not|isn't|aren't|not) (?:meant as |to be |intended as )?(?:an? )?(?:offer|commitment|approval|guarantee"
    r"|promise|quote|advice|oferta|compromiso)s?\b(?: (?:or|and|nor) (?:an? )?\w+)*(?: to lend| of credit)?"
    r"|\brates? (?:can |may |could |might |do |often )?(?:change|move|vary|(?:go|move) up (?:or|and) down"
    r"|rise (?:or|and) fall)[^.!?;,\n]*"
    r"|\b(?:whether|if|what|how much|which) (?:or not )?(?:you|it|this|that|we)(?:'d| would| might| may| could| can)?"
    r" (?:\w+ )?(?:qualif\w+|be (?:approved|eligible)|afford|makes sense)[^.!?;,\n]*"
    r"|\bbefore (?:anyone|saying|they|we can|we could) [^.!?;,\n]*"
    r"|(?:(?<=^)|(?<=[.!?\n] ))(?:an? |the )?(?!(?:lower|better|cheaper|new|great|your|our|my|this|that) )(?:\w+ ){0,2}"
    r"(?:rate|apr|refinance|appraisal|escrow|mortgage|loan|estimate|cash out|closing costs|fixed|pmi|equity)"
    r" (?:means|stays|includes|covers|lets|replaces|is (?:an?|the|when|how|where|money)) [^.!?\n]*"
    r"|(?:(?<=^)|(?<=[.!?\n] ))(?:an? |the )?(?:longer|shorter) (?:term|plan)(?:,| means| has| comes with) [^.!?\n]*"
    r"|\b(?:a|your|any) tax (?:advisor|adviser|professional|preparer|expert|person)\b"
    r"|\b(?:can't|cannot|won't|don't|never|not) (?:ever )?(?:make (?:any )?promises?|promise)\b[^.!?;,\n]*"
    r"|\bnot everyone (?:is|gets|qualifies|will)[^.!?;,\n]*|\bno guarantees?\b"
    r"|\bif you(?:'ve| have)[^.!?\n]{0,60}?,? (?:then )?congrat\w+"
    r"|\b(?:approvals?|eligibility|qualifying) (?:\w+ )?(?:depends?|is up to|isn't|is not|comes? down to|varies)\b"
    r"[^.!?;,\n]*"
    r"|\byour friend's (?:rate|offer|quote|deal|loan) (?:may|might|could|probably|likely)(?: well)? (?!be yours)"
    r"(?:have |has )?(?:come|came|includes?|included|involved?|had|be|been)\b[^.!?;,\n]*"
    r"|\bhope (?:that )?(?:you and )?your (?:family|loved ones)(?: are| is)?(?: both| all)?(?: doing)?"
    r" (?:well|great|good|ok|okay|fine|safe)\b(?! if)"
    r"|\b(?:your|a) friend's (?:rate|offer|quote|deal|loan)\b(?! (?:for you|is yours|too))"
    r"|\b(?:want|wanting|wanted|prefer|hoping for|looking for|interested in|after) an? (?:lower|better|smaller)"
    r" (?:rate|payment)\b(?=[.,!?]|$)"
    r"|\bif (?:a|your|another) (?:\w+ )?(?:friend|neighbor|coworker|client|customer) (?:recommended|referred"
    r"|told you about|mentioned|sent you to) us\b"
    r"|\b(?:depends?|dependera|depende|based|varies|vary)(?: \w+)? (?:on|de|with|by)\b"
    r"(?:(?!, (?:and|but|so) (?:you|yours|we|it|that|this|your \w+ (?:is|are|looks?|was))\b)[^.!?;\n])*"
)
# What a lead may have concerns about: "Any concerns about the credit check?"
_OF_A_LOAN = (
    r"(?:the |our |your |any |those |these )?(?:\w+ and )?"
    r"(?:credit (?:check|pull|score|report)|closing costs?|fees?|costs?"
    r"|(?:loan )?terms|terms and conditions|fine print|contract|savings|warranty|(?:monthly |down )?payments?|interest"
    r"|escrow|appraisal|pricing)\b"
)
# What a question about the lead's own aims may name: "Are you looking to lower your payment?"
_AIMED_AT = re.compile(
    r"\b(?:lower|better|smaller|good|great) (?:monthly )?(?:rates?|payments?|terms)\b|\b(?:lower|reduc|cut)(?:ing|e)?"
    r" your (?:monthly )?(?:payments?|rates?|bills?)\b|\b(?:some )?cash out\b|\bworth (?:it|your time|your while)\b"
    r"|\b(?:are|were) you (?:already |currently )?(?:pre-? ?)?(?:approved|qualified)\b(?! for the loan)"
    rf"|\b(?:concerns?|questions?|thoughts?|doubts?|anything|worried|worries|unsure|confused|unclear) (?:about|on|with)"
    rf" {_OF_A_LOAN}|\b(?:is|are|was|were) {_OF_A_LOAN} (?=(?:un)?clear\b|confusing|holding|a concern)"
    r"|\b(?:see|know|learn|find out|hear) (?:what|how much) (?:the |your )?(?:savings?|payments?|rates?|costs?)"
    r" (?:could|might|would|may) (?:be|look like)\b"
    r"|\bsav(?:e|ing) (?:some )?money\b|\bpay(?:ing)? (?:it|the loan|your loan|this) off\b"
)
# What the lead asked about, or may have explained: "You asked about closing costs."
_TOPIC = re.compile(
    r"\b(?:asked about|questions? (?:about|on)|explain|go over|talk (?:through|about)|walk (?:you )?through|understand)"
    r" [^.!?;,\n]*"
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
_SENTENCE = re.compile(r"(?:[^.!?\n;]|(?<=\d)\.(?=\d))*+[.!?\n;]?")
_QUESTION = re.compile(r"(?:(?<=^)|(?<=[.!\n?])(?!\d)|(?<=[;:,] ))(?:[^.!?\n;]|(?<=\d)\.(?=\d))*\?")
_ASKS = re.compile(
    r"\s*(?:(?:and|but|so|or|then|if|when|hi|hey|hello|just|please|sorry|curious|is|isn't|are|aren't|was|were|do|don't"
    r"|does|doesn't|did|didn't|can|can't|could|would|wouldn't|will|won't|should|shall|may|have|haven't|has|had|what"
    r"|what's"
    r"|when|where|who|who's|which|how|how's|why|any|anything|anybody|anyone|want|need|ready|still|es|esta|puede|quiere"
    r"|le|te|tiene|hay|que|cual|cuando|donde|como)\b|\W*$)"
)
_TAG = re.compile(
    r"\s*(?:right|ok|okay|yes|yeah|no|correct|deal|agreed|cool|alright|all right|fair|good|sound(?:s)? good|you know"
    r"|isn't it|aren't you|don't you|won't you|can't you|verdad|si|vale)\?"
)


def _asked(question: re.Match[str]) -> tuple[str, str]:
    """A sentence with a question mark as what it states and what it asks: "There's a fee, shall I send the link?"

    It asks from its beginning, unless it begins as a statement and only its last clause asks. A tag ("right?") makes
    no question of a statement.
    """
    *before, last = question[0].split(",")
    if not before or _ASKS.match(before[0]):
        return "", question[0]
    if _TAG.fullmatch(last):
        return question[0], ""
    return (",".join(before) + ".", last) if _ASKS.match(last) and not _OR.match(last) else ("", question[0])


_OR = re.compile(r"\s*(?:or|and)\b")


# What goes without saying for who visits people or is visited by them, for a law firm, and where children go.
_GOES_WITHOUT_SAYING = (
    (
        re.compile(
            r"\b(?:inspections?|in-home|(?:home|site) visits?|house calls?|showings?|tours?|open house|test drives?"
            r"|walk-ins?|showroom|clinic|salon|studio|dealership|orientation|(?:new )?patients?|cleanings?|exams?"
            r"|treat(?:ment)?s?|water test|estimates?|lessons?|branch(?:es)?)\b"
            r"|\b(?:office|store|shop|lobby|location)s? (?:is|are) (?:open|at|on)\b|\b\d{1,5} (?:[\w.'-]+ ){1,3}?"
            r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|lane|way|court|place|parkway|highway)\b"
        ),
        "come by. we come by. come in. come over. stop by. stop in. drop by. drop in. swing by. visit us."
        " we come to your. come to you.",
    ),
    (
        re.compile(r"\b(?:law|attorneys?|lawyers?|abogad[oa]s?)\b"),
        "attorney. lawyer. an attorney. a lawyer. police. abogado. abogada.",
    ),
    (
        re.compile(r"\b(?:preschool|daycare|child ?care|pediatric\w*|children|kids|child's|camp)\b"),
        "your kids. your children. the kids. the children. have kids.",
    ),
    (
        re.compile(r"\b(?:apartments?|roommates?|leases?|tenants?|rental|move-?in|bedrooms?|senior living)\b"),
        "live with you. living with you.",
    ),
    (
        re.compile(r"\b(?:pharmacy|prescriptions?|refills?|clinic|patients?|dentist|dental|doctor|dr|nurse|vet)\b"),
        "medication. medications. prescription. prescriptions. medicamentos. surgery.",
    ),
    (re.compile(r"\bsign (?:it |online |electronically )?(?:at|on|in|via|by|here|online)\b"), "sign here. sign it."),
    # The same matter in Spanish, for an account that writes in English of leads who write in Spanish.
    (re.compile(r"\bdiscounts?\b"), "descuento. descuentos."),
    (re.compile(r"\bno (?:\w+ ){0,2}(?:fees?|costs?)\b"), "sin costo. sin costos. sin comisiones."),
    (re.compile(r"\bno interest\b"), "sin intereses."),
    (re.compile(r"\b(?:valid|good) (?:until|through|till)\b|\bdue\b|\bexpires?\b|\bdeadline\b"), "vence."),
)


def goes_without_saying(account: str) -> str:
    """What an account of such a trade may say though its own words (spelled by `plain`) do not."""
    return "\n".join(said for trade, said in _GOES_WITHOUT_SAYING if trade.search(account))


def permitted(instructions: str) -> str:
    """Instructions, spelled by `plain`, without the parts that forbid something."""
    return _FORBIDDEN.sub(" ", instructions)


def without_disclaimers(text: str) -> str:
    """A text (spelled by `plain`) without what it declines to say, warns of, or asks of the lead's own aims."""
    text = _DISCLAIMER.sub(" ", _WARNING.sub(" ", text))
    return _with_questions(text, lambda question: _without_aims(*_asked(question)))


def _without_aims(states: str, asks: str) -> str:
    return f"{states} {_AIMED_AT.sub(' ', asks)}"


@lru_cache(maxsize=64)
def without_questions(text: str) -> str:
    """What a text states."""
    return _with_questions(text, lambda question: f"{_asked(question)[0]} ")


def _with_questions(text: str, instead: Callable[[re.Match[str]], str]) -> str:
    """A text with something in the place of each question. Only a sentence that ends as one is searched for it."""
    written, last = "", 0
    for sentence in _SENTENCE.finditer(text):
        if sentence[0].endswith("?") and (question := _QUESTION.search(text, sentence.start(), sentence.end())):
            written += text[last : question.start()] + instead(question)
            last = question.end()
    return written + text[last:]


def unlicensed(text: str, license: str, named: Set[str], heard: Set[str] = frozenset()) -> list[Matter]:
    """The matters that a text without disclaimers brings up in words that are not the account's. `license` is what the
    account says, spelled as the text is; `named` each word of the facts, `heard` each that the lead wrote."""
    stated = _TOPIC.sub(" ", without_questions(text))
    broken = {*_brought_up(text, license, named, heard), *_brought_up(stated, license, named, heard, asked=False)}
    return [matter for matter in MATTERS if matter.rule in broken]


# What costs nothing in the account's words: "a free visit", "no application fee", "quotes are free".
_FREE = re.compile(
    r"\bfree ([\w-]{4,})(?: (\w{4,}))?|\b(\w{4,})s? (?:is|are) (?:\w+ )?free\b"
    r"|\bno (\w{4,}) (?:fees?|costs?|charges?)\b"
    r"|\b(\w{4,}) (?:can be|will be|is|are|gets?|comes?) (?:\w+ )?(?:for free|free of charge|at no cost)\b"
    r"|\b(\w{4,}) free(?=[.,;!\n]|$)|\b(?:no|any) (?:fees?|costs?|charges?) (?:to|for) (?:an? |the |your )?(\w{4,})"
)
_NO_THINGS = frozenset(
    "from with that this than then when where which while what about after before behind between next near right your"
    " their also only just over under text here there them they will have does include includes takes take"
    " online gift money cash month months year years week weeks interest".split()
)
_SPANISH = {
    "call": "llamada", "visit": "visita", "quote": "cotizacion", "estimate": "presupuesto", "consultation": "consulta",
    "inspection": "inspeccion", "parking": "estacionamiento", "help": "ayuda", "guide": "guia", "exam": "examen",
    "application": "solicitud", "class": "clase", "evaluation": "evaluacion", "review": "revision", "trial": "prueba",
}  # fmt: skip
_WAYS_TO_APPLY = "appl(?:y|ying|ication)|start(?:ing)?|finish(?:ing)?|complet(?:e|ing)|submit(?:ting)?|continu(?:e|ing)"


def without_restatements(text: str, license: str) -> str:
    """A text (spelled by `plain`) without what it says in other words of a thing that costs nothing.

    Where the account says "no application fee", so may the draft say "it costs nothing to apply".
    """
    things = {thing for found in _FREE.findall(license) for thing in found if thing} - _NO_THINGS
    if not things:
        return text
    things |= {spanish for thing in things if (spanish := _SPANISH.get(thing.removesuffix("s")))}
    return _costs_nothing(frozenset(things)).sub(lambda found: f"{found['kept'] or ''} ", text)


@lru_cache(maxsize=64)
def _costs_nothing(things: frozenset[str]) -> re.Pattern[str]:
    """What may be said of these things."""
    named = sorted(re.escape(thing.removesuffix("s")) + "s?" for thing in things)
    named += [_WAYS_TO_APPLY] if any(thing.startswith("appl") for thing in things) else []
    thing = rf"(?:{'|'.join(named)})\b"
    before = (
        r"(?: at all)?,? (?:to|for|on|with|if you|when you|by) (?:just )?(?:an? |the |your |our |you to )?(?:\w+ )?"
    )
    of_it = rf"{before}(?:fill(?:ing)? (?:out|in) )?(?:an? |the |your )?{thing}"
    fee = r"(?:fees?|costs?|charges?)"
    return re.compile(
        rf"\b(?:no|zero|never (?:an?|any)|without (?:an?|any)|isn't (?:an?|any)|aren't any) {fee}{of_it}"
        rf"|\b(?:no|zero|never (?:an?|any)|without (?:an?|any)|isn't (?:an?|any)) {thing} {fee}"
        rf"|(?:won't|will not|doesn't|does not|don't|do not|never)(?: be| have to| need to| ever)? (?:costs?"
        rf"|charged?|pay|owe)"
        rf"(?: you)?(?: anything| a thing| any money| a fee)?(?: at all)?{of_it}"
        rf"|(?:won't|don't|do not|will not|never)(?: have to| need to| be| ever)? (?:charged?|pay|owe) (?:an?|any"
        rf"|the) {thing} {fee}"
        rf"|\bcosts? (?:you )?nothing{of_it}"
        rf"|{thing}(?: with us| online)?(?: is|'s| are| comes)? (?:\w+ )?free\b(?! of (?!charge))"
        rf"|{thing} (?:costs? (?:you )?nothing|doesn't cost (?:you )?(?:anything|a thing))"
        rf"|\b(?:it's |that's )?free{of_it}|\bfree {thing}"
        rf"|{thing} (?:\w+ )?(?:(?:es|son|sale|salen|esta|no cuesta) (?:\w+ )?)?"
        rf"(?:gratis|gratuit[oa]s?|sin costo|nada)\b"
        rf"|\b{thing}(?: you| them| everyone)?(?: \w+)? (?:for free|free of charge|at no (?:cost|charge))\b"
        # "There is parking. It's free."
        rf"|(?P<kept>\b{thing}[^.!?\n]{{0,40}}[^\w\n]{{1,4}})(?:and |yes,? )?"
        rf"(?:it's|that's|it is|they're|they are) (?:all |totally )?free\b(?! of (?!charge))"
    )


@cache
def _search(in_questions: bool) -> tuple[Search, list[str]]:
    """The ideas of the matters that a question may not bring up either, or of the others, and the rule of each."""
    ideas = [(idea, m.rule) for m in MATTERS if m.in_questions is in_questions for idea in m.ideas]
    expressions = [idea for idea, _ in ideas]
    return Search(expressions, [beginnings(idea.pattern) for idea in expressions]), [rule for _, rule in ideas]


def _brought_up(text: str, license: str, named: Set[str], heard: Set[str], *, asked: bool = True) -> Iterator[str]:
    """The rules of the matters of which the text has an expression that the license does not have in the same words.
    An expression with a group `to` is licensed by that word alone, one with a group `heard` by that word of the lead:
    who speaks of a wife is answered about her."""
    search, rules = _search(asked)
    for number, found in search.matches(text):
        used = {_same(match[0]) for match in found if not _is_named(match, named, heard)}
        if used and used - {_same(match[0]) for match in search.expressions[number].finditer(license)}:
            yield rules[number]


def _is_named(found: re.Match[str], named: Set[str], heard: Set[str]) -> bool:
    groups = found.groupdict()
    if groups.get("heard") in heard:
        return True
    to = groups.get("to") or ""
    return bool(to) and not {to, to.removesuffix("s"), f"{to}s"}.isdisjoint(named)


_EMPTY = frozenset("a an the been your our do does did is will would be any".split())
_NOT = re.compile(r"\b(?:can|won|do|does|did|is|are|will|would)(?:n't|'t| ?not)\b|\bcannot\b|\bnot\b")


@lru_cache(maxsize=4096)
def _same(expression: str) -> str:
    """An expression as it is compared: without marks, plurals, articles, whose it is, and auxiliaries. "Doesn't affect
    your score" is "not affect the score"."""
    words = re.findall(r"\w+", _NOT.sub("not", expression))
    return " ".join(word.removesuffix("s") for word in words if word not in _EMPTY)
