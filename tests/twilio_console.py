"""The part of the Twilio double where an account is set up: its state, numbers, Messaging Services, campaigns, and
geo permissions. It keeps what is changed there."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import hdrs, web

Refusal = Callable[[web.Request, str], web.Response | None]
Form = dict[str, str]
Handler = Callable[[web.Request, str, Form], dict[str, Any] | None]


@dataclass
class ConsoleDouble:
    """`accounts` has the status and the type by SID, `numbers` the numbers of each account by E.164, `services` its
    Messaging Services by SID, and `closed_countries` the countries that the geo permissions do not allow. `changes`
    has each change: the path and the form. With `away` every request ends in a 503."""

    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    services: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    closed_countries: set[str] = field(default_factory=set)
    changes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    away: bool = False

    def account(self, sid: str, *numbers: str, status: str = "active", kind: str = "Full") -> None:
        """An account with numbers that can send, in no service, and with no webhook."""
        self.accounts[sid] = status, kind
        for number in numbers:
            self.numbers.setdefault(sid, {})[number] = {
                "sid": f"PN{number.removeprefix('+'):0>32}",
                "phone_number": number,
                "capabilities": {"sms": True, "mms": True, "voice": True},
                "sms_url": "",
                "sms_method": "POST",
                "sms_application_sid": "",
            }

    def service(self, account: str, sid: str, *numbers: str, campaign: str | None = "VERIFIED", **what: Any) -> None:
        """A Messaging Service with these numbers of the account."""
        self.services.setdefault(account, {})[sid] = {
            "sid": sid,
            "friendly_name": "Leads",
            "inbound_request_url": None,
            "inbound_method": "POST",
            "use_inbound_webhook_on_number": False,
            "numbers": [self.numbers[account][number]["sid"] for number in numbers],
            "campaign": campaign,
            "direct_lending": True,
        } | what

    def routes(self, refused: Refusal) -> list[web.RouteDef]:
        def guarded(handler: Handler) -> Any:
            async def answer(request: web.Request) -> web.Response:
                self.requests.append(f"{request.method} {request.path}")
                if self.away:
                    return web.json_response({"code": 20503, "status": 503}, status=503)
                account = _named(request)
                if no := refused(request, request.match_info.get("account", account)):
                    return no
                form: dict[str, str] = {}
                if request.method == hdrs.METH_POST:
                    form = {name: str(value) for name, value in (await request.post()).items()}
                    self.changes.append((request.path, form))
                found = handler(request, account, form)
                if found is None:
                    return web.json_response({"code": 20404, "message": "not found", "status": 404}, status=404)
                return web.json_response(found)

            return answer

        account, service = "/2010-04-01/Accounts/{account}", "/v1/Services/{service}"
        return [
            web.get(f"{account}.json", guarded(self._account)),
            web.get(f"{account}/IncomingPhoneNumbers.json", guarded(self._numbers)),
            web.post(f"{account}/IncomingPhoneNumbers/{{number}}.json", guarded(self._number)),
            web.get("/v1/Services", guarded(self._services)),
            web.get(service, guarded(self._service)),
            web.post(service, guarded(self._service)),
            web.get(f"{service}/PhoneNumbers/{{number}}", guarded(self._number_of_service)),
            web.get(f"{service}/Compliance/Usa2p", guarded(self._campaigns)),
            web.get("/v1/Messaging/GeoPermissions", guarded(self._countries)),
        ]

    def _account(self, request: web.Request, account: str, form: Form) -> dict[str, Any] | None:
        if account not in self.accounts:
            return None
        status, kind = self.accounts[account]
        return {"sid": account, "status": status, "type": kind, "friendly_name": "Own"}

    def _numbers(self, request: web.Request, account: str, form: Form) -> dict[str, Any]:
        found = self.numbers.get(account, {}).get(request.query.get("PhoneNumber", ""))
        return {"incoming_phone_numbers": [found] if found else [], "page_size": 2, "next_page_uri": None}

    def _number(self, request: web.Request, account: str, form: Form) -> dict[str, Any] | None:
        for number in self.numbers.get(account, {}).values():
            if number["sid"] == request.match_info["number"]:
                number |= {"sms_url": form["SmsUrl"], "sms_method": form["SmsMethod"]}
                return number
        return None

    def _services(self, request: web.Request, account: str, form: Form) -> dict[str, Any]:
        return {"services": list(self.services.get(account, {}).values()), "meta": _last("services")}

    def _service(self, request: web.Request, account: str, form: Form) -> dict[str, Any] | None:
        service = self.services.get(account, {}).get(request.match_info["service"])
        if service is not None and form:
            service |= {"inbound_request_url": form["InboundRequestUrl"], "inbound_method": form["InboundMethod"]}
        return service

    def _number_of_service(self, request: web.Request, account: str, form: Form) -> dict[str, Any] | None:
        service, number = self.services[account][request.match_info["service"]], request.match_info["number"]
        return {"sid": number, "service_sid": service["sid"]} if number in service["numbers"] else None

    def _campaigns(self, request: web.Request, account: str, form: Form) -> dict[str, Any]:
        service = self.services[account][request.match_info["service"]]
        campaign = {"sid": "QE1", "campaign_status": service["campaign"], "direct_lending": service["direct_lending"]}
        return {"compliance": [campaign] if service["campaign"] else [], "meta": _last("compliance")}

    def _countries(self, request: web.Request, account: str, form: Form) -> dict[str, Any]:
        country = request.query["CountryCode"]
        allowed = country not in self.closed_countries
        return {"permissions": [{"country_code": country, "type": "country", "enabled": allowed, "error_code": 0}]}


def _named(request: web.Request) -> str:
    """The account that the credentials name."""
    return b64decode(request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Basic ")).decode().partition(":")[0]


def _last(key: str) -> dict[str, Any]:
    return {"key": key, "page": 0, "page_size": 50, "next_page_url": None, "previous_page_url": None, "url": "here"}
