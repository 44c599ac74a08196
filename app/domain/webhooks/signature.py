"""Signatures of deliveries, as Standard Webhooks 1.0.0 defines them (github.com/standard-webhooks/standard-webhooks).

Signed are the id, the time and the body: `{id}.{timestamp}.{body}`, by HMAC-SHA256. While a secret is replaced there
are two signatures, separated by a blank, so that a receiver may know either secret.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
"""How far the time of an attempt may be from the receiver's own, by the standard's libraries."""


class NotVerified(Exception):
    """A delivery that the secret has not signed, or that is too old; the message says which."""


def key_of(secret: str) -> bytes:
    """The HMAC key of a secret: the bytes behind `whsec_`, or the text itself for a secret in another form."""
    if secret.startswith(PREFIX):
        try:
            return b64decode(secret.removeprefix(PREFIX), validate=True)
        except ValueError:
            pass
    return secret.encode()


def headers(event_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of an attempt made at this time, with a signature by each of the secrets."""
    timestamp = str(int(at.timestamp()))
    signatures = " ".join(_sign(key_of(secret), event_id, timestamp, body) for secret in secrets)
    return {ID: event_id, TIMESTAMP: timestamp, SIGNATURE: signatures}


def verify(given: Mapping[str, str], body: bytes, secret: str, now: datetime) -> str:
    """The id of the event that these headers sign; header names are in lower case. Raises `NotVerified`."""
    event_id, timestamp, signatures = (given.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (event_id and timestamp and signatures):
        raise NotVerified(f"it lacks one of the headers {ID}, {TIMESTAMP} and {SIGNATURE}")
    if not timestamp.isdecimal() or abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise NotVerified(f"its time is more than {TOLERANCE_SECONDS} s from the time here")
    expected = _sign(key_of(secret), event_id, timestamp, body).encode()
    if not any(hmac.compare_digest(expected, one.encode()) for one in signatures.split(" ")):
        raise NotVerified("the secret has not signed it")
    return event_id


def _sign(key: bytes, event_id: str, timestamp: str, body: bytes) -> str:
    digest = hmac.digest(key, f"{event_id}.{timestamp}.".encode() + body, sha256)
    return f"v1,{b64encode(digest).decode()}"
