"""Phone numbers: E.164 inside (ITU-T E.164), as people and spreadsheets write them outside.

A text is taken only if it is surely one number. What may be another person's number is refused with the reason, and
with a suggestion where there is one. The phone library learns of new numbers late. So a number that it does not know
is taken if its length is that of the country's mobile numbers, and with its plus if its length is possible there.
Numbers of the North American plan need the plan's shape only, and with their plus its length only: Twilio's test
number +1 500 555 0006 is good.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from app.domain.sms import unreadable
from app.domain.sms.plans import as_e164, has_length_of, is_possible, is_valid, lacks_exchange, parse, why_nobody_texts

MAX_LENGTH = 40
"""Characters that are read. The longest number has 15 digits; the rest is room for spacing."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# What stands in a number besides digits. No letters: vanity numbers and extensions receive no SMS.
_WRITTEN = unreadable.WRITTEN
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPREADSHEET_FLOAT = re.compile(r"([^.]*[0-9][^.]*)\. *0+")
_FRACTION = re.compile(r"\. *0{1,2}$")
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*e[+-]?[0-9]{1,2}", re.IGNORECASE)
_EXTENSION = re.compile(r"([0-9+() .\-/]{7,}?)[ ,;]*(?:ext(?:ension|n)?|x|#|;ext=|,,)[ .:]*([0-9]{1,6})", re.IGNORECASE)
_NOTED = re.compile(r"[0-9] *\([0-9]{1,2}\)$")  # "415-555-2671 (2)"
# Prefixes that Mexico dialed until 2019, also behind its code: 01 for long distance, 044 and 045 for mobiles.
_MEXICO_UNTIL_2019 = re.compile(r"(?:52)?(?:01|04[45])([2-9][0-9]{9})")


# Numbers of the North American plan as most lists have them. They need no parser, which takes twenty times as long.
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")
_TEN_DIGITS = re.compile(r"[2-9][0-9]{9}")
_AMERICAN_GROUPS = re.compile(r"\D*(?:011\D*)?(?:1\D*)?[0-9]{3}\D*[0-9]{3}\D*[0-9]{4}\D*")
# As nobody writes a number elsewhere: "1 516 936-6118".
_AMERICAN_WITH_ONE = re.compile(r"\D*1\D+[0-9]{3}\D+[0-9]{3}\D+[0-9]{4}\D*")
_AMERICAN_AREA = re.compile(r"\([0-9]{3}\) ?[0-9]{3}[- .][0-9]{4}")
_NORTH_AMERICA = frozenset(phonenumbers.region_codes_for_country_code(1))
_HOW = "Write it as E.164, like +14155551234, or as it is dialed in the account's country."
_SEVERAL_NUMBERS = "This is more than one number. Give each lead one number."


@dataclass(frozen=True, slots=True)
class NotANumber:
    """Why a text is not surely one number, and what to do; `suggestion` (E.164) is the number it probably means."""

    reason: str
    suggestion: str | None = None

    @property
    def sentence(self) -> str:
        return f"{self.reason} Did you mean {self.suggestion}?" if self.suggestion else self.reason


def normalize(text: str, region: str | None) -> str | None:
    """The number in E.164, "+14155551234", or None if the text is not surely one number (`read` says why)."""
    number = read(text, region)
    return number if isinstance(number, str) else None


def read(text: str, region: str | None) -> str | NotANumber:
    """The number in E.164, or why there is none.

    Without a plus it is read as dialed in `region` (ISO 3166, "US"), whose ten digits need no country code.
    """
    number = _read(text, region)
    if isinstance(number, NotANumber) and number.suggestion and _read(number.suggestion, None) != number.suggestion:
        return NotANumber(number.reason)  # a suggestion is a number that is taken
    return number


def _read(text: str, region: str | None) -> str | NotANumber:
    if _NORTH_AMERICAN.fullmatch(text):
        return _usable(text)
    if region in _NORTH_AMERICA and _TEN_DIGITS.fullmatch(text):
        return _usable(f"+1{text}", is_dialed=True)
    if len(text) > MAX_LENGTH:
        return NotANumber(f"This is too long for a phone number. {_HOW}")
    written = _plain(text)
    if _FRACTION.search(written):
        return NotANumber("This number ends like a fraction. Format the column as text and export it again.")
    if not any(char.isdigit() for char in written):
        return NotANumber(f"This is not a phone number. {_HOW}")
    if not _WRITTEN.fullmatch(written) or len(re.sub(r"\D", "", written)) > 17:
        return _not_written(written, region)
    number = _dialed(written, region)
    return _usable(canonical(number), is_dialed=written[0] != "+") if isinstance(number, str) else number


def _plain(text: str) -> str:
    """The text as a keyboard would write it: plain digits, hyphens and blanks, without marks that nobody sees."""
    kept = []
    for char in text:
        if (digit := unicodedata.decimal(char, None)) is not None:
            kept.append(str(digit))
        elif unicodedata.category(char) == "Zs" or char in "\t\r\n":
            kept.append("\n" if char == "\n" else " ")
        elif unicodedata.category(char) != "Cf" and not "\ufe00" <= char <= "\ufe0f":
            kept.append(char)
    plain = _DASHES.sub("-", "".join(kept)).translate(str.maketrans("\uff0b\uff08\uff09\uff0f\uff0e", "+()/.")).strip()
    plain = re.sub(r"^tel:(?://)?", "", plain.removeprefix("'"), flags=re.IGNORECASE).strip()
    return found[1] if (found := _SPREADSHEET_FLOAT.fullmatch(plain)) else plain


def _not_written(written: str, region: str | None) -> NotANumber:
    """Why a text with digits is no number: what spreadsheets and forms make of one."""
    if _SCIENTIFIC.fullmatch(written):
        return NotANumber("A spreadsheet has rounded this number. Format the column as text and export it again.")
    if found := _EXTENSION.fullmatch(written):
        return NotANumber("An extension receives no SMS.", normalize(found[1].strip(" -.,;"), region))
    if unreadable.is_several(written):
        return NotANumber(_SEVERAL_NUMBERS, _first(unreadable.twice(written), region))
    if any(char.isalpha() for char in written):
        meant = _first(unreadable.beside_letters(written), region)
        return NotANumber(f"Letters are not part of a phone number. {_HOW}", meant)
    return NotANumber(f"This is not a phone number. {_HOW}", normalize(unreadable.without_signs(written), region))


def _first(spellings: Iterator[str], region: str | None) -> str | None:
    """The first of these that is a number."""
    return next((number for spelling in spellings if (number := normalize(spelling, region))), None)


def _dialed(written: str, region: str | None) -> str | NotANumber:
    """The number that these digits dial, with or without a plus."""
    digits = re.sub(r"\D", "", written)
    if written.count("+") > 1 or written.count("/") > 1:
        return NotANumber(_SEVERAL_NUMBERS)
    if _NOTED.search(written):
        return NotANumber(f"Whether the digits in brackets belong to the number is not clear. {_HOW}")
    number = parse(written, region)
    if number is None:
        return _unread(digits, region)
    e164 = as_e164(number)
    if "(0)" in written and e164 == f"+{digits}":
        # Where the zero is part of the number (Italy), it does not stand in brackets.
        return NotANumber(f"Whether the zero in brackets is dialed is not clear. {_HOW}")
    if "+" in written:
        return _international(number, e164, digits, region)
    if number.country_code == 1 and not _AMERICAN_GROUPS.fullmatch(written):
        # "47 45 81 63 28" is a Norwegian number without its plus, though its ten digits may be dialed here.
        abroad = parse(f"+{digits}", None)
        if abroad is not None and abroad.country_code != 1 and is_valid(abroad):
            return NotANumber("This may be a number of another country without its plus.", as_e164(abroad))
    elif (american := _american(written, digits, number, region)) and american != e164:
        return NotANumber("This may be a number of another country without its plus.", american)
    national = _national(number, e164, digits, region)
    # What is stored must read as itself: "04915112345678" would be a German number with its country code twice.
    dialed_abroad = region if digits.startswith("00") else None
    return _international(number, e164, e164[1:], dialed_abroad) if national == e164 else national


def _american(written: str, digits: str, number: PhoneNumber, region: str | None) -> str | None:
    """The number of the North American plan that a text means which the region writes otherwise: it begins with a 1,
    which Mexico does not dial, or its area code in brackets has three digits where the region's have not."""
    if _AMERICAN_WITH_ONE.fullmatch(written) or (region == "MX" and len(digits) == 11):
        meant = f"+{digits}"
    elif _AMERICAN_AREA.fullmatch(written) and phonenumbers.length_of_national_destination_code(number) != 3:
        meant = f"+1{digits}"
    else:
        return None
    american = parse(meant, None)
    return meant if american is not None and american.country_code == 1 and is_valid(american) else None


def _unread(digits: str, region: str | None) -> NotANumber:
    """Digits without a plus that no plan of the region explains. They may begin with a country code, or lack one."""
    bare = digits.removeprefix("00")
    readings = {as_e164(found) for code in ("", "1") if (found := parse(f"+{code}{bare}", None)) and is_valid(found)}
    if former := _MEXICO_UNTIL_2019.fullmatch(digits):
        readings |= {f"+52{former[1]}"} if region == "MX" or digits.startswith("52") else set()
    elif region and not readings:
        # A zero that the country does not dial, or the region's own prefix for calls abroad.
        has_zero = digits.startswith("0") and not digits.startswith("00") and region not in _NORTH_AMERICA
        dialed = [parse(digits[1:] if has_zero else digits, region), parse(digits, region)]
        readings |= {as_e164(found) for found in dialed if found and is_valid(found)}
    if len(readings) == 1:
        meant = canonical(readings.pop())
        here = region and meant.startswith(f"+{phonenumbers.country_code_for_region(region)}")
        why = (
            "This is not how the number is dialed in its country."
            if here
            else "The country of this number is not clear."
        )
        return NotANumber(why, meant)
    where = "the account's country" if region else "a known country"
    return NotANumber(f"This is not a number of {where}. {_HOW}")


def _usable(e164: str, *, is_dialed: bool = False) -> str | NotANumber:
    """The number, unless somebody made it up or it is none that is written to. With its plus it is taken as it is, as
    programs and their tests write it; as dialed, it needs an exchange."""
    if why := why_nobody_texts(e164):
        return NotANumber(why)
    if is_dialed and lacks_exchange(e164):
        return NotANumber("In North America no exchange, digits 4 to 6, is like this one: check the digits.", e164)
    return e164


def _international(number: PhoneNumber, e164: str, digits: str, region: str | None) -> str | NotANumber:
    if not _E164.fullmatch(e164) or not is_possible(number):
        if canonical(f"+{digits}") != f"+{digits}":
            return f"+{digits}"
        return _unread(digits, None)
    if f"+{digits}" == e164:
        code = str(number.country_code)
        once = parse(f"+{digits[len(code) :]}", None) if digits[len(code) :].startswith(code) else None
        mobile = once is not None and phonenumbers.number_type(once) in _MOBILE
        if once is not None and is_valid(once) and (mobile or not is_valid(number)):
            return NotANumber("The country code stands here twice.", as_e164(once))
        if region and number.country_code == phonenumbers.country_code_for_region(region):
            region = None  # the digits begin with the region's own code
        if is_valid(number):
            meant, why = _with_a_plus_too_much(number, digits, region), "This may be a national number behind a plus."
        else:
            meant, why = _meant(number, digits, region), "Nobody has this number in its country."
        if meant:
            return NotANumber(why, meant)
        texted = is_valid(number) or has_length_of(number, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
        return e164 if texted else _unread(digits, None)
    # "+44 (0)7700 900123": the trunk prefix in brackets is not dialed from abroad.
    bracketed = digits == f"{number.country_code}0{phonenumbers.national_significant_number(number)}"
    again = parse(e164, None)
    if (is_valid(number) or bracketed) and again is not None and as_e164(again) == e164:
        return e164
    return NotANumber(f"This is not how a number is dialed from abroad. {_HOW}")


def _with_a_plus_too_much(number: PhoneNumber, digits: str, region: str | None) -> str | None:
    """The mobile number of the region that digits behind a plus are, where abroad they are a landline: "+5144024264"
    is Montreal's 514 402-4264 to an account there, and not a landline in Peru, which receives no SMS."""
    if phonenumbers.number_type(number) in _MOBILE:
        return None
    national = parse(digits, region)
    is_mobile = national is not None and phonenumbers.number_type(national) in _MOBILE
    here = national is not None and digits == phonenumbers.national_significant_number(national)
    return canonical(as_e164(national)) if national is not None and is_mobile and here else None


def _meant(number: PhoneNumber, digits: str, region: str | None) -> str | None:
    """The number that digits behind a plus mean which are no number there: a national number of the region with a plus
    before it, or one with the zero that is not dialed from abroad."""
    significant = phonenumbers.national_significant_number(number)
    texts = [(digits, region), (f"+{number.country_code}{significant.removeprefix('0')}", None)]
    found = (parse(text, where) for text, where in texts)
    return next((canonical(as_e164(one)) for one in found if one is not None and is_valid(one)), None)


def _national(number: PhoneNumber, e164: str, digits: str, region: str | None) -> str | NotANumber:
    if number.country_code == 1:
        # "1 415 555 1234" and "011 1 415 555 1234" are how the number is dialed here.
        ten = e164[2:]
        as_dialed = (ten, f"1{ten}", f"0111{ten}")
        return e164 if digits in as_dialed and _TEN_DIGITS.fullmatch(ten) else _unread(digits, region)
    if is_possible(number) and digits in (f"00{e164[1:]}", f"011{e164[1:]}"):
        return e164
    significant = phonenumbers.national_significant_number(number)
    if not is_valid(number):
        if digits.startswith("011") and (abroad := parse(f"+{digits[3:]}", None)) and is_valid(abroad):
            return NotANumber(f"This is dialed from North America. {_HOW}", as_e164(abroad))
        main = canonical(e164)
        kept = None if main == e164 else parse(main, None)
        dialed_here = digits == f"0{significant}" and significant[0] != "0"
        if (kept is not None and is_valid(kept)) or (dialed_here and has_length_of(number, PhoneNumberType.MOBILE)):
            return e164
        has_code = significant.startswith(str(number.country_code))
        if is_possible(number) and (dialed_here or f"+{digits}" == e164) and not has_code:
            return NotANumber("No such number is known in its country: check its digits.", e164)
        return _unread(digits, region)
    if digits.startswith(str(number.country_code)):
        # In some countries a number may begin with the digits of the country code: then it may be two people's.
        abroad = parse(f"+{digits}", None)
        if abroad is not None and is_valid(abroad) and as_e164(abroad) != e164:
            return NotANumber("This may be a number with or without its country code.", as_e164(abroad))
        if e164 == f"+{digits}":
            return e164
    national = re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    # A spreadsheet drops the zero in front; without it a mobile number is still only this one.
    if digits == national or (digits == significant and phonenumbers.number_type(number) in _MOBILE):
        return e164
    return NotANumber("This is not how the number is dialed in its country.", e164)


_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


# One subscriber in two national spellings. The form that is kept is the one that Twilio delivers to and reports:
# Mexico without the former mobile 1, Brazil with the ninth digit, Argentina with the mobile 9.
_MEXICO = re.compile(r"\+521([2-9][0-9]{9})")
_BRAZIL = re.compile(r"\+55([1-9][0-9])([6-9][0-9]{7})")
_ARGENTINA = re.compile(r"\+54([1-8][0-9]{9})")


def canonical(e164: str) -> str:
    """The one spelling of a number that its country writes in two ways; any other number as it is.

    Sources: ITU national numbering plans of Mexico (2019-08), Brazil (Anatel resolution 553) and Argentina.
    """
    if found := _MEXICO.fullmatch(e164):
        return f"+52{found[1]}"
    if found := _BRAZIL.fullmatch(e164):
        return f"+55{found[1]}9{found[2]}"
    if found := _ARGENTINA.fullmatch(e164):
        return f"+549{found[1]}"
    return e164


def is_e164(text: str) -> bool:
    """Whether the text has the form of E.164. The provider's own numbers are trusted by form: it knows more numbers
    than the phone library."""
    return _E164.fullmatch(text) is not None


def spellings(e164: str) -> tuple[str, ...]:
    """The canonical spelling, and the other one where the country has two: leads of former releases may have it."""
    main = canonical(e164)
    national = main[3:]
    if main.startswith("+52") and canonical(f"+521{national}") == main:
        return (main, f"+521{national}")
    if main.startswith("+55") and national[2:3] == "9" and canonical(f"+55{national[:2]}{national[3:]}") == main:
        return (main, f"+55{national[:2]}{national[3:]}")
    if main.startswith("+549") and canonical(f"+54{national[1:]}") == main:
        return (main, f"+54{national[1:]}")
    return (main,)


@lru_cache(maxsize=4096)
def region_of(e164: str) -> str | None:
    """The country of a number, "US"; the main one of its country code if the number is in no country's plan. None for
    numbers that belong to no country (+800), and for what is no number."""
    number = parse(e164, None)
    if number is None:
        return None
    main = phonenumbers.region_code_for_country_code(number.country_code or 0)
    region = phonenumbers.region_code_for_number(number) or main
    return region if region.isalpha() and region != phonenumbers.UNKNOWN_REGION else None
