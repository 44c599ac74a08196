"""The parameters of an inbound message's webhook: which names Twilio sends, and that the form is whole.

A signature covers the names and values joined without separators, sorted by name. So with one valid signature of a
message whose text the sender chose, parts of that text could be read as other parameters. That needs a last parameter
which takes the rest of the true form: an unknown name, or a known name with a long value. Both are refused here, and
the three copies of the message's SID have to agree.

Sources: twilio.com/docs/messaging/guides/webhook-request, twilio.com/docs/usage/webhooks/webhooks-security.
"""

import re
from collections.abc import Mapping

_NAMES = frozenset(
    """
    MessageSid SmsSid SmsMessageSid AccountSid MessagingServiceSid From To Body NumMedia NumSegments SmsStatus
    MessageStatus ApiVersion FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry OptOutType
    ReferralNumMedia ReferralSourceId ReferralSourceUrl ReferralSourceType ReferralHeadline ReferralBody
    ReferralCtwaClid ProfileName WaId Forwarded FrequentlyForwarded ButtonText ButtonPayload ButtonType MessageType
    Latitude Longitude Address Label ChannelPrefix ChannelInstallSid ChannelToAddress ChannelMetadata
    StructuredMessage OriginalRepliedMessageSid OriginalRepliedMessageSender AddOns ForwardedFrom ErrorCode
    ExternalUserId ListId ListTitle ListDescription InteractiveData FlowData MessageIntent DateCreated
    """.split()
)
_NUMBERED = re.compile(r"(MediaUrl|MediaContentType|ReferralMediaUrl|ReferralMediaContentType)[0-9]{1,2}")
# The values of these may be long. They come before MessageSid in the order of the signature, and MessageSid is checked.
_LONG = frozenset(("Body", "AddOns", "ChannelMetadata", "ButtonText", "FlowData", "InteractiveData", "Label"))
MAX_VALUE = 160
MAX_URL = 2048


def problem(form: Mapping[str, str]) -> str | None:
    """What is wrong with the form of an inbound message, as a sentence; None if it is as Twilio sends it."""
    if unknown := [name for name in form if name not in _NAMES and not _NUMBERED.fullmatch(name)]:
        return f"Twilio sends no parameter {unknown[0][:40]!r}."
    sid = form.get("MessageSid")
    if form.get("SmsSid", sid) != sid or form.get("SmsMessageSid", sid) != sid:
        return "MessageSid, SmsSid and SmsMessageSid must be the same."
    for name, value in form.items():
        if len(value) > MAX_VALUE and name not in _LONG and not (len(value) <= MAX_URL and _NUMBERED.fullmatch(name)):
            return f"The value of {name} is too long."
    return None
