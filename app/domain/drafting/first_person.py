"""What a draft says with "I" and "my": the closed list of what an assistant of a company does, has and is.

People who pretend to be people speak of what only people do ("I stayed late", "my wife says hi"), in more ways than
anybody can list. What an assistant says of itself is little: it follows up, asks, answers, passes things on.
"""

import re

_BEFORE = (
    r"will|would|can|could|may|might|should|shall|do|don't|does|did|didn't|can't|cannot|won't|couldn't|wouldn't|not|am"
    r"|rather|just|also|still|really|only|always|gladly|happily|definitely|certainly|quickly|either|even|then|now|first|simply"
    r"|have|haven't|been|going to|(?:more than |very |so |totally |always |only )?(?:happy|glad|able|unable|here|sorry"
    r"|ready) to|(?:want|wanted|like|love|need|hope|hoping|hoped|trying|tried|meaning|wish|prefer|plan|planning) to"
    r"|afraid|sure|totally|completely|fully|certain|very|all"
)
_DOES = frozenset(
    "change pick circle reopen revisit restart resume ring email loop flag chat"
    " add want hope need like wanted hoped wished liked happy glad here sorry adjust admit agree answer apologize"
    " appreciate arrange ask assume assure be begin believe bet bother bring bug catch check clarify clear close come"
    " compare confirm connect continue cover describe do explain figure find finish follow forget forward gather get"
    " give go guess guide handle hear help hold hurry imagine include introduce invite jot keep know leave let link"
    " list look make mean mention misunderstand move note notice offer outline pass pause phone ping plan point prefer"
    " prepare promise provide pull put quote reach realize recap recommend remind repeat reply request resend"
    " reschedule respect respond rush save say schedule see send set share show skip sort speak spell start stop"
    " suggest summarize support suppose switch take talk tell text thank think touch try understand update use wait"
    " walk wish wonder word worry wrap comment commit guarantee advise approve match beat discuss call mail lay hate"
    " run".split()
)
_DID = frozenset(
    "texting trying wanting meaning following asked checked explained followed forgot found gave got heard left let"
    " made meant mentioned missed misread noted noticed offered passed promised reached read received replied resent"
    " said saw sent shared started texted thought told tried understood wanted wondered wrote misunderstood apologized"
    " answered looked".split()
)
_IS = frozenset(
    "a an her his their afraid answering clear clearer"
    " asking automated available back calling certain checking circling confused"
    " curious excited familiar following from getting glad grateful guessing happy helping here hoping in looking not"
    " on one only part passing reaching ready replying resending responding riverbend sending sharing sorry sure"
    " texting thankful the thinking touching trying unable unsure up virtual with wondering writing your around".split()
)
_WAS = frozenset(
    "able asked asking checking curious following glad going happy hoping just looking not only reaching referring"
    " sorry talking thinking told trying unable unclear unsure wondering wrong".split()
)
_OWN = frozenset(
    "answer answers reply replies explanation apologies asking bad best chat conversation earlier email end first goal"
    " guess job last latest list mistake"
    " message messages next note notes number other part pleasure previous question questions side suggestion team"
    " text texts understanding hope thanks initial".split()
)
_SAYS = re.compile(
    rf"(?<![\w'.-])i(?P<is>'m| am(?! i\b))?(?P<was> was(?! i\b))?(?:'(?:ll|d"
    rf"|ve))?(?: (?:(?:should|could|would|might)'ve(?: been)?|{_BEFORE})(?![\w']))*,? (?P<verb>[a-z]+)"
)
_MINE = re.compile(r"(?<![\w'-])(?:my|mine)(?: own)?(?: ([a-z]+))?(?![\w'])")
# "Ken can answer that better than I can."
_ELLIPTIC = frozenset("can could do did will would might may".split())
# Even an assistant's verb is a person's with these.
_BODILY = re.compile(
    r"\b(?:personally|(?:me|i) (?:\w+ ){0,4}in person|by hand|my window|first ?hand|how (?:it|that) feels|been there"
    r"|i can hear|with (?:a|my) smile"
    r"|(?:call|phone|ring|meet|visit|see|find|trust|believe|picture) me(?! (?:back )?(?:if|when|know|what|a (?:good"
    r"|better) time)\b)"
    r"|(?:next to|beside|behind|across from) me\b|says (?:hi|hello)\b"
    r"|(?<!your )(?<!your next )(?<!your last )(?:day|days|week|weekend|afternoon|morning) off"
    r"|(?<!you get )(?<!you )(?<!you're )(?<!you are )(?:off|out) (?:sick|work|yesterday)|under the weather|(?:a"
    r"|this) shift"
    r"|long day|late tonight|back in a (?:bit|minute|sec|second|moment|few(?! (?:\w+ )?(?:days|weeks|months)\b)|flash)"
    r"|right back|be sick|was sick"
    r"|(?:^|[.!?,] )was (?:eating|driving|sleeping|cooking|working|running|traveling|sitting|out|away|off|stuck"
    r"|sick|in an?)|ask for me|(?:i )?can tell by|shake (?:your|on)|know your (?:area|street|house|home"
    r"|town|neighborhood)"
    r"|(?:^|[.!?] )(?:me|i) too\b|same here|(?:me|i), a\b|as can be|last (?:i|time i) checked)\b"
    r"|(?:^|[.!?\n] ?)(?:just |now |still |also )?(?:grabbing|heading|driving|leaving|working|sitting|standing"
    r"|stepping|running"
    r"|walking|eating|drinking|cooking|commuting|traveling|boarding|packing"
    r"|parking(?! (?:questions?|spots?|spaces?|lots?|permit))"
    r"|juggling|sneaking|hopping|logging off"
    r"|signing off|clocking|got in|came in|stayed|woke|went|slept|ate|drove|ran)\b"
    # "Working from home makes it easier" is said of no one.
    r"(?![^.!?\n]{0,40} (?:makes?|is|can|helps?|means|doesn't|isn't|can't)\b)"
)


def unlike_an_assistant(text: str, license: str) -> bool:
    """Whether a text (spelled by `plain`) says with "I" or "my" what no assistant does, has or is.

    What the account's own words say of the sender (`license`) may be said.
    """
    if any(found[0] not in license for found in _BODILY.finditer(text)):
        return True
    if any(found[1] not in _OWN and found[0] not in license for found in _MINE.finditer(text)):
        return True
    return any(not _may_be_said(found) and found["verb"][:6] not in license for found in _SAYS.finditer(text))


def _may_be_said(found: re.Match[str]) -> bool:
    verb = found["verb"]
    if verb in _ELLIPTIC and found.start() >= 5 and found.string[: found.start()].endswith((" than ", " if ", " as ")):
        return True
    if found["was"]:
        return verb in _WAS
    if verb in ("clear", "clearer", "faster", "quicker") and re.search(
        r"(?:should|could|would|might)(?:'ve| have) been ", found[0]
    ):
        return True
    return verb in _DOES or verb in _DID or verb in _AFTER_AUXILIARIES or (bool(found["is"]) and verb in _IS)


# "I have a question", "I don't have the answer", "I hope it helps", "I know you are busy": an object, not a verb.
_AFTER_AUXILIARIES = frozenset(
    "a an any another better he her his it more my our no nothing one questions some somebody someone something that"
    " the their them there they this those we what when whether who why you your good everything anything all how for"
    " but if so in because and or to until whenever not passed shared sent noted asked received made heard left found"
    " let written gotten got".split()
)
