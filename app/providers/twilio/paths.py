"""Where Twilio calls us: the paths of its webhooks, after PUBLIC_BASE_URL."""

SMS = "/webhooks/twilio/sms"
STATUS = "/webhooks/twilio/status"


def status_callback(base_url: str) -> str:
    """The address of status callbacks, up to the id of the attempt, which is the last part of its path."""
    return f"{base_url}{STATUS}/"
