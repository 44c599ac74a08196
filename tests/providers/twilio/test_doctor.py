"""What stands at Twilio against what must stand there: each fault has its sentence, and `nudge connect` mends it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from pydantic import SecretStr

from app.cli.checks import twilio as checked
from app.local.processes import free_port
from app.providers.connections import Credentials
from app.providers.sms import Finding, ListingFailed, Severity
from app.providers.twilio import doctor
from app.providers.twilio.connector import TwilioConnector
from app.providers.twilio.settings.console import TwilioConsole
from app.providers.twilio.settings.standing import Number, Service
from app.settings import Settings
from tests.fakes import PUBLIC_URL, TwilioDouble, twilio_double

OWN, TOKEN = "AC" + "a" * 32, "a" * 32
NUMBER, SERVICE = "+14155550100", "MG" + "1" * 32
HERE = f"{PUBLIC_URL}/webhooks/twilio/sms"

IN_SERVICE = Service(SERVICE, "Leads", HERE, "POST", uses_number=False, campaign="VERIFIED", direct_lending=True)
GOOD = Number("PN1", NUMBER, can_sms=True, sms_url=None, sms_method="POST", application=None, service=IN_SERVICE)
TOLL_FREE = Number("PN2", "+18885550100", True, HERE, "POST", None)


def of_service(**what: object) -> Number:
    return replace(GOOD, service=replace(IN_SERVICE, **what))  # type: ignore[arg-type]


WRONG = [
    (None, "is no number of this Twilio account"),
    (replace(GOOD, can_sms=False), "cannot send SMS"),
    (replace(GOOD, service=None, sms_url=HERE), "is in no Messaging Service"),
    (of_service(inbound_url=None), "a STOP is lost. Run `nudge connect"),
    (of_service(inbound_url="https://elsewhere.example"), "Twilio calls POST https://elsewhere.example, not"),
    (of_service(inbound_method="GET"), "Twilio calls GET"),
    (replace(of_service(uses_number=True), sms_url="https://demo.twilio.com/welcome"), "welcome, not"),
    (replace(of_service(uses_number=True), sms_url=HERE, application="AP1"), "A TwiML application answers"),
    (of_service(campaign=None), "in no A2P 10DLC campaign"),
    (of_service(campaign="IN_PROGRESS"), "is not approved yet (IN_PROGRESS)"),
    (of_service(campaign="FAILED"), "is FAILED"),
    (of_service(campaign="SUSPENDED"), "is SUSPENDED"),
    (replace(TOLL_FREE, sms_url=None), "Twilio calls nothing, not"),
]


@pytest.mark.parametrize(("found", "part"), WRONG)
def test_each_fault_of_a_number_is_told(found: Number | None, part: str) -> None:
    findings = doctor.number(NUMBER, found, PUBLIC_URL)
    assert any(one.severity is Severity.WRONG and part in one.sentence for one in findings), findings


@pytest.mark.parametrize("found", [GOOD, replace(of_service(uses_number=True), sms_url=HERE), TOLL_FREE])
def test_a_number_that_stands_well_is_told(found: Number) -> None:
    assert [one.severity for one in doctor.number(found.phone_number, found, PUBLIC_URL)] == [Severity.OK]


def test_the_number_of_the_demo_is_noted() -> None:
    assert [one.severity for one in doctor.number("+15005550006", None, PUBLIC_URL)] == [Severity.NOTE]


def test_a_lenders_campaign_without_direct_lending_is_noted() -> None:
    [finding] = doctor.number(NUMBER, of_service(direct_lending=False), PUBLIC_URL)
    assert (finding.severity, "lend" in finding.sentence) == (Severity.NOTE, True)


def test_a_trial_is_noted_and_a_closed_account_is_wrong() -> None:
    assert doctor.account("active", "Full") == []
    assert [one.severity for one in doctor.account("active", "Trial")] == [Severity.NOTE]
    assert [one.severity for one in doctor.account("closed", "Full")] == [Severity.WRONG]


# ------------------------------------------------------------------ by Twilio's API


@pytest.fixture
async def double() -> AsyncIterator[TwilioDouble]:
    async with twilio_double() as double:
        double.tokens[OWN] = TOKEN
        double.console.account(OWN, NUMBER)
        yield double


@pytest.fixture
async def console(double: TwilioDouble) -> AsyncIterator[TwilioConsole]:
    connector = TwilioConnector(Settings(_env_file=None, twilio_api_url=double.url, public_base_url=PUBLIC_URL))
    yield connector.console(Credentials(OWN, TOKEN))
    await connector.close()


def wrong(findings: list[Finding]) -> list[str]:
    return [one.sentence for one in findings if one.severity is Severity.WRONG]


async def test_a_number_in_a_service_is_pointed_here_at_the_service(
    double: TwilioDouble, console: TwilioConsole
) -> None:
    double.console.service(OWN, "MG" + "0" * 32)
    double.console.service(OWN, SERVICE, NUMBER)
    [before] = wrong(await console.findings([NUMBER]))
    assert "a STOP is lost" in before
    receiver = await console.receiver(NUMBER)
    assert receiver is not None
    assert (receiver.place, receiver.calls, receiver.should_call) == ("the Messaging Service 'Leads'", None, HERE)
    await console.receive_here(NUMBER)
    assert double.console.changes == [(f"/v1/Services/{SERVICE}", {"InboundRequestUrl": HERE, "InboundMethod": "POST"})]
    assert wrong(await console.findings([NUMBER, SERVICE])) == []


async def test_a_number_in_no_service_is_pointed_here_itself(double: TwilioDouble, console: TwilioConsole) -> None:
    await console.receive_here(NUMBER)
    [(path, form)] = double.console.changes
    assert ("IncomingPhoneNumbers/PN" in path, form) == (True, {"SmsUrl": HERE, "SmsMethod": "POST"})
    assert len(wrong(await console.findings([NUMBER]))) == 1, "it is registered nowhere"


async def test_geo_permissions_for_the_united_states_are_looked_at(
    double: TwilioDouble, console: TwilioConsole
) -> None:
    double.console.closed_countries.add("US")
    assert any("geo permissions" in one for one in wrong(await console.findings([])))


async def test_what_the_account_does_not_have_is_told(double: TwilioDouble, console: TwilioConsole) -> None:
    assert await console.receiver("+14155550101") is None
    assert "does not have the number" in str(await console.problem(["+14155550101"]))
    assert "has no Messaging Service" in str(await console.problem([SERVICE]))
    assert len(wrong(await console.findings(["+14155550101", SERVICE]))) == 2
    assert await console.problem([NUMBER]) is None


async def test_refused_credentials_and_no_answer_are_told_apart(double: TwilioDouble, console: TwilioConsole) -> None:
    double.console.away = True
    for asked in (console.problem([NUMBER]), console.findings([NUMBER]), console.receiver(NUMBER)):
        with pytest.raises(ListingFailed):
            await asked
    double.console.away = False
    double.tokens[OWN] = "changed"
    assert "refuses" in str(await console.problem([NUMBER]))
    assert ["refuses" in one for one in wrong(await console.findings([NUMBER]))] == [True]


# ------------------------------------------------------------------ the credentials of the settings


def own_settings(url: str) -> Settings:
    return Settings(
        _env_file=None,
        twilio_account_sid=OWN,
        twilio_auth_token=SecretStr(TOKEN),
        twilio_api_url=url,
        public_base_url=PUBLIC_URL,
    )


async def test_credentials_are_tried_before_an_account_sends_by_them(double: TwilioDouble) -> None:
    settings = own_settings(double.url)
    [good] = await checked.look(settings, None)
    assert good.severity is Severity.OK
    assert "takes the account SID and auth token" in good.sentence
    double.tokens[OWN] = "changed"
    [refused] = await checked.look(settings, None)
    assert refused.severity is Severity.WRONG
    assert refused.sentence.startswith(f"Twilio account {OWN}: Twilio refuses the account SID and auth token: copy")


async def test_a_twilio_that_nobody_reaches_is_wrong_and_one_that_is_busy_a_note(double: TwilioDouble) -> None:
    [away] = await checked.look(own_settings(f"http://127.0.0.1:{free_port()}"), None)
    assert away.severity is Severity.WRONG
    assert "does not answer (NotConnected): correct TWILIO_API_URL" in away.sentence
    double.console.away = True
    [busy] = await checked.look(own_settings(double.url), None)
    assert busy.severity is Severity.NOTE


async def test_a_page_in_the_place_of_twilios_answer_is_told_as_that() -> None:
    async def page(_: web.BaseRequest) -> web.Response:
        return web.Response(text="<html>Welcome</html>", content_type="text/html")

    async with RawTestServer(page) as server:
        [told] = await checked.look(own_settings(str(server.make_url("")).rstrip("/")), None)
    assert told.severity is Severity.WRONG
    assert "correct TWILIO_API_URL" in told.sentence


async def test_without_credentials_nothing_is_asked() -> None:
    assert await checked.look(Settings(_env_file=None), None) == []
