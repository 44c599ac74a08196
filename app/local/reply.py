"""`nudge reply`: plays the lead. Signs and posts an inbound SMS to the running API, as Twilio does.

It starts in about half a second, so that a demo in short hours can be answered by hand: it imports neither the ORM
nor an HTTP client.
"""

import html
import re
import secrets
from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

import asyncpg

from app.domain.media.fetching import MAX_FILES
from app.errors import OperatorError
from app.local import loopback
from app.local.directory import Directory
from app.providers.postgres import connect
from app.providers.simulator.files import SimulatedFiles
from app.providers.sms import MediumUnavailable
from app.providers.twilio import paths, signature
from app.settings import Settings

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SIMULATED_ACCOUNT = "AC" + "0" * 32
DEMO_PHONE = "+15005550006"
"""The number of the demo's account, `app.services.accounts.DEMO_PHONE`."""
POST_SECONDS = 30
CONNECT_SECONDS = 5


class NotDelivered(OperatorError):
    """The API did not take the message; the text says why."""


async def send(settings: Settings, phone: str, text: str, to: str | None, media: Sequence[Path] = ()) -> str:
    """Delivers the text and the files to the API, and returns the line to print. Raises `NotDelivered`."""
    form = inbound(phone, to or DEMO_PHONE, text, settings) | files_of(settings, media)
    signed = signature.sign(await _token(settings), f"{settings.base_url}{paths.SMS}", form)
    return spoken(_post(settings.port, form, signed))


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
    }


def files_of(settings: Settings, sent: Sequence[Path]) -> dict[str, str]:
    """The part of the form that names the files, once the simulator has them. Raises `NotDelivered`."""
    if sent and settings.twilio_auth_token:
        raise NotDelivered("Only the simulator takes files from here: without it, send them by phone.")
    if len(sent) > MAX_FILES:
        raise NotDelivered(f"A message has at most {MAX_FILES} files.")
    files = SimulatedFiles.below(settings.nudge_data_dir)
    try:
        addresses = [files.keep(path.read_bytes()) for path in sent]
    except OSError as error:
        raise NotDelivered(f"{error.filename} cannot be read or copied: {error.strerror}.") from error
    except MediumUnavailable as refused:
        raise NotDelivered(refused.sentence) from refused
    return {"NumMedia": str(len(addresses))} | {f"MediaUrl{n}": address for n, address in enumerate(addresses)}


async def _token(settings: Settings) -> str:
    """The token that the API checks signatures with: Twilio's, or the one that this installation made."""
    if settings.twilio_auth_token:
        return settings.twilio_auth_token.get_secret_value()
    url = settings.database_url and settings.database_url.get_secret_value()
    url = url or Directory(settings.nudge_data_dir).read().get("PostgreSQL")
    if url is None:
        raise NotDelivered(f"Nothing runs on the data directory {settings.nudge_data_dir}: start it with `nudge dev`.")
    try:
        connection = await connect(url, seconds=CONNECT_SECONDS)
    except (OSError, TimeoutError) as error:
        raise NotDelivered(
            f"PostgreSQL does not answer ({type(error).__name__}): start everything with `nudge dev`."
        ) from error
    try:
        return str(await connection.fetchval("SELECT simulator_token FROM installation"))
    except asyncpg.UndefinedTableError as error:
        raise NotDelivered("The database has no tables, so no API works on it: start `nudge dev`.") from error
    finally:
        await connection.close()


def _post(port: int, form: dict[str, str], signed: str) -> str:
    headers = {"Content-Type": "application/x-www-form-urlencoded", signature.HEADER: signed}
    try:
        with closing(loopback.connect(port, POST_SECONDS)) as connection:
            connection.request("POST", paths.SMS, urlencode(form), headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
    except (OSError, HTTPException) as error:
        raise NotDelivered(
            f"No API answers on port {port} ({type(error).__name__}): start it with `nudge dev`, "
            "or name its port with --port."
        ) from error
    if not 200 <= answer.status < 300:
        raise NotDelivered(f"The API refused the message ({answer.status}): {text.strip()}")
    return text


def spoken(twiml: str) -> str:
    """The answer that the lead gets at once, if there is one."""
    texts = re.findall(r"<Message[^>]*>(.*?)</Message>", twiml, re.DOTALL)
    plain = [html.unescape(re.sub(r"<[^>]*>", "", text)).strip() for text in texts]
    return "\n".join(f"Answer: {text}" for text in plain) or "Delivered; no answer at once."
