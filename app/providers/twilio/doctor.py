"""What `nudge doctor` says about Twilio."""

from urllib.parse import urlsplit

from app.providers.sms import Finding, Severity

LOCAL = {"localhost", "127.0.0.1", "::1"}


def address(base_url: str) -> list[Finding]:
    """Whether Twilio can call this installation at PUBLIC_BASE_URL."""
    url = urlsplit(base_url)
    if url.hostname in LOCAL:
        sentence = f"Twilio cannot call {base_url}: set PUBLIC_BASE_URL to your public address."
        return [Finding(Severity.WRONG, sentence)]
    if url.scheme != "https":
        sentence = f"Twilio calls {base_url} unencrypted: set PUBLIC_BASE_URL to an https address."
        return [Finding(Severity.NOTE, sentence)]
    return []
