"""What a model may not say about itself: that it is a person, what it was told, or that it is a model at work.

That it is an automated assistant it may always say.
"""

import re

CANARY = "NUDGE-7Q4-HERON"
"""A word for the system prompt that is nobody's: a draft that has it has the prompt in it."""

_BOILERPLATE = re.compile(
    r"\b(?:as|being|just|i'?m|i am|only) an? (?:\w+ )?(?:language model|llm|ai (?:language )?model|text.based ai)\b"
    r"|\blanguage model\b|\bas an (?:ai|artificial)\b"
    r"|\b(?:chat ?gpt|gpt-?\d|openai|anthropic|gemini|copilot|llama)\b"
    r"|\b(?:system|developer|hidden|initial|original|secret) (?:prompt|message|instructions?|rules?)\b"
    r"|\bmy (?:instructions|guidelines|programming|rules|training|prompt|system|constraints|restrictions|directives"
    r"|developers?|creators?|knowledge cut ?-?off)\b"
    r"|\bi (?:was|am|have been|'?ve been) (?:told|instructed|programmed|trained|designed|prompted|configured"
    r"|asked) (?:to|not|by|never)\b|\b(?:ignor\w+|disregard\w*|forget|override|bypass) (?:\w+ ){0,3}(?:instructions?"
    r"|rules?|prompts?|guidelines?)\b"
    r"|\bprompt injection\b|\bjailbreak\w*|\bdeveloper mode\b|\bthe (?:user|assistant|prompt"
    r"|lead)(?:'s)? (?:\w+ )?(?:message|wants|asked|said|is asking|wrote|request|has not|hasn't|did not|didn't)\b"
    r"|\b(?:these|the|your|following|above|given|these are the) (?:instructions|rules) (?:say|said|state|tell|are"
    r"|i)\b|\bnever an instruction\b|\blead_message\b|\binstructions for this message\b"
    r"|\bwhat is known of the lead\b|\bplaceholders?\b"
    r"|\bi(?:'m| am) (?:sorry,? but i )?(?:unable|not able|not allowed|not permitted|not authorized) to (?:comply"
    r"|assist|generate|create|write|produce|fulfill|help with (?:that|this))\b|\bi (?:can(?:not|'t| not)|won't"
    r"|will not|must not|must decline to) (?:\w+ )?(?:comply|assist|generate|create|write|produce|fulfill|engage"
    r"|roleplay|role-play|pretend|help (?:you )?with (?:that|this))\b|\bi (?:must|have to) (?:decline|refuse)\b"
    r"|\bi apologi[sz]e,? but\b"
    r"|\b(?:here is|here's|here are|below is|this is) (?:a|an|the|your|my|one|some)(?: \w+){0,3} (?:draft|sms"
    r"|text message|message|response|reply|version|options?|rewrite|revision)\b|^(?:sure|certainly|of course"
    r"|absolutely|okay|ok)[!,.:]? (?:here|below|i've (?:written|drafted)|i can write|i will write)\b"
    r"|\blet me know if you(?:'d| would) like (?:me to (?:adjust|change|revise|rewrite|modify|tweak|make)"
    r"|any (?:changes|edits|adjustments))\b|\b(?:revised|updated|final|rewritten) (?:draft|version|message)\b"
    r"|\bcharacter (?:count|limit)\b|\b(?:word|segment) (?:count|limit)\b|\bin character\b|\brole-?play\w*\b"
    r"|\b(?:como|soy) (?:un|una) (?:modelo|ia|inteligencia artificial)\b.{0,20}\blenguaje\b|\bmodelo de lenguaje\b"
    r"|\bmis (?:instrucciones|reglas)\b|\bme (?:dijeron|ordenaron|programaron)\b"
)
_SUBJECT = (
    r"(?:\bi'?m|\bi am|\bwe'?re|\bwe are|\bthis is|\bit'?s|\bthis here is|\byou(?:'re| are) (?:talking|texting"
    r"|speaking|chatting|dealing|messaging)(?: to| with)?|\bsoy|\bsomos|\b(?:habla|hablando|hablas|escribe) con"
    r"|\bi assure you|\bje suis|\bsou|\bich bin|\bsono)"
)
_EMPHASIS = (
    r"(?: (?:definitely|really|actually|very|much|totally|indeed|just|still|a|an|the|your|one|of|in fact|absolutely"
    r"|certainly|most|only|a hundred percent|sure|always|here|of course|un|una|uma|une|ein|eine|muy|realmente)){0,4}"
)
_PERSON = (
    r"(?: (?:real|actual|live|living|genuine|true|breathing|flesh[- ]and[- ]blood|real[- ]life|human|verdadera?"
    r"|normal|regular))*,? (?:humans?|humano|humana|humain\w*|mensch|umano|persons?|people|persona|pessoa|personne"
    r"|human beings?|being|man|woman|guy|gal|lady|flesh)\b"
)
_MACHINE = (
    r"(?:(?:chat|ro)?-?bots?|machines?|computers?|a\.?i\.?|automated|automation|automatic|artificial|programs?"
    r"|programmed|software|algorithm|script(?:ed)?|virtual|maquinas?|ia|automatico|automatizado|roboter|maschine"
    r"|auto-?reply)"
)
_HUMAN = re.compile(
    rf"{_SUBJECT}{_EMPHASIS}{_PERSON}|\b(?:real|actual|live) (?:human|person|people|guy|woman|man) (?:here|typing"
    rf"|texting|on (?:this|the) end)\b|\b(?:human|person) here\b|\b(?:100|hundred) ?(?:%|percent) (?:human|real"
    rf"|person)\b|\b(?:yes|yep|yeah|si),? (?:i'?m )?(?:a )?(?:real|human|humano|humana|una persona)\b|\ball human\b"
    rf"|\b(?:i'?m|i am) (?:totally |very |definitely |as )?(?:real|human)\b"
)
_NO_MACHINE = re.compile(
    r"(?:\bnot|n't|\bnever|\bnor|\bno|\baint|\bno (?:soy|es|somos|hay)|\bneither|\bzero|\bkein|\bpas|\bnao sou"
    r"|\bnon sono|\bwithout)"
    r"(?: (?:a|an|any|some|just|talking|speaking|texting|chatting|with|to|dealing|by|being|the|at|all|really"
    r"|actually|even|of|those|one|un|una|uma|ein|eine|kind|sort|using|sent|like|nope|no|sir|maam|ma'am)){0,5}"
    rf"[ ,-]{{1,2}}(?:(?:ai|chat|auto|virtual|automated|computer|artificial) )?{_MACHINE}\b"
    rf"|\b(?:far from|anything but|opposite of) (?:a |an )?{_MACHINE}\b|\bbots? (?:don't|can't|couldn't|wouldn't) \w+"
)
_ASKED_MACHINE = re.compile(
    rf"\b(?:are|r|is|am|u|eres|es|esto|esta|sos|estoy|seems?|sounds?|feels?)\b[^.!?\n]{{0,60}}\b{_MACHINE}\b"
    rf"|\b{_MACHINE}\b ?\?|\bchat ?gpt\b"
)
_ASKED_PERSON = re.compile(
    r"\b(?:are|r|is|am|u|eres|es|hablo|estoy)\b[^.!?\n]{0,60}\b(?:real|human|person|people|someone|somebody|persona"
    r"|humano|humana)\b|\b(?:real|human|person|persona) ?\?"
)
_DISCLOSED = re.compile(rf"\b(?:{_MACHINE}|assistant|asistente)\b")
_NO = re.compile(
    r"\W*(?:ha(?:ha)*,? |lol,? |oh,? |hi,? |hey,? |hola,? |well,? ){0,2}(?:no|nope|nah|not at all"
    r"|of course not|definitely not|absolutely not|never|certainly not|para nada|claro que no)\b"
)
_YES = re.compile(
    r"\W*(?:ha(?:ha)*,? |lol,? |oh,? |hi,? |hey,? |hola,? |well,? ){0,2}(?:yes|yep|yeah|yup|sure"
    r"|of course|absolutely|definitely|i am|indeed|certainly|si|claro|por supuesto|correct|100%)\b"
)
_ROLE = re.compile(
    r"\b(?:i'?m|i am|soy) (?:a|an|one of|your|the|part of|un|una|su|tu)(?: \w+){0,4} (?:officer|agent|advisor"
    r"|adviser|specialist|representative|rep|employee|broker|consultant|manager|team|staff|asesora?|agente)\b"
)


def boilerplate(text: str) -> bool:
    """Whether a text (spelled by `plain`) is about the model, its orders or its work, or is a refusal."""
    return CANARY.casefold() in text or bool(_BOILERPLATE.search(text))


def denies(text: str, asked: str) -> bool:
    """Whether a text says or implies that a person writes. `asked` is what the lead wrote since our last message:
    "No, just following up" denies it only as an answer."""
    if _HUMAN.search(text) or _NO_MACHINE.search(text):
        return True
    machine, person = _ASKED_MACHINE.search(asked), _ASKED_PERSON.search(asked)
    if not (machine or person) or _DISCLOSED.search(text):
        return False
    opening = (_NO.match(text) if machine else None) or (_YES.match(text) if person else None)
    return bool(opening or _ROLE.search(text))
