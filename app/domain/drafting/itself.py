"""What a model may not say about itself: that it is a person, what it was told, or that it is a model at work.

That it is an automated assistant it may always say.
"""

import re

from app.domain.drafting.beginnings import Search, beginnings

CANARY = "NUDGE-7Q4-HERON"
"""A word for the system prompt that is nobody's: a draft that has it has the prompt in it."""


def _each(lines: str, **fragments: str) -> list[str]:
    """An expression a line. Names in capitals stand for fragments; a line that begins with "|" goes on with the one
    before it."""
    lines = re.sub(r"\n\s*\|", "|", lines)
    for name, fragment in fragments.items():
        lines = lines.replace(name, fragment)
    return [rf"(?<!\w)(?:{line.strip()})(?!\w)" for line in lines.splitlines() if line.strip()]


def _any(lines: str, **fragments: str) -> re.Pattern[str]:
    """One expression of many lines: see `_each`."""
    return re.compile("|".join(_each(lines, **fragments)))


def _sought(lines: str, **fragments: str) -> Search:
    """Many lines, searched for by their beginnings: see `_each`."""
    expressions = [re.compile(line) for line in _each(lines, **fragments)]
    return Search(expressions, [beginnings(expression.pattern) for expression in expressions])


BOILERPLATE = _sought(
    r"""
    (?:as|being|just|i'?m|i am|only) an? (?:\w+ )?(?:language model|llm|ai (?:language )?model|text.based ai)
    language model|as an (?:ai|artificial)|modelo de lenguaje
    chat ?gpt|gpt-?\d|openai|anthropic|gemini|copilot|(?:i'?m|i am|on|by|from|soy|meta|uses?|using) llama|llama ?\d
    (?:system|developer|hidden|initial|original|secret) (?:prompt|message|instructions?|rules?)
    my (?:instructions|guidelines|programming|rules|training|prompt|system|constraints|restrictions|directives)
    my (?:developers?|creators?|knowledge cut ?-?off)|mis (?:instrucciones|reglas)
    i (?:was|am|have been|'?ve been) (?:told|instructed|programmed|trained|designed|prompted|configured) (?:to|not|by)
    me (?:dijeron|ordenaron|programaron)
    (?:ignor\w+|disregard\w*|forget|override|bypass) (?:\w+ ){0,3}(?:instructions?|rules?|prompts?|guidelines?)
    prompt injection|jailbreak\w*|developer mode|in character|role-?play\w*
    the (?:user|assistant|prompt|lead)(?:'s)? (?:\w+ )?(?:message|wants|asked|said|wrote|request|has not|hasn't)
    (?:these|the|your|following|above|given) (?:instructions|rules) (?:say|said|state|tell|are|i)
    never an instruction|lead_message|instructions for this message|what is known of the lead|placeholders?
    i(?:'m| am) (?:sorry,? but i )?(?:unable|not able|not allowed|not permitted|not authorized) to REFUSED
    i (?:can(?:not|'t| not)|won't|will not|must not|must decline to) (?:\w+ )?REFUSED
    i (?:must|have to) (?:decline|refuse)|i apologi[sz]e,? but
    (?:here is|here's|here are|below is|this is) (?!my last|the last|our last)(?:a|an|the|your|my|one
      |some)(?: \w+){0,3} DRAFT
    (?:revised|updated|final|rewritten) (?:draft|version|message)|(?:character|word|segment) (?:count|limit)
    (?:sure|certainly|absolutely|okay|ok)[!,.:]? (?:here is|here's|below|i've (?:written|drafted)|i (?:can
      |will) write)
    (?:no|nothing|none) (?:\w+ )?(?:reply|response|message|follow-?up|text|sms|answer|action|further \w+
      |output)(?: \w+)? ?(?:is |was |seems )?(?:needed|required|necessary|called for|warranted|to (?:send|write|add))
    (?:nothing|none|no one) (?:to send|to add|needed|required)|as (?:requested|instructed|per|asked|specified
      |directed)|per (?:your|the) (?:request|instructions?)
    (?:here is|here's|here are|below is|this is) (?!my last|the last|our last)(?:a|an|the|your|my|one
      |some)(?: \w+){0,4} (?:follow-?up|reminder
      |nudge|check-?in|text|note|example|suggestion|template|wording|copy|idea)(?=\W*(?:$|[:\n]))
    (?:friendly|warm|short|brief|polite|casual|gentle|quick|professional)(?:,? (?:and )?\w+){0,3} (?:follow-?up
      |message|text|sms|version|tone) ?:
    (?:this|the) (?:message|text|sms|draft|reply|follow-?up) (?:is|was|should|will|stays?|keeps?|aims?|follows|has
      |uses|does|meets|complies)
    i(?:'ve| have|'ll| will)? (?:kept|keep|made|written|wrote|drafted|crafted|left out|avoided|included|removed
      |adjusted|rewritten) (?:it|this|the (?:message|text|tone|draft|link)|out)(?<!i'll keep it)(?<!i will keep it)
    i(?:'ll| will) keep it (?!(?:quick|short|brief|simple)(?:[.,!]|$))\w+
    i (?:should|must|need to|have to|am supposed to|'m supposed to|am meant to|was meant to) (?:not |never |only
      |also )?(?:mention|say|include|avoid|write|use|keep (?:it|this|the)|reference|quote|sound|refrain|stick)
    (?:(?:they|he|she|it|client|user|company|lead|prompt|operator|who|team|boss|someone|lending) (?:want|need|like
      |wants|wanted|needs|likes)|asked|asks|told|tells|instructed) me to (?:write|say|mention|follow|ask|send
      |change|draft|add|make|remind|text|sound|reach|be)
    (?:i've|i have|i was|i am|i'm) (?:been )?(?:told|asked|instructed|programmed|set up|supposed|required|not allowed
      |allowed|not permitted) (?:to|not)
    the (?:system|prompt|user|task|client|sender|software|template|platform|developer|tone|goal) (?:wants|asked|asks
      |told|says|requires|needs|said|instructs?|should|is to|will)
    let me (?:think|see what i|rewrite|rephrase|try again|start over|draft|write)|thinking out loud
      |anything else you(?:'d)? (?:want|like|need) me to (?:write|add|change|say)|(?:say|admit|reveal|tell you
      |mention) (?:that )?i(?:'m| am) (?:an? )?(?:ai|bot|machine|assistant|automated|model)
    let me know if you(?:'d| would) like (?:me to (?:adjust|change|revise|rewrite|modify|tweak)|any (?:changes|edits))
    """,
    REFUSED="(?:comply|assist|generate|create|write|produce|fulfill|engage|roleplay|pretend"
    "|help (?:you )?with (?:that|this)(?! (?:here|by|over|in a)))",
    DRAFT="(?:draft|sms|text message|message|response|reply|version|options?|rewrite|revision)",
)
_MACHINE = (
    r"(?:(?:chat|ro)?-?bots?|machines?|computers?|a\.?i\.?|automated|automation|automatic|artificial"
    r"|programmed|software|algorithm|script(?:ed)?|virtual|maquinas?|ia|automatico|automatizado|roboter|maschine)"
)
_FRAGMENTS = {
    "MACHINE": _MACHINE,
    "SUBJECT": r"(?:i'?m|i am|we'?re|we are|this is|this here is|it'?s|i assure you|soy|somos|je suis|sou|ich bin|sono"
    r"|you(?:'re| are) (?:talking|texting|speaking|chatting|dealing|messaging)(?: to| with)?|habl(?:a|as|ando) con)",
    "EMPHASIS": r"(?: (?:definitely|really|actually|very|much|totally|indeed|just|still|a|an|the|your|one|of|in fact"
    r"|most|absolutely|certainly|only|a hundred percent|sure|always|here|of course|un|una|uma|une|eine?|muy)){0,4}",
    "REAL": r"(?: (?:real|actual|live|living|genuine|true|breathing|flesh[- ]and[- ]blood|real[- ]life|verdadera?))*",
    "PERSON": r"(?:humans?|human being|human[oa]|humain\w*|mensch|umano|persons?|people|persona|pessoa|personne|man"
    r"|woman|guy|gal|lady|flesh)",
    "FILLER": r"(?: (?:a|an|any|some|just|talking|speaking|texting|chatting|with|to|dealing|by|being|the|at|all|really"
    r"|no|actually|even|of|those|one|un|una|uma|eine?|kind|sort|using|sent|like|nope|sir|ma'?am)){0,5}",
    "GREETING": r"\W*(?:(?:ha(?:ha)*|lol|oh|hi|hey|hola|well),? ){0,2}",
}
HUMAN = _sought(
    r"""
    SUBJECTEMPHASISREAL,? PERSON
    (?:i'?m|i am) (?:totally |very |definitely |as )?(?:real|human)
    (?:real|actual|live) (?:human being|(?:human|person|people) (?:here|typing|texting|on (?:this|the) end))
    (?:human|person) here|all human|(?:humans?|people|persons?) (?:writes?|types?|wrote|sends?) (?:this|these|all)
    100 ?(?:%|percent) (?:human|real)|real people (?:only )?here|only (?:humans?|people|persons)
    (?:reached|got|with|here|have|having) (?:an? )?(?:live|real|actual|genuine|regular|flesh) (?:person|human|agent
      |team member|people|employee|someone)
    (?:real|live|actual) humans?|(?:^|[.!?] )(?:human|person|real)[,.!]|(?:^|[.!?] )real as|nobody here but
      |nobody (?:else )?here(?! (?:will|would|is going to|wants|judges)\b)
    you(?:'re| are) (?:texting|speaking|talking|chatting|messaging|dealing)(?: to| with)? (?!(?:an? |our |the |us\b
      |you\b|riverbend'?s? |lending'?s? |\w+'s )*(?:automated|virtual|ai|digital|assistant|bot|computer|machine|us
      |several|other|to|with|it|this|that|things|about|over)(?!\w))\w+
    (?:a |one )(?:member )?of (?:the|our) staff|i work (?:the|behind|front|reception)
    staffed|(?:human|person) (?:at|behind|using) (?:this|the|a|these)|remember me|(?:we|as we) (?:spoke|talked
      |discussed|chatted|met)\b|our (?:talk|meeting|phone call|last call)
    (?<!the )(?:officer|agent|advisor|adviser|specialist|rep|manager|banker|broker|lender) here(?=\W|$)
    just an? (?:\w+ )?(?:woman|man|guy|gal|girl|mom|dad|person|human|lady|local)|i'?m an? (?:she|he|her|him)
    (?:yes|yep|yeah|si),? (?:i'?m )?(?:a )?(?:real|human|humano|humana|una persona)
    """,
    **_FRAGMENTS,
)
# What only somebody with a body, a desk and a day says of themselves.
_LIFE = _any(
    r"""
    (?:i|i'm|i am|i was|i've|i have|me|just) (?:\w+ ){0,3}(?:typ(?:e|ed|ing)|(?:hand)?wrote (?:this|these|it|every
      |all)|handwrote|handwriting|sitting|stepp(?:ed|ing)|driv(?:e|ing)|drove|eat(?:ing)?|ate|sleep(?:ing)?|slept
      |woke|wak(?:e|ing)|breath(?:e|ing)|grew up|was born|jogg(?:ed|ing)|cook(?:ed|ing)|commut\w+|thumbs?|fingers?
      |grab(?:bed|bing)?|sip(?:ped|ping)?|laugh\w*|smil\w+|cry\w*)(?! (?:you|the file|your))
    (?:i|i'm|i am|i was|i've|i have|me|just|back|get|got|step\w*|head\w*|run\w*) (?:\w+ ){0,4}(?:out of|in|from|into
      |to|at|on|between|off|for|over) (?:a |an |my |the )?(?:meetings?|lunch|coffee|desk|office|breaks?|vacation
      |holiday|traffic|gym|shift|airport|plane|bed|shower|couch|doctor|another call|cubicle|car|sick day|weekend
      |kitchen)
    (?:^|[.!?,] )(?:got|get|getting|stay\w*|head\w*|back|been|came|just) (?:in|up|late|early|off|home|out|from
      |over)(?: \w+)? |(?:^|[.!?,] )typing|texting (?:with|from|while|back from)|i (?:also )?(?:live|work|shop|commute
      |moved|went|drove
      |grew)(?: \w+)? (?:in|near|around|at|to|by|here|there)
      |i(?:'ll| will| can|'m going to)? (?:step|pop|run|walk|drive|duck|head) (?:outside|away|out|over|by|down|home
      |back)
      |my (?:own |full |real |first |last )?name|sign (?:these|this|it|them)
    (?:my|mine own) (?:own )?(?:hands?|fingers?|thumbs?|eyes|voice|face|heart|blood|pulse|body|desk|lunch|coffee
      |kids?|wife|husband|family|dog|cat|mom|dad|birthday|house|home|car|boss|shift|day off|vacation|cell|phone
      |name's|years|career|job|keyboard|self|brain)
    (?:all |sent |written |typed |texted |answered |read )(?:by (?:me|hand)|myself)|(?:by|from) hand|by myself
      |me,? myself|myself|in the flesh|flesh and blood|heart ?beat|pulse
    sent from (?:my|an?|the) \w+
    (?:nope|no|yes|yep|yeah|haha|lol|hey|hi|it's|its|only|just|still),? (?:it's |its |only |just |still )*(?:me
      |real)(?=\W|$)|just me|only me|it's (?:really )?me|as real as|i'?m real|the real (?:me|deal)|real deal
      |real (?:one|talk)|no robots?|no bots?
    (?:human|person|people|someone|somebody) (?:is|are|was) (?:typing|writing|texting|behind|reading|answering
      |sending|here|on)|(?:a|an|actual|live|real|another) (?:live )?(?:human|person) (?:typ\w+|writ\w+|text\w+|behind
      |read\w+|answer\w+|just like|like (?:you|me))
    (?:you(?:'ve| have)? got|you(?:'re| are) with|this is|it's) (?:a |an |the )?(?:real|live|actual|human)
    i (?:don't|do not) (?:use|run on|have) (?:\w+ )?(?:scripts?|software|autopilot|templates?|code|batteries
      |circuits)|not (?:a )?(?:program|script|recording|software|template|auto)
    i(?:'ve| have)? (?:been )?(?:work\w*|helping|doing this|in (?:the |this )?(?:business|industry
      |field))(?: \w+){0,4} (?:for|since|over) (?:\w+ )?(?:years?|decades?|months?|\d+)
    (?:soy|hay|somos|es) (?:una? )?(?:persona|human[oa]|de carne)|de carne y hueso|escribo yo|yo mism[oa]
    """
)
_NO_MACHINE = _any(
    r"""
    (?:not|\w+n't|never|nor|no|nothing|zero|hardly|aint|neither|kein|pas|without|no (?:soy|es|somos
      |hay))FILLER[ ,-]{1,2}(?:\w+ )?MACHINE
    (?:far from|anything but|opposite of) (?:an? )?MACHINE|bots? (?:don't|can't|couldn't|wouldn't) \w+
    (?:no|which|what|whose) (?:MACHINE|program) (?:could|would|can|ever)|(?:MACHINE|programs?)s? (?:don't|doesn't
      |can't|couldn't|wouldn't|never|won't|aren't|isn't) \w+
    (?:^|[.!?] )MACHINE\?|(?:would|could|can|do|does|did) (?:this|that|it|i)(?: \w+){0,2} like an? MACHINE
    (?:would|could|can|do|does|did|have you ever|has) (?:an? |any )?MACHINE \w+|do (?:i|we|these
      |this) (?:\w+ )?(?:sound|seem|look|read|feel|text|write) (?:like|robotic|automated|fake|real)
    """,
    **_FRAGMENTS,
)
_ASKED_MACHINE = _any(
    r"""
    (?:are|r|is|am|u|eres|es|esto|esta|sos|estoy|seems?|sounds?|feels?)(?![\w'])[^.!?\n]{0,60} MACHINE
    MACHINE ?(?=\?)|chat ?gpt
    """,
    **_FRAGMENTS,
)
_ASKED_PERSON = _any(
    r"""
    (?:are|r|is|am|u|eres|es|hablo|estoy)(?![\w'])[^.!?\n]{0,60} (?:real|human|person|people|someone|persona
      |human[oa])
    (?:real|human|person|persona) ?(?=\?)
    """
)
# "I don't have that information myself": what an assistant says of what it does not know.
_NOT_MINE_TO_SAY = re.compile(
    r"(?<=\bi don't have )(?:\w+ ){1,3}myself\b|(?<=\bi do not have )(?:\w+ ){1,3}myself\b"
    r"|\bi (?:can't|cannot|couldn't|won't|don't) (?:answer|say|confirm|know|see|check|quote|look|change)(?: \w+){0,3}"
    r" myself\b"
)
_DISCLOSED = _any("MACHINE|assistant|asistente", **_FRAGMENTS)
_NO = _any(
    "GREETING(?:no|nope|nah|not at all|(?:of course|definitely|certainly) not|never|para nada|claro que no)",
    **_FRAGMENTS,
)
_YES = _any(
    "GREETING(?:yes|yep|yeah|yup|sure|of course|absolutely|definitely|i am|indeed|certainly|si|claro|por supuesto)",
    **_FRAGMENTS,
)
_ROLE = _any(
    r"""
    (?:i'?m|i am|soy) (?:a|an|one of|your|the|part of|un|una|su|tu)(?: \w+){0,4} ROLEs?
    """,
    ROLE="(?:officer|agent|advisor|adviser|specialist|representative|rep|employee|broker|consultant|manager|team|staff"
    "|asesora?|agente)",
)


def boilerplate(text: str) -> bool:
    """Whether a text (spelled by `plain`) is about the model, its orders or its work, or is a refusal."""
    return CANARY.casefold() in text or BOILERPLATE.finds(text)


def denies(text: str, asked: str) -> bool:
    """Whether a text says or implies that a person writes. `asked` is what the lead wrote since our last message:
    "No, just following up" denies it only as an answer."""
    text = _NOT_MINE_TO_SAY.sub(" ", text)
    if HUMAN.finds(text) or _LIFE.search(text) or _NO_MACHINE.search(text):
        return True
    machine, person = _ASKED_MACHINE.search(asked), _ASKED_PERSON.search(asked)
    if not (machine or person) or _DISCLOSED.search(text):
        return False
    opening = (_NO.match(text) if machine else None) or (_YES.match(text) if person else None)
    return bool(opening or _ROLE.search(text))
