"""How a sentence that states or orders something may begin.

A follow-up begins its sentences with few words: "I", "your", "the", "call", "reply", "take your time". An order that
begins in another way ("Quit your job", "Pack your bags") is none that a follow-up gives, whatever it is.
"""

import re
from collections.abc import Set

# What may stand before the words that count.
_BEFORE = frozenset(
    "hi hello hey dear ha haha morning afternoon evening there thanks thank yes no ok okay sure sorry please just and"
    " but so or then also well again now oh ah still maybe perhaps alright right anyway yep yeah nope hola gracias"
    " congratulations first next finally lastly meanwhile otherwise kindly simply even only".split()
)
_OPENERS = frozenset(
    # who and what
    "he she he'd she'd they'd they've he'll she'll he's she's who's his her good great happy making speaking i i'm"
    " i'll i'd i've we we're we'll we'd we've you you're you'll you'd you've it it's it'll it'd that that's that'll"
    " this these those they they're they'll there there's here here's our your my its their the a an any all both each"
    " either neither every everyone everyone's everything everything's some someone something somebody most many more"
    " much none not nothing nobody one ones other others another anyone anything"
    # when, where, if
    " if when whenever while once as after before since until because whether where wherever what what's whatever"
    " which whichever who whoever how why although though unless for from in at on of off with without to by up"
    " between during through over under about like than based given depending per around even till"
    # manner and courtesy
    " absolutely actually almost already always apologies appreciate appreciated best certainly cheers completely"
    " congrats currently definitely exactly fair fine fortunately friendly gentle glad gladly got grateful happily"
    " honestly hopefully hoping hope hopes last lately later likewise looking look looks lots lovely luckily makes"
    " merry never nice busy fall spring summer winter autumn experience judgment noted normally often once perfect"
    " perfectly pleased pleasure possibly quick quickly quite"
    " rather really regards regrets same short sincerely sometimes soon sounds speaking super talk totally truly final"
    " exact trust typically understandable understandably understood unfortunately until usually very warmly welcome"
    " wishing wish wonderful awesome excellent fantastic cool agreed bye goodbye see care yours today tomorrow tonight"
    # what it is about
    " application applications applying approval apr cash closing comparing credit documents evenings feedback fees"
    " filling finishing fixed flexible forms getting help hours information loan loans mornings afternoons options"
    " paperwork payments people phone pressure pricing problem question questions rate rates reaching refinancing rest"
    " savings sections steps term terms text texting texts thought thoughts time times timing weekdays weekends word"
    " worries worry work checking circling following wondering wanted wanting resending sending sharing touching"
    " writing trying reminding reminder thinking choosing having being two three obligation commitment rush hurry news"
    " thing buying selling need needs want prefer rain interested curious ready able unsure open available free done"
    " missing"
    # what it asks for
    " ask be bear bring browse call check choose click come compare complete consider contact continue decide do don't"
    " drop email enjoy explain explore feel fill find finish follow forget get give go have head hold hop include keep"
    " know learn leave let let's list log make mention message open pause pick plan please pop press provide reach"
    " read remember remind reply request reschedule respond resume return review save say schedule select send set"
    " share show sign skip start stay step stick submit take tap tell think touch try type update upload use view"
    " visit wait watch write shoot sit hang speak".split()
)
_SENTENCES = re.compile(r"[.!?\n:;]+\s+|\s-+\s|(?<=\w)\.\.+\s*")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?(?![\w@])|\d\S*|[^\W\d_]+")


def unusual_opening(text: str, named: Set[str]) -> bool:
    """Whether a sentence of a text (spelled by `plain`, without its questions) begins as none of a follow-up does.

    `named` is each word of the facts: a name, the company and their products may begin a sentence.
    """
    return any(not _may_begin(sentence, named) for sentence in _SENTENCES.split(text))


def _may_begin(sentence: str, named: Set[str]) -> bool:
    for found in _WORD.finditer(sentence):
        word = found[0]
        if word in _OPENERS or word[0].isdigit():
            return True
        if word not in _BEFORE and not named.isdisjoint((word, word.split("'")[0], word.removesuffix("s"))):
            if sentence[found.end() : found.end() + 1] != ",":
                return True  # the subject; before a comma it is who is spoken to
        elif word not in _BEFORE:
            return False
    return True
