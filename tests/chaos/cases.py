"""One fault each: a process that fails at one point in one way, a healthy one after it, and the ledger at the end.

The cases share their steps, and the crash matrix takes them all, so the file is not split.
"""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import asyncpg
import httpx2

from app.concurrency import SENDING
from app.domain import sealing
from app.domain.ids import ACCOUNT, CONVERSATION, ENROLLMENT, EVENT, LEAD, SEQUENCE, WEBHOOK_ENDPOINT, encode
from app.domain.ids import SENDER as SENDER_ID
from app.failpoints import EXIT_CODE, Action, Failpoint
from tests.chaos.processes import PATIENCE, Child, a_worker, an_api
from tests.deliveries import WHSEC
from tests.factories import SECRET
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, Sent, TwilioDouble, signed, twilio_double
from tests.receiver import receiver_double
from tests.told import mistold, undelivered
from tests.waiting import until
from tests.world import SENDER

KEY = "pk_live_" + "0" * 32
FIXED, AI = UUID(int=10), UUID(int=11)
PHONES = ("+14155550001", "+14155550002")
LISTENING = re.compile(r"running on (http://127\.0\.0\.1:\d+)")
HURRY = {"NUDGE_HTTP_TIMEOUT_SECONDS": "0.5", "HOUR_SECONDS": "0.2"}
# An API whose own submission a case is about has half a second from the claim to the POST, for its first call is slow.
# Other cases wait for the end of a frozen transaction, which comes sooner without.
WITH_PATIENCE = {"NUDGE_HTTP_TIMEOUT_SECONDS": "1"}

# Both sequences: a first step without delay, a second one an hour later. They differ in who writes the first one. The
# partner is told of every event, at an address to which nothing may be delivered.
SEED = f"""
INSERT INTO partner (id, name, created_at) VALUES ('{UUID(int=1)}', 'P', now());
INSERT INTO webhook_endpoint (id, partner_id, url, events, account_ids, secret, created_at)
    VALUES ('{UUID(int=6)}', '{UUID(int=1)}', 'https://192.0.2.1/', '{{*}}', '{{}}', '', now());
INSERT INTO partner_key (id, partner_id, hash, created_at)
    VALUES ('{UUID(int=2)}', '{UUID(int=1)}', '{sha256(KEY.encode()).hexdigest()}', now());
INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at)
    VALUES ('{UUID(int=3)}', '{UUID(int=1)}', 'A', 'A', '{SENDER}', 'UTC', now());
INSERT INTO lead (id, account_id, phone, inbound_count, created_at)
    VALUES ('{UUID(int=4)}', '{UUID(int=3)}', '{PHONES[0]}', 0, now()),
           ('{UUID(int=5)}', '{UUID(int=3)}', '{PHONES[1]}', 0, now());
INSERT INTO sequence (id, account_id, name, is_active, is_default, version, created_at, updated_at)
    VALUES ('{FIXED}', '{UUID(int=3)}', 'F', true, false, 1, now(), now()),
           ('{AI}', '{UUID(int=3)}', 'W', true, false, 1, now(), now());
INSERT INTO sequence_version (id, sequence_id, version, created_at)
    VALUES ('{UUID(int=20)}', '{FIXED}', 1, now()), ('{UUID(int=21)}', '{AI}', 1, now());
INSERT INTO step (id, version_id, position, type, message, instructions, delay_hours, skip_if_replied)
    VALUES ('{UUID(int=30)}', '{UUID(int=20)}', 0, 'FIXED', 'One', NULL, 0, false),
           ('{UUID(int=31)}', '{UUID(int=20)}', 1, 'FIXED', 'Two', NULL, 1, false),
           ('{UUID(int=32)}', '{UUID(int=21)}', 0, 'AI', NULL, 'Say hello', 0, false),
           ('{UUID(int=33)}', '{UUID(int=21)}', 1, 'FIXED', 'Two', NULL, 1, true);
"""

# As an API leaves it that dies after the commit: due, and nobody's yet.
ENROLL_BOTH = """
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), l.account_id, l.id, $1, v.id, 'ACTIVE', now(), 0, now(), now()
FROM lead l, sequence_version v WHERE v.sequence_id = $1
"""

CROWDED = SENDING + 20
"""More leads than a worker claims at a time."""
CROWD = f"""
INSERT INTO lead (id, account_id, phone, inbound_count, created_at)
SELECT gen_random_uuid(), '{UUID(int=3)}', '+1415555' || 1000 + n, 0, now()
FROM generate_series({len(PHONES) + 1}, $1::int) n
"""

WRITE = """
mutation($account: ID!, $phone: PhoneNumber!) {
  sendMessage(accountId: $account, phone: $phone, body: "Hello") { success userErrors { code } }
}"""

OPT_IN = """
mutation($account: ID!, $phone: PhoneNumber!) {
  optInLead(accountId: $account, phone: $phone, consent: {source: PHONE, givenAt: "2026-02-01T12:00:00Z"}) { success }
}"""

SUPPRESS = """
mutation($account: ID!, $phone: PhoneNumber!) {
  addSuppressions(accountId: $account, phones: [$phone], source: "test") { changed cancelledEnrollments }
}"""

ENROLL = """
mutation($sequence: ID!, $phone: PhoneNumber!) {
  enrollLead(sequenceId: $sequence, phone: $phone) { success action userErrors { code } }
}"""

MOVE = "mutation ($lead: ID!, $phone: PhoneNumber!) { updateLead(id: $lead, input: {phone: $phone}) { success } }"
RECORD_EVENT = """
mutation($account: ID!, $phone: PhoneNumber!) {
  recordLeadEvent(accountId: $account, phone: $phone, name: "signed") {
    success endedEnrollments { id } userErrors { code }
  }
}"""

TAKE_OVER = 'mutation($id: ID!) { takeOver(conversationId: $id, by: "Sam") { success } }'
CONNECT = """
mutation($account: ID!, $sid: String!) {
  connectTwilio(accountId: $account, input: {accountSid: $sid, authToken: "mine"}) { userErrors { code } }
}"""
PAUSE_SENDER = "mutation($id: ID!) { pauseSender(id: $id) { success sender { status } } }"
RESUME_SENDER = "mutation($id: ID!) { resumeSender(id: $id) { success sender { status } } }"
ERASE = "mutation($id: ID!) { eraseLead(id: $id) { success erased userErrors { code } } }"

PAUSE = "mutation($id: ID!) { pauseSequence(id: $id) { success } }"
RESUME = "mutation($id: ID!) { resumeSequence(id: $id) { success } }"

SKIP = """
mutation($run: ID!) { skipStep(enrollmentId: $run, step: 0, by: "Ann") { success stepRun { status } } }"""
SEND_NOW = """
mutation($run: ID!) { sendStepNow(enrollmentId: $run, step: 0, by: "Ann") { success stepRun { status } } }"""

# For the reader of a test that failed.
ACTIVITY = """
SELECT state, wait_event, left(query, 120) AS query, now() - xact_start AS for_so_long
FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL
"""

Request = Callable[["Api"], Awaitable[None]]


# What a submission says whose lease was nearly over before the POST: the machine was that busy.
TOO_LATE = ": toolate ("
WRITES = 20  # of a message whose lease is over before it can be submitted


class NotReached(Exception):
    """The API was too slow to come to its failpoint, and rightly sent nothing. The case says nothing then."""


@dataclass(frozen=True, slots=True)
class Fault:
    point: Failpoint
    action: Action
    plans: tuple[str, ...] = ()  # what the provider does with the first messages

    @property
    def drafts(self) -> bool:
        return self.point in (Failpoint.DRAFT_WRITTEN, Failpoint.DRAFT_STORED)

    @property
    def sequence(self) -> UUID:
        return AI if self.drafts else FIXED

    def __str__(self) -> str:
        return f"{self.point}={self.action}" + (f" after {','.join(self.plans)}" if self.plans else "")


@dataclass
class Api:
    """One API process, as its caller and the provider reach it."""

    url: str
    http: httpx2.AsyncClient = field(default_factory=lambda: httpx2.AsyncClient(timeout=8.0))

    async def enroll(self, sequence: UUID, phone: str) -> str:
        asked = {"sequence": encode(SEQUENCE, sequence), "phone": phone}
        return str((await self._ask(ENROLL, asked))["enrollLead"]["action"])

    async def write(self, phone: str, **headers: str) -> bool:
        asked = {"account": encode(ACCOUNT, UUID(int=3)), "phone": phone}
        return bool((await self._ask(WRITE, asked, **headers))["sendMessage"]["success"])

    async def record_event(self, phone: str, **headers: str) -> int:
        """How many enrollments the event ended."""
        asked = {"account": encode(ACCOUNT, UUID(int=3)), "phone": phone}
        return len((await self._ask(RECORD_EVENT, asked, **headers))["recordLeadEvent"]["endedEnrollments"])

    async def erase(self, lead: UUID, **headers: str) -> bool:
        return bool((await self._ask(ERASE, {"id": encode(LEAD, lead)}, **headers))["eraseLead"]["success"])

    async def take_over(self, lead: UUID, **headers: str) -> bool:
        return bool((await self._ask(TAKE_OVER, {"id": encode(CONVERSATION, lead)}, **headers))["takeOver"]["success"])

    async def pause(self, sequence: UUID, **headers: str) -> bool:
        asked = {"id": encode(SEQUENCE, sequence)}
        return bool((await self._ask(PAUSE, asked, **headers))["pauseSequence"]["success"])

    async def resume(self, sequence: UUID, **headers: str) -> bool:
        asked = {"id": encode(SEQUENCE, sequence)}
        return bool((await self._ask(RESUME, asked, **headers))["resumeSequence"]["success"])

    async def skip_step(self, run: UUID, **headers: str) -> str:
        """The status of the first step after it was skipped."""
        asked = {"run": encode(ENROLLMENT, run)}
        return str((await self._ask(SKIP, asked, **headers))["skipStep"]["stepRun"]["status"])

    async def send_step_now(self, run: UUID, **headers: str) -> bool:
        asked = {"run": encode(ENROLLMENT, run)}
        return bool((await self._ask(SEND_NOW, asked, **headers))["sendStepNow"]["success"])

    async def pause_sender(self, sender: UUID, **headers: str) -> str:
        """The status of the sender after it was paused."""
        asked = {"id": encode(SENDER_ID, sender)}
        return str((await self._ask(PAUSE_SENDER, asked, **headers))["pauseSender"]["sender"]["status"])

    async def resume_sender(self, sender: UUID) -> bool:
        return bool((await self._ask(RESUME_SENDER, {"id": encode(SENDER_ID, sender)}))["resumeSender"]["success"])

    async def opt_in(self, phone: str) -> bool:
        asked = {"account": encode(ACCOUNT, UUID(int=3)), "phone": phone}
        return bool((await self._ask(OPT_IN, asked))["optInLead"]["success"])

    async def connect(self, account_sid: str, **headers: str) -> list[str]:
        """The codes of what is wrong."""
        asked = {"account": encode(ACCOUNT, UUID(int=3)), "sid": account_sid}
        return [one["code"] for one in (await self._ask(CONNECT, asked, **headers))["connectTwilio"]["userErrors"]]

    async def move(self, lead: UUID, phone: str, **headers: str) -> bool:
        asked = {"lead": encode(LEAD, lead), "phone": phone}
        return bool((await self._ask(MOVE, asked, **headers))["updateLead"]["success"])

    async def suppress(self, phone: str, **headers: str) -> tuple[int, int]:
        """How many phones the list gained, and how many enrollments that ended."""
        asked = {"account": encode(ACCOUNT, UUID(int=3)), "phone": phone}
        done = (await self._ask(SUPPRESS, asked, **headers))["addSuppressions"]
        return done["changed"], done["cancelledEnrollments"]

    async def listen(self, url: str, **headers: str) -> str:
        """The id of the endpoint that is made."""
        headers = {"X-Partner-Key": KEY} | {name.replace("_", "-"): value for name, value in headers.items()}
        new = {"url": url, "secret": WHSEC}
        answer = await self.http.post(f"{self.url}/v1/webhooks", json=new, headers=headers)
        answer.raise_for_status()
        return str(answer.json()["id"])

    async def _ask(self, query: str, variables: dict[str, str], **headers: str) -> Any:
        headers = {"X-Partner-Key": KEY} | {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.http.post(
            f"{self.url}/graphql", json={"query": query, "variables": variables}, headers=headers
        )
        answer.raise_for_status()
        return answer.json()["data"]

    async def knock(self, path: str, form: dict[str, str]) -> None:
        """A call as the provider makes it, signed."""
        answer = await self.http.post(f"{self.url}{path}", content=urlencode(form).encode(), headers=signed(path, form))
        answer.raise_for_status()


@dataclass
class Case:
    """One fault in a world of its own."""

    fault: Fault
    database: asyncpg.Connection
    twilio: TwilioDouble
    environment: dict[str, str]
    home: Path
    stack: AsyncExitStack
    children: list[Child] = field(default_factory=list)
    apis: list[Child] = field(default_factory=list)

    @property
    def arms(self) -> dict[str, str]:
        return {"NUDGE_FAILPOINTS": f"{self.fault.point}={self.fault.action}"}

    async def worker(self, **environment: str) -> Child:
        output = self.home / f"worker-{len(self.children)}.log"
        child: Child = await self.stack.enter_async_context(a_worker(self.environment | environment, output))
        self.children.append(child)
        return child

    async def api(self, **environment: str) -> tuple[Child, Api]:
        output = self.home / f"api-{len(self.children)}.log"
        child: Child = await self.stack.enter_async_context(an_api(self.environment | environment, output))
        self.children.append(child)
        self.apis.append(child)
        await self.until(lambda: _listens(child))
        api = Api(LISTENING.findall(child.said)[-1])
        self.stack.push_async_callback(api.http.aclose)
        return child, api

    async def until(self, done: Callable[[], Awaitable[bool]]) -> None:
        """Waits for something that the processes of this case do."""
        await until(done, seconds=PATIENCE)

    async def failed(self, child: Child) -> None:
        """Until the process has failed as it was told to.

        A worker that was too late tries again by itself. Nobody asks the API again: NotReached.
        """

        async def told() -> bool:
            said = child.said
            reached = f"failpoint {self.fault.point}: {self.fault.action}" in said
            if not reached and any(TOO_LATE in api.said for api in self.apis):
                raise NotReached(str(self.fault))
            return reached

        await self.until(told)
        if self.fault.action is Action.EXIT:
            assert await child.ended() == EXIT_CODE

    async def count(self, what: str, *values: Any) -> int:
        return int(await self.database.fetchval(f"SELECT count(*) FROM {what}", *values))

    async def all_end(self, runs: int = len(PHONES)) -> None:
        async def done() -> bool:
            return await self.count("enrollment WHERE status <> 'ACTIVE' AND wake_at IS NULL") == runs

        await self.until(done)

    async def everybody_stops(self) -> None:
        """The frozen go on, and everybody finishes what they have in flight."""
        for child in self.children:
            if child.exit_code is None:
                code = await child.thaw_and_stop()
                assert code in (0, -signal.SIGTERM), f"ended with {code}"  # uvicorn ends by the signal it was sent

    async def assert_each_event_once(self) -> None:
        """What was told of the rows, and what they call for, is the same at any moment."""
        async with self.database.transaction(isolation="repeatable_read", readonly=True):
            assert await mistold(self.database.fetch) == {}
            assert await undelivered(self.database.fetch) == 0

    async def assert_each_step_once(self, *, steps: int = 2, phones: tuple[str, ...] = PHONES) -> None:
        """The provider's ledger and our tables tell the same story."""
        rows = await self.database.fetch(
            "SELECT m.provider_sid, m.position, m.status, l.phone FROM message m JOIN lead l ON l.id = m.lead_id"
            " WHERE m.direction = 'OUTBOUND' AND NOT m.superseded"
        )
        assert {row["provider_sid"] for row in rows} == {sent.sid for sent in self.twilio.ledger}
        assert not [row for row in rows if row["status"] in ("SENDING", "UNKNOWN", "FAILED")]
        for phone in phones:
            order = {row["provider_sid"]: row["position"] for row in rows if row["phone"] == phone}
            assert [order[sent.sid] for sent in self.twilio.ledger if sent.to == phone] == list(range(steps))
        assert len(self.twilio.ledger) == steps * len(phones)
        assert await self.count("step_run WHERE status = 'SENT'") == steps * len(phones)
        assert await self.count("enrollment WHERE status = 'COMPLETED'") == len(phones)


@asynccontextmanager
async def a_case(fault: Fault, database_url: str, redis_url: str, home: Path) -> AsyncIterator[Case]:
    home.mkdir()
    async with AsyncExitStack() as stack:
        twilio = await stack.enter_async_context(twilio_double())
        twilio.plans.extend(fault.plans)
        database = await asyncpg.connect(database_url)
        stack.push_async_callback(database.close)
        environment = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_URL": twilio.url,
            "PUBLIC_BASE_URL": PUBLIC_URL,
            "NUDGE_SECRET_KEY": SECRET,
            "NUDGE_DATA_DIR": str(home / "data"),
            **HURRY,
        }
        yield Case(fault, database, twilio, environment, home, stack)


async def a_worker_fails(case: Case) -> None:
    """Two steps are due; the worker that takes them fails. What dies or freezes has a successor."""
    await case.database.execute(ENROLL_BOTH, case.fault.sequence)
    faulty = await case.worker(**case.arms)
    await case.failed(faulty)
    if case.fault.action is not Action.RAISE:
        await case.worker()
    await case.all_end()
    await case.everybody_stops()
    await case.assert_each_step_once()


async def a_worker_fails_at_its_start(case: Case) -> None:
    """The worker fails before it has taken anything, and is started again."""
    await case.database.execute(ENROLL_BOTH, case.fault.sequence)
    await case.failed(await case.worker(**case.arms))
    await case.worker()
    await case.all_end()
    for child in case.children:
        if child.exit_code is None:
            await child.thaw_and_stop()
    await case.assert_each_step_once()


async def a_worker_fails_under_a_cap(case: Case) -> None:
    """Both steps of a person may be sent, the second one when the first has left the window of the cap."""
    await case.database.execute("UPDATE account SET caps = '1/10'")
    await a_worker_fails(case)
    for phone in PHONES:
        first, second = (sent.at for sent in case.twilio.ledger if sent.to == phone)
        assert (second - first).total_seconds() >= 10 * float(HURRY["HOUR_SECONDS"])


SECOND_SENDER = f"""
UPDATE account SET several_senders = true;
INSERT INTO sender (account_id, phone_number) VALUES ('{UUID(int=3)}', '+15005550007');
"""


async def a_worker_fails_with_several_senders(case: Case) -> None:
    """The same in an account with several senders: each lead has all messages from one of them."""
    await case.database.execute(SECOND_SENDER)
    await a_worker_fails(case)
    assert len({(sent.to, sent.sender) for sent in case.twilio.ledger}) == len(PHONES)
    own = "lead l JOIN sender s ON s.id = l.sender_id JOIN message m ON m.lead_id = l.id WHERE m.sender = s.address"
    assert await case.count(own) == len(case.twilio.ledger)


async def a_worker_fails_as_it_parks(case: Case) -> None:
    """More is due than a paced sender may send, so the rest goes into its line. Each step leaves from there once."""
    await case.database.execute("UPDATE sender SET segments_per_second = 60")
    await case.database.execute(CROWD, CROWDED)
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET position = 1")  # the last step
    faulty = await case.worker(**WITH_PATIENCE, **case.arms)
    await case.failed(faulty)
    if case.fault.action is not Action.RAISE:
        await case.worker(**WITH_PATIENCE)
    await case.all_end(CROWDED)
    await case.until(lambda: _none(case, "sender_pace WHERE line_at IS NOT NULL"))
    await case.everybody_stops()
    assert len(case.twilio.ledger) == len({sent.to for sent in case.twilio.ledger}) == CROWDED
    assert await case.count("step_run WHERE status = 'SENT'") == CROWDED


async def the_api_fails_at_a_sender(case: Case) -> None:
    """The API fails while it pauses the sender, and is asked again with the same key. Nothing leaves until the pause
    ends, and then each step once."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")
    sender = await case.database.fetchval("SELECT id FROM sender")

    async def pause(api: Api) -> None:
        assert await api.pause_sender(sender, Idempotency_Key="one") == "PAUSED"

    await _asked_twice(case, pause)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now()")
    await case.worker()
    await case.until(lambda: _none(case, "enrollment WHERE hold_reason IS DISTINCT FROM 'SENDER_PAUSED'"))
    assert not case.twilio.ledger
    _, api = await case.api()
    assert await api.resume_sender(sender)
    await case.all_end()
    await case.everybody_stops()
    await case.assert_each_step_once()


async def a_worker_fails_at_a_refusal(case: Case) -> None:
    """The provider says that the lead has opted out, which holds for the other sequence of that lead too."""
    await case.database.execute(ENROLL_BOTH, AI)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")
    await case.database.execute(ENROLL_BOTH, FIXED)
    faulty = await case.worker(**case.arms)
    await case.failed(faulty)
    if case.fault.action is not Action.RAISE:
        await case.worker()
    await case.until(
        lambda: _none(case, "enrollment WHERE wake_at IS NOT NULL AND wake_at < now() + interval '30 min'")
    )
    await case.everybody_stops()
    assert not case.twilio.ledger
    assert await case.count("lead WHERE opted_out_at IS NOT NULL") == len(PHONES)
    assert await case.count("consent_event WHERE rule = 'provider:21610'") == len(PHONES)
    assert await case.count("enrollment WHERE cancel_reason = 'OPTED_OUT' AND wake_at IS NULL") == 2 * len(PHONES)


async def the_api_fails_as_a_person_writes(case: Case) -> None:
    """Nobody writes the message again: it is sent once or not at all, and the row says which."""

    async def write(api: Api) -> None:
        await api.write(PHONES[0])

    faulty, api = await case.api(**case.arms, **WITH_PATIENCE)
    asked = asyncio.create_task(_ask_in_vain(write, api))
    if case.fault.point is Failpoint.LOOKED_UP:
        await case.worker(**case.arms)  # the asking is a worker's
        faulty = case.children[-1]
    await case.failed(faulty)
    if case.fault.action is not Action.RAISE:
        asked.cancel()
    await case.worker()
    await case.until(lambda: _none(case, "message WHERE look_at IS NOT NULL"))
    await case.everybody_stops()
    await asyncio.wait([asked])
    sent = [one.sid for one in case.twilio.ledger]
    assert len(sent) <= 1
    rows = await case.database.fetch("SELECT provider_sid, status FROM message")
    assert [row["provider_sid"] for row in rows if row["provider_sid"]] == sent


async def the_api_fails_at_a_call_with_a_key(case: Case) -> None:
    """The caller asks again with the same key: there is one message, whether or not the first call was answered."""

    async def write(api: Api) -> None:
        for _ in range(WRITES):
            if await api.write(PHONES[0], Idempotency_Key="one"):
                return
        # The lease was over before the POST, on a machine as busy as this one. Where that was recorded before the API
        # failed, it is the answer to each further call.
        raise NotReached

    await _asked_twice(case, write, **WITH_PATIENCE)
    await case.worker()
    await case.until(lambda: _none(case, "message WHERE look_at IS NOT NULL"))
    await case.everybody_stops()
    sent = [one.sid for one in case.twilio.ledger]
    rows = await case.database.fetch("SELECT provider_sid, status FROM message")
    assert len(rows) == 1
    assert sent == [row["provider_sid"] for row in rows if row["provider_sid"]]


async def the_api_fails(case: Case) -> None:
    """The API fails while it enrolls two leads; its caller asks again."""

    async def enroll(api: Api) -> None:
        for phone in PHONES:  # not at once: what a frozen API begins after its thaw is a new run, and rightly so
            await api.enroll(case.fault.sequence, phone)

    await _asked_twice(case, enroll, **WITH_PATIENCE)
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    await case.assert_each_step_once()


async def the_api_fails_at_a_reply(case: Case) -> None:
    """The API fails while it stores a reply, which is delivered again. The step that minds replies is skipped."""
    await case.database.execute(ENROLL_BOTH, AI)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")
    form = {"MessageSid": f"SM{uuid4().hex}", "AccountSid": ACCOUNT_SID, "From": PHONES[0], "To": SENDER, "Body": "Hi!"}

    async def reply(api: Api) -> None:
        await api.knock("/webhooks/twilio/sms", form)

    await _asked_twice(case, reply)
    assert await case.count("message WHERE direction = 'INBOUND'") == 1
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now()")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    assert await case.count("message WHERE direction = 'INBOUND'") == 1
    assert await case.count("step_run WHERE status = 'SKIPPED' AND reason = 'REPLIED'") == 1
    assert sorted(sent.to for sent in case.twilio.ledger) == [PHONES[0], PHONES[1], PHONES[1]]


async def the_api_fails_at_an_event(case: Case) -> None:
    """The partner records an event that ends a sequence, and records it again with the same key."""
    await case.database.execute("UPDATE sequence SET exit_on = '{signed}'")
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")

    async def record(api: Api) -> None:
        assert await api.record_event(PHONES[0], Idempotency_Key="one") == 1

    await _asked_twice(case, record)
    assert await case.count("lead_event") == 1
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now() WHERE status = 'ACTIVE'")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    assert await case.count("enrollment WHERE cancel_reason = 'EVENT' AND ended_by_id IS NOT NULL") == 1
    assert [sent.to for sent in case.twilio.ledger] == [PHONES[1], PHONES[1]]


async def the_api_fails_at_an_erasure(case: Case) -> None:
    """A lead is erased as a whole or not at all, and the call may be made again."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")

    async def erase(api: Api) -> None:
        assert await api.erase(UUID(int=4), Idempotency_Key="one")

    await _asked_twice(case, erase)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now() WHERE status = 'ACTIVE'")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    assert await case.count("lead WHERE erased_at IS NOT NULL AND phone <> $1", PHONES[0]) == 1
    assert await case.count("erased_phone") == 1
    assert await case.count("enrollment WHERE cancel_reason = 'ERASED'") == 1
    assert [sent.to for sent in case.twilio.ledger] == [PHONES[1], PHONES[1]]


async def the_api_fails_at_a_takeover(case: Case) -> None:
    """The API fails while a person takes a conversation over, and the call is made again. Nothing automated leaves."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")
    form = {"MessageSid": f"SM{uuid4().hex}", "AccountSid": ACCOUNT_SID, "From": PHONES[0], "To": SENDER, "Body": "Hi!"}

    async def take_over(api: Api) -> None:
        await api.knock("/webhooks/twilio/sms", form)
        assert await api.take_over(UUID(int=4), Idempotency_Key="one")

    await _asked_twice(case, take_over)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now()")
    await case.worker()
    await case.until(lambda: _none(case, "enrollment WHERE wake_at < now() + interval '30 min'"))
    await case.everybody_stops()
    assert await case.count("lead WHERE pause_reason = 'TAKEN_OVER' AND paused_by = 'Sam'") == 1
    assert [sent.to for sent in case.twilio.ledger] == [PHONES[1], PHONES[1]]


async def the_api_fails_at_a_consent(case: Case) -> None:
    """The API fails while it stores the consent that steps wait for; its caller asks again. No step waits on."""
    await case.database.execute("UPDATE account SET require_consent = true")
    await case.database.execute(ENROLL_BOTH, case.fault.sequence)
    await case.worker()
    await case.until(lambda: _none(case, "enrollment WHERE hold_reason IS DISTINCT FROM 'NO_CONSENT'"))

    async def opt_in(api: Api) -> None:
        for phone in PHONES:
            assert await api.opt_in(phone)

    await _asked_twice(case, opt_in)
    await case.all_end()
    await case.everybody_stops()
    await case.assert_each_step_once()
    assert await case.count("consent_event WHERE change = 'OPT_IN' AND consent ->> 'source' = 'PHONE'") >= len(PHONES)


async def the_api_fails_at_a_connection(case: Case) -> None:
    """The API fails while it connects the account to a Twilio account of its own; its caller asks again with the same
    key. There is one connection, and every message leaves by it."""
    own = "AC" + "a" * 32
    case.twilio.tokens[own] = "mine"
    case.twilio.console.account(own, SENDER)
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")

    async def connect(api: Api) -> None:
        while (wrong := await api.connect(own, Idempotency_Key="one")) == ["PROVIDER_BUSY"]:
            pass  # on a busy machine Twilio takes longer to answer than this API waits: it says to try again
        assert not wrong

    await _asked_twice(case, connect)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now()")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    await case.assert_each_step_once()
    assert await case.count("connection") == 1
    assert {sent.account for sent in case.twilio.ledger} == {own}


async def the_api_fails_at_a_new_phone(case: Case) -> None:
    """The first message went to the former phone; the partner moves the lead, and moves it again with the same key."""
    moved = "+14155550009"
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.worker(HOUR_SECONDS="3600")  # the second step does not follow before the worker has stopped
    await case.until(lambda: _none(case, "enrollment WHERE position = 0"))
    await case.everybody_stops()
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")

    async def move(api: Api) -> None:
        assert await api.move(UUID(int=4), moved, Idempotency_Key="one")

    await _asked_twice(case, move)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now() WHERE status = 'ACTIVE'")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    assert sorted((sent.to, sent.body) for sent in case.twilio.ledger if sent.to != PHONES[1]) == [
        (PHONES[0], "One"),
        (moved, "Two"),
    ]


async def the_api_fails_at_a_do_not_contact_list(case: Case) -> None:
    """The API fails while it puts a phone on a list, and is asked again with the same key. Nothing is sent to it."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")

    async def suppress(api: Api) -> None:
        assert await api.suppress(PHONES[0], Idempotency_Key="one") == (1, 1)

    await _asked_twice(case, suppress)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now() WHERE status = 'ACTIVE'")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    assert await case.count("suppression") == 1
    assert await case.count("enrollment WHERE cancel_reason = 'SUPPRESSED'") == 1
    assert [sent.to for sent in case.twilio.ledger] == [PHONES[1], PHONES[1]]


async def the_api_fails_at_a_pause(case: Case) -> None:
    """The API fails while it pauses a sequence, and is asked again with the same key: what falls due then is held."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")

    async def pause(api: Api) -> None:
        assert await api.pause(FIXED, Idempotency_Key="one")

    await _asked_twice(case, pause)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now()")
    await case.worker()
    await case.until(lambda: _none(case, "enrollment WHERE hold_reason IS DISTINCT FROM 'PAUSED'"))
    assert case.twilio.ledger == []
    _, api = await case.api()
    await api.resume(FIXED)
    await case.all_end()
    await case.everybody_stops()
    assert sorted((sent.to, sent.body) for sent in case.twilio.ledger) == [
        (phone, body) for phone in PHONES for body in ("One", "Two")
    ]


async def the_api_fails_at_a_skip(case: Case) -> None:
    """The API fails while it skips the first step of one lead, and is asked again with the same key."""
    first, _ = await _both_due_in_an_hour(case)

    async def skip(api: Api) -> None:
        assert await api.skip_step(first, Idempotency_Key="one") == "SKIPPED"

    await _asked_twice(case, skip)
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now() WHERE position = 0")
    await case.worker()
    await case.all_end()
    await case.everybody_stops()
    assert sorted((sent.to, sent.body) for sent in case.twilio.ledger) == [
        (PHONES[0], "Two"),
        (PHONES[1], "One"),
        (PHONES[1], "Two"),
    ]


async def the_api_fails_as_a_step_is_sent_now(case: Case) -> None:
    """The API fails while it ends the delay of one lead's step, perhaps before it sends it: the step is sent, once."""
    first, _ = await _both_due_in_an_hour(case)

    async def send(api: Api) -> None:
        assert await api.send_step_now(first, Idempotency_Key="one")

    await _asked_twice(case, send)
    await case.worker()
    await case.until(lambda: _any(case, "step_run WHERE status = 'SENT' AND decided_by = 'Ann'"))
    await case.database.execute("UPDATE enrollment SET due_at = now(), wake_at = now() WHERE position = 0")
    await case.all_end()
    await case.everybody_stops()
    assert sorted((sent.to, sent.body) for sent in case.twilio.ledger) == [
        (phone, body) for phone in PHONES for body in ("One", "Two")
    ]


async def _both_due_in_an_hour(case: Case) -> list[UUID]:
    """The enrollments of both leads, whose first step is due in an hour."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE enrollment SET due_at = now() + interval '1h', wake_at = now() + interval '1h'")
    rows = await case.database.fetch("SELECT e.id FROM enrollment e JOIN lead l ON l.id = e.lead_id ORDER BY l.phone")
    return [row["id"] for row in rows]


async def the_api_fails_at_a_resume(case: Case) -> None:
    """The API fails while it resumes a sequence, perhaps before it wakes what was held: all of it goes on, once."""
    await case.database.execute(ENROLL_BOTH, FIXED)
    await case.database.execute("UPDATE sequence SET paused_at = now()")
    await case.worker()
    await case.until(lambda: _none(case, "enrollment WHERE hold_reason IS DISTINCT FROM 'PAUSED'"))

    async def resume(api: Api) -> None:
        assert await api.resume(FIXED, Idempotency_Key="one")

    await _asked_twice(case, resume)
    await case.all_end()
    await case.everybody_stops()
    assert sorted((sent.to, sent.body) for sent in case.twilio.ledger) == [
        (phone, body) for phone in PHONES for body in ("One", "Two")
    ]


async def the_api_fails_at_a_callback(case: Case) -> None:
    """Nobody heard the provider's answer, and the API fails at the callback that would have told."""
    await case.database.execute(ENROLL_BOTH, case.fault.sequence)
    await case.worker(**WITH_PATIENCE)
    attempt, sent = await _doubtful(case)
    form = {"MessageSid": sent.sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "delivered"}

    async def report(api: Api) -> None:
        await api.knock(f"/webhooks/twilio/status/{attempt}", form)

    await _asked_twice(case, report)
    await case.all_end()
    await case.everybody_stops()
    await case.assert_each_step_once()
    assert await case.count("message WHERE id = $1 AND status = 'DELIVERED'", attempt) == 1


async def a_worker_fails_at_a_file(case: Case) -> None:
    """A worker fails while it fetches, stores or deletes a file. The file is stored once, and only then deleted at the
    provider."""
    content = b"\xff\xd8\xff a picture"
    address = case.twilio.keep(content)
    form = {"MessageSid": f"MM{uuid4().hex}", "AccountSid": ACCOUNT_SID, "From": PHONES[0], "To": SENDER, "Body": ""}
    _, api = await case.api()
    await api.knock("/webhooks/twilio/sms", form | {"NumMedia": "1", "MediaUrl0": address})
    faulty = await case.worker(**case.arms)
    await case.failed(faulty)
    stored = await case.count("medium WHERE status = 'STORED'")
    assert stored or not case.twilio.deleted, "the provider's copy goes last"
    await case.database.execute("UPDATE medium SET next_at = now() WHERE next_at IS NOT NULL")
    if case.fault.action is not Action.RAISE:
        await case.worker()
    await case.until(lambda: _any(case, "medium WHERE status = 'STORED' AND next_at IS NULL"))
    await case.everybody_stops()
    assert case.twilio.deleted == [address.rpartition("/")[2]]
    digest = sha256(content).hexdigest()
    assert await case.count("medium WHERE digest = $1", digest) == await case.count("stored_file") == 1
    assert (case.home / "data/media" / digest[:2] / digest[2:]).read_bytes() == content


async def a_worker_fails_at_a_suggestion(case: Case) -> None:
    """A worker fails while it has a reply proposed. Another one has it proposed, and nobody sends it."""
    form = {"MessageSid": f"SM{uuid4().hex}", "AccountSid": ACCOUNT_SID, "From": PHONES[0], "To": SENDER}
    await case.database.execute("UPDATE account SET ai_suggest_replies = true")
    _, api = await case.api()
    await api.knock("/webhooks/twilio/sms", form | {"Body": "What is missing?"})
    faulty = await case.worker(**case.arms)
    await case.failed(faulty)
    await case.database.execute("UPDATE suggestion SET next_at = now() WHERE next_at IS NOT NULL")
    if case.fault.action is not Action.RAISE:
        await case.worker()
    await case.until(lambda: _any(case, "suggestion WHERE state = 'READY' AND body <> ''"))
    await case.everybody_stops()
    assert await case.count("suggestion") == 1
    assert case.twilio.posts == 0


async def the_api_fails_at_an_endpoint(case: Case) -> None:
    """The API fails while it makes an endpoint, and is asked again with the same key. There is one, and it is told of
    the lead who comes then."""
    answered: set[str] = set()

    async def listen(api: Api) -> None:
        answered.add(await api.listen("https://partner.example/", Idempotency_Key="one"))

    await _asked_twice(case, listen)
    assert {encode(WEBHOOK_ENDPOINT, row["id"]) for row in await case.database.fetch(MADE)} == answered
    await case.database.execute(CROWD, len(PHONES) + 1)
    told = "webhook_delivery d JOIN webhook_event e ON e.id = d.event_id WHERE d.endpoint_id = ANY($1)"
    made = [row["id"] for row in await case.database.fetch(MADE)]
    assert await case.count(f"{told} AND e.type = 'lead.created'", made) == 1
    await case.everybody_stops()
    # It was told of no lead before, which the comparison of all events would miss.
    await case.database.execute("DELETE FROM webhook_delivery WHERE endpoint_id = ANY($1)", made)
    await case.database.execute(
        "DELETE FROM webhook_endpoint WHERE id = ANY($1)", made
    )  # it was told of no lead before


MADE = f"SELECT id FROM webhook_endpoint WHERE id <> '{UUID(int=6)}'"
EVENTS = 30
# A worker of `nudge dev` delivers to this machine. An answer may take a second, so a lease lasts two.
TO_THIS_MACHINE = {"NUDGE_DEV": "true", "NUDGE_WEBHOOK_TIMEOUT_SECONDS": "1"}
TELL = f"""
WITH endpoint AS (
  INSERT INTO webhook_endpoint (id, partner_id, url, events, account_ids, secret, created_at)
  VALUES (gen_random_uuid(), '{UUID(int=1)}', $1, '{{*}}', '{{}}', $2, now()) RETURNING id
), event AS (
  INSERT INTO webhook_event (id, partner_id, type, data, created_at)
  SELECT gen_random_uuid(), '{UUID(int=1)}', 'webhook.test', jsonb_build_object('endpoint_id', endpoint.id), now()
  FROM endpoint, generate_series(1, {EVENTS}) RETURNING id
)
INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
SELECT gen_random_uuid(), endpoint.id, event.id, now(), now() FROM endpoint, event
"""


async def a_worker_fails_at_a_delivery(case: Case) -> None:
    """A worker fails while it delivers events. Each arrives, some twice, with the same id and the same body."""
    receiver = await case.stack.enter_async_context(receiver_double(WHSEC))
    await case.database.execute("TRUNCATE webhook_endpoint, webhook_event, lead, conversation CASCADE")
    await case.database.execute(TELL, receiver.url, sealing.seal([SECRET], WHSEC))
    faulty = await case.worker(**TO_THIS_MACHINE, **case.arms)
    await case.failed(faulty)
    if case.fault.action is not Action.RAISE:
        await case.worker(**TO_THIS_MACHINE)
    await case.until(lambda: _none(case, "webhook_delivery WHERE status <> 'DELIVERED' OR next_at IS NOT NULL"))
    await case.everybody_stops()
    stored = {encode(EVENT, row["id"]) for row in await case.database.fetch("SELECT id FROM webhook_event")}
    assert {one.id for one in receiver.accepted} == stored
    assert len({(one.id, one.body) for one in receiver.ledger}) == EVENTS
    assert receiver.wrong == []


async def _listens(child: Child) -> bool:
    return LISTENING.search(child.said) is not None


async def _doubtful(case: Case) -> tuple[UUID, Sent]:
    """The first message that the provider took and of whose outcome nobody has heard, and the provider's entry of it.

    On a busy machine a lease can end before a message is submitted. Such a one is doubtful too, but the provider has
    nothing to report of it. And the provider's list can have been read before anybody asks here: NotReached.
    """
    found: list[tuple[UUID, Sent]] = []

    async def any_found() -> bool:
        taken = {UUID(sent.callback.rpartition("/")[2]): sent for sent in case.twilio.ledger}
        rows = await case.database.fetch("SELECT id, status FROM message WHERE id = ANY($1)", list(taken))
        found.extend((row["id"], taken[row["id"]]) for row in rows if row["status"] == "UNKNOWN")
        if not found and await case.count("enrollment WHERE status <> 'ACTIVE' AND wake_at IS NULL") == len(PHONES):
            raise NotReached(str(case.fault))
        return bool(found)

    await case.until(any_found)
    return found[0]


async def _any(case: Case, what: str) -> bool:
    return await case.count(what) > 0


async def _none(case: Case, what: str) -> bool:
    return await case.count(what) == 0


async def _asked_twice(case: Case, ask: Request, **environment: str) -> None:
    """Asks an API that fails at it, and then one that does not: the same one, if it is still there."""
    faulty, api = await case.api(**case.arms, **environment)
    first = asyncio.create_task(_ask_in_vain(ask, api))
    await case.failed(faulty)
    if case.fault.action is not Action.RAISE:
        first.cancel()
        _, api = await case.api()
    await asyncio.wait([first])
    await _ask_until_answered(ask, api)


async def _ask_until_answered(ask: Request, api: Api) -> None:
    """As a caller asks: "the database is away" says that the same call may be made again. An API that is slow says it
    too, when PostgreSQL has ended its transaction as an abandoned one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await ask(api)
            except httpx2.HTTPStatusError as error:
                if error.response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise


async def _ask_in_vain(ask: Request, api: Api) -> None:
    with suppress(httpx2.HTTPError, TypeError, NotReached):  # no answer, or one without data
        await ask(api)
