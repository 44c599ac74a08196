"""Tapbacks: what a phone sends as a text when somebody presses a thumb on a message of ours.

The text is a short lead-in in the phone's language and our own words in quotes, or the name of a thing ("an image").
"""

import unicodedata

_MOST_BEFORE_QUOTE = 60
_MOST_HEAD = 240
"""A lead-in stands within so many characters, invisible ones among them."""
_MOST_LENGTH = 1_700
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“”", "‟": "”", "「": "」", "”": "”"}

# How lead-ins begin: English, Spanish, French, German, Portuguese, Italian.
_LEAD_INS = tuple(
    line.strip()
    for line in """
    liked|loved|disliked|laughed at|emphasized|emphasised|questioned|reacted|removed a|removed an|removed
    le gusto|le gusta|me gusta|te gusta|le encanto|le encanta|me encanta|le encanto|no le gusto|no me gusta|se rio de
    le dio risa|enfatizo|destaco|cuestiono|pregunto por|reacciono|reaccione|elimino un|elimino una|quito un|quito
    le hizo gracia|ha reaccionado|le ha gustado|le ha encantado|se ha reido|ha enfatizado|dio me gusta
    j'aime|jaime|j’aime|a aime|a adore|adore|n'a pas aime|na pas aime|a ri|rit de|a reagi|a mis en evidence
    a mis en avant|a souligne|a questionne|s'interroge sur|reaction|a retire|a supprime|je n'aime pas|aime
    gefallt|gefallt mir|hat|mag|liebt|lacht uber|fand|hebt hervor|reagierte|betont
    gostou|gostei|curtiu|amou|adorou|riu|reagiu|enfatizou|destacou|questionou|nao gostou|removeu|deu risada
    ha messo|ha apprezzato|ha adorato|ha reagito|ha riso|ha evidenziato|mi piace|piace|ha enfatizzato|rimosso|ha rimosso
    """.replace("\n", "|").split("|")
    if line.strip()
)
_THINGS = tuple(
    f"{article} {thing}"
    for article, things in {
        "an": "image|attachment|audio message|audio file|emoji|animation|event",
        "a": "photo|picture|video|movie|sticker|link|contact|location|voice message|message|pdf|document|gif|poll|file",
        "una": "imagen|foto|nota de voz|ubicacion|fotografia",
        "un": "video|archivo|mensaje|sticker|adjunto|audio|enlace|contacto|archivo adjunto|documento",
        "une": "image|photo|video|piece jointe|position",
        "uma": "imagem|foto|mensagem",
        "ein": "bild|foto|video",
        "eine": "nachricht|datei",
    }.items()
    for thing in things.split("|")
)
_REMOVED = (
    "a like",
    "a heart",
    "a laugh",
    "a thumbs",
    "a dislike",
    "an exclamation",
    "a question",
    "an emphasis",
    "a reaction",
)
_PREPOSITIONS = ("to", "a", "à", "auf", "zu", "em", "con", "with", "from", "de", "da")


def is_reaction(body: str) -> bool:
    """Whether the whole text is a tapback. A person's own words after the quote make it none."""
    head = _plain(body[:_MOST_HEAD])
    opening = next((i for i, c in enumerate(head[:_MOST_BEFORE_QUOTE]) if c in _QUOTES), None)
    if opening is None:
        return len(body) <= _MOST_HEAD and _on_a_thing(head)
    if not _leads_in(head[:opening].strip()):
        return False
    text = _plain(body[:_MOST_LENGTH])
    before, quoted = text[:opening].strip(), text[opening + 1 :].rstrip(" .\u200a")
    closing = _QUOTES[text[opening]]
    ends = bool(quoted) and (quoted[-1] in closing or quoted[-1] in '"”»' or quoted.endswith("…"))
    marked = any(text.rstrip().endswith(tail) for tail in _TAILS)
    return bool(before) and (ends or marked) and _one_quote(quoted, closing, marked)


# German puts the verb after the quote: Hat „…“ mit „Gefällt mir“ markiert.
_TAILS = ("markiert", "reagiert", "hervorgehoben", "geliebt", "gelacht", "を強調しました", "にいいねしました")


def _one_quote(quoted: str, closing: str, marked: bool) -> bool:
    """Whether nothing of a person's own stands behind the quote. Quotes inside a straight quote hide its end."""
    if marked or closing == '"' or quoted.endswith("…"):
        return True
    return any(mark in quoted for mark in closing) and quoted[-1] in closing + '"'


def _leads_in(before: str) -> bool:
    words = before.rstrip(":").strip()
    if words.startswith(_LEAD_INS):
        return len(words.split()) <= 7 and words != "hat a"
    letters = "".join(c for c in words if c.isalpha() or c == " ").split()
    symbols = any(unicodedata.category(c) in ("So", "Sk") for c in words)
    return symbols and len(letters) <= 3 and (not letters or letters[-1] in _PREPOSITIONS)


def _on_a_thing(text: str) -> bool:
    """ "Loved an image": no quote, for there are no words to quote."""
    text = text.strip(" .!")
    if text.startswith("removed ") and text.startswith(tuple(f"removed {mark}" for mark in _REMOVED)):
        return text.endswith(_THINGS)
    sign, _, rest = text.partition(" ")
    if sign and all(unicodedata.category(char) in ("So", "Sk") for char in sign):
        preposition, _, thing = rest.partition(" ")
        return preposition in _PREPOSITIONS and thing in _THINGS
    if not text.startswith(_LEAD_INS):
        return False
    lead = next((lead for lead in sorted(_LEAD_INS, key=len, reverse=True) if text.startswith(lead + " ")), None)
    if lead is None:
        return False
    rest = text[len(lead) :].strip()
    if rest.startswith(("to ", "with ", "con ", "avec ", "mit ", "com ")) or not rest[:1].isalpha():
        return rest.endswith(_THINGS) and len(rest.split()) <= 8
    return rest in _THINGS or rest.removeprefix("de ").removeprefix("a ") in _THINGS


def _plain(body: str) -> str:
    if body.isascii():
        return " ".join(body.casefold().split())
    text = "".join(c for c in body if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    text = unicodedata.normalize("NFKD", text.replace("…", "\ue000")).replace("\ue000", "…")
    text = "".join(c for c in text[:_MOST_LENGTH] if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return " ".join(text.casefold().replace("’", "'").split())
