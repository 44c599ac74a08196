"""A status callback that is played: the same way as a webhook of the provider, after its signature was checked."""

from uuid import UUID

from app.deps import Deps
from app.domain.vocabulary import MessageDirection, MessageStatus, rank
from app.errors import Code, not_found, refuse
from app.models import Message
from app.providers.webhooks import DeliveryReport
from app.services.conversations import receive_report
from app.services.simulation.gate import require_simulator

REPORTED = (
    MessageStatus.QUEUED,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.UNDELIVERED,
    MessageStatus.FAILED,
)
"""The statuses that a provider reports."""
MAX_CODE = 999_999
INBOUND = "This message is the lead's own: a provider reports on messages to leads only."
FINAL = "The message is {status}, and a status never moves back. Messages to +15005550013 wait for a status of yours."


async def simulate_status(
    deps: Deps, partner_id: UUID, message_id: UUID, status: MessageStatus, error_code: int | None
) -> Message:
    """The provider reports the status, and the code if there is one; the message as it is then.

    Refuses with NOT_FOUND, SIMULATOR_ONLY, or INVALID_INPUT for an inbound message, for a status that is not reported,
    and for one that would move the message back.
    """
    message = await Message.of(partner_id).get_or_none(id=message_id)
    if message is None:
        raise not_found("message", "messageId")
    await require_simulator(deps)
    if message.direction is not MessageDirection.OUTBOUND:
        raise refuse(Code.INVALID_INPUT, INBOUND, "messageId")
    if status not in REPORTED:
        raise refuse(Code.INVALID_INPUT, f"A provider reports {', '.join(REPORTED)}.", "status")
    if error_code is not None and not 1 <= error_code <= MAX_CODE:
        raise refuse(Code.INVALID_INPUT, f"A code is a number from 1 to {MAX_CODE:,}.", "errorCode")
    lost = message.status is MessageStatus.FAILED and message.provider_sid is None and message.error_code is None
    if rank(status) <= rank(message.status) and not lost:
        raise refuse(Code.INVALID_INPUT, FINAL.format(status=message.status), "status")
    sid = message.provider_sid or f"SM{message.id.hex}"
    await receive_report(deps, DeliveryReport(message.id, sid, status, error_code))
    return await Message.get(id=message.id)
