"""Twilio's settings of an account, as `nudge doctor`, `nudge connect` and connections look at them: `Console`."""

import logging
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from app.providers.connections import Receiver
from app.providers.http1 import NotConnected, Unanswered
from app.providers.sms import Finding, ListingFailed, Severity, Unreachable
from app.providers.twilio import doctor, paths
from app.providers.twilio.http import Throttled
from app.providers.twilio.rates import TEST_NUMBERS
from app.providers.twilio.settings.standing import Number, Service, Standing

log = logging.getLogger("nudge.twilio")

T = TypeVar("T")

SERVICE = "MG"
REFUSED = "Twilio refuses the account SID and auth token: copy both from the first page of Twilio's console."
UNKNOWN = "Twilio knows no account with this SID: copy it from the first page of Twilio's console."


class _Refused(Exception):
    """Twilio does not take the credentials; the message says it to a person."""


class TwilioConsole:
    """It implements `Console`."""

    def __init__(self, client: Client, base_url: str) -> None:
        self._standing = Standing(client)
        self._base_url = base_url

    async def problem(self, senders: Sequence[str]) -> str | None:
        try:
            status, _ = await _asked(self._standing.account())
            if found := _wrong(doctor.account(status, "Full")):
                return found
            for sender in senders:
                if sender.startswith(SERVICE):
                    if await _asked(self._standing.service(sender)) is None:
                        return f"The Twilio account has no Messaging Service {sender}: use the account that has it."
                elif await _asked(self._standing.number(sender)) is None:
                    return f"The Twilio account does not have the number {sender}: use the account that has it."
        except _Refused as refused:
            return str(refused)
        return None

    async def lacks(self, sender: str) -> str | None:
        try:
            if sender.startswith(SERVICE):
                if await _asked(self._standing.service(sender)) is None:
                    return f"The Twilio account has no Messaging Service {sender}: copy the SID from Twilio's console."
            elif not sender.startswith(TEST_NUMBERS):
                can_sms = await _asked(self._standing.can_sms(sender))
                if can_sms is None:
                    return (
                        f"The Twilio account does not have the number {sender}: buy it there, or connect its account."
                    )
                if not can_sms:
                    return f"{sender} cannot send SMS: add a number that can."
        except _Refused as refused:
            raise ListingFailed(str(refused).rstrip(".")) from None
        return None

    async def findings(self, senders: Sequence[str]) -> list[Finding]:
        try:
            found = doctor.account(*await _asked(self._standing.account()))
            for sender in senders:
                if sender.startswith(SERVICE):
                    found += doctor.service(sender, await _asked(self._standing.service(sender)), self._base_url)
                else:
                    found += doctor.number(sender, await _asked(self._standing.number(sender)), self._base_url)
            return found + doctor.countries(await self._allowed())
        except _Refused as refused:
            return [doctor.wrong(str(refused))]

    async def _allowed(self) -> bool | None:
        """Whether messages to the United States are allowed; None if Twilio does not tell these credentials."""
        try:
            return await _asked(self._standing.may_write_to("US"))
        except (ListingFailed, _Refused):
            return None

    async def receiver(self, sender: str) -> Receiver | None:
        try:
            place = await self._place(sender)
        except _Refused as refused:
            raise ListingFailed(str(refused)) from None
        match place:
            case Number():
                return Receiver(f"the number {sender}", place.sms_url, self._base_url + paths.SMS)
            case Service():
                return Receiver(f"the Messaging Service {place.name!r}", place.inbound_url, self._base_url + paths.SMS)
        return None

    async def receive_here(self, sender: str) -> None:
        try:
            if place := await self._place(sender):
                await _asked(self._standing.point(place, self._base_url + paths.SMS))
        except _Refused as refused:
            raise ListingFailed(str(refused)) from None

    async def _place(self, sender: str) -> Number | Service | None:
        if sender.startswith(SERVICE):
            return await _asked(self._standing.service(sender))
        number = await _asked(self._standing.number(sender))
        return number and doctor.answers_at(number)


def _wrong(findings: list[Finding]) -> str | None:
    return next((one.sentence for one in findings if one.severity is Severity.WRONG), None)


async def _asked(answer: Awaitable[T]) -> T:
    """Twilio's answer. Raises `_Refused` for credentials that it does not take, `Unreachable` where
    nobody or somebody else answers, `ListingFailed` for no answer."""
    try:
        return await answer
    except TwilioRestException as error:
        if error.status in (401, 403) and error.code:
            raise _Refused(REFUSED) from None
        if error.status == 404 and error.code == 20404:
            raise _Refused(UNKNOWN) from None
        raise ListingFailed(f"Twilio answers {error.status} (code {error.code})") from None
    except NotConnected:
        raise Unreachable("Twilio does not answer (NotConnected)") from None
    except (ValueError, TypeError, AttributeError, KeyError):  # Twilio's package reads what is no JSON of Twilio's
        raise Unreachable("What answers is not Twilio") from None
    except (TwilioException, Throttled, Unanswered) as error:
        raise ListingFailed(f"Twilio does not answer ({type(error).__name__})") from None
