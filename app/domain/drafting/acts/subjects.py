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
    "and|but|or|so|if|when|once|as|that|because|since|while|until|before|after|whenever|what|where|how|which|why|then|do|did"
    "|does|would|could|can|will|should|are|were|have|sure|think|hope|know|see|unless|whether|until|today|now|soon|maybe"
)
_MODAL = "will|would|can|could|may|might|should|shall|are|were|have|had|do|did"
_AUXILIARY = (
    r"will|would|can|could|may|might|should|shall|do|does|did|have|has|had|are|am|is|was|were|be|been|cannot|not"
    r"|(?:wo|ca|do|does|did|would|could|should|has|have|had|is|are|was|were|might)n't"
    r"|also|just|still|always|gladly|happily|never|only|already|quickly|really|even|ever|first|then|now|soon|all|both"
    r"|simply|currently|definitely|certainly|truly|probably|usually|normally|actually|maybe|perhaps|to|want|wants|wanted"
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

_VERBS = (
    "answer ask begin call chat check come confirm connect continue discuss email explain feel figure find follow get"
    " give go guess have hear help hold hope keep know learn leave let look love make mean meet mention message miss"
    " move need note notice offer pass pick plan prefer prepare provide put read receive remember remind reply resume"
    " respond review say schedule see send share show sit sort speak spend start stay stop submit suggest take talk"
    " tell text thank think touch try turn understand update use wait walk want welcome wonder work worry wrap write"
    " compare apply complete appreciate enjoy gather bring happen consider wish bet clear run cover book listen fill"
    " reach realize care expect seem sound set finish reschedule arrange introduce resend recommend hang bother focus"
    " address involve organize simplify tailor guide support do be save assist aim require chase nudge"
    " simplify visit pause step proceed explore navigate handle request respect stress hurry rush own refinance upload"
    " download decide choose drop hesitate change switch print view open live worry compare shop buy search gather"
    " catch lose wind describe ring forward close cancel contact phone believe assume reschedule track"
    " install paint design teach coach groom cater"
    " value serve specialize sell plan study fit collect recap add include mind end matter heard love settle stand lean"
    " browse log enter adjust split sign return spot dig jump hop dive circle swing pop keep manage ignore"
)
_MORE_VERBS = (
    " access add allow appear approach arrive avoid back base belong build carry cause clarify coordinate count create"
    " delay deliver determine differ direct discover edit encourage estimate exist experience face fall flag grow hand"
    " hate highlight identify imagine improve inform intend invite jot join juggle lay lead list live locate loop"
    " mail map mark notify obtain outline own pack perform place play point post present press process pull push"
    " question raise react rearrange recall recheck reconnect record redo refer reflect refresh regret relate relax"
    " relocate rely remain rent reopen repeat replace represent reset resolve restart resubmit retire revisit"
    " scroll select serve shift skim slow smooth solve spare spell squeeze stick store straighten struggle stumble suit"
    " summarize swamp comment vouch weigh quote tackle tie time travel treat trouble tweak watch welcome wrestle"
)
_IRREGULAR = (
    "began begun came found felt followed got gotten gone went had heard held kept knew known learnt left let made met"
    " put read said saw seen sent set shown sat spoke spoken spent stood taken took talked taught thought told tried"
    " understood wrote written meant gave given did done ran brought bought drove driven chose chosen misunderstood"
    " overlooked forgot forgotten forget lost became become texted applied stopped planned dropped shopped"
)
_OTHERS = (
    "open here available around excited sorry glad happy sure ready still back free closed busy interested"
    " curious unsure certain aware able unable set good great okay ok fine well all right comfortable confused"
    " stuck new nearly almost close halfway partway partially far missing away there always also not afraid"
    " grateful proud thankful worried automated virtual digital an a the on in at from with for of as to up by"
    " off out over under per if when what where how which that this it these those any some no one anyone"
    " anything something everything nothing more less most and or but so too just only your you our my us me"
    " than then now today tomorrow soon later again next first really very quite pretty totally completely"
    " absolutely fully both either neither each since until while because about through into might can could"
    " will would should may do does did have has had are is am was were been being be monday tuesday wednesday"
    " thursday friday saturday sunday week weekend month morning afternoon evening lot bit little few couple"
    " moment minute chance question questions hand texts notes times handy currently already hello hi hey"
    " thanks please yes ever once instead together whenever wherever however whatever whichever whoever who"
    " whom why especially honestly personally mostly likely sooner rather better best home house own second"
    " third many much every everyone steps details safely whether overwhelmed nervous tired sick alone local"
    " small family two three before after during between without within along down near like via as against"
    " yourself yourselves ourselves myself everybody nobody long quick short easy easier simple way part point"
    " side end folks guys someone somebody else shortly anyway though too decided undecided torn plans thoughts"
    " access hours number phone line address something room documents paperwork internet others hesitant comfy"
    " prepared familiar patient flexible comparing considering never ago"
)


def _forms(base: str) -> set[str]:
    """The forms of an English verb that are built by rule."""
    stem = base.removesuffix("e")
    built = {base, f"{base}s", f"{base}es", f"{base}ed", f"{base}d", f"{stem}ing", f"{base}ing"}
    built |= {f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"}
    return built | ({f"{base[:-1]}ied", f"{base[:-1]}ies"} if base.endswith("y") else set())


# What the lead did, as far as a follow-up may say so. Any other act in the past is an outcome that nobody told.
_LEAD_DID = frozenset(
    "started applied began asked mentioned said told left got finished filled sent submitted wanted had reached"
    " wrote texted called requested saved stopped missed needed looked tried worked changed completed shared"
    " showed gave provided answered replied responded received read saw thought planned decided chose hoped"
    " talked spoke met went moved bought sold lived worried liked preferred noticed noted uploaded downloaded"
    " entered skipped paused refinanced stuck interested decided torn overwhelmed confused tired prepared"
    " undecided used meant did was were been done busy made took kept put felt heard found knew hesitated"
    " waited signed opened closed viewed visited clicked considered compared explored questioned wondered gone"
    " set ended enjoyed supposed expected attached included agreed missed located concerned surprised moved"
    " need".split()
)


_IRREGULAR_FORMS = frozenset("came won earned made bought drove lost became brought ran held".split())


@cache
def _usual() -> frozenset[str]:
    verbs = set().union(*(_forms(verb) for verb in (_VERBS + _MORE_VERBS).split() if "-" not in verb))
    return frozenset(verbs | set(_IRREGULAR.split()) | set(_OTHERS.split()))


def unusual(text: str, license: str) -> bool:
    """Whether a text (spelled by `plain`) has "we" or the lead do something that no follow-up needs to, and that the
    account's own words do not name."""
    for who, pattern in _SUBJECTS.items():
        for found in pattern.finditer(text):
            verb = found[1]
            if (verb not in _usual() or (who == "you" and _is_outcome(verb))) and not _is_told(verb, license):
                return True
    return False


def _is_outcome(verb: str) -> bool:
    """Whether "you" did or were something in the past that no follow-up needs to say: "you passed"."""
    return (verb.endswith("ed") or verb in _IRREGULAR_FORMS) and verb not in _LEAD_DID


def _is_told(verb: str, license: str) -> bool:
    return bool(re.search(rf"\b{verb.removesuffix('s')[:6]}", license))
