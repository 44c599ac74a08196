"""The partner who enrolls leads, and the leads who write back. Both ask again until they are answered."""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp

from app.domain.ids import ACCOUNT, SEQUENCE, encode
from tests.chaos.cases import KEY, PAUSE, RESUME
from tests.fakes import ACCOUNT_SID, signed
from tests.world import SENDER

ANSWERED_WITHIN = 60.0
BLOCKED, BUSY = ("+15005550007", UUID(int=41)), ("+15005550008", UUID(int=42))
"""Senders that the provider refuses for some seconds, again and again: as not registered, and as busy."""
PACE = 30
"""Segments a second of each sender: more than fall due, so that it is the pace after each outage."""
UNANSWERED = "leads never answered"

SEED = f"""
INSERT INTO partner (id, name, created_at) VALUES ('{UUID(int=1)}', 'P', now());
INSERT INTO partner_key (id, partner_id, hash, created_at)
    VALUES ('{UUID(int=2)}', '{UUID(int=1)}', encode(sha256('{KEY}'), 'hex'), now());
INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at)
    VALUES ('{UUID(int=3)}', '{UUID(int=1)}', 'A', 'A', '{SENDER}', 'UTC', now());
UPDATE account SET several_senders = true;
INSERT INTO sender (id, account_id, phone_number)
    VALUES ('{BLOCKED[1]}', '{UUID(int=3)}', '{BLOCKED[0]}'), ('{BUSY[1]}', '{UUID(int=3)}', '{BUSY[0]}');
INSERT INTO sequence (id, account_id, name, is_active, is_default, version, created_at, updated_at)
SELECT id, '{UUID(int=3)}', id::text, true, false, 1, now(), now()
FROM unnest(ARRAY['{UUID(int=10)}', '{UUID(int=11)}']::uuid[]) AS id;
INSERT INTO sequence_version (id, sequence_id, version, created_at)
    VALUES ('{UUID(int=20)}', '{UUID(int=10)}', 1, now()), ('{UUID(int=21)}', '{UUID(int=11)}', 1, now());
INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)
    VALUES ('{UUID(int=30)}', '{UUID(int=20)}', 0, 'FIXED', 'One', 0, false),
           ('{UUID(int=31)}', '{UUID(int=20)}', 1, 'FIXED', 'Two', 2, true),
           ('{UUID(int=32)}', '{UUID(int=20)}', 2, 'FIXED', 'Three', 2, false),
           ('{UUID(int=33)}', '{UUID(int=21)}', 0, 'FIXED', 'One', 1, false),
           ('{UUID(int=34)}', '{UUID(int=21)}', 1, 'FIXED', 'Two', 1, false),
           ('{UUID(int=35)}', '{UUID(int=21)}', 2, 'FIXED', 'Three', 3, true);
UPDATE sender SET segments_per_second = {PACE};
"""
SEQUENCES = (UUID(int=10), UUID(int=11))
AT_ONCE, FIRST = SEQUENCES[0], "One"  # the sequence whose first step has no delay, and the text of that step
STEPS = 3
ENROLL = """
mutation($sequence: ID!, $phone: PhoneNumber!, $ifNever: Boolean!) {
  enrollLead(sequenceId: $sequence, phone: $phone, ifNeverEnrolled: $ifNever) { success userErrors { code } }
}"""
PAUSE_SECONDS = 5.0
PAUSES = (
    (SEQUENCES[0],),
    (SEQUENCES[1],),
    (SEQUENCES[0],),
    (SEQUENCES[1],),
    SEQUENCES,  # the account's
)
"""Which sequences are paused, one pause after the other."""
PAUSE_ACCOUNT = PAUSE.replace("Sequence", "Account")
RESUME_ACCOUNT = RESUME.replace("Sequence", "Account")


@dataclass(frozen=True)
class Rest:
    """A time in which these sequences were paused: from the answer to the pause until the resume was asked for."""

    sequences: tuple[UUID, ...]
    since: float
    until: float


@dataclass
class Told:
    """What our side acknowledged, and so must keep."""

    enrolled: dict[str, UUID] = field(default_factory=dict)
    replies: set[str] = field(default_factory=set)
    stops: dict[str, float] = field(default_factory=dict)
    rests: list[Rest] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Driver:
    """Begins leads at a rate, each with a fate by the seed, and keeps what our side acknowledged.

    The processes in `apis` may change while it runs. `replies` is the share of leads who write back, `stops` of
    those who write STOP.
    """

    replies, stops = 0.15, 0.05

    def __init__(self, seed: int, apis: Sequence[str], http: aiohttp.ClientSession) -> None:
        self.random = random.Random(seed)
        self.apis, self.http = apis, http
        self._calls = itertools.count()
        self.told = Told()
        self.tasks: set[asyncio.Task[None]] = set()
        self.begun = 0

    @property
    def api(self) -> str:
        """The API process for the next call: each of those that there are at present, in turn."""
        return self.apis[next(self._calls) % len(self.apis)]

    async def run(self, goes_on: Callable[[int], bool], rate: float, most: int | None = None) -> None:
        """Begins one lead after the other, at so many a second, for as long as `goes_on` says so of the next one. With
        `most`, none is begun while so many wait for an answer."""
        while goes_on(self.begun):
            if most is None or sum(not task.done() for task in self.tasks) < most:
                self.tasks.add(asyncio.create_task(self._lead(self.begun)))
                self.begun += 1
            await asyncio.sleep(self.random.expovariate(rate))

    async def pause_now_and_then(self, stop: asyncio.Event) -> None:
        """Pauses a sequence or the account, and resumes it some seconds later, until it is told to stop."""
        number = 0
        while not stop.is_set():
            sequences = PAUSES[number % len(PAUSES)]
            whole = sequences == SEQUENCES
            where = encode(ACCOUNT, UUID(int=3)) if whole else encode(SEQUENCE, sequences[0])
            pause, resume = (PAUSE_ACCOUNT, RESUME_ACCOUNT) if whole else (PAUSE, RESUME)
            await self._until_done(lambda: self._change(pause, where, f"pause-{number}"))  # noqa: B023
            since = time.time()
            await asyncio.sleep(PAUSE_SECONDS)
            self.told.rests.append(Rest(sequences, since, time.time()))
            await self._until_done(lambda: self._change(resume, where, f"resume-{number}"))  # noqa: B023
            self.told.counts["pauses of the account" if whole else "pauses of a sequence"] += 1
            number += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)

    async def answered(self) -> None:
        """Until everybody who asked has been answered, or is given up: what was not acknowledged is no loss."""
        _, unanswered = await asyncio.wait(self.tasks, timeout=ANSWERED_WITHIN)
        for task in unanswered:
            task.cancel()
            self.told.counts[UNANSWERED] += 1

    async def _lead(self, number: int) -> None:
        phone = f"+1415{5550000 + number:07d}"
        fate, pause = self.random.random(), self.random.uniform(0, 5)
        sequence = SEQUENCES[number % 2]
        await self._until_done(lambda: self._enroll(sequence, phone, has_key=number % 4 < 2))
        self.told.enrolled[phone] = sequence
        if fate < self.replies:
            await asyncio.sleep(pause)
            word, sid = ("STOP" if fate < self.stops else "Yes please"), f"SMf{number:031x}"
            form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": phone, "To": SENDER, "Body": word}
            await self._until_done(lambda: self._knock(form))
            self.told.replies.add(sid)
            if word == "STOP":
                self.told.stops[phone] = time.time()

    async def _until_done(self, ask: Any) -> None:
        while True:
            try:
                if await ask():
                    return
            except (aiohttp.ClientError, OSError, TimeoutError, KeyError, TypeError, ValueError) as error:
                self.told.counts[f"calls made again after {type(error).__name__}"] += 1
            await asyncio.sleep(self.random.uniform(0.5, 1.5))

    async def _enroll(self, sequence: UUID, phone: str, *, has_key: bool) -> bool:
        """A call whose answer was lost is made again, and may then come after a run that it began: that is no new one.

        A key says so, or that only who was never on the sequence is enrolled. The call without a key is the plain one,
        which is one statement of the database.
        """
        variables = {"sequence": encode(SEQUENCE, sequence), "phone": phone, "ifNever": not has_key}
        asked, headers = {"query": ENROLL, "variables": variables}, {"X-Partner-Key": KEY}
        if has_key:
            headers["Idempotency-Key"] = phone
        async with self.http.post(f"{self.api}/graphql", json=asked, headers=headers) as answer:
            return bool((await answer.json(content_type=None))["data"]["enrollLead"]["success"])

    async def _change(self, mutation: str, where: str, key: str) -> bool:
        """Once for each key: a call that is made again does not pause what was resumed meanwhile."""
        asked, headers = {"query": mutation, "variables": {"id": where}}, {"X-Partner-Key": KEY, "Idempotency-Key": key}
        async with self.http.post(f"{self.api}/graphql", json=asked, headers=headers) as answer:
            data = (await answer.json(content_type=None))["data"]  # null while a store is away
            return data is not None and all(done["success"] for done in data.values())

    async def _knock(self, form: dict[str, str]) -> bool:
        headers = signed("/webhooks/twilio/sms", form)
        async with self.http.post(f"{self.api}/webhooks/twilio/sms", data=form, headers=headers) as answer:
            return answer.status == 200
