"""Which languages a text is in, by its scripts and its most common words: enough to tell that a draft is in one
that nobody here uses. A handful of words decides nothing, and a doubt is decided for the draft.

No library: the light ones guess on texts of ten words, and the exact ones weigh a hundred megabytes.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

from app.domain.drafting import lexicon
from app.domain.drafting.spelling import script

# Words that half of all sentences have, without accents; those that English shares are left out elsewhere.
_PROFILES = {
    "english": "the a an and or to of in on for with you your we our us is are was be been have has had do does did can"
    " could will would should if it this that these at by from about how what when where who let know just any i me my"
    " not so there here they he she as but hi hello hey thanks thank please great good get still want need help ready"
    " back reply more time up out all some no yes call text im youre were dont",
    "spanish": "el la los las un una unos del que y en por para con su sus usted ustedes tu te le les es esta este"
    " estamos son se si lo como mas pero gracias hola puede podemos puedo quiere quiero nos nuestro nuestra algo hay"
    " cuando tiene tengo muy bien aqui al ya mi hoy manana buenos buenas dias tardes porque donde favor ayudar"
    " dia buen tenga quedo pendiente cualquier aviso claro gusto"
    " nada despues antes debe sobre todo parte escribo sin cada hasta siempre este lunes martes"
    " miercoles jueves viernes hora"
    " responder saludos necesita estar ser desea somos ha",
    "french": "le les une des du et pour avec vous votre vos nous notre est sont que qui dans sur pas ne plus bonjour"
    " merci je suis avez ce cette au aux par bien etre toujours il elle mais ou si encore besoin sommes avons",
    "portuguese": "os um uma do dos das e em para com voce voces seu sua nosso nossa nao sim ola obrigado obrigada esta"
    " estamos por se como mais mas quando tem temos aqui ainda ajuda bom dia fazer podemos pode que ao na isso",
    "german": "der die das und ist sind wir sie ihr ihre ihnen ihren fur mit auf ein eine einen zu dem den von nicht"
    " haben hallo danke bitte noch konnen ich es uber bei wenn guten im wie mochten ihrem",
    "italian": "il gli una di del della che e per con suo sua noi nostro nostra non ciao grazie siamo sono puo ha hai"
    " come piu quando ancora qui al nel buongiorno abbiamo questo se la le lei",
    "dutch": "de het een en van voor met u uw wij onze zijn niet hallo dank bedankt nog kunnen kan als op te dat dit"
    " ik je jij hoe heeft hebben bent",
    "polish": "w na z sie nie jest czy dla od po jak ze pan pani dzien dobry dziekuje prosze mozemy mamy nadal jestesmy"
    " panstwa pana tym co ta",
    "tagalog": "ang ng sa mga po ako ikaw kayo namin inyong iyong kami ay na hindi kung para salamat kumusta naman ba"
    " pa lang ito natin",
    "haitian creole": "ou nou yo se pou ak nan mwen li pa ki sa gen bonjou mesi tanpri kapab ap la pral",
    "vietnamese": "ban cua cho va la khong toi chung co duoc xin chao cam on neu nhung mot voi nay",
    "indonesian": "anda kami yang dan di untuk dengan ini itu tidak apakah terima kasih bisa dari ada akan saya halo",
    "swedish": "och att det som en pa ar med vi ni din ditt har inte hej tack kan om fran du vara for oss",
    "romanian": "si de la cu pe sunt este nu va multumim buna ziua pentru dumneavoastra mai sau daca avem",
    "turkish": "ve bir bu icin ile merhaba tesekkur misiniz size sizin bizim da de mi var cok",
}
_WORDS = {name: frozenset(words.split()) for name, words in _PROFILES.items()}
_LANGUAGES_OF: dict[str, list[str]] = defaultdict(list)
for _name, _words in _WORDS.items():
    for _word in _words:
        _LANGUAGES_OF[_word].append(_name)
_NAMED = re.compile(
    r"\b(?:" + "|".join((*_PROFILES, "espanol", "francais", "deutsch", "chinese", "arabic", "korean", "hindi")) + r")\b"
)
_SYNONYMS = {"espanol": "spanish", "francais": "french", "deutsch": "german"}
_TOKEN = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?\n]+")
UNKNOWN_AFTER = 7
"""Words without a single one of a language that is allowed: in what English or Spanish text is that so?"""


def scripts(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    if text.isascii():
        letters = sum(map(str.isalpha, text))
        return Counter({"LATIN": letters} if letters else {})
    return Counter(found for char in text if (found := script(char)) is not None)


def mixed(text: str) -> bool:
    """Whether a word mixes letters of scripts that look alike: nobody writes so, but to hide what a word is."""
    if text.isascii():
        return False
    alike = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
    return any(len(alike & scripts(word).keys()) > 1 for word in _TOKEN.findall(text))


def bare(text: str) -> str:
    """The Latin words of a text in lower case and without accents, other marks in their place."""
    flat = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold().replace("'", "")
    if flat.isascii():
        return flat
    return "".join(char for char in flat if unicodedata.category(char) != "Mn" and script(char) in (None, "LATIN"))


@lru_cache(maxsize=256)
def _hits(text: str) -> dict[str, int]:
    hits = dict.fromkeys(_WORDS, 0)
    for word in _TOKEN.findall(text):
        for name in _LANGUAGES_OF.get(word, ()):
            hits[name] += 1
    return hits


def used(text: str) -> set[str]:
    """The languages that a text (as `bare` gives it) may be in: the likeliest, and those hardly less likely."""
    hits = _hits(text)
    best = max(hits.values())
    return {name for name, count in hits.items() if count and count >= 0.7 * best}


def clearly(text: str) -> set[str]:
    """The language of a text (as `bare` gives it), if there is no doubt; else an empty set."""
    hits = _hits(text)
    best = max(hits.values())
    found = {name for name, count in hits.items() if count == best}
    return found if best and len(found) == 1 else set()


def named(text: str) -> set[str]:
    """The languages that instructions speak of ("answer in Spanish")."""
    return {_SYNONYMS.get(name, name) for name in _NAMED.findall(text)}


def foreign(text: str, allowed: set[str]) -> bool:
    """Whether a text (as `bare` gives it), or a sentence of it, is in none of the languages that are allowed."""
    if _stands_out(text, allowed, least=2):
        return True
    if any(_stands_out(sentence, allowed, least=3) for sentence in _SENTENCE.split(text)):
        return True
    words = _TOKEN.findall(text)
    hits = _hits(text)
    if len(words) < UNKNOWN_AFTER or any(hits.get(name, 1) for name in allowed):
        return False
    return not all(lexicon.is_ordinary(word, allowed) for word in words)


def _stands_out(text: str, allowed: set[str], *, least: int) -> bool:
    hits = _hits(text)
    ours = max((hits[name] for name in allowed if name in hits), default=0)
    other = max((count for name, count in hits.items() if name not in allowed), default=0)
    return other >= least and other > ours * (1 if least == 2 else 2)
