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
_LABEL = re.compile(
    r"^\W{0,3}(?i:subject|message|sms|text|draft|reply|response|answer|assistant|user|human|system|option \w"
    r"|version \w|note|ps?)"
    r"(?i: message| draft| text)?\s*:",
    re.MULTILINE,
)


def placeholder(text: str) -> bool:
    return bool(_PLACEHOLDER.search(text))


def markup(text: str) -> bool:
    """HTML, Markdown or code."""
    return any(pattern.search(text) for pattern in (_TAG, _MARKDOWN, _CODE))


def label(text: str) -> bool:
    """A label before the text ("Subject:", "Message:"), or quotes around all of it."""
    return bool(_LABEL.search(text) or _WRAPPED.fullmatch(text))
