"""Words that ask for something on their own, and the spellings that stand for them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

# The keywords of the providers are among them. A word of the first group keeps its meaning at the edge of any clause, a
# word of the second only where the text has little else, because people cancel, end and quit other things too.
STRONG = {"stop": "STOP", "stopall": "STOPALL", "unsubscribe": "UNSUBSCRIBE", "optout": "OPTOUT"}
WEAK = {
    word: word.upper()
    for word in "cancel end quit revoke cease desist halt terminate discontinue remove delete nomore enough unenroll"
    " dnc dnd"
    " deregister unregister unlist suspend exit donttextme dontextme donttext dontcontactme"
    " alto parale parenle detengase detenganse parar pare paren para basta baja cancelar cancela cancele cancelen"
    " detener detente terminar salir nomas fin"
    " desuscribir desuscribirme desuscribirse desinscribir desinscribirme"
    " arret arrete arreter arretez desabonner desinscription desinscrire desabonnez"
    " sair cancelado abmelden abbestellen стоп отписаться 停止 取消 退订 退訂 توقف dung tigil".split()
}
KEYWORDS = STRONG | WEAK
# Alone, these are a threat or a complaint.
HOSTILE = frozenset(
    "lawyer attorney abogado spam spammer spammers scam scammer scammers harassment blocked reported tcpa fraud estafa"
    " acoso equivocado equivocada reporting".split()
)
OPT_IN = frozenset({"start", "unstop"})
HELP = frozenset({"help", "info", "ayuda"})

# Spellings that are more than an edit away, and short forms.
_SPELLINGS = {
    "stops": "stop",
    "stp": "stop",
    "stpo": "stop",
    "sotp": "stop",
    **dict.fromkeys("stahp staph stawp stap stopit".split(), "stop"),
    **dict.fromkeys(
        "unscribe unsubcribed unsubscride unsubsribe unsubcribe unsuscribed unsuscribe".split(), "unsubscribe"
    ),
    "unsub": "unsubscribe",
    "unsubs": "unsubscribe",
    "unsubscribed": "unsubscribe",
    "unsubscribing": "unsubscribe",
    "unsuscribirme": "unsubscribe",
    "unsuscribir": "unsubscribe",
    "optingout": "optout",
    "optedout": "optout",
    "cancle": "cancel",
}
# English and Spanish words that are one edit away from a keyword. Alone they are more likely a slip than an answer.
NEIGHBORS = frozenset(
    "step shop top slop stow strop stoop stomp stock stops atop spot quiet quite suit quid quilt cancer cancels canal"
    " remote removed removes removal delete deletes end evoke revoked ends sop tops crease lease ceased tease"
    " startup start stun shot".split()
)
# "a" and "s" are neighbors on the keyboard, and nobody answers "sop".
_SURE_SLIPS = frozenset({"atop", "sop"})
# Words of requests that slips are mended in, and the words of both languages that are one edit away from them (from the
# frequency lists of the package wordfreq).
_MENDED = frozenset(
    "unsubscribe texting message messages messaging contact contacting contacted remove number sending calling"
    " bothering"
    " harassing harassment spamming interested consent permission delete cancel person anymore attorney".split()
)
_WORDS_OF_THEIR_OWN = frozenset(
    "testing sexting massage massaged massages imessage messaged massaging contract contracts contacto contacta"
    " contracting"
    " contracted contacte contacten contactes removed remote removes remover numbers lumber dumber humber numbed numero"
    " spending ending pending lending bending sensing vending tending seeding mending sanding fending rending"
    " falling calming"
    " culling balling carling mothering slamming scamming content contents convent consents permissions deleted deletes"
    " deplete cancer cancels chancel carcel cancelo cancela cancele persons pearson persona pierson parson persson"
    " gerson"
    " perron remova perdon attorneys remover removal contacts consented contacted cancelar cancelan".split()
)


def _deletions(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _by_deletion(words: Iterable[str]) -> dict[str, str]:
    """Words by what is left of them with one letter less, and by themselves."""
    return {form: word for word in words for form in (*_deletions(word), word)}


_KEYWORD_BY_DELETION = _by_deletion(("revoke", "remove", "cancel", "optout", "unsubscribe", "stopall", "stop"))
_MENDED_BY_DELETION = _by_deletion(sorted(_MENDED))


_REPEATED = re.compile(r"(.)\1+", re.DOTALL)


def squeezed(word: str) -> str:
    """The word with each run of a letter as one letter: "stoooopp" is "stop"."""
    return _REPEATED.sub(r"\1", word) if _REPEATED.search(word) else word


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """The keyword that the word surely spells, else the word itself."""
    if word in KEYWORDS:
        return word
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if not word.isascii():
        return word
    if word.startswith(("unsub", "unsuscr", "unscrib")) and word != "unsubstantiated":
        return "unsubscribe"
    short = squeezed(word)
    if word not in NEIGHBORS and _SPELLINGS.get(short, short) in STRONG:
        return _SPELLINGS.get(short, short)
    if 5 <= len(word) <= 15 and word not in _WORDS_OF_THEIR_OWN and word not in _MENDED:
        return _neighbor(word, _MENDED_BY_DELETION) or word
    return word


@lru_cache(maxsize=4096)
def near(word: str) -> str | None:
    """The keyword that is one edit away; None for less than 3 and more than 16 letters, and for other scripts."""
    if not 3 <= len(word) <= 16 or not word.isascii():
        return None
    short = squeezed(word)
    return _neighbor(word, _KEYWORD_BY_DELETION) or (_neighbor(short, _KEYWORD_BY_DELETION) if short != word else None)


def _neighbor(word: str, by_deletion: Mapping[str, str]) -> str | None:
    """The word that is one edit away: a letter more, a letter less, another letter, or two exchanged."""
    if (found := by_deletion.get(word)) and _one_edit(word, found):
        return found
    for at in range(len(word)):
        if (found := by_deletion.get(word[:at] + word[at + 1 :])) and _one_edit(word, found):
            return found
    return None


def is_slip(word: str) -> bool:
    """Whether a word beside a keyword is no word of its own, so that only the slip explains it."""
    return word not in NEIGHBORS or word in _SURE_SLIPS


def _one_edit(word: str, keyword: str) -> bool:
    """Whether one insertion, deletion, exchange or swap of neighbors makes `keyword` of `word`."""
    start = 0
    while start < min(len(word), len(keyword)) and word[start] == keyword[start]:
        start += 1
    end = 0
    while end < min(len(word), len(keyword)) - start and word[-1 - end] == keyword[-1 - end]:
        end += 1
    left, right = word[start : len(word) - end], keyword[start : len(keyword) - end]
    if max(len(left), len(right)) <= 1:
        return True
    return len(left) == len(right) == 2 and left == right[::-1]
