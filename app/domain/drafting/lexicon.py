"""The ordinary words of a language, from the dictionaries of pyspellchecker (words of film subtitles, checked and
counted). A draft is made of these, of words that stand in the facts, and of nothing else.

A dictionary is read when the first draft in its language is checked, and only its common words stay in memory.
"""

import gzip
import math
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from app.domain.drafting import spanish

FILES = {
    "english": ("en", 100),
    "spanish": ("es", 150),
    "french": ("fr", 150),
    "portuguese": ("pt", 400),
    "german": ("de", 300),
    "italian": ("it", 150),
    "dutch": ("nl", 400),
    "russian": ("ru", 0),
}
"""The file of each language, and how often a word must have been counted to be an ordinary one."""

COMMON = {"english": 8000, "spanish": 3000}

_ENTRY = re.compile(r'"([^"\\]{1,24})": ?(\d+)')

# Short words are where domains, codes and initials are: those of English that people use are listed.
_SHORT = frozenset(
    "a i am an as at be by do go he hi if in is it me my no of oh ok on or so to up us we ha ah ad able ace add"
    " age ago aim air all and any apt are arm art ask ate bad bag ban bar bed bet big bit box boy bus but buy"
    " bye can cap car cat cell cue cup cut dad day did die dig dim dip doc dog dry due ear eat egg end era eve"
    " eye fad fan far fat fax fed fee few fin fit fix flu fly fog for fun gap gas get got gut guy had has hat"
    " her hey hid him hip his hit hot how hub hug ice ill its jam jar jet job jot joy key kid kit lab lag lap"
    " law lay led leg let lid lie lit log lot low mad man map mat may men met mid mix mob mom mow mud nap new"
    " nod nor not now nut oak odd off oil old one opt our out owe own pad pat pay pen per pet pie pin pit pop"
    " pot put ran raw red rid rip rob row rub rug run sad sat saw say sea see set sew she shy sip sir sit six"
    " sky son spa sub sum sun tab tag tap tax tea tie tip toe ton too top toy try two use van vet via war was"
    " wax way wet who why win won wow yay yes yet you zip zoo the act aid etc yep yup nah pro mr mrs ms mon tue"
    " wed thu fri dec jan feb ma'am y'all i'm i'd i'll i've he's it's let's she's we'd".split()
)
# What builds addresses in words. A fact may have it ("com" is no fact because a link has it).
_NEVER = frozenset(
    "com net org info edu gov biz http https www dot dots dotcom slash backslash hashtag underscore url urls arroba"
    " punto puntos ponto virgule coma comma barra guion hyphen asterisk ampersand colon semicolon".split()
)
# Words of business by text message that film subtitles do not have.
_FIELD = {
    "english": frozenset(
        "afternoon afternoons afterwards aftermath tech mins wifi yourselves cafe favour favourite colour"
        " neighbour programme centre realise realised recognise organise organised apologise ai co-borrower"
        " coborrower app appraisal appraisals autopay borrower borrowers checklist checklists chat cosigner"
        " cosigners email emails emailed emailing e-mail e-mails escrow fax faxed fixed-rate follow-up followup"
        " heads-up homebuyer homebuyers homebuying homeowner homeowners homeownership hassle inbox info jot"
        " lender lenders mortgage mortgages onboarding online paperwork paystub paystubs perk perks pdf pdfs"
        " pre preapproval preapprove preapproved prequalify prequalified prequalification reach reapply recap"
        " refi refinance refinanced refinances refinancing reschedule rescheduled rescheduling servicer signup"
        " text texted texting texts timeframe timeline timelines update updates updated underwriter"
        " underwriting upload uploaded uploading uploads voicemail voicemails walkthrough website websites"
        " webpage weekday weekdays weeknight weeknights worksheet upfront hiccup hiccups thx pls okay ok"
        " chatting checkup opt opted opting automated unsubscribe hoa smartphone laptop".split()
    ),
    "spanish": frozenset(
        "hipoteca hipotecario hipotecaria prestamista prestamistas refinanciar refinanciamiento refinanciacion"
        " app email correo sms texto mensajes formulario tramite tramites solicitud automatico automatica asistente"
        " reprogramar comunicamos contactar contactarnos escribanos respondanos llamenos".split()
    ),
}

_MARKS = dict.fromkeys(range(0x300, 0x370))


def flat(word: str) -> str:
    """A word in lower case and without accents, the apostrophe straight."""
    word = word.replace("’", "'").casefold()
    return word if word.isascii() else unicodedata.normalize("NFKD", word).translate(_MARKS)


@cache
def words(language: str) -> frozenset[str]:
    """The ordinary words of a language, flat; none of one that has no dictionary."""
    return _read(language)[0] if language in FILES else frozenset()


@cache
def _read(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The ordinary words of a language, and those that begin many sentences. The file is read once, and not kept."""
    name, least = FILES[language]
    begins = COMMON.get(language, math.inf)
    packed = resources.files("spellchecker").joinpath("resources", f"{name}.json.gz").read_bytes()
    found, common = set[str](), set[str]()
    for entry in _ENTRY.finditer(gzip.decompress(packed).decode()):
        if (count := int(entry[2])) >= least:
            word = flat(entry[1])
            found.add(word)
            if count >= begins:
                common.add(word)
    if language == "english":
        found = {word for word in found if len(word) > 3} | _SHORT
    field = _FIELD.get(language, frozenset())
    return frozenset((found | field) - _NEVER), frozenset(common | field)


def is_common(word: str, languages: set[str]) -> bool:
    """Whether a word is so common that it begins many sentences; names are rarer. Every word of a language for which
    that is not known is common."""
    if "spanish" in languages and _is_spanish_form(word):
        return True
    return any(name not in COMMON or not {word, _stem(word)}.isdisjoint(_read(name)[1]) for name in languages)


_CLITIC = re.compile(r"(?:'(?:s|re|ll|ve|d|m)|n't|s')$")


def _stem(word: str) -> str:
    return _CLITIC.sub("", word)


def is_ordinary(word: str, languages: set[str]) -> bool:
    """Whether a word, as it is written, is an ordinary one of any of these languages. "Lender's" is, as "lender" is."""
    bare = flat(word)
    stem = _stem(bare)
    if any(bare in known or stem in known or stem.removesuffix("s") in known for known in map(words, languages)):
        return True
    return "spanish" in languages and _is_spanish_form(bare)


@lru_cache(maxsize=4096)
def _is_spanish_form(word: str) -> bool:
    known = words("spanish")
    if word in spanish.IRREGULAR or word.removesuffix("es") in known:
        return True
    return any(infinitive in known for infinitive in spanish.infinitives(word))
