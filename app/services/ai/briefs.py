"""The brief of a step: everything that the model may know, and that its text is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.deps import Deps
from app.domain.ai import conversation
from app.domain.calendar import places
from app.domain.drafting import Context
from app.domain.engine.decide import Due
from app.domain.sms import custom
from app.domain.sms.templates import CUSTOM
from app.domain.vocabulary import DraftState
from app.models import Account, Draft, Enrollment, Lead, Message, Step
from app.providers.writer import Brief, Turn
from app.services import accounts

CONVERSATION = 200
CUSTOM_FACTS = 50
"""The most custom values that the model is told."""


REPLY = (
    "Answer what the lead wrote last, in the words of a colleague. Use only what is known here. If you do not know the "
    "answer, do not make one up: ask what you need to know, or offer help."
)
"""The instructions for a reply that a person will edit and send."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One text to be written, as the rows are now."""

    account: Account
    lead: Lead
    brief: Brief

    def context(self) -> Context:
        """The context of the checks: the same facts that the model has."""
        brief = self.brief
        return Context(
            instructions=brief.instructions,
            company=brief.company,
            account_facts=(self.account.phone_number, brief.persona, brief.tone, *brief.rules),
            lead_facts=brief.lead,
            conversation=tuple((turn.from_lead, turn.body) for turn in brief.conversation),
            max_segments=brief.max_segments,
            now=brief.now,
            zone=brief.zone,
        )


@dataclass(frozen=True, slots=True)
class StepSubject(Subject):
    """The text of one step. `unwritten`: the draft of earlier calls that returned no text."""

    step: Step
    unwritten: Draft | None


async def of_reply(account: Account, lead: Lead, now: datetime) -> Subject:
    """Reads everything for a reply to what the lead wrote last."""
    return Subject(account, lead, _brief(account, lead, REPLY, await _messages(lead.id), now))


def of_trial(account: Account, lead: Lead, instructions: str, now: datetime) -> Subject:
    """The text of a step for a lead with whom nothing was exchanged. Neither row need be stored as it is."""
    return Subject(account, lead, _brief(account, lead, instructions, [], now))


async def gather(deps: Deps, due: Due) -> StepSubject:
    """Reads everything about a due step."""
    run = await Enrollment.filter(id=due.enrollment_id).select_related("account", "lead").get()
    step = await Step.get(version_id=run.version_id, position=due.position)
    draft = await Draft.get_or_none(enrollment_id=run.id, position=due.position, state=DraftState.WRITING)
    messages, instructions = await _messages(run.lead.id), step.instructions or ""
    brief = _brief(run.account, run.lead, instructions, messages, deps.clock.now(), run)
    return StepSubject(run.account, run.lead, brief, step, draft)


async def _messages(lead_id: UUID) -> list[Message]:
    """Messages of both sides, oldest first: the newest, and the first messages of a long conversation."""
    exchanged = Message.filter(lead_id=lead_id, superseded=False, text_removed_at=None)
    exchanged = exchanged.exclude(status__in=["SENDING", "FAILED"])
    newest = await exchanged.order_by("-created_at", "-id").limit(CONVERSATION)
    opening: list[Message] = []
    if len(newest) == CONVERSATION:
        newest_ids = {message.id for message in newest}
        oldest = await exchanged.order_by("created_at", "id").limit(conversation.OPENING)
        opening = [message for message in oldest if message.id not in newest_ids]
    return [*opening, *reversed(newest)]


def _brief(
    account: Account,
    lead: Lead,
    instructions: str,
    messages: list[Message],
    now: datetime,
    run: Enrollment | None = None,
) -> Brief:
    return Brief(
        company=account.company_name,
        instructions=instructions,
        lead=facts(lead, run.variables if run else None),
        conversation=[Turn(m.direction == "INBOUND", m.body, m.created_at) for m in messages],
        now=now,
        zone=places.likely_zone(lead.place, account.time_zone).key,
        persona=account.ai_persona or accounts.DEFAULT_PERSONA,
        tone=account.ai_tone or accounts.DEFAULT_TONE,
        rules=tuple(account.ai_rules),
        max_segments=account.ai_max_segments,
        already_sent=[m.body for m in messages if m.enrollment_id == run.id] if run else [],
    )


def facts(lead: Lead, variables: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The facts about the lead, with the custom values that a template could have: all that may be sent to the lead.

    A custom value whose name begins with an underscore is not told to the model. A custom value replaces no fact.
    """
    values = {
        "first name": lead.first_name,
        "last name": lead.last_name,
        "name": lead.name,
        "e-mail": lead.email,
        "property address": lead.property_address,
        "notes": lead.notes,
    }
    named = {name.removeprefix(CUSTOM): value for name, value in custom.read(variables, lead.metadata).items()}
    own = [(name, value) for name, value in named.items() if value and not name.startswith("_")]
    return dict(own[:CUSTOM_FACTS]) | {name: value for name, value in values.items() if value}
