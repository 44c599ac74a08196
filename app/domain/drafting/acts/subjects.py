"""Who does what: the verbs that "we" and "you" may have.

"We can call you", "you can reply here" are acts of a follow-up. "We shaved", "we report", "you win" are none, and the
verbs that could be invented are more than can be listed; so those that a follow-up needs are.
"""

import re
from functools import cache

_WE = (
    r"(?:we|i|(?:our|the|your|a|an|one of our|any of our|another)(?: [a-z]+)?"
    r" (?:team|office|company|staff|crew|loan officers?|officers?|agents?|advisors?|advisers?|specialists?"
    r"|representatives?|colleagues?|brokers?|underwriters?|managers?|experts?)|someone|somebody)"
)
_YOU = r"(?:you|y'all)"
_BEFORE = (
    "and|but|or|so|if|when|once|as|that|because|since|while|until|before|after|whenever|what|where|how|which|why"
    "|then|do|did"
    "|does|would|could|can|will|should|are|were|have|sure|think|hope|know|see|unless|whether|until|today|now|soon|maybe"
)
_MODAL = "will|would|can|could|may|might|should|shall|are|were|have|had|do|did"
_AUXILIARY = (
    r"will|would|can|could|may|might|should|shall|do|does|did|have|has|had|are|am|is|was|were|be|been|cannot|not"
    r"|(?:wo|ca|do|does|did|would|could|should|has|have|had|is|are|was|were|might)n't"
    r"|also|just|still|always|gladly|happily|never|only|already|quickly|really|even|ever|first|then|now|soon|all|both"
    r"|simply|currently|definitely|certainly|truly|probably|usually|normally|actually|maybe|perhaps|to|want|wants"
    r"|wanted"
    r"|need|needs|like|love|going|able|hope|hoping|try|trying|happy|glad|here|ready|plan|planning|prefer|wish"
)
_SUBJECTS = {
    "we": re.compile(rf"(?<![\w'-]){_WE}(?:'(?:ll|d|ve|re|m|s))?(?: (?:{_AUXILIARY})(?![\w']))*,? ([a-z]+)(?![\w'])"),
    # Where nothing shows that "you" is a subject ("we can send you instructions") it is none.
    "you": re.compile(
        rf"(?:(?:^|[.,;:!?\n\"(-] ?|\b(?:{_BEFORE}) ){_YOU}(?![\w'])|(?<![\w'-]){_YOU}(?:'(?:ll|d|ve|re)| (?:{_MODAL}))"
        rf"(?![\w']))(?: (?:{_AUXILIARY})(?![\w']))*,? ([a-z]+)(?![\w'])"
    ),
}

# What the company does in a follow-up.
_OUR_VERBS = (
    "ring add adjust cancel change choose create estimate finalize answer ask apologize appreciate arrange assist be"
    " begin believe bother bring call care charge check clarify clean clear close comment compare confirm connect"
    " consider contact continue coordinate cover customize describe discuss do email encourage enjoy ensure exchange"
    " expect explain explore feel figure fill find finish fit follow forget forward gather get give go guess guide"
    " handle hang happen hate have hear help hold hope host hurry imagine include inform install introduce invite"
    " jot keep mail admit drop lay run"
    " know lay learn leave let like list listen live look love make mean meet mention message mind miss need note"
    " notice offer open operate organize outline own pass pause phone pick place plan point prefer prepare proceed"
    " process provide put quote reach read realize receive recap recommend reconnect refer refresh remain remember"
    " remind repeat reply request reschedule resend resolve respect respond restart resume review revisit root save say"
    " schedule see seem sell send serve set share show simplify sit skip smooth solve sort sound spare speak"
    " specialize spend spot start stay step stop straighten study suggest suit summarize support suppose swing switch"
    " tackle tailor take talk tell text thank think touch track train travel treat try tutor understand update use"
    " value visit vouch wait walk want watch weigh welcome wish wonder work worry wrap write paint design teach coach"
    " groom cater build repair"
)
# What the lead does, as far as a follow-up speaks of it. Their money, luck and duties are not for it to tell.
_YOUR_VERBS = (
    "accept access arrive add adjust answer appear apply arrange ask assume attach be begin believe borrow bother"
    " bet bring browse call cancel care change chat check choose circle click come compare complete confirm connect"
    " consider contact continue cover decide describe dig discuss do doubt download drop edit email enjoy enter"
    " exist file"
    " expect explain explore face feel figure fill find finish fit flag follow forget gather get give go guess handle"
    " hang happen have hear help hesitate hit hold hope imagine include intend jot juggle jump keep know learn leave"
    " let like link list listen log look love make manage mean mention message mind miss move need note notice open"
    " outgrow pass pause phone pick plan point post prefer prepare press print proceed provide put question read"
    " realize reapply recall receive reach sign reconsider redo refer refinance relax remember remind renew replace"
    " reply request reschedule resend respond restart resubmit resume return review revisit save say scan schedule"
    " scroll search see seem select send set settle share shop show skip sleep sort sound speak spend spot start stay"
    " step stick stop struggle submit suggest suit switch take talk tell text thank think touch try turn type"
    " understand update upload use view visit wait walk want welcome wish wonder work worry write weigh"
)
_IRREGULAR = (
    "began begun came found felt followed got gotten gone went had heard held kept knew known learnt left let made"
    " met put read said saw seen sent set shown sat spoke spoken spent stood taken took talked taught thought told"
    " tried understood wrote written meant gave given did done ran brought bought drove driven chose chosen"
    " misunderstood overlooked forgot forgotten forget became become texted applied stopped planned dropped shopped"
)
# What must come next where the verb alone could say anything: "you got partway", and not "you got it".
_NEXT = {
    "got": "partway|halfway|part|most|as|stuck|busy|started|through|a|far|close|to|that|this|our|my|the (?:link|text"
    "|message|form|email)|questions|back|your|interrupted|pulled|some|in touch|any",
    "get": "stuck|started|back|an?|in touch|to|the (?:link|form|rest|answer|details|full|whole|best time|picture)"
    "|help|it|[$]?\\d+%? off"
    "|more (?:info|information|details|time)|going|there|ready|our|my|this|these|your|through|busy|real|exact|a chance"
    "|around|that|some|any|answers|everything|all|lost|interrupted|clear|depends?|would|is|will",
    "keep": "going|us|in|getting|texting|reading|it|the|this|these|receiving|your (?:application|information|answers)",
    "make": "(?:the|a|your|this) payments?|the (?:call|decision"
    "|time|choice)|a (?:decision|choice|list|note|call)|an? informed|time|sure|changes"
    "|sense"
    "|up your|it to|any|decisions|progress",
    "speak": "to|with|up|by|soon|in|another",
    "have": "(?!to (?!(?:start|finish|do|call|decide|worry|talk|come|answer|be|rush|commit|know|say|reply|go|fill|wait"
    "|choose|repeat|redo|upload|take|make|have|send|sign up|figure|explain|do))).*",
    "in": "the (?:middle|meantime|application|form|market|area|loop)|touch|a|good hands|charge|between|front"
    "|control|no",
}
_OTHERS = (
    "open here available around excited sorry glad happy sure ready still back free closed busy interested curious"
    " unsure certain aware able unable set good great okay ok fine well all right comfortable confused stuck new"
    " nearly almost close halfway partway partially far missing away there always also not afraid grateful proud"
    " thankful worried automated virtual digital an a the on in at from with for of as to up by off out over under per"
    " if when what where how which that this it these those any some no one anyone anything something everything"
    " nothing more less most and or but so too just only your you our my us me her his their them him we i they"
    " friendly helpful reachable kind responsive than then now today tomorrow soon later again next first really very"
    " quite pretty totally completely absolutely fully both either neither each since until while because about"
    " through into might can could will would should may do does did have has had are is am was were been being be"
    " monday tuesday wednesday thursday friday saturday sunday week weekend month morning afternoon evening lot bit"
    " little few couple moment minute chance question questions hand texts notes times handy currently already hello"
    " hi hey thanks please yes ever once instead together whenever wherever however whatever whichever whoever who"
    " whom why especially honestly personally mostly likely sooner rather better best home house own second third many"
    " much every everyone steps details safely whether overwhelmed nervous tired sick alone local small family two"
    " three before after during between without within along down near like via against yourself yourselves ourselves"
    " myself everybody nobody long quick short easy easier simple way part point side end folks guys someone somebody"
    " else shortly anyway though decided undecided torn plans thoughts access hours number phone line address room"
    " documents paperwork internet others hesitant comfy prepared time trouble familiar patient flexible comparing"
    " considering never ago"
)


def _forms(base: str) -> set[str]:
    """The forms of an English verb that are built by rule."""
    stem = base.removesuffix("e")
    built = {base, f"{base}s", f"{base}es", f"{base}ed", f"{base}d", f"{stem}ing", f"{base}ing"}
    built |= {f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"}
    return built | ({f"{base[:-1]}ied", f"{base[:-1]}ies"} if base.endswith("y") else set())


# What the lead did, as far as a follow-up may say so. Any other act in the past is an outcome that nobody told.
_LEAD_DID = frozenset(
    "started applied began asked mentioned said told left got finished filled sent submitted wanted had reached wrote"
    " texted called requested saved stopped missed needed looked tried worked changed completed shared showed gave"
    " provided answered replied responded received read saw thought planned decided chose hoped talked spoke met went"
    " moved bought sold lived worried liked preferred noticed noted uploaded downloaded entered skipped paused"
    " refinanced stuck interested torn overwhelmed confused tired prepared undecided used meant did was were been done"
    " busy made took kept put felt heard found knew hesitated waited signed opened closed viewed visited clicked"
    " considered compared explored questioned wondered gone set ended enjoyed supposed expected attached included"
    " picked settled packed unpacked looked filed agreed located concerned surprised need".split()
)


_IRREGULAR_FORMS = frozenset("came won earned made bought drove lost became brought ran held".split())


_VERBS = {"we": _OUR_VERBS, "you": _YOUR_VERBS}


@cache
def _usual(who: str) -> frozenset[str]:
    verbs = set().union(*(_forms(verb) for verb in _VERBS[who].split()))
    return frozenset(verbs | set(_IRREGULAR.split()) | set(_OTHERS.split()))


@cache
def _goes_on(verb: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,.!?]|$)| (?:{_NEXT[verb]})(?![\w'])")


def unusual(text: str, license: str) -> bool:
    """Whether a text (spelled by `plain`) has "we" or the lead do something that no follow-up needs to, and that the
    account's own words do not name."""
    for who, pattern in _SUBJECTS.items():
        for found in pattern.finditer(text):
            verb = found[1]
            known = verb in _usual(who) and not (who == "you" and (_is_outcome(verb) or _goes_wrong(found)))
            known = known or (who == "we" and _has(found))
            if not known and not _is_told(verb, license):
                return True
    return False


def _has(found: re.Match[str]) -> bool:
    """Whether "we" have a thing, and not have done something: "we have openings"."""
    done = found[1].endswith(("ed", "en")) or found[1] in _IRREGULAR_FORMS or found[1] in _IRREGULAR.split()
    return not done and bool(re.search(r"\b(?:have|need|want)(?: to have)?,? \w+$", found[0]))


def _goes_wrong(found: re.Match[str]) -> bool:
    """Whether the words after "you" and its verb are not those that must follow that verb."""
    return found[1] in _NEXT and not _goes_on(found[1]).match(found.string, found.end())


def _is_outcome(verb: str) -> bool:
    """Whether "you" did or were something in the past that no follow-up needs to say: "you passed"."""
    return (verb.endswith("ed") or verb in _IRREGULAR_FORMS) and verb not in _LEAD_DID


def _is_told(verb: str, license: str) -> bool:
    return bool(re.search(rf"\b{verb.removesuffix('s')[:6]}", license))
