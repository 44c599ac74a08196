"""What `nudge doctor` says about Twilio: what stands there against what must stand there."""

from urllib.parse import urlsplit

from app.domain.sms import phones
from app.providers.sms import Finding, Severity
from app.providers.twilio import paths
from app.providers.twilio.rates import TEST_NUMBERS
from app.providers.twilio.settings.standing import Number, Service

LOCAL = {"localhost", "127.0.0.1", "::1"}
TOLL_FREE = ("+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888")
REGISTER = "Register it in Twilio's console."
GOOD_CAMPAIGN, YOUNG_CAMPAIGNS = "VERIFIED", {"PENDING", "IN_PROGRESS"}


def address(base_url: str) -> list[Finding]:
    """Whether Twilio can call this installation at PUBLIC_BASE_URL."""
    url = urlsplit(base_url)
    if url.hostname in LOCAL:
        return [wrong(f"Twilio cannot call {base_url}: set PUBLIC_BASE_URL to your public address.")]
    if url.scheme != "https":
        return [note(f"Twilio calls {base_url} unencrypted: set PUBLIC_BASE_URL to an https address.")]
    return []


def account(status: str, kind: str) -> list[Finding]:
    """The state of the Twilio account. Without a finding it can send."""
    if status != "active":
        return [wrong(f"The Twilio account is {status}: see it in Twilio's console.")]
    if kind.lower() == "trial":
        return [note("The Twilio account is a trial: it can write to verified numbers only. Upgrade it at Twilio.")]
    return []


def number(phone_number: str, found: Number | None, base_url: str) -> list[Finding]:
    """A number that messages leave from."""
    if found is None and phone_number.startswith(TEST_NUMBERS):
        return [note(f"{phone_number} is a test number, which sends nothing: give the account a number of yours.")]
    if found is None:
        return [wrong(f"{phone_number} is no number of this Twilio account: buy it there, or connect its account.")]
    if not found.can_sms:
        return [wrong(f"{phone_number} cannot send SMS: use a number that can.")]
    problems = [*_inbound(found, base_url), *_registered(found)]
    return problems or [ok(f"{phone_number} can send, and Twilio delivers its inbound messages here.")]


def service(sid: str, found: Service | None, base_url: str) -> list[Finding]:
    """A Messaging Service that messages leave from."""
    if found is None:
        return [wrong(f"{sid} is no Messaging Service of this Twilio account: correct the sender.")]
    problems = [*_service_inbound(found, base_url, f"nudge connect {sid}"), *_campaign(found)]
    return problems or [ok(f"The Messaging Service {found.name!r} is registered, and Twilio calls here for it.")]


def countries(allowed: bool | None) -> list[Finding]:
    """The geo permissions for the United States."""
    if allowed is False:
        return [wrong("Twilio may not write to the United States: allow it in Twilio's messaging geo permissions.")]
    return []


# ------------------------------------------------------------------ where inbound messages go


def answers_at(found: Number) -> Number | Service:
    """The place whose webhook Twilio calls for what people write to the number."""
    return found if found.service is None or found.service.uses_number else found.service


def _inbound(found: Number, base_url: str) -> list[Finding]:
    mend = f"nudge connect {found.phone_number}"
    place = answers_at(found)
    if isinstance(place, Service):
        return _service_inbound(place, base_url, mend)
    if found.application:
        return [
            wrong(
                f"A TwiML application answers what people write to {found.phone_number}: take it out of the number's "
                f"messaging settings, then run `{mend}`."
            )
        ]
    return _url(f"what people write to {found.phone_number}", found.sms_url, found.sms_method, base_url, mend)


def _service_inbound(found: Service, base_url: str, mend: str) -> list[Finding]:
    if found.uses_number:
        return [
            note(f"The Messaging Service {found.name!r} leaves inbound messages to the webhook of each of its numbers.")
        ]
    if found.inbound_url is None:
        return [
            wrong(
                f"The Messaging Service {found.name!r} drops inbound messages: Twilio neither delivers nor lists them, "
                f"so a STOP is lost. Run `{mend}`."
            )
        ]
    of = f"what people write to the Messaging Service {found.name!r}"
    return _url(of, found.inbound_url, found.inbound_method, base_url, mend)


def _url(of: str, url: str | None, method: str, base_url: str, mend: str) -> list[Finding]:
    wanted = base_url + paths.SMS
    if url == wanted and method.upper() == "POST":
        return []
    told = f"{method} {url}" if url else "nothing"
    return [wrong(f"For {of} Twilio calls {told}, not {wanted}, so a STOP does not arrive. Run `{mend}`.")]


# ------------------------------------------------------------------ registration with the carriers


def _registered(found: Number) -> list[Finding]:
    if phones.region_of(found.phone_number) != "US" or found.phone_number.startswith(TOLL_FREE):
        return []
    if found.service is None:
        return [
            wrong(
                f"{found.phone_number} is in no Messaging Service, so in no A2P 10DLC campaign: carriers of the United "
                f"States refuse it (30034). {REGISTER}"
            )
        ]
    return _campaign(found.service)


def _campaign(found: Service) -> list[Finding]:
    of = f"of the Messaging Service {found.name!r}"
    match found.campaign:
        case None:
            return [wrong(f"The numbers {of} are in no A2P 10DLC campaign: carriers refuse them (30034). {REGISTER}")]
        case word if word in YOUNG_CAMPAIGNS:
            return [wrong(f"The campaign {of} is not approved yet ({word}): carriers refuse its messages until then.")]
        case word if word != GOOD_CAMPAIGN:
            return [wrong(f"The campaign {of} is {word}: carriers refuse its messages. {REGISTER}")]
    if not found.direct_lending:
        return [note(f"The campaign {of} does not say that you lend directly: carriers filter a lender's texts.")]
    return []


def ok(sentence: str) -> Finding:
    return Finding(Severity.OK, sentence)


def note(sentence: str) -> Finding:
    return Finding(Severity.NOTE, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(Severity.WRONG, sentence)
