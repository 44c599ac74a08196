"""Signatures of deliveries, verified by the standard's own library."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.domain.webhooks.signature import PREFIX, NotVerified, headers, key_of, verify

SECRET, FORMER = (PREFIX + b64encode(bytes([n]) * 32).decode() for n in (1, 2))
BODY = '{"type": "message.sent", "data": {"text": "Grüße"}}'.encode()


def now() -> datetime:
    return datetime.now(UTC)


def test_the_vector_of_the_standard() -> None:
    """From the tests of the standard's reference libraries."""
    signed = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(body=st.dictionaries(st.text(), st.text()).map(lambda data: json.dumps(data, ensure_ascii=False).encode()))
def test_the_standards_library_verifies_whatever_is_signed(body: bytes) -> None:
    signed = headers("evt_1", now(), body, [SECRET])
    assert Webhook(SECRET).verify(body, signed) == json.loads(body)


def test_while_a_secret_is_replaced_both_verify() -> None:
    signed = headers("evt_1", now(), BODY, [SECRET, FORMER])
    for secret in (SECRET, FORMER):
        Webhook(secret).verify(BODY, signed)
        assert verify(signed, BODY, secret, now()) == "evt_1"


def test_a_secret_of_another_form_is_used_as_it_is() -> None:
    assert key_of("correct horse") == b"correct horse"
    assert key_of("whsec_no base64!") == b"whsec_no base64!"
    assert key_of(SECRET) == bytes([1]) * 32
    signed = headers("evt_1", now(), BODY, ["correct horse"])
    Webhook(b64encode(b"correct horse").decode()).verify(BODY, signed)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "evt_2"},
        {"webhook-timestamp": "1614265330"},
        {"webhook-timestamp": "soon"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "ü"},
        {"webhook-signature": ""},
    ],
    ids=lambda change: " ".join(change.values()) or "none",
)
def test_what_was_changed_is_not_verified(change: dict[str, str]) -> None:
    signed = headers("evt_1", now(), BODY, [SECRET]) | change
    with pytest.raises(NotVerified):
        verify(signed, BODY, SECRET, now())
    with pytest.raises((WebhookVerificationError, ValueError)):
        Webhook(SECRET).verify(BODY, signed)


def test_another_body_and_an_old_time_are_not_verified() -> None:
    signed = headers("evt_1", now(), BODY, [SECRET])
    with pytest.raises(NotVerified, match="has not signed"):
        verify(signed, BODY + b" ", SECRET, now())
    with pytest.raises(NotVerified, match="300 s"):
        verify(signed, BODY, SECRET, now() + timedelta(minutes=6))
