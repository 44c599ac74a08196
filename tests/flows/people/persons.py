"""A person whose data and words are unmistakable, and what leaves traces of them."""

from uuid import uuid4

import pytest

from app.domain.people.consent import Consent
from app.domain.vocabulary import (
    ConsentOrigin,
)
from app.errors import Code, Refused
from app.models import (
    Enrollment,
)
from app.providers.webhooks import InboundSms
from app.services import people
from app.services.ai import approve_draft
from app.services.conversations import receive_sms
from app.services.enrollment import pause_lead
from app.services.people import (
    NewLead,
    erase_lead,
    import_lead,
    record_lead_event,
)
from tests import stored
from tests.clock import YEARS_AHEAD
from tests.world import LEAD, SENDER, World, ai, fixed

PERSON = NewLead(
    phone=LEAD,
    first_name="Zebulon",
    last_name="Quillfeather",
    name="Zebulon Quillfeather",
    email="zeb@quill.example",
    property_address="17 Bramblewick Lane",
    external_id="crm-zq",
    source="the county fair",
    notes="Prefers mornings",
    metadata={"pet": "Pumpernickel"},
    state="OR",
    postal_code="97035-4417",
    consent=Consent(ConsentOrigin.WEB_FORM, YEARS_AHEAD, "I agree to texts", "https://form.example/zq", "203.0.113.77"),
)
WROTE, OPERATOR_WROTE, AI_WROTE = "Pumpernickel ate my papers", "Take your time, Zebulon", "Is anything holding you up?"
WORDS = (
    *("Zebulon", "Quillfeather", "quill.example", "Bramblewick", "crm-zq", "county fair", "mornings", "Pumpernickel"),
    *(WROTE, OPERATOR_WROTE, AI_WROTE, "Thanks for asking", "holding you", "media.example", "told us at the desk"),
    *("97035-4417", "I agree to texts", "form.example", "203.0.113.77", "marzipan"),
)


async def erase(world: World) -> bool:
    return await erase_lead(world.deps, world.partner_id, (await world.lead()).id)


async def nothing_is_left(redis_url: str) -> None:
    text = await stored.in_postgres() + await stored.in_redis(redis_url)
    assert [word for word in WORDS if word in text] == []
    assert not stored.has_phone(text, LEAD)


async def imported(world: World, new: NewLead = PERSON) -> people.Imported:
    return await import_lead(world.deps, world.partner_id, world.account.id, new)


async def refusal(work: object) -> Code:
    with pytest.raises(Refused) as refused:
        await work  # type: ignore[misc]
    return refused.value.refusals[0].code


async def a_campaign(world: World) -> Enrollment:
    """Everything that leaves a trace: messages of all sources, drafts, replies, media, an event, and a STOP."""
    await imported(world)
    await world.voice(review=True)
    plan = fixed("Hi {{first_name}}, about {{property_address}}"), ai("Ask.", 1, skip=False), ai("Ask.", 1, skip=False)
    enrollment = await world.enrolled(await world.sequence(*plan))
    await Enrollment.filter(id=enrollment.id).update(variables={"gift": "marzipan"})
    await world.reply(WROTE)
    media = ("https://media.example/zebulon.jpg",)
    await receive_sms(world.deps, InboundSms(f"SM{uuid4().hex}", LEAD, SENDER, "Look", media))
    await world.write(OPERATOR_WROTE)
    world.claude.texts.append(AI_WROTE)
    await world.later(hours=1)
    [draft] = await world.drafts()
    await approve_draft(world.deps, world.partner_id, draft.id)
    world.claude.texts.append("Thanks for asking. Shall we go on?")
    await world.later(hours=1)
    assert len(await world.drafts()) == 1
    await record_lead_event(world.deps, world.partner_id, world.account.id, LEAD, None, "visited", None)
    await pause_lead(world.deps, world.partner_id, (await world.lead()).id, None, "Zebulon's brother")
    return enrollment
