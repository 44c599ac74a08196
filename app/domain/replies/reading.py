"""What an inbound message asks for: to be left alone, to hear from us again, help, or nothing but an answer.

Any reasonable wording of "stop" counts (47 CFR 64.1200(a)(10)), so Twilio's exact keywords are only the
beginning. A word on its own is a request; the same word inside a sentence is not, unless the sentence asks
for it. Where that is unclear the message is an opt-out: a lost lead costs less than a person who is not heard.
The examples in `tests/domain/replies/opt_out_examples.txt` are the specification; add to them first.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from app.domain.replies.verdicts import Help, OptIn, OptOut, Reaction, Reply, Verdict

_TWILIO: dict[str, Callable[[str], Verdict]] = {"STOP": OptOut, "START": OptIn, "HELP": Help}


def read(
    body: str, *, opted_out: bool, opt_out_type: str | None = None, company: str = "", today: date | None = None
) -> Verdict:
    """What the message asks for. `opted_out` is whether the sender is opted out now: only then is YES an opt-in.

    `opt_out_type` is Twilio's own verdict, which comes with Advanced Opt-Out: Twilio has acted on it already.
    `company` is the account's name, which people write beside a stop word. `today` is the lead's date: without it an
    out-of-office answer that names a weekday or a day without a year has no `away_until`.
    """
    told = (opt_out_type or "").strip().upper()
    if told in _TWILIO:
        return _TWILIO[told](f"twilio:{told}")
    text = _plain(body)
    if _REACTION.fullmatch(text):
        return Reaction("reaction")
    return _opt_out(text) or _opt_in(text, opted_out=opted_out) or _help(text) or Reply("reply")


# ---------------------------------------------------------------- one spelling for all

# A message has at most 1,600 characters; but one character can stand for eighteen, so there is a limit after all.
_LONGEST = 20_000
_SIGNS = str.maketrans(dict.fromkeys("🛑⛔🚫", " stop ") | {"🖕": " fuck off "})
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ′](?=\w)")
# "s t o p", "S.T.O.P": single letters with the same thing between them.
_SPELLED = re.compile(r"(?<![^\W_])[^\W_]([\W_]{1,2})[^\W_](?:\1[^\W_])+(?![^\W_])")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"([^.!?;\n]+)([.!?;\n]*)")
_OPENING = re.compile(r"[^,:(–—\n]*")
# What a phone sends when somebody presses a thumb on a message of ours: it quotes our words, not theirs.
_REACTION = re.compile(
    r"\W*(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted [^\"“]{1,20}|removed an? [^\"“]{1,30}"
    r"|le (?:gusto|encanto)|me (?:gusta|encanta)) *|to *)[\"“].*[\"”]\W*",
    re.DOTALL,
)


def _plain(body: str) -> str:
    """The message in lower-case compatibility letters (NFKD) without accents, invisible characters or apostrophes."""
    text = unicodedata.normalize("NFKD", _visible(body.translate(_SIGNS)))[:_LONGEST]
    text = _APOSTROPHES.sub("", _visible(text).casefold())
    return _SPELLED.sub(lambda spelled: spelled[0].replace(spelled[1], ""), text)


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("thank you", "thanks").replace("por favor", "please"))


def _sentences(text: str) -> list[tuple[list[str], str]]:
    """The words of each sentence or line, and whether it is a statement, ".", or a question, "?"."""
    found = ((_words(match[1]), match[2].strip()) for match in _SENTENCE.finditer(text))
    return [(words, "?" if mark == "?" else ".") for words, mark in found if words]


# ---------------------------------------------------------------- words on their own

# Twilio's eight (help.twilio.com, "Twilio support for opt-out keywords"), how people mistype them, and the same
# in Spanish and French.
_STOP = {word: word.upper() for word in "stop stopall unsubscribe optout".split()}
_STOP |= dict.fromkeys("stops stopp sotp stpo dtop st0p".split(), "STOP")
_STOP |= dict.fromkeys("unsub unsubcribe unsuscribe unsubscibe unsubscribed".split(), "UNSUBSCRIBE")
_KEYWORDS = _STOP | {word: word.upper() for word in "cancel end quit revoke cease desist halt remove nomore".split()}
_KEYWORDS |= {
    word: word.upper()
    for word in "alto parar pare paren para basta baja cancelar cancela cancele cancelen detener detente terminar salir"
    " nomas desuscribir desuscribirme desuscribirse arret arreter".split()
}
_HOSTILE = frozenset(
    "lawyer attorney abogado spam spammer spammers scam scammer scammers harassment blocked tcpa".split()
)
_OBJECTS = frozenset("it this that these those them all everything me us now already here".split())
_COURTESY = frozenset(
    "please pls plz plse pleez kindly just thanks thx thnx ty tks sorry ok okay k hi hey hello yo sir maam bro dude man"
    " no nope yes yeah yea now already asap immediately lol lmao haha omg wtf smh ugh damn dammit god jesus fucking"
    " fuck bitch asshole assholes motherfucker motherfuckers fucker idiot idiots"
    " ya gracias porfa porfavor hola senor ahora inmediatamente".split()
)


def _keyword(words: list[str], keywords: dict[str, str] = _KEYWORDS) -> str | None:
    """The keyword that these words come down to: "please stop it" is STOP. None if they say anything else."""
    core = [word for word in words if word not in _COURTESY]
    for spelling in ("".join(words), "".join(core)):
        if spelling in keywords:
            return keywords[spelling]
    first = _shortened(core[0]) if core else ""
    if first in keywords and all(_shortened(word) in keywords or word in _OBJECTS for word in core[1:]):
        return keywords[first]
    return None


def _shortened(word: str) -> str:
    """With "stoooopp" as "stop"; words that have doubled letters of their own stay."""
    return word if word in _KEYWORDS else re.sub(r"(.)\1+", r"\1", word)


# ---------------------------------------------------------------- sentences that ask for it

# Alternatives that the phrases below share.
_FRAGMENTS = {
    "HALT": "stop|quit|cease|halt|discontinue",
    "DONT": "dont|do_not|don_t|no_longer|never",
    "NOT": "dont|do_not|don_t|never|no_longer|quit",
    "NEGATED": "dont|not|never|cant|cannot|couldnt|didnt|wont|did_you|did_they|did_we",
    "SOMEBODY": "i|you|u|we|they|he|she|who|why|people",
    "WRITE": "text|txt|message|msg|contact|bother|harass|spam|solicit|disturb|pester|bug",
    "WRITING": "texting|txting|messaging|msging|contacting|bothering|harassing|spamming|soliciting|pestering|bugging"
    "|annoying",
    "NOTES": "texts|txts|messages|mesages|msgs|sms|spam|calls|emails|notifications|alerts|reminders|solicitations"
    "|communications",
    "FILL": "w|any|all|more|further|the|these|those|this|that|your|ur|of|with|such|from|to|me|us|out|get|getting"
    "|receive|receiving|sending|text|sms|sales|automated|unwanted|marketing|stupid|annoying|fucking|damn|dumb|random|other",
    "PLEASE": "please|pls|plz",
    "NOW": "it|this|that|now|already|please|pls|immediately|asap",
    "LATER": "back|until|till|til|before|after|while|when|during|yet|tonight|today|now|right_now|at_work|at_night"
    "|on_weekends|on_the_weekend|in_the_morning|so_late|so_early|first|about",
    "NUMBER": "number|phone_number|cell|cell_number|cell_phone|mobile|phone|contact|contact_info|info|information",
    "LIST": "list|lists|database|databases|system|systems|text|texts|texting|messages|messaging|msgs|thread|campaign"
    "|campaigns|subscription|subscriptions|contacts|sms|crm",
    "LAWYER": "lawyer|lawyers|attorney|attorneys",
    "NO_ME": "escriba|escriban|escribas|envie|envien|envies|mande|manden|mandes|contacte|contacten|moleste|molesten"
    "|molestes|texte|texteen|textee|textees",
    "DEJE": "deje|dejen|deja|dejar|dejes|pare|paren|para|parar",
    "MENSAJES": "mensaje|mensajes|mensajitos|textos|sms|llamadas|notificaciones|correos",
    "QUITE": "quite|quiten|quita|saque|saquen|saca|elimine|eliminen|elimina|eliminar|borre|borren|borra|borrar",
    "QUITEME": "quiteme|quitenme|quitame|quitarme|saqueme|saquenme|sacame|sacarme|elimineme|eliminenme|eliminame"
    "|eliminarme|borreme|borrenme|borrame|borrarme",
}

# A phrase is read as words in a row: `a|b` either, `a?` or not, `a*` up to six of them, `...` up to four words of
# any kind, `^` and `$` the ends of a sentence, `$$` the end of the message, `<a` not after a, `!a` not before a,
# `!!a` no a in the next six words. `a_b` are two words, `a~` is any word that begins so.
# The name of the phrase is stored as evidence.
_ASKING = {
    "stop texting me": "<NEGATED HALT FILL* WRITING !you|u|while",
    "why don't you stop texting me": "you|u|why|if|yall dont|do_not|never|not|wont you? stop|quit WRITING"
    "|sending|calling",
    "stop calling me": "<NEGATED HALT calling me|us|this|my|here !!text|txt|message",
    "stop sending me messages": "<NEGATED HALT FILL* NOTES",
    "stop all contact": "<NEGATED HALT all|any|further|this|your FILL* communication|contact",
    "stop the text": "<NEGATED HALT the|this|these|your|all text|message $",
    "stop sending me this": "<NEGATED stop|quit|cease sending FILL* me|us|this|these|shit|stuff|things",
    "stop sending": "<NEGATED stop|quit|cease sending $",
    "stop blowing up my phone": "blowing up my phone",
    "cancel the messages": "<NEGATED end|cancel FILL* texts|txts|messages|msgs|sms|texting|messaging",
    "cancel my subscription": "<NEGATED end|cancel|stop FILL* my|this|the? text|sms|message? subscription~",
    "stop, you are annoying": "^ PLEASE? stop i|im|ive|you|u|youre|who|dont|wrong|leave|its|this_is|nobody|or",
    "please stop, I am busy": "<NEGATED PLEASE stop i|im|ive|you|u|youre|who|dont|wrong|leave|its|this_is|nobody",
    "I want to stop": "^ i|id would? want|wish|like to stop|cancel|quit|unsubscribe NOW* $$",
    "please stop": "PLEASE|just|said|guys stop NOW* $",
    "I said stop": "said|say|saying|texted|replied|typed|told_you|told_u|told_yall|asked_you|asked_u|asking_you"
    "|tell_you|told_you_guys|telling_you to? stop already|before|multiple|twice|several|many|times|but|NOW* $",
    "I said stop twice": "said|texted|replied|typed stop already|before|multiple|twice|several|many|times|but",
    "can you stop": "can|could|would|will|wont you|u|yall guys? please|just|kindly|pls* stop NOW* $",
    "I want you to stop": "need|want|like|beg|begging you|u|yall|this|it|them|these|messages|texts to stop NOW* $",
    "you need to stop": "you|u|yall|this|it|texts|messages|texting|guys need|needs|has|have|must|gotta|got|better to?"
    " stop NOW* $",
    "you can stop now": "you|u can|may|should stop NOW|texting|messaging* $",
    "make it stop": "make it|this|them|these stop",
    "don't text me": "<SOMEBODY NOT ever|you|u|please|dare|fucking* WRITE me|us|this|my_phone|my_number|my_cell"
    "|my_family|my_wife|my_husband|anymore|again|ever|here !LATER",
    "don't text": "<SOMEBODY NOT ever|you|u|please* text|txt|message|msg|contact PLEASE|thanks* $",
    "don't text me again": "<SOMEBODY NOT ever|you|u|please|dare* WRITE|call|phone|email|write|write_to me|us|this ..."
    " again|anymore|any_more|ever|number",
    "don't call or text": "<SOMEBODY NOT ever|please* call|text|contact|email|message me|us? or|nor|and text|call"
    "|contact|email|message",
    "don't call me": "^ PLEASE? NOT ever|please* call|phone me|us? $$",
    "don't send me messages": "<SOMEBODY NOT ever|please* send FILL* NOTES|anything|anymore|shit|crap !LATER",
    "don't bother texting": "NOT bother texting|messaging|contacting|calling|sending|reaching",
    "don't want messages": "DONT|didnt|did_not want|wanna|wish|wanted FILL* NOTES|texting",
    "don't want to receive this": "DONT want|wish|wanna to? receive|get any|anymore|these|this|them|anything $",
    "don't want to be contacted": "DONT|not want|wish|wanna to? be contacted|texted|messaged|bothered|called|on_your"
    " !LATER",
    "don't want to hear from you": "DONT want|wish|wanna to? hear from you|u|yall|anyone|this",
    "did not sign up for messages": "dont|do_not|never|didnt|did_not sign~|subscribe~|consent~|agree~|ask~|request~"
    " up|to|for* FILL* NOTES",
    "no more messages": "<have|are|is|were|got|get|see|had no more|further FILL* NOTES|texting|contact|messaging",
    "no more": "<have|are|is|were|got|get|see|had|there no more PLEASE|thanks|ok* $",
    "no messages please": "^ no texts|messages|sms|spam|texting please|anymore|thanks|ever|again* $",
    "enough messages": "enough FILL* NOTES|texting|messaging",
    "remove my number": "<i|ill|did_you remove|delete|erase|unlist|remove_the my|this NUMBER",
    "take my number off": "take|get|pull|drop my|this NUMBER off|out|from",
    "lose my number": "^ ... lose|forget my|this number",
    "remove me": "remove|unlist|delete me|us PLEASE|now|immediately|asap|thanks* $",
    "remove me from your list": "remove|delete|take|get|drop|pull|unlist|exclude me|us|my_name|my_number|this_number|it"
    " off|from|out|of* ... LIST",
    "take me off": "remove|take|get me|us off|from|out of? this|here|it|everything? PLEASE|now* $",
    "off your list": "off of? your|ur|this|the|that ... list|lists",
    "unsubscribe": "<NEGATED unsubscribe|unsub|unsubcribe|unsuscribe|unsubscibe",
    "be unsubscribed": "be|get|me|us unsubscribed",
    "opt out": "<NEGATED opt|opting me|us|my_number? out !of",
    "opt out of messages": "<NEGATED opt|opting me|us|my_number? out of ... LIST|NOTES|this|these|marketing|all",
    "I opted out": "i|ive already|previously? opted out !by|accidentally|of",
    "revoke my consent": "revoke|revoking|withdraw|withdrawing|rescind my|any|all|prior|previous* consent|permission"
    "|authorization",
    "wrong number": "wrong number|person|phone|num|guy|lady|party",
    "not the right person": "not the right|correct person|number|guy $",
    "this is not my number": "this is_not|isnt|aint ... number|phone $",
    "leave me alone": "leave me|us|my ... alone",
    "go away": "^ just? go|get away|lost|a_life|off_my_phone $",
    "fuck off": "fuck|fck|fuk|fk|f|fuckk|screw|piss|bugger|buzz off|you|u|yourself|yall",
    "go to hell": "go to hell",
    "eat shit": "eat shit",
    "harassment": "harass~|harrass~ me|us",
    "this is harassment": "harassment|harrassment",
    "this is spam": "this_is|its|youre|you_are|ur|such|what a|just|fucking* spam|scam|spammer~|scammer~|fraud $$",
    "cease and desist": "cease and desist",
    "do not call list": "do_not_call|dnc|no_call list|registry",
    "regulator": "tcpa|fcc|ftc",
    "legal action": "take|taking|pursue|pursuing|file|filing|filed legal|a action|lawsuit|suit|complaint",
    "I will sue you": "sue|suing you|u|your|yall",
    "I am reporting you": "report|reporting|reported you|u|your|this_number|this_as|as_spam|this_text|this_message",
    "I am blocking you": "block|blocking|blocked you|u|your|yall|this_number|and_reported|and_reporting",
    "you will hear from my lawyer": "hear|hearing from my|our|a LAWYER",
    "calling my lawyer": "calling|called|contacting|contacted|hired|hiring my|our|a|an LAWYER !to|for|who|about",
    "I will call my lawyer": "will|ill|gonna|going_to call|contact|get my|our|a|an LAWYER !first|before|about|to",
    "talk to my lawyer": "^ talk|speak|call|contact to|with? my|our LAWYER $",
    "no me escriban más": "no me|nos vuelva_a|vuelvan_a? NO_ME",
    "no me llame más": "no me|nos llame|llamen|llames|marque|marquen ... mas|nunca",
    "no envíen mensajes": "no NO_ME ... MENSAJES",
    "quiero cancelar": "^ quiero|deseo|quisiera cancelar|parar $$",
    "no quiero mensajes": "no quiero|deseo|quisiera ... MENSAJES",
    "no quiero que me escriban": "no quiero|deseo que me|nos NO_ME|llamen|llame|contacten",
    "deje de escribirme": "DEJE de enviarme|mandarme|escribirme|textearme|molestarme|contactarme|llamarme|molestar"
    "|mensajearme|enviarnos|mandarnos|escribirnos|llamarnos|molestarnos|joder",
    "deje de enviar mensajes": "DEJE de enviar|mandar|escribir ... MENSAJES",
    "no más mensajes": "no mas MENSAJES",
    "cancelar mensajes": "cancelar|cancele|cancelen|cancela|parar|pare|paren|detener|detenga|detengan ... MENSAJES"
    "|suscripcion",
    "elimine mi número": "QUITE mi|este numero|telefono|contacto|celular",
    "quíteme de la lista": "QUITEME|quite_me|saque_me de ... lista|listas|aqui|sistema",
    "elimíneme": "^ please? QUITEME $",
    "darme de baja": "darme|dame|denme|deme|dar|dese|darse de baja",
    "número equivocado": "numero|telefono|persona equivocado|equivocada",
    "se equivocó de número": "equivoco|equivocaste|equivocado de numero|persona|telefono",
    "déjeme en paz": "dejeme|dejame|dejenme|dejanos|dejenos|dejennos en_paz|tranquilo|tranquila",
}

# What only looks like it, and is read as if it were not there.
_NOT_ASKING = (
    "reply|respond|text|txt|send|type|responda|envie with? stop|stopall|quit|end|cancel|unsubscribe|no|alto|parar"
    " to|2|for|para opt_out|optout|unsubscribe|stop|cancel|end|quit|be_removed|cancelar|parar",
    "gave|give|given|put|entered|typed|listed|wrote|provided|dialed|dialled|called|texted you|u|them|in|down* the|a"
    " wrong number|phone|num|person",
    "need|needs|want|have|has|like|let_me|let|can_i|should_i|until_i|once_i|after_i to? talk|speak|call|contact"
    " to|with? my|our|a LAWYER",
)


def _compiled(phrase: str) -> str:
    """The regular expression of a phrase, for a text in which a space stands before each word and sentence end."""
    return "".join(_item(item) for item in phrase.split()) + r"(?![^ ])"


def _item(item: str) -> str:
    if item in _ITEMS:
        return _ITEMS[item]
    if item.startswith("<"):
        return "".join(f"(?<!{word})" for word in _alternatives(item[1:]))
    if item.startswith("!"):
        return (
            f"(?!{_WITHIN_SIX if item.startswith('!!') else ''}(?:{'|'.join(_alternatives(item.lstrip('!')))})(?![^ ]))"
        )
    words = f"(?:{'|'.join(_alternatives(item.rstrip('?*')))})"
    return words + {"?": "?", "*": "{0,6}"}.get(item[-1], "")


# Every repetition has a bound, so a message costs no more time than its length.
_ITEMS = {"^": r"(?<![^.?])", "$": r"(?= [.?]|$)", "$$": r"(?=(?: [.?])*$)", "...": r"(?: \w+){0,4}?"}
_WITHIN_SIX = r"(?: \w+){0,5}?"


def _alternatives(words: str) -> list[str]:
    """Each alternative with the space before it, the names of fragments replaced by what they stand for."""
    whole = "|".join(_FRAGMENTS.get(word, word) for word in words.split("|"))
    return [" " + word.replace("_", " ").replace("~", r"\w*") for word in whole.split("|")]


_PHRASES = tuple((name, re.compile(_compiled(phrase))) for name, phrase in _ASKING.items())
_EXCEPTIONS = re.compile("|".join(_compiled(phrase) for phrase in _NOT_ASKING))


# ---------------------------------------------------------------- the rules, in order


def _opt_out(text: str) -> OptOut | None:
    sentences = _sentences(text)
    if keyword := _said_alone(text, sentences):
        return OptOut(f"keyword:{keyword}")
    flat = "".join(f" {' '.join(words)} {end}" for words, end in sentences)
    asking = _EXCEPTIONS.sub(" -", flat)
    name = next((name for name, phrase in _PHRASES if phrase.search(asking)), None)
    return OptOut(f"phrase:{name}") if name else None


def _said_alone(text: str, sentences: list[tuple[list[str], str]]) -> str | None:
    """The keyword that the whole message is, or one of its sentences, or the words before its first comma."""
    whole = _words(text)
    core = [word for word in whole if word not in _COURTESY]
    if len(core) == 1 and core[0] in _HOSTILE:
        return core[0].upper()
    statements = [words for words, end in sentences if end == "."]
    alone = (_keyword(words) for words in (whole, *statements))
    opening = _OPENING.match(text)
    return next(filter(None, alone), None) or _keyword(_words(opening[0] if opening else ""), _STOP)


def _opt_in(text: str, *, opted_out: bool) -> OptIn | None:
    """START and UNSTOP from anybody; YES, and START with a please, only from somebody who is opted out."""
    words = _words(text)
    said = "".join(words)
    if said in ("start", "unstop") or (opted_out and said == "yes"):
        return OptIn(f"keyword:{said.upper()}")
    core = "".join(word for word in words if word not in _COURTESY and word != "again")
    return OptIn(f"keyword:{core.upper()}") if opted_out and core in ("start", "unstop") else None


def _help(text: str) -> Help | None:
    said = "".join(_words(text))
    return Help(f"keyword:{said.upper()}") if said in ("help", "info", "ayuda") else None
