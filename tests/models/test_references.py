"""What a row refers to stays, also what it names by way of another row: a message its account, a run its sequence."""

import pytest
from tortoise.exceptions import IntegrityError

from app.db import connection
from app.deps import Deps
from app.domain.ids import new_id
from app.models import Conversation
from app.services import enrollment
from tests.factories import Holder, make_account, make_lead, make_sequence

MESSAGE = """
INSERT INTO message (id, account_id, lead_id, direction, status, body, segments, provider_sid, created_at)
VALUES ($1, $2, $3, 'INBOUND', 'RECEIVED', 'Hi', 1, $4, now())
"""
DELETE = "DELETE FROM new_lead; DELETE FROM sender_pace; DELETE FROM sender; DELETE FROM {} WHERE id = '{}'"


async def test_neither_the_lead_nor_the_account_of_a_message_can_be_deleted(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    lead = await make_lead(deps, partner.id, account.id)
    await connection().execute_query(MESSAGE, [new_id(), account.id, lead.id, "SM1"])
    for table, row in (("lead", lead.id), ("account", account.id)):
        with pytest.raises(IntegrityError, match=f'on table "{table}" violates'):
            await connection().execute_script(DELETE.format(table, row))
    with pytest.raises(IntegrityError, match="message_lead_id_fkey"):
        await connection().execute_query(MESSAGE, [new_id(), account.id, new_id(), "SM2"])
    assert [one.id for one in await Conversation.all()] == [lead.id]


async def test_the_conversation_goes_with_the_last_message(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    lead = await make_lead(deps, partner.id, account.id)
    await connection().execute_query(MESSAGE, [new_id(), account.id, lead.id, "SM1"])
    assert await Conversation.all().count() == 1
    await connection().execute_script("DELETE FROM message")
    await connection().execute_script(DELETE.format("lead", lead.id))
    assert await Conversation.all() == []


async def test_nothing_that_a_run_names_can_be_deleted(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id)
    run = await enrollment.enroll_lead(deps, partner.id, sequence.id, "+14155550123")
    named = {
        "lead": run.enrollment.lead_id,
        "account": account.id,
        "sequence": sequence.id,
        "sequence_version": run.enrollment.version_id,
    }
    # The versions are deleted by nobody: a trigger refuses that before the reference does.
    refused = {table: f'on table "{table}" violates' for table in named} | {"sequence_version": "is immutable"}
    for table, row in named.items():
        with pytest.raises(IntegrityError, match=refused[table]):
            await connection().execute_script(DELETE.format(table, row))


@pytest.mark.parametrize("column", ["lead_id", "version_id"])
async def test_a_run_has_a_lead_and_a_version(deps: Deps, partner: Holder, column: str) -> None:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id)
    run = await enrollment.enroll_lead(deps, partner.id, sequence.id, "+14155550123")
    with pytest.raises(IntegrityError, match=f"enrollment_{column}_fkey"):
        await connection().execute_query(
            f"UPDATE enrollment SET {column} = $1 WHERE id = $2", [new_id(), run.enrollment.id]
        )
