"""Files of messages, for walks that look for what leaks."""

from app.domain.vocabulary import MediaStatus
from app.models import Medium, Message


async def failed_medium(message: Message) -> None:
    """A file of this message that could not be fetched."""
    await Medium.create(
        account_id=message.account_id,
        message_id=message.id,
        position=0,
        status=MediaStatus.FAILED,
        problem="confidential",
        created_at=message.created_at,
    )
