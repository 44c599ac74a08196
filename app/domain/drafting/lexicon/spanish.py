"""Forms of Spanish verbs, which dictionaries list by the infinitive: "ayudamos" and "llamarnos" as "ayudar", "llamar".

By rule for what ends regularly, vowel changes included; a list for the verbs that everybody uses and nobody can derive.
"""

import re
from collections.abc import Iterator

IRREGULAR = frozenset(
    "soy eres es somos son era eran fue fueron ser sea sean sido siendo seria serian sera seran estoy esta"
    " estas estamos estan estaba estaban estuvo este estado estando estaria estara hay ha has he han hemos"
    " habia habian hubo haya hayan habra habria haber voy va vas vamos van iba iban ido ire ira iremos iria"
    " vaya vayan vayamos tengo tiene tienes tenemos tienen tenia tenian tuvo tuve tuvieron tenga tengan"
    " tengamos tendra tendran tendremos tendria tendriamos tenido teniendo puedo puede puedes podemos pueden"
    " podia podian pudo pude pudieron pueda puedan podamos podra podran podremos podria podrian podriamos"
    " podido pudiendo quiero quiere quieres queremos quieren queria querian quiso quise quiera quieran quisiera"
    " quisieran querra querria querido hago hace haces hacemos hacen hacia hizo hice hicieron haga hagan"
    " hagamos hara haran haremos haria haciendo hecho digo dice dices decimos dicen dijo dije dijeron diga"
    " digan digame diganos dime dira diria diciendo dicho se sabe sabes sabemos saben sabia supo sepa sepan"
    " sabra sabria doy da das damos dan daba dio di dieron de den demos dara daria dado dando veo ve ves vemos"
    " ven veia vio vi vea vean vera veria visto viendo vengo viene vienes venimos vienen vino vine venga vengan"
    " vendra vendria pongo pone pones ponemos ponen puso puse ponga pongan pondra pondria puesto salgo sale"
    " salen salga saldra traigo trae traen traiga trajo oigo oye siga sigan sigue siguen sigo seguimos"
    " siguiendo siguio pido pide piden pida pidan pidio hablenos escribanos llamenos avisenos respondanos"
    " contestenos digale".split()
)
_CLITICS = re.compile(r"(?:(?:se|me|te|nos)?(?:lo|la|los|las|le|les)|me|te|se|nos)$")
_AR = frozenset(
    "o a as amos an e es emos en aste aron aba abas aban abamos ado ada ados adas ando are ara aras aran aremos"
    " aria arias arian ariamos ad".split()
)
_ER = frozenset(
    "o e es emos en imos a as amos an i io iste ieron ia ias ian iamos ido ida idos idas iendo yendo yo yeron"
    " iera ieras ieran ere era eras eran eremos eria erias erian eriamos ire ira iras iran iremos iria irias"
    " irian iriamos".split()
)
_CHANGES = (("ie", "e"), ("ue", "o"), ("i", "e"), ("u", "o"))
_SPELLINGS = (("qu", "c"), ("gu", "g"), ("c", "z"), ("zc", "c"), ("j", "g"), ("g", ""), ("y", ""))


_DIMINUTIVE = re.compile(r"(\w{2,})(?:c?it)([oa])s?")


def undiminished(word: str) -> set[str]:
    """The words that a word without accents may be a diminutive of: "ratito" of "rato", "cosita" of "cosa"."""
    found = _DIMINUTIVE.fullmatch(word)
    if found is None:
        return set()
    root = found[1]
    roots = {root, f"{root[:-2]}c" if root.endswith("qu") else root, f"{root[:-2]}g" if root.endswith("gu") else root}
    return {base + ending for base in roots for ending in ("", found[2], "e")}


def infinitives(word: str) -> Iterator[str]:
    """The infinitives that a word without accents may be a form of."""
    bases = {word, _CLITICS.sub("", word)}
    for base in bases:
        yield base
        for size in range(1, min(7, len(base) - 2) + 1):
            yield from _of(base[:-size], base[-size:])


def _of(stem: str, ending: str) -> Iterator[str]:
    for endings, infinitive in ((_AR, ("ar",)), (_ER, ("er", "ir"))):
        if ending in endings:
            yield from (root + last for root in _roots(stem) for last in infinitive)


def _roots(stem: str) -> Iterator[str]:
    yield stem
    for changed, plain in _CHANGES:
        place = stem.rfind(changed)
        if place > 0 or (place == 0 and changed in ("ie", "ue")):
            yield stem[:place] + plain + stem[place + len(changed) :]
    for written, plain in _SPELLINGS:
        if stem.endswith(written):
            root = stem[: len(stem) - len(written)] + plain
            yield root
            for changed, vowel in _CHANGES[:2]:
                place = root.rfind(changed)
                if place > 0:
                    yield root[:place] + vowel + root[place + len(changed) :]


FIELD = frozenset(
    "hipoteca hipotecario hipotecaria prestamista prestamistas refinanciar refinanciamiento refinanciacion"
    " app email correo sms texto mensajes formulario tramite tramites solicitud automatico automatica asistente"
    " gracias saludos disculpe disculpa perdon entiendo busca buscan cotizacion cobertura terceros licencia"
    " reprogramar comunicamos contactar contactarnos escribanos respondanos llamenos"
    " agendar agende agendamos agendado reagendar aseguranza comuniquese pendiente recordatorio mensualidad"
    " mensualidades".split()
)
"""Words of business by text message that film subtitles do not have."""
