"""Takes every case the whole way: a lead is enrolled, answers, the AI step falls due, the model writes, and what
leaves is what arrives at the provider."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from app.deps import Deps
from app.domain.drafting import check
from app.models import Account, Lead
from app.providers.writer import Brief, Classified, Reviewed, Writer, WriterUnavailable, Written
from app.services import people
from app.services.ai.briefs import Subject
from app.services.conversations import InboundSms, receive_sms
from app.services.enrollment import enroll_lead, resume_lead
from app.services.people import NewLead
from tests.evals.cases import Case, Setting
from tests.factories import Alarms, ai, fixed, make_sequence
from tests.world import World

FALLBACK = "We are still here whenever you are ready. Just reply to this message."
WAVE = 32
"""Cases at a time: fewer than a process has written in one go, so that none waits for its turn."""
HOURS_OF_TRYING = 4


@dataclass
class Outcome:
    """What became of a case. `tries` has what the model wrote and the rules it broke; `left` is what arrived at the
    provider and is neither the opening nor the fallback."""

    case: Case
    tries: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    fell_back: bool = False


def _tag(number: int) -> str:
    """The number of a case in letters, which are no figure. Its instructions end with it."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")


def _number(told: str) -> int:
    found = re.search(r"\(Case ([a-j]{4})\)", told)
    assert found, "the model is told the step's instructions"
    return int("".join(str(ord(letter) - ord("a")) for letter in found[1]))


class Script:
    """The scripted model: it writes what the case says, whatever it is told."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._asked: Counter[int] = Counter()

    def __call__(self, request: dict[str, Any]) -> str:
        number = _number(json.dumps(request))
        drafts = self._cases[number].drafts
        self._asked[number] += 1
        return drafts[min(self._asked[number], len(drafts)) - 1]


class Listener:
    """A writer that notes what another one wrote, and what is wrong with it."""

    def __init__(self, writer: Writer, found: Sequence[Outcome]) -> None:
        self.name = writer.name
        self._writer = writer
        self._found = found

    async def write(self, brief: Brief) -> Written:
        tries = self._found[_number(brief.instructions)].tries
        try:
            written = await self._writer.write(brief)
        except WriterUnavailable as unavailable:
            tries.append(("", (str(unavailable),)))
            raise
        context = Subject(Account(phone_number=""), Lead(), brief).context()
        tries.append((written.body, tuple(fault.rule for fault in check(written.body, context).faults)))
        return written

    has_second_reader = False
    """The cases are about the rules: a second reader would only stop more."""

    @property
    def problem(self) -> str | None:
        return self._writer.problem

    async def review(self, draft: str, brief: Brief) -> Reviewed:
        return await self._writer.review(draft, brief)

    async def classify(self, text: str, company: str) -> Classified:
        return await self._writer.classify(text, company)

    async def look_up_problem(self) -> str | None:
        return await self._writer.look_up_problem()

    async def close(self) -> None:
        await self._writer.close()


async def run(world: World, cases: Sequence[Case], writer: Writer | None = None) -> list[Outcome]:
    """Every case by the real path, in one world: by the scripted model, or by `writer`."""
    found = [Outcome(case) for case in cases]
    world.claude.script = Script(cases)
    # Nobody is woken: the test moves the time itself.
    deps = world.deps = replace(world.deps, writer=Listener(writer or world.deps.writer, found), queue=Alarms())
    accounts = await _accounts(world, cases)
    for begin in range(0, len(cases), WAVE):
        wave = range(begin, min(begin + WAVE, len(cases)))
        await asyncio.gather(*(_begin(deps, accounts[cases[n].setting.key], n, cases[n]) for n in wave))
        await world.later(hours=1)
    for _ in range(HOURS_OF_TRYING):
        await world.later(hours=1)
    _collect(world, found)
    return found


async def _accounts(world: World, cases: Sequence[Case]) -> dict[str, Account]:
    settings = {case.setting.key: case.setting for case in cases}
    return {key: await _account(world, setting, place) for place, (key, setting) in enumerate(settings.items())}


async def _account(world: World, setting: Setting, place: int) -> Account:
    return await Account.create(
        partner_id=world.partner_id,
        name=setting.key,
        company_name=setting.company,
        phone_number=f"+1500555{1000 + place}",
        time_zone="America/Chicago",
        ai_persona=setting.persona,
        ai_rules=setting.rules,
    )


def _phone(number: int) -> str:
    return f"+1512555{1000 + number}"


async def _begin(deps: Deps, account: Account, number: int, case: Case) -> None:
    """Enrolls the lead of a case, who gets the opening and answers."""
    setting = case.setting
    known = {name: getattr(setting, name) for name in ("first_name", "last_name", "property_address", "notes")}
    await people.import_lead(deps, account.partner_id, account.id, NewLead(phone=_phone(number), **known))
    instructions = f"{setting.instructions.strip()}\n(Case {_tag(number)})"
    step = ai(instructions, delay_hours=1, skip_if_replied=False, fallback_message=FALLBACK)
    steps = [fixed(setting.opening), step]
    sequence = await make_sequence(deps, account.partner_id, account.id, steps=steps)
    await enroll_lead(deps, account.partner_id, sequence.id, _phone(number))
    for body in case.lead:
        sms = InboundSms(sid=f"SM{uuid4().hex}", sender=_phone(number), to=account.phone_number, body=body)
        await receive_sms(deps, sms)
    lead = await Lead.get(account_id=account.id, phone=_phone(number))
    if lead.pause is not None:  # an unclear text: here a person has decided that it is none to stop for
        await resume_lead(deps, account.partner_id, lead.id)


def _collect(world: World, found: Sequence[Outcome]) -> None:
    """Reads off the provider's ledger what became of each case."""
    cases = {_phone(number): outcome for number, outcome in enumerate(found)}
    for sent in world.twilio.ledger:
        outcome = cases[sent.to]
        if sent.body == FALLBACK:
            outcome.fell_back = True
        elif sent.body != outcome.case.setting.opening:
            outcome.left.append(sent.body)
