"""Twilio's signature of a webhook: HMAC-SHA1 over the called address and the form, with the account's auth token.

Source: twilio.com/docs/usage/webhooks/webhooks-security.
"""

from collections.abc import Mapping
from typing import Any

from twilio.request_validator import RequestValidator

HEADER = "x-twilio-signature"


def genuine(token: str, url: str, form: Any, signature: str) -> bool:
    """Whether Twilio signed this form for this address. The package's check raises for odd forms: they are False."""
    try:
        return bool(RequestValidator(token).validate(url, form, signature))
    except Exception:
        return False


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """The signature that Twilio would send with this form."""
    return str(RequestValidator(token).compute_signature(url, dict(form)))
