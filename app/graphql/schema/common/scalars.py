"""The API's own scalars. A value that cannot be read is answered with a GraphQL error."""

import re
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from app.domain.calendar import moments

PhoneNumber = NewType("PhoneNumber", str)
Json = NewType("Json", object)

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TOO_FINE = re.compile(r"(?<=\.\d{6})\d+")
"""The digits of a fraction beyond microseconds, which is as fine as a DateTime is kept."""


def _phone(value: Any) -> str:
    # The use case checks the number: a bad number is a userError, not a GraphQL error.
    if not isinstance(value, str):
        raise GraphQLError("PhoneNumber is a string, such as +14155551234.")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise GraphQLError("DateTime is RFC 3339 with an offset, such as 2026-02-15T10:30:00Z.")
    try:
        return datetime.fromisoformat(_TOO_FINE.sub("", value).upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError("This date and time does not exist in the calendar.") from None


def _day(value: Any) -> date:
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise GraphQLError("Date is a calendar day, such as 2026-02-15.") from None


def _unchanged(value: Any) -> Any:
    return value


SCALARS: dict[object, ScalarDefinition] = {
    PhoneNumber: strawberry.scalar(
        name="PhoneNumber",
        description=(
            "A phone number. Answers are always E.164, such as +14155551234. Input is E.164 or the ten digits of the "
            "account's country, with or without punctuation. A mutation answers an impossible number with the "
            "userError INVALID_PHONE, a query with an empty result."
        ),
        serialize=_unchanged,
        parse_value=_phone,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "A point in time by RFC 3339, such as 2026-02-15T10:30:00Z. Answers are always UTC. Input needs an offset."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=moments.rfc3339,
        parse_value=_moment,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day by RFC 3339, such as 2026-02-15.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=_day,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Any JSON value: an object, a list, a string, a number, true, false or null.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=_unchanged,
        parse_value=_unchanged,
    ),
}
