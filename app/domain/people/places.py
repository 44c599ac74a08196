"""Where a lead lives: the state, for hours, and the postal code."""

import re

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands", "AA": "Armed Forces Americas", "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific",
}  # fmt: skip
"""The states, the territories and the military addresses of the US Postal Service (Publication 28, appendix B)."""

STATE_FORM = (
    "This is no US state or territory. Write its two letters, such as CA, or its name. Elsewhere, leave it out."
)
ZIP_FORM = "Write a US ZIP code, such as 94105 or 94105-1234, or a Canadian postal code, such as K1A 0B1."
ZIP_DIGITS = "A ZIP code has five digits. A spreadsheet may have removed a zero: then write 0{given}."
CODE_FORM = "A postal code has 2 to 10 letters, digits, blanks and hyphens, and at least one digit."

_BY_NAME = {name.lower(): code for code, name in STATES.items()} | {
    "washington dc": "DC", "washington, dc": "DC", "washington d.c.": "DC", "virgin islands": "VI",
}  # fmt: skip
_ZIP = re.compile(r"([0-9]{5})(?:[- ]?([0-9]{4}))?")
_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY][0-9][A-Z])[ -]?([0-9][A-Z][0-9])")
_OTHER = re.compile(r"(?=.*[0-9])[A-Z0-9](?:[A-Z0-9 -]{0,8}[A-Z0-9])")
_WITH_ZIP = frozenset("US PR GU VI AS MP CA".split())


def state_code(text: str) -> str | None:
    """The two letters of a state, given by its letters or its name; None if there is no such state."""
    plain = " ".join(text.split())
    code = plain.upper().replace(".", "")
    return code if code in STATES else _BY_NAME.get(plain.lower())


def postal_code(text: str, region: str | None) -> str | None:
    """The postal code as its country writes it; None if it cannot be one (`postal_code_problem` says why).

    `region` is the country of the lead's phone, "US". A person with a US phone may live in Canada.
    """
    plain = " ".join(text.upper().split())
    if region not in _WITH_ZIP:
        return plain if _OTHER.fullmatch(plain) else None
    if found := _ZIP.fullmatch(plain):
        return "-".join(part for part in found.groups() if part)
    found = _CANADIAN.fullmatch(plain)
    return " ".join(found.groups()) if found else None


def postal_code_problem(text: str, region: str | None) -> str:
    """The sentence for a text that is no postal code."""
    if region not in _WITH_ZIP:
        return CODE_FORM
    plain = text.strip()
    return ZIP_DIGITS.format(given=plain) if re.fullmatch("[0-9]{4}", plain) else ZIP_FORM
