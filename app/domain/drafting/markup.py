"""What a machine left in a text: blanks that nobody filled in, markup, code. An SMS shows all of it as it is."""

import re

_PLACEHOLDER = re.compile(
    r"[{}\[\]]|<<|>>|<%|%>|\$\(|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|@@\w+@@|##\w+##|#[A-Z_]{3,}#"
    r"|_{2,}|\bX{3,}\b|\bx{4,}\b|\?{4,}|\.{5,}|\b[a-z]+_[a-z_]+\b|\b[A-Z]{2,}_[A-Z_]{2,}\b|:[a-z]+_?name:"
    r"|\(\s*(?:insert|enter|add|your|lead|first|last|customer|client|agent|company|recipient|name|date"
    r"|link)\b[^)\n]{0,40}\)"
    r"|\b(?:Insert|INSERT) (?:\w+ )?(?:name|link|date|number|NAME|LINK|DATE)\b"
    r"|\b(?:Your|Our|The|Company|Lender|Agent|Bank|Business)['’]?s? (?:Company|Name|Business|Lender|Agent"
    r"|Bank)(?: Name)?\b"
    r"|\b(?:YOUR|COMPANY|CUSTOMER|LEAD|FIRST|LAST|AGENT) ?(?:NAME|COMPANY|PHONE|EMAIL)\b"
    r"|\b(?:TBD|TBA|TODO|FIXME|NaN|undefined|Lorem ipsum|lorem ipsum)\b"
    r"|^\W*(?i:null|none|undefined|nan|n/a)\W*$"
    r"|^\W{0,3}(?i:hi|hello|hey|dear|hola) (?:null|None|nil|NULL|N/A|undefined|nan|Name|name|Lead|lead|User|user"
    r"|Customer Name)\b"
)
_TAG = re.compile(
    r"</?[A-Za-z!][^<>\n]{0,200}>|<!--|-->|&(?:[A-Za-z]{2,10}|#x?[0-9A-Fa-f]{1,6});|<[A-Za-z/]"
    r"|[A-Za-z/]>"
)
_MARKDOWN = re.compile(
    r"\*\*|~~|'{3}|^\s{0,3}#{1,6}\s|^\s{0,3}>\s|^\s{0,3}(?:[*+]|\d{1,2}[.)])\s|\]\(|!\[|^\s*\|.*\|\s*$|^\s*(?:---+|===+"
    r"|\*\*\*+)\s*$"
    r"|(?<![\w*])\*[^\s*][^*\n]{0,80}\*(?![\w*])|(?<!\w)_[^\s_][^_\n]{0,80}_(?!\w)|^(?:-\s.*\n?){2,}",
    re.MULTILINE,
)
_CODE = re.compile(
    r"""\\[nrtu"]|"(?:text|message|body|sms|content|role)"\s*:|\b(?:function|SELECT|DROP TABLE|import|print)\s*\("""
    r"""|;--|\\x[0-9a-f]{2}"""
)
_WRAPPED = re.compile(r"\s*([\"']).{10,}\1\s*", re.DOTALL)
_NAMES_OF_PARTS = (
    r"subject|message|sms|text|draft|reply|response|answer|assistant|user|human|system|option|version|variant|attempt"
    r"|note|ps?|tone|style|voice|mood|audience|goal|purpose|intent|context|strategy|approach|length|characters?"
    r"|segments?|language|to|from|re|recipient|lead|name|output|final|follow-?up|reminder|greeting|body|closing"
    r"|signature|step|day|sequence|thoughts?|thinking|reasoning|analysis|plan|task|instructions?|cta|channel|type|format"
)
_LABEL = re.compile(
    rf"(?:^|(?<=[.!?] ))\W{{0,3}}(?:(?i:(?:{_NAMES_OF_PARTS})"
    r"(?: (?:message|draft|text|version|sms|copy|\w|\d{1,2})){0,2})\s*:"
    r"|\((?i:tone|style|note|draft|length|warm|friendly|follow-?up|sms|\d+ char)[^)\n]{0,60}\))",
    re.MULTILINE,
)
# Whatever stands before a greeting was not meant for the lead: "Here is a friendly follow-up: Hi Sam, ...".
_BEFORE_GREETING = re.compile(
    r"\w[^\n]{0,120}?[:.!?\n-]\W{0,4}(?i:hi|hello|hey|dear|hola|good (?:morning|afternoon|evening))"
    r" (?:there\b|[A-ZÀ-Þ])"
)


def placeholder(text: str) -> bool:
    return bool(_PLACEHOLDER.search(text))


def markup(text: str) -> bool:
    """HTML, Markdown or code."""
    return any(pattern.search(text) for pattern in (_TAG, _MARKDOWN, _CODE))


def label(text: str) -> bool:
    """A label ("Subject:", "Tone: warm."), something before the greeting, or quotes around the whole text."""
    return bool(_LABEL.search(text) or _WRAPPED.fullmatch(text) or _BEFORE_GREETING.match(text))
