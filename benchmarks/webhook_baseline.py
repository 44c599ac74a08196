"""The other contestant: an inbound webhook as it is usually written, RequestValidator and calls of the ORM.

It keeps the same promises (signature, one row a MessageSid, lead and reply in one transaction, STOP cancels), so
that what is compared is the way and not the work.
"""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.transactions import in_transaction
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from app.domain.sms import segments
from app.domain.vocabulary import CancelReason, EnrollmentStatus
from app.models import Account, ConsentEvent, Enrollment, Lead, Message

STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}


def routes(token: str, public_url: str) -> list[Route]:
    async def sms(request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        url = f"{public_url}{request.url.path}"
        if not RequestValidator(token).validate(url, form, request.headers.get("x-twilio-signature", "")):
            return Response(status_code=403)
        await _store(form)
        return Response(str(MessagingResponse()), media_type="application/xml")

    return [Route("/webhooks/twilio/sms", sms, methods=["POST"])]


async def _store(form: dict[str, str]) -> None:
    now = datetime.now(UTC)
    account = await Account.get(phone_number=form["To"])
    async with in_transaction():
        await Lead.get_or_create(account_id=account.id, phone=form["From"], defaults={"created_at": now})
        lead = await Lead.select_for_update().get(account_id=account.id, phone=form["From"])
        values = {
            "account_id": account.id,
            "lead_id": lead.id,
            "direction": "INBOUND",
            "status": "RECEIVED",
            "body": form["Body"],
            "segments": segments.segment_count(form["Body"]),
            "created_at": now,
        }
        message, created = await Message.get_or_create(provider_sid=form["MessageSid"], defaults=values)
        if not created:
            return
        lead.inbound_count += 1
        if form["Body"].strip().upper() in STOP:
            lead.opted_out_at = now
            await ConsentEvent.create(
                account_id=account.id,
                phone=lead.phone,
                change="OPT_OUT",
                rule="STOP",
                message_id=message.id,
                created_at=now,
            )
            for run in await Enrollment.filter(lead_id=lead.id, status="ACTIVE"):
                run.status, run.cancel_reason = EnrollmentStatus.CANCELLED, CancelReason.OPTED_OUT
                run.ended_at, run.wake_at = now, None
                await run.save()
        else:
            for run in await Enrollment.filter(lead_id=lead.id, status="ACTIVE", replied_at__isnull=True):
                run.replied_at, run.reply_id = now, message.id
                await run.save()
        await lead.save()
