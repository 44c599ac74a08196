"""The list of an account's messages: every filter says what plain Python says, and reads its index."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import MessageDirection, MessageSource, MessageStatus
from app.models import Account, Enrollment, Message, SequenceVersion
from app.services import paging
from app.services.conversations import MessageFilter, account_messages, give_sequences
from app.services.paging import NEWEST_FIRST, Position, Window, position
from tests.clock import MORNING
from tests.factories import Holder, make_account, make_lead, make_sequence

COUNT, BIG = 120, 5_000
INBOUND, OUTBOUND = MessageDirection.INBOUND, MessageDirection.OUTBOUND
AI, OPERATOR, SEQUENCE = MessageSource.AI, MessageSource.OPERATOR, MessageSource.SEQUENCE
SENT, FAILED, RECEIVED = MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.RECEIVED
LATER = MORNING + timedelta(minutes=10)

Wanted = tuple[MessageFilter, Callable[[Message], bool]]


def filters(sequence_id: UUID) -> dict[str, Wanted]:
    def of_it(message: Message) -> bool:
        return message.sequence_id == sequence_id

    return {
        "all": (MessageFilter(), lambda _: True),
        "inbound": (MessageFilter(direction=INBOUND), lambda m: m.direction is INBOUND),
        "outbound": (MessageFilter(direction=OUTBOUND), lambda m: m.direction is OUTBOUND),
        "received": (MessageFilter(status=(RECEIVED,)), lambda m: m.status is RECEIVED),
        "two statuses": (MessageFilter(status=(RECEIVED, FAILED)), lambda m: m.status in (RECEIVED, FAILED)),
        "a person's": (MessageFilter(source=(OPERATOR,)), lambda m: m.source is OPERATOR),
        "sent by the AI": (
            MessageFilter(source=(AI, SEQUENCE), status=(SENT, SENT)),
            lambda m: m.source in (AI, SEQUENCE) and m.status is SENT,
        ),
        "with an error": (MessageFilter(error_code=30003), lambda m: m.error_code == 30003),
        "failed with an error": (
            MessageFilter(error_code=30003, status=(FAILED,), source=(SEQUENCE,)),
            lambda m: (m.error_code, m.status, m.source) == (30003, FAILED, SEQUENCE),
        ),
        "since": (MessageFilter(since=LATER), lambda m: m.created_at >= LATER),
        "until": (MessageFilter(until=LATER, direction=OUTBOUND), lambda m: m.created_at < LATER and bool(m.source)),
        "of a sequence": (MessageFilter(sequence_id=sequence_id), of_it),
        "failed in a sequence": (
            MessageFilter(sequence_id=sequence_id, status=(FAILED, SENT), source=(SEQUENCE,), since=LATER),
            lambda m: of_it(m) and m.status in (FAILED, SENT) and m.source is SEQUENCE and m.created_at >= LATER,
        ),
        "of the AI and inbound": (MessageFilter(direction=INBOUND, source=(AI,)), lambda _: False),
        "of no status": (MessageFilter(status=()), lambda _: False),
        "of an unknown sequence": (MessageFilter(sequence_id=new_id()), lambda _: False),
    }


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id)


async def a_crowd(deps: Deps, partner: Holder, account: Account) -> tuple[UUID, list[Message]]:
    """Messages of all kinds, some with the same time; those of steps are written as a former release writes them."""
    draw, made = random.Random(5), []
    runs = []
    for _ in range(2):
        sequence = await make_sequence(deps, partner.id, account.id)
        version = await SequenceVersion.get(sequence_id=sequence.id)
        lead = await make_lead(deps, partner.id, account.id)
        runs.append(
            await Enrollment.create(
                account_id=account.id,
                lead_id=lead.id,
                sequence_id=sequence.id,
                version_id=version.id,
                status="COMPLETED",
                started_at=MORNING,
                ended_at=MORNING,
            )
        )
    for number in range(COUNT):
        run, inbound = draw.choice(runs), draw.random() < 0.3
        source = None if inbound else draw.choice(list(MessageSource))
        of_step = source in (AI, SEQUENCE)
        made.append(
            Message(
                account_id=account.id,
                lead_id=run.lead_id,
                enrollment_id=run.id if of_step else None,
                position=number if of_step else None,
                direction=INBOUND if inbound else OUTBOUND,
                source=source,
                status=RECEIVED if inbound else draw.choice([SENT, FAILED, MessageStatus.DELIVERED]),
                error_code=None if inbound else draw.choice([None, 30003, 30005]),
                superseded=not inbound and draw.random() < 0.1,
                body="x",
                segments=1,
                provider_sid=f"SM{new_id().hex}",
                created_at=MORNING + timedelta(minutes=draw.randrange(20)),
            )
        )
    await Message.bulk_create(made)
    found = await Message.filter(account_id=account.id, superseded=False)
    return runs[0].sequence_id, sorted(found, key=lambda row: (row.created_at, row.id), reverse=True)


async def walked(partner: Holder, account: Account, wanted: MessageFilter, *, backward: bool) -> list[UUID]:
    """The whole list by cursors, in its order."""
    found: list[Message] = []
    place: Position | None = None
    while True:
        window = Window(
            17,
            after=None if backward else place,
            before=place if backward else None,
            backward=backward,
            counted=False,
            looks_back=True,
        )
        part = await account_messages(partner.id, account.id, wanted, window)
        assert (part.more if backward else part.behind) is (place is not None)
        found = [*part.rows, *found] if backward else [*found, *part.rows]
        if not (part.behind if backward else part.more):
            return [row.id for row in found]
        place = position(part.rows[0 if backward else -1], NEWEST_FIRST)


async def test_every_filter_lists_what_plain_python_does(deps: Deps, partner: Holder, account: Account) -> None:
    sequence_id, messages = await a_crowd(deps, partner, account)
    wanted_filters = filters(sequence_id)
    for name, (wanted, matches) in wanted_filters.items():
        expected = [row.id for row in messages if matches(row)]
        whole = await account_messages(partner.id, account.id, wanted, Window(250))
        assert ([row.id for row in whole.rows], whole.total, whole.exact) == (expected, len(expected), True), name
        if expected:
            assert await walked(partner, account, wanted, backward=False) == expected, name
            assert await walked(partner, account, wanted, backward=True) == expected, name
    assert all(any(matches(m) for m in messages) for name, (_, matches) in wanted_filters.items() if name[:2] != "of")


async def test_messages_of_a_former_release_get_their_sequence_afterwards(
    deps: Deps, partner: Holder, account: Account
) -> None:
    sequence_id, messages = await a_crowd(deps, partner, account)
    await Message.filter(account_id=account.id).update(sequence_id=None)
    wanted = MessageFilter(sequence_id=sequence_id)
    assert (await account_messages(partner.id, account.id, wanted, Window(1))).total == 0
    assert await give_sequences(batch=7) == await Message.filter(enrollment_id__isnull=False).count()
    assert await give_sequences() == 0
    found = await account_messages(partner.id, account.id, wanted, Window(250))
    assert [row.id for row in found.rows] == [row.id for row in messages if row.sequence_id == sequence_id]


async def test_a_longer_list_says_that_it_has_more_than_it_counts(
    deps: Deps, partner: Holder, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, messages = await a_crowd(deps, partner, account)
    monkeypatch.setattr(paging, "MOST_COUNTED", len(messages) - 1)
    found = await account_messages(partner.id, account.id, MessageFilter(), Window(1))
    assert (found.total, found.exact) == (len(messages) - 1, False)
    monkeypatch.setattr(paging, "MOST_COUNTED", len(messages))
    found = await account_messages(partner.id, account.id, MessageFilter(), Window(1))
    assert (found.total, found.exact) == (len(messages), True)


# ------------------------------------------------------------------ plans

_FILL = """
WITH l AS (
    INSERT INTO lead (id, account_id, phone, created_at) VALUES (gen_random_uuid(), $1, '+14155550001', now())
    RETURNING id)
INSERT INTO message (id, account_id, lead_id, direction, source, status, body, segments, error_code, sequence_id,
                     provider_sid, created_at)
SELECT gen_random_uuid(), $1, l.id, CASE WHEN n % 5 = 0 THEN 'INBOUND' ELSE 'OUTBOUND' END,
       CASE WHEN n % 5 > 0 THEN (ARRAY['SEQUENCE', 'AI', 'OPERATOR'])[1 + n % 3] END,
       CASE WHEN n % 5 = 0 THEN 'RECEIVED' ELSE (ARRAY['SENT', 'DELIVERED', 'FAILED'])[1 + n % 3] END, 'x', 1,
       CASE WHEN n % 50 = 1 THEN 30003 END, CASE WHEN n % 50 = 2 THEN $3::uuid END, n::text,
       now() - n * interval '1 minute'
FROM l, generate_series(1, $2::int) n
"""


async def test_each_filter_reads_its_index_in_the_order_of_the_list(partner: Holder, account: Account) -> None:
    sequence_id = new_id()
    async with in_transaction() as tx:
        await tx.execute_query(_FILL, [account.id, BIG, sequence_id])
        await tx.execute_script("ANALYZE message")
    indexes = {
        "message_listed": [MessageFilter(), MessageFilter(since=MORNING)],
        "message_of_kind": [
            MessageFilter(direction=INBOUND),
            MessageFilter(direction=OUTBOUND),
            MessageFilter(status=(FAILED,)),
            MessageFilter(source=(AI,)),
            MessageFilter(until=MORNING, status=(SENT,)),
        ],
        "message_with_error": [MessageFilter(error_code=30003)],
        "message_of_sequence": [MessageFilter(sequence_id=sequence_id)],
    }
    for index, wanted in ((index, one) for index, many in indexes.items() for one in many):
        plan = await planned(partner, account, wanted)
        assert f"using {index} on message" in plan, plan
        assert not any(word in plan for word in ("Seq Scan", "Bitmap", "Filter:")), plan
        lines = plan.splitlines()
        above = [lines[number - 1] for number, line in enumerate(lines) if index in line]
        assert all("Limit" in line for line in above), plan  # no more rows of a part are read than the page has


async def planned(partner: Holder, account: Account, wanted: MessageFilter) -> str:
    """The plan of the statement that lists the messages."""
    statements: list[tuple[str, Any]] = []
    async with in_transaction() as tx:
        raw = tx._connection

        def log(record: Any) -> None:
            statements.append((record.query, record.args))

        raw.add_query_logger(log)
        try:
            await account_messages(partner.id, account.id, wanted, Window(50, counted=False))
            await raw.fetch("VALUES (1)")
        finally:
            raw.remove_query_logger(log)
        # The tests before this one leave statistics behind: which index has the order must not depend on them.
        for way in ("sort", "seqscan", "bitmapscan"):
            await raw.execute(f"SET LOCAL enable_{way} = off")
        query, values = next((one, given) for one, given in statements if "FROM message m" in one)
        rows = await raw.fetch(f"EXPLAIN {query}", *values)
    return "\n".join(row[0] for row in rows)
