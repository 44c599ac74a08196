"""What subscribers of a whole account hear: each change once, whichever process made it and whatever Redis does."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from app.deps import Deps
from app.domain.vocabulary import EnrollmentStatus, MessageStatus, StepReason
from app.errors import Refused
from app.models import Conversation, Enrollment, Message
from app.providers.events import News
from app.services import ai, subscriptions
from app.services.ai import suggest_reply
from app.services.conversations import (
    DeliveryReport,
    InboundSms,
    assign_conversation,
    mark_read,
    receive_report,
    receive_sms,
)
from app.services.enrollment import cancel_enrollment, pause_lead
from app.services.people import erase_lead
from app.services.subscriptions.account import Changes
from app.services.subscriptions.kinds import CONVERSATIONS, MESSAGES
from tests.factories import make_account, make_partner
from tests.flows.test_live import Mute, another_process, lose_connections
from tests.world import LEAD, World, fixed
from tests.world import ai as ai_step

OTHER = "+14155559999"
T = TypeVar("T")


@pytest.fixture
async def api(world: World, redis_url: str) -> AsyncIterator[Deps]:
    async with another_process(world, redis_url) as deps:
        yield deps


class Heard:
    """A subscriber."""

    def __init__(self, changes: AsyncGenerator[list[Any], None]) -> None:
        self._changes = changes
        self._waiting: list[Any] = []
        self.all: list[Any] = []

    async def next(self) -> Any:
        while not self._waiting:
            async with asyncio.timeout(20):
                self._waiting += await anext(self._changes)
        self.all.append(self._waiting.pop(0))
        return self.all[-1]

    async def until(self, matches: Callable[[Any], bool]) -> Any:
        while not matches(row := await self.next()):
            pass
        return row


@asynccontextmanager
async def hearing(rows: AsyncGenerator[list[Any], None]) -> AsyncIterator[Heard]:
    async with aclosing(rows):
        async with asyncio.timeout(20):
            assert await anext(rows) == []
        yield Heard(rows)


async def report(world: World, message: Message, status: MessageStatus) -> None:
    assert await receive_report(world.deps, DeliveryReport(message.id, message.provider_sid or "", status, None))


def state(row: Message) -> tuple[Any, ...]:
    return row.id, row.status, row.updated_at


async def test_each_message_is_heard_when_it_comes_and_when_it_changes(world: World, api: Deps) -> None:
    before = await world.write("Before anybody listens.")
    async with hearing(subscriptions.message_changes(api, world.partner_id, world.account.id, None)) as ear:
        await world.enrolled(await world.sequence(fixed("One.")))
        sent = await ear.until(lambda m: m.body == "One." and m.status is MessageStatus.QUEUED)
        await report(world, sent, MessageStatus.DELIVERED)
        await ear.until(lambda m: m.status is MessageStatus.DELIVERED)
        await world.reply("Thanks")
        assert (await ear.next()).body == "Thanks"
        await report(world, before, MessageStatus.UNDELIVERED)
        assert state(await ear.next())[:2] == (before.id, MessageStatus.UNDELIVERED)
        assert len(set(map(state, ear.all))) == len(ear.all)


async def test_signals_without_a_change_are_not_heard_and_signals_that_come_again_neither(
    world: World, api: Deps
) -> None:
    old = await world.write("Old.")
    named = [world.account.id, old.lead_id, old.id]
    async with (
        hearing(subscriptions.message_changes(api, world.partner_id, world.account.id, None)) as messages,
        hearing(subscriptions.conversation_changes(api, world.partner_id, world.account.id)) as inbox,
    ):
        api.events.tell(named)
        await world.reply("First")
        [first] = [await messages.next()]
        api.events.tell([*named, first.id])
        assert (await inbox.next()).unread_count == 1
        api.events.tell([*named, first.id])
        await world.reply("Second")
        assert (await messages.next()).body == "Second"
        assert (await inbox.next()).unread_count == 2


async def test_a_transaction_that_began_before_the_subscription_and_ends_after_it_is_heard(
    world: World, api: Deps
) -> None:
    message = await world.write("Old.")
    async with in_transaction() as tx:
        await Message.filter(id=message.id).using_db(tx).update(status=MessageStatus.DELIVERED)
        rows = subscriptions.message_changes(api, world.partner_id, world.account.id, None)
        assert await anext(rows) == []
    async with aclosing(rows):
        api.events.tell([world.account.id], [message.id])
        assert (await Heard(rows).next()).status is MessageStatus.DELIVERED


async def test_a_burst_ends_with_the_last_state(world: World, api: Deps) -> None:
    async with hearing(subscriptions.conversation_changes(api, world.partner_id, world.account.id)) as ear:
        for number in range(12):
            await world.reply(f"{number}")
        last = await ear.until(lambda c: c.unread_count == 12)
        assert last.last_message_id == (await world.messages())[-1].id
        assert len(ear.all) <= 12


async def test_a_conversation_changes_with_its_lead_and_with_its_newest_message(world: World, api: Deps) -> None:
    message = await world.write("Hello.")
    async with hearing(subscriptions.conversation_changes(api, world.partner_id, world.account.id)) as ear:
        await pause_lead(world.deps, world.partner_id, message.lead_id, None, "Sam")
        assert (await ear.next()).id == message.lead_id
        await report(world, message, MessageStatus.DELIVERED)
        assert (await ear.next()).last_message_id == message.id
        await assign_conversation(world.deps, world.partner_id, message.lead_id, "Sam")
        assert (await ear.next()).assignee == "Sam"
        await suggest_reply(world.deps, world.partner_id, message.lead_id)
        assert (await ear.next()).id == message.lead_id, "the conversation shows what is proposed"


async def test_what_changes_nothing_in_a_conversation_is_not_heard(world: World, api: Deps) -> None:
    """A screen that marks a conversation as read whenever it hears of it comes to rest."""
    await world.reply("First")
    await world.reply("Second")
    [first, _] = await world.messages()
    async with hearing(subscriptions.conversation_changes(api, world.partner_id, world.account.id)) as ear:
        for message_id in (None, None, first.id):
            await mark_read(world.deps, world.partner_id, first.lead_id, message_id)
        assert (await ear.next()).unread_count == 0
        for _ in range(2):
            await mark_read(world.deps, world.partner_id, first.lead_id, None)
            await assign_conversation(world.deps, world.partner_id, first.lead_id, None)
        await world.reply("Of another lead", OTHER)
        assert (await ear.next()).id != first.lead_id
        await assign_conversation(world.deps, world.partner_id, first.lead_id, "Sam")
        assert (await ear.next()).assignee == "Sam"
        await assign_conversation(world.deps, world.partner_id, first.lead_id, "Sam")
        await world.reply("Again", OTHER)
        assert (await ear.next()).unread_count == 2


async def test_enrollments_are_heard_from_their_beginning_and_by_their_sequence(world: World, api: Deps) -> None:
    one, two = [await world.sequence(fixed("One.", 1), fixed("Two.", 24)) for _ in range(2)]
    await world.enrolled(two)
    async with (
        hearing(subscriptions.enrollment_changes(api, world.partner_id, world.account.id, None)) as ears,
        hearing(subscriptions.enrollment_changes(api, world.partner_id, world.account.id, one.id)) as ear,
    ):
        run = await world.enrolled(one)
        assert (await ear.next()).id == (await ears.next()).id == run.id
        await world.later(hours=1)
        await ear.until(lambda e: e.hold_reason is not None or e.position == 1)
        await ears.until(lambda e: e.sequence_id == two.id)  # it is sent, or waits for the pace of the sender
        await cancel_enrollment(world.deps, world.partner_id, run.id)
        assert (await ear.until(lambda e: e.status is EnrollmentStatus.CANCELLED)).id == run.id
        assert {row.sequence_id for row in ear.all} == {one.id}


async def test_drafts_are_heard_as_they_come_and_go(world: World, api: Deps) -> None:
    await world.voice(review=True)
    async with hearing(subscriptions.draft_changes(api, world.partner_id, world.account.id)) as ear:
        run = await world.enrolled(await world.sequence(ai_step("Say hello.")))
        await world.work()
        waits = await ear.next()
        [draft] = await world.drafts()
        assert (waits.draft_id, waits.draft.body) == (draft.id, draft.body)
        await ai.reject_draft(world.deps, world.partner_id, draft.id)
        gone = await ear.next()
        assert (gone.draft_id, gone.draft) == (draft.id, None)
        assert (await Enrollment.get(id=run.id)).status is EnrollmentStatus.COMPLETED


async def test_a_draft_that_is_written_while_the_caller_waits_is_heard(world: World, api: Deps) -> None:
    """And its enrollment with it: the last event shows that the step awaits a review."""
    await world.voice(review=True)
    sequence = await world.sequence(ai_step("Say hello."))
    world.claude.texts.append("!wait")
    async with (
        hearing(subscriptions.draft_changes(api, world.partner_id, world.account.id)) as drafts,
        hearing(subscriptions.enrollment_changes(api, world.partner_id, world.account.id, None)) as enrollments,
    ):
        enrolling = asyncio.create_task(world.enrolled(sequence))
        await enrollments.until(lambda e: e.hold_reason is StepReason.BEING_WRITTEN)
        await world.claude.arrived.wait()
        world.claude.gate.set()
        await enrollments.until(lambda e: e.hold_reason is StepReason.AWAITING_REVIEW)
        await enrolling
        [draft] = await world.drafts()
        assert (await drafts.next()).draft_id == draft.id


async def test_the_words_of_an_erased_lead_are_taken_back(world: World, api: Deps) -> None:
    """From whoever shows them: messages come again without words, and drafts go."""
    await world.voice(review=True)
    await world.reply("My name is Zoe")
    await world.enrolled(await world.sequence(ai_step("Say hello.")))
    await world.work()
    [draft], [message] = await world.drafts(), await world.messages()
    account = (api, world.partner_id, world.account.id)
    async with (
        hearing(subscriptions.draft_changes(*account)) as drafts,
        hearing(subscriptions.message_changes(*account, None)) as messages,
    ):
        await world.reply("Before", OTHER)  # everybody listens by now
        assert (await messages.next()).body == "Before"
        await erase_lead(world.deps, world.partner_id, message.lead_id)
        erased = await messages.next()
        assert (erased.id, erased.body) == (message.id, "")
        gone = await drafts.next()
        assert (gone.draft_id, gone.draft) == (draft.id, None)


async def test_what_changed_while_nothing_could_be_heard_is_read_from_the_tables(
    world: World, api: Deps, redis_url: str
) -> None:
    """Rows that nobody has heard of before, too."""
    run = await world.enrolled(await world.sequence(fixed("One.", 24)))
    message = await world.write("Hello.", OTHER)
    account = (api, world.partner_id, world.account.id)
    async with (
        hearing(subscriptions.message_changes(*account, None)) as messages,
        hearing(subscriptions.conversation_changes(*account)) as inbox,
        hearing(subscriptions.enrollment_changes(*account, None)) as enrollments,
    ):
        await world.reply("Before")  # everybody listens by now
        for ear in (messages, inbox, enrollments):
            await ear.next()
        deaf = replace(world.deps, events=Mute())
        await receive_report(
            deaf, DeliveryReport(message.id, message.provider_sid or "", MessageStatus.DELIVERED, None)
        )
        await receive_sms(deaf, InboundSms("SM1", LEAD, world.account.phone_number, "In the gap"))
        await assign_conversation(deaf, world.partner_id, run.lead_id, "Sam")
        await cancel_enrollment(deaf, world.partner_id, run.id)
        await lose_connections(redis_url)
        told = [await messages.next() for _ in range(2)]
        assert {(m.id == message.id, m.body) for m in told} == {(True, "Hello."), (False, "In the gap")}
        found = [await inbox.next() for _ in range(2)]
        assert {(c.id, c.assignee) for c in found} == {(message.lead_id, None), (run.lead_id, "Sam")}
        await enrollments.until(lambda e: e.status is EnrollmentStatus.CANCELLED)
        await world.reply("After")
        assert (await messages.next()).body == "After"
        assert (await inbox.next()).unread_count == 3


async def test_a_reading_that_another_began_earlier_takes_nobody_back_to_an_older_state(world: World) -> None:
    message, other = await world.write("Hello."), await world.write("Again.")
    early, late = [Changes(world.deps, MESSAGES, world.account.id, None) for _ in range(2)]
    at = time.monotonic()
    for one in (early, late):
        await one.begin()
        assert await one.read(News(frozenset(), missed=True, told_at=at)) == []
    at = time.monotonic()

    async def heard(by: Changes[Message], *ids: UUID) -> list[MessageStatus]:
        return [row.status for row in await by.read(News(frozenset(), False, frozenset(ids), at))]

    await report(world, message, MessageStatus.SENT)
    assert await heard(early, message.id) == [MessageStatus.SENT]
    await report(world, message, MessageStatus.DELIVERED)
    assert await heard(late, message.id, other.id) == [MessageStatus.DELIVERED]
    assert await heard(late, message.id) == [], "and not SENT, which the early one has just read"


async def test_subscribers_who_catch_up_together_share_one_reading(world: World, api: Deps, redis_url: str) -> None:
    message = await world.write("Hello.", OTHER)
    account = (api, world.partner_id, world.account.id)
    async with AsyncExitStack() as stack:
        ears = []
        for number in range(8):
            ears.append(await stack.enter_async_context(hearing(subscriptions.message_changes(*account, None))))
            await world.reply(f"Before the next one listens: {number}")
        of_phone = await stack.enter_async_context(hearing(subscriptions.message_changes(*account, OTHER)))
        deaf = replace(world.deps, events=Mute())

        async def caught_up(status: MessageStatus) -> int:
            """How many readings it takes until all have the message, of which no event tells."""
            assert await receive_report(deaf, DeliveryReport(message.id, message.provider_sid or "", status, None))
            before = api.concurrency.readings.begun
            await lose_connections(redis_url)
            await asyncio.gather(*(ear.until(lambda m: m.status is status) for ear in [*ears, of_phone]))
            return api.concurrency.readings.begun - before

        await caught_up(MessageStatus.SENT)  # from the horizon at which each began to listen
        for ear in ears:
            bodies = [m.body for m in ear.all if m.body.startswith("Before")]
            assert len(set(bodies)) == len(bodies), "each message once"
        readings = await caught_up(MessageStatus.DELIVERED)
        assert readings < len(ears), "three, for the horizon, for all and for the phone; or twice as many"
        told = [[state(m) for m in ear.all] for ear in ears]
        assert all(len(set(one)) == len(one) for one in told), "each state once"


async def test_another_accounts_changes_are_not_heard(world: World, api: Deps) -> None:
    other = await make_account(world.deps, world.partner_id)
    async with (
        hearing(subscriptions.message_changes(api, world.partner_id, other.id, None)) as messages,
        hearing(subscriptions.conversation_changes(api, world.partner_id, other.id)) as inbox,
        hearing(subscriptions.message_changes(api, world.partner_id, world.account.id, OTHER)) as of_phone,
    ):
        await world.reply("Of the first account")
        [foreign] = await world.messages()
        api.events.tell([other.id, foreign.lead_id, foreign.id])
        await receive_sms(world.deps, InboundSms("SM2", LEAD, other.phone_number, "Of the other"))
        assert (await messages.next()).body == "Of the other"
        assert (await inbox.next()).account_id == other.id
        await world.reply("Of this phone", OTHER)
        assert (await of_phone.next()).body == "Of this phone"


async def test_ids_of_another_partner_are_ids_that_do_not_exist(world: World) -> None:
    stranger = (await make_partner(f"Stranger {world.partner_id}")).id
    own = await make_account(world.deps, stranger)
    sequence = await world.sequence(fixed("One."))
    account = (world.deps, stranger, world.account.id)
    for rows in (
        subscriptions.message_changes(*account, None),
        subscriptions.conversation_changes(*account),
        subscriptions.enrollment_changes(*account, None),
        subscriptions.enrollment_changes(world.deps, stranger, own.id, sequence.id),
        subscriptions.draft_changes(*account),
    ):
        with pytest.raises(Refused) as refused:
            await anext(rows)
        assert [one.code.value for one in refused.value.refusals] == ["NOT_FOUND"]


async def test_what_one_reading_found_the_next_does_not(world: World) -> None:
    changes = Changes(world.deps, CONVERSATIONS, world.account.id, None)
    await changes.begin()
    await world.reply("One")
    [row] = await changes.read(News(frozenset(), missed=True))
    assert row.id == (await Conversation.get()).id
    assert await changes.read(News(frozenset(), missed=True)) == []
    assert await changes.read(News(frozenset(), missed=False, changed=frozenset([row.id]))) == []
