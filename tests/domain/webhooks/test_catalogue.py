"""The body of an event: what a stored row becomes, within its size, and valid by its own schema."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import event as reached
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.domain import ids
from app.domain.webhooks.catalogue import (
    EVENTS,
    MAX_BODY_BYTES,
    MAX_TEXT_BYTES,
    TRUNCATED,
    EventType,
    body_of,
    cut,
    event_id,
    payload_of,
)
from app.domain.webhooks.properties import Kind, Property
from app.domain.webhooks.schemas import schema_of
from tests.domain.webhooks import event_schemas

AT = datetime(2026, 2, 16, 15, 0, 0, 120000, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    type: str
    data: Any
    id: UUID = field(default_factory=uuid4)
    account_id: UUID | None = field(default_factory=uuid4)
    order: int = 7
    created_at: datetime = AT


def example(one: Property, long: str = "x") -> Any:
    match one.kind:
        case Kind.ID:
            return str(uuid4())
        case Kind.TIME:
            return "2026-02-16T16:00:00.5+01:00"
        case Kind.DAY:
            return "2026-02-16"
        case Kind.INTEGER:
            return 3
        case Kind.NUMBER:
            return 0.25
    return one.words[0] if one.words else long


def stored(kind: EventType, long: str = "x") -> Stored:
    return Stored(kind.value, {one.name: example(one, long) for one in EVENTS[kind].data})


@pytest.mark.parametrize("kind", EventType)
@pytest.mark.parametrize("long", ["x", "\x01" * 6400, "\U0001f600" * 6400, "é\\" * 3200])
def test_the_body_is_small_and_valid_whatever_the_lead_wrote(kind: EventType, long: str) -> None:
    event = stored(kind, long)
    body = body_of(event)
    assert len(body) < MAX_BODY_BYTES
    Draft202012Validator(schema_of(kind)).validate(orjson.loads(body))
    assert body == body_of(event)


@pytest.mark.parametrize("kind", EventType)
def test_what_may_be_null_may_be_null_and_nothing_else(kind: EventType) -> None:
    validator = Draft202012Validator(schema_of(kind))
    for one in EVENTS[kind].data:
        event = stored(kind)
        payload = payload_of(Stored(event.type, {**event.data, one.name: None}))
        assert validator.is_valid(payload) is one.may_be_null, one.name


def test_ids_and_times_are_as_the_api_writes_them() -> None:
    event = stored(EventType.LEAD_OPTED_OUT)
    payload = payload_of(event)
    assert list(payload) == ["id", "type", "timestamp", "created_at", "account_id", "order", "data"]
    assert payload["id"] == event_id(event) == ids.encode("evt", event.id)
    assert payload["timestamp"] == payload["created_at"] == "2026-02-16T15:00:00.120000Z"
    assert payload["data"]["lead_id"] == ids.encode(ids.LEAD, UUID(event.data["lead_id"]))
    assert payload["data"]["opted_out_at"] == "2026-02-16T15:00:00.500000Z"
    as_text = Stored(event.type, orjson.dumps(event.data).decode(), event.id, event.account_id)
    assert body_of(as_text) == body_of(event), "a raw row has JSON as text"


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(WORDS, st.integers(400, 1600))
def test_a_long_text_is_cut_and_says_so(words: str, times: int) -> None:
    text = (words * times)[:6400]
    event = stored(EventType.CONVERSATION_REPLY_RECEIVED)
    data = payload_of(Stored(event.type, {**event.data, "body": text}))["data"]
    assert text.startswith(data["body"])
    assert data[TRUNCATED] is (data["body"] != text)
    reached("cut" if data[TRUNCATED] else "whole")
    assert len(orjson.dumps(data["body"])) <= MAX_TEXT_BYTES
    if data[TRUNCATED]:
        longer = text[: len(data["body"]) + 1]
        assert len(orjson.dumps(longer)) > MAX_TEXT_BYTES, "no more is cut than must be"


@given(WORDS, st.integers(2, 40))
def test_a_cut_is_the_longest_beginning_that_fits(text: str, most: int) -> None:
    found = cut(text, most)
    reached("cut" if found != text else "whole")
    assert text.startswith(found)
    assert len(orjson.dumps(found)) <= most
    assert found == text or len(orjson.dumps(text[: len(found) + 1])) > most


def test_the_schemas_in_the_documents_are_those_of_the_catalogue() -> None:
    stored = {path.name: path.read_text() for path in event_schemas.FOLDER.iterdir()}
    assert stored == event_schemas.files(), "run `make schema`"
    for text in stored.values():
        Draft202012Validator.check_schema(orjson.loads(text))


def test_the_documents_name_every_event_and_when_it_is_sent() -> None:
    text = (event_schemas.FOLDER.parent / "webhooks.md").read_text()
    for kind, described in EVENTS.items():
        assert f"| [`{kind.value}`](events/{kind.value}.json) | {described.when} |" in text
