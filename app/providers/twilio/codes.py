"""What Twilio's error codes and status words mean, as data. Source: twilio.com/docs/api/errors."""

from app.domain.engine.effects import UNEXPLAINED, Effect, Meaning
from app.domain.vocabulary import MessageStatus

_NONE, _DEAD, _LATER = Effect.NONE, Effect.DEAD_NUMBER, Effect.TRY_LATER
_SENDER, _ACCOUNT, _UNREACHABLE = Effect.SENDER_BLOCKED, Effect.ACCOUNT_BLOCKED, Effect.UNREACHABLE_FROM_HERE

CREDENTIALS = 20003

_THIRD_PARTY_DEBT = "Twilio forbids the collection of other companies' debts by SMS in the US and Canada"
_DEBT_RELIEF = "Twilio forbids debt relief and credit repair by SMS in the US and Canada"

CODES: dict[int, Meaning] = {
    21610: Meaning(Effect.OPT_OUT, "the lead has opted out with the provider"),
    21211: Meaning(_DEAD, "the number is not a valid phone number"),
    21614: Meaning(_DEAD, "the number cannot receive SMS"),
    21635: Meaning(_DEAD, "the number is a landline"),
    21265: Meaning(_DEAD, "the number is a short code"),
    21266: Meaning(_DEAD, "the number is the sender's own"),
    21217: Meaning(_DEAD, "the number is not a valid phone number"),
    30003: Meaning(_NONE, "the phone was switched off or out of reach"),
    30004: Meaning(_DEAD, "the number is blocked for messages"),
    30005: Meaning(_DEAD, "the number is unknown and may no longer exist"),
    30006: Meaning(_DEAD, "the number is a landline or its carrier cannot be reached"),
    30007: Meaning(Effect.FILTERED, "the carrier filtered the message"),
    30008: Meaning(_NONE, "the carrier gave no reason"),
    30010: Meaning(_NONE, "its price was above the highest price that the account allows"),
    30017: Meaning(_NONE, "the carrier's network was congested"),
    30018: Meaning(_UNREACHABLE, "the carrier takes messages from registered senders only: register it with Twilio"),
    30024: Meaning(_UNREACHABLE, "the carrier does not know the sender's number: use another sender for it"),
    30036: Meaning(_NONE, "the carrier did not deliver it before the sending window closed"),
    30023: Meaning(_SENDER, "the sender has reached its messages of the day: see its campaign in Twilio's console"),
    30027: Meaning(_SENDER, "T-Mobile's limit for the day is reached: see the brand and campaign in Twilio's console"),
    30032: Meaning(_SENDER, "the sender's toll-free number is not verified: verify it in Twilio's console"),
    30033: Meaning(_SENDER, "the sender's campaign is suspended: see it in Twilio's console"),
    30034: Meaning(_SENDER, "the sender's number is not registered for this traffic: add it to an A2P 10DLC campaign"),
    30035: Meaning(_SENDER, "the sender's number is still being added to its A2P 10DLC campaign"),
    30460: Meaning(_SENDER, _THIRD_PARTY_DEBT),
    30863: Meaning(_SENDER, _THIRD_PARTY_DEBT),
    30466: Meaning(_SENDER, _DEBT_RELIEF),
    30869: Meaning(_SENDER, _DEBT_RELIEF),
    21212: Meaning(_SENDER, "the sender's number is not a valid number: correct the account's phone number"),
    21267: Meaning(_SENDER, "a Twilio trial account cannot send from this sender: upgrade it in Twilio's console"),
    21603: Meaning(_SENDER, "Twilio was given no number to send from: set the account's phone number"),
    21606: Meaning(_SENDER, "the sender's number is not one of this Twilio account's that can send SMS"),
    21609: Meaning(_SENDER, "Twilio cannot use the address of the status callback: correct PUBLIC_BASE_URL"),
    21659: Meaning(_SENDER, "the sender's number is not one of this Twilio account's"),
    21660: Meaning(_SENDER, "the sender's number belongs to another Twilio account"),
    21661: Meaning(_SENDER, "the sender's number cannot send SMS: use a number that can"),
    21701: Meaning(_SENDER, "Twilio has no such Messaging Service in this account: correct the sender's SID"),
    21705: Meaning(_SENDER, "Twilio does not take the SID of the Messaging Service: correct the sender's SID"),
    20003: Meaning(_ACCOUNT, "Twilio refuses the account's SID and token: connect it again, or correct the server's"),
    20005: Meaning(_ACCOUNT, "the Twilio account is not active: see it in Twilio's console"),
    20006: Meaning(_ACCOUNT, "Twilio denies the credentials this use: see the key's permissions in Twilio's console"),
    20008: Meaning(_ACCOUNT, "these are Twilio's test credentials, which send nothing: set the live ones"),
    30002: Meaning(_ACCOUNT, "the Twilio account is suspended: see it in Twilio's console"),
    30037: Meaning(_ACCOUNT, "Twilio has disabled sending for the account: see it in Twilio's console"),
    20404: Meaning(_ACCOUNT, "Twilio does not know the account's SID: connect it again, or correct the server's"),
    21408: Meaning(_UNREACHABLE, "Twilio may not send to this country: allow it in Twilio's geo permissions"),
    21268: Meaning(_UNREACHABLE, "Twilio may not send to premium numbers: allow it in Twilio's geo permissions"),
    21608: Meaning(_UNREACHABLE, "a Twilio trial account may write to verified numbers only: verify it or upgrade"),
    21612: Meaning(_UNREACHABLE, "the sender's number cannot reach this number: use another sender for it"),
    21617: Meaning(Effect.TOO_LONG, "the text is longer than the provider takes"),
    20429: Meaning(_LATER, "the provider is busy"),
    21611: Meaning(_LATER, "the sender's queue is full"),
    30001: Meaning(_LATER, "the sender's queue overflowed"),
}


def explain(code: int | None) -> Meaning:
    """The meaning of a code; an unknown code fails the message and has no other effect."""
    return CODES.get(code or 0, UNEXPLAINED)


_STATUSES = {
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.DELIVERED,
    "undelivered": MessageStatus.UNDELIVERED,
    "failed": MessageStatus.FAILED,
    "canceled": MessageStatus.FAILED,
}


def status_of(word: str) -> MessageStatus:
    """Twilio's status word as ours; any other word (accepted, queued, sending …) means that Twilio has the message."""
    return _STATUSES.get(word.lower(), MessageStatus.QUEUED)
