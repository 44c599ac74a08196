"""`nudge reply`: plays the lead. Signs and posts an inbound SMS to the running API, exactly as Twilio would."""

import argparse
import html
import re
import secrets

import httpx2
from tortoise.exceptions import OperationalError

from app import db
from app.local.stores import stores
from app.models import Installation
from app.providers.twilio import paths, signature
from app.services import accounts
from app.settings import Settings

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SIMULATED_ACCOUNT = "AC" + "0" * 32


class NotDelivered(Exception):
    """The API did not take the message; the text says why."""


async def run(arguments: argparse.Namespace, settings: Settings) -> int:
    form = inbound(arguments.phone, arguments.to or accounts.DEMO_PHONE, arguments.text, settings)
    signed = signature.sign(await _token(settings), f"{settings.base_url}{paths.SMS}", form)
    print(spoken(await _post(settings.port, form, signed)))
    return 0


def inbound(phone: str, to: str, text: str, settings: Settings) -> dict[str, str]:
    """The form of an inbound SMS. Raises `NotDelivered` for a number that is not E.164."""
    for number in (phone, to):
        if not E164.fullmatch(number):
            raise NotDelivered("Give phone numbers in E.164, for example +14155551234.")
    return {
        "MessageSid": f"SM{secrets.token_hex(16)}",
        "AccountSid": settings.twilio_account_sid or SIMULATED_ACCOUNT,
        "From": phone,
        "To": to,
        "Body": text,
        "NumMedia": "0",
    }


async def _token(settings: Settings) -> str:
    """What the API checks signatures with: Twilio's token, or the one this installation made up."""
    if settings.twilio_auth_token:
        return settings.twilio_auth_token.get_secret_value()
    async with stores(settings) as found, db.database(found.database_url, pool=1):
        try:
            return (await Installation.get(id=1)).simulator_token
        except OperationalError as error:
            raise NotDelivered("This database is new, so no API works on it: start one with `nudge dev`.") from error


async def _post(port: int, form: dict[str, str], signed: str) -> str:
    url = f"http://127.0.0.1:{port}{paths.SMS}"
    try:
        async with httpx2.AsyncClient(timeout=30, trust_env=False) as client:
            answer = await client.post(url, data=form, headers={signature.HEADER: signed})
    except httpx2.HTTPError as error:
        raise NotDelivered(
            f"No API answers on port {port} ({type(error).__name__}): start it with `nudge dev`."
        ) from error
    if not answer.is_success:
        raise NotDelivered(f"The API refused the message ({answer.status_code}): {answer.text.strip()}")
    return answer.text


def spoken(twiml: str) -> str:
    """What the lead gets in answer at once, if anything."""
    texts = re.findall(r"<Message[^>]*>(.*?)</Message>", twiml, re.DOTALL)
    plain = [html.unescape(re.sub(r"<[^>]*>", "", text)).strip() for text in texts]
    return "\n".join(f"Answer: {text}" for text in plain) or "Delivered; no answer at once."
