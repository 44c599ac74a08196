"""What stands at Twilio for an account: its state, its numbers, its Messaging Services and their campaigns.

By Twilio's package, on the transport of `package.py`: one request is one request. Sources:
twilio.com/docs/iam/api/account, .../phone-numbers/api/incomingphonenumber-resource, .../messaging/api/service-resource,
.../messaging/api/usapptoperson-resource, .../messaging/api/phonenumber-resource; Geo permissions as in
`twilio.rest.accounts.v1`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from twilio.rest import Client

MOST_SERVICES = 50
"""How many Messaging Services of an account are looked through for a number."""


@dataclass(frozen=True, slots=True)
class Service:
    """A Messaging Service. `campaign` is the status word of its A2P campaign, None if it has none, and
    `direct_lending` whether that campaign allows the texts of a lender. Without `inbound_url` Twilio neither delivers
    nor lists what people write, unless `uses_number` says that the number's own webhook is used."""

    sid: str
    name: str
    inbound_url: str | None
    inbound_method: str
    uses_number: bool
    campaign: str | None = None
    direct_lending: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the account. `application` answers in place of `sms_url`, if there is one."""

    sid: str
    phone_number: str
    can_sms: bool
    sms_url: str | None
    sms_method: str
    application: str | None
    service: Service | None = None


class Standing:
    """Asks Twilio. Every method raises what the transport raises, and `TwilioRestException` for a 4xx."""

    def __init__(self, client: "Client") -> None:
        self._client = client

    async def account(self) -> tuple[str, str]:
        """The status and the type of the account: active, suspended or closed; Full or Trial."""
        account = await self._client.api.v2010.accounts(self._client.username).fetch_async()
        return str(account.status), str(account.type)

    async def number(self, phone_number: str) -> Number | None:
        """The number with its Messaging Service; None if it is none of the account's."""
        found = await self._client.incoming_phone_numbers.list_async(phone_number=phone_number, limit=2)
        row = next((one for one in found if one.phone_number == phone_number), None)
        if row is None:
            return None
        return Number(
            row.sid,
            phone_number,
            bool(_of(row.capabilities, "sms")),
            row.sms_url or None,
            str(row.sms_method or "POST"),
            row.sms_application_sid or None,
            await self._service_of(row.sid),
        )

    async def can_sms(self, phone_number: str) -> bool | None:
        """Whether the number can send SMS; None if it is none of the account's."""
        found = await self._client.incoming_phone_numbers.list_async(phone_number=phone_number, limit=2)
        row = next((one for one in found if one.phone_number == phone_number), None)
        return None if row is None else bool(_of(row.capabilities, "sms"))

    async def service(self, sid: str) -> Service | None:
        """The Messaging Service with its campaign; None if the account has none with this SID."""
        try:
            row = await self._client.messaging.v1.services(sid).fetch_async()
        except TwilioRestException as error:
            if error.status == 404:
                return None
            raise
        return await self._described(row)

    async def _service_of(self, number_sid: str) -> Service | None:
        for row in await self._client.messaging.v1.services.list_async(limit=MOST_SERVICES):
            try:
                await self._client.messaging.v1.services(row.sid).phone_numbers(number_sid).fetch_async()
            except TwilioRestException as error:
                if error.status == 404:
                    continue
                raise
            return await self._described(row)
        return None

    async def _described(self, row: Any) -> Service:
        campaigns = await self._client.messaging.v1.services(row.sid).us_app_to_person.list_async(limit=1)
        campaign = campaigns[0] if campaigns else None
        return Service(
            row.sid,
            str(row.friendly_name or row.sid),
            row.inbound_request_url or None,
            str(row.inbound_method or "POST"),
            bool(row.use_inbound_webhook_on_number),
            str(campaign.campaign_status) if campaign else None,
            bool(campaign and campaign.direct_lending),
        )

    async def may_write_to(self, country: str) -> bool | None:
        """Whether the account's geo permissions allow messages to a country (ISO 3166); None if Twilio does not say."""
        answer = await self._client.accounts.v1.messaging_geopermissions.fetch_async(country_code=country)
        permissions = answer.permissions if isinstance(answer.permissions, list) else []
        return next((bool(one.get("enabled")) for one in permissions if one.get("country_code") == country), None)

    async def point(self, place: Number | Service, url: str) -> None:
        """Sets where Twilio calls for what people write: at the number, or at the Messaging Service."""
        if isinstance(place, Number):
            await self._client.incoming_phone_numbers(place.sid).update_async(sms_url=url, sms_method="POST")
        else:
            await self._client.messaging.v1.services(place.sid).update_async(
                inbound_request_url=url, inbound_method="POST"
            )


def _of(capabilities: object, name: str) -> object:
    return capabilities.get(name) if isinstance(capabilities, dict) else getattr(capabilities, name, None)
