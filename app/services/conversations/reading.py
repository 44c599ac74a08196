"""An inbound message, and how its text is read."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain import replies
from app.domain.calendar import places
from app.domain.vocabulary import ReadAs
from app.models import Lead
from app.providers.webhooks import InboundSms

log = logging.getLogger("nudge.inbound")

Reader = Callable[..., replies.Verdict]


@dataclass(frozen=True, slots=True)
class Recipient:
    """What the account that the lead wrote to says about its inbound messages."""

    company: str
    time_zone: str
    unclear_pause_hours: int | None
    number_told: bool = False  # this phone has opted out of messages from the number, whichever account had it then


def arrived(sms: InboundSms, now: datetime) -> datetime:
    return min(sms.missed_at or now, now)


def read(
    lead: Lead, recipient: Recipient, sms: InboundSms, now: datetime, reader: Reader = replies.read
) -> replies.Verdict:
    """What the text asks for. A text on which the reader fails is unclear: it is stored, and nothing is sent."""
    opted_out = lead.opted_out_at is not None or recipient.number_told
    try:
        verdict = reader(sms.body, opted_out=opted_out, opt_out_type=sms.opt_out_type, company=recipient.company)
        if isinstance(verdict, replies.MachineAnswer):  # the lead's date costs a look-up, and only these need it
            today = (sms.missed_at or now).astimezone(places.likely_zone(lead.place, recipient.time_zone)).date()
            return reader(
                sms.body,
                opted_out=opted_out,
                opt_out_type=sms.opt_out_type,
                company=recipient.company,
                today=today,
            )
    except Exception:
        log.exception("an inbound text could not be read", extra={"sid": sms.sid})
        return replies.Unclear("the text could not be read")
    return verdict


READ_AS = {
    replies.OptOut: ReadAs.OPT_OUT,
    replies.OptIn: ReadAs.OPT_IN,
    replies.Help: ReadAs.HELP,
    replies.Unclear: ReadAs.UNCLEAR,
    replies.Reply: ReadAs.REPLY,
    replies.Reaction: ReadAs.REACTION,
    replies.MachineAnswer: ReadAs.MACHINE_ANSWER,
}
