"""The answer to an inbound message, in TwiML."""

from twilio.twiml.messaging_response import MessagingResponse

MEDIA_TYPE = "application/xml"


def answer(text: str | None) -> str:
    """The document that texts this back to the lead, or nothing."""
    document = MessagingResponse()
    if text:
        document.message(text)
    return str(document)
