"""Old texts are removed, and what they were stays: counts, states, costs, and what proves an opt-out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.db import connection
from app.domain import ids
from app.failpoints import Failpoint, Planned, arm
from app.models import Draft, Medium, Message, StoredFile, Suggestion
from app.services import numbers
from app.services.ai import approve_draft
from app.services.media import work_on_media
from app.services.people import lead_export, remove_texts
from tests import stored
from tests.flows.people.persons import AI_WROTE, OPERATOR_WROTE, WROTE, a_campaign
from tests.world import LEAD, World, ai, fixed
from workers import jobs

TEXTS = (WROTE, OPERATOR_WROTE, AI_WROTE, "Hi Zebulon", "media.example")
KEPT = (
    *("status", "segments", "provider_sid", "created_at", "sent_at", "updated_at", "source", "sender", "read_as"),
    *("written_by", "error_code", "recipient", "replied_at"),
)
COUNTS = "SELECT sum(count) AS sum, count(*) AS rows FROM day_count"


async def remove(world: World) -> int:
    """As the worker does, when everything up to now is old."""
    return await remove_texts(world.deps, ids.bound())


async def test_after_their_days_no_text_is_left_and_everything_else_is(world: World) -> None:
    await a_campaign(world)
    await world.reply("STOP")
    lead = await world.lead()
    text = await stored.in_postgres()
    assert [words for words in TEXTS if words not in text] == []
    before = {row.id: row for row in await Message.all()}
    world.clock.advance(days=90)

    assert await remove(world) == len(before) - 1

    text = await stored.in_postgres()
    assert [words for words in TEXTS if words in text] == []
    for row in await Message.all():
        was = before[row.id]
        assert [getattr(row, name) for name in KEPT] == [getattr(was, name) for name in KEPT]
        assert (row.generation or {}).get("cost_usd") == (was.generation or {}).get("cost_usd")
        if row.read_as == "OPT_OUT":
            assert (row.body, row.text_removed_at) == ("STOP", None), "what proves the opt-out"
        else:
            assert (row.body, row.text) == ("", "The text was removed after 90 days.")
    export = await lead_export(world.partner_id, lead.id)
    assert export is not None
    assert [one["textRemovedAt"] is None for one in export["messages"]].count(True) == 1
    assert await remove(world) == 0


async def test_the_counts_stay(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.reply("Yes")
    await world.later(hours=1)
    await numbers.count_days()
    before = await connection().execute_query_dict(COUNTS)
    await remove(world)
    await numbers.count_days()
    assert await connection().execute_query_dict(COUNTS) == before


async def test_the_text_of_a_message_whose_outcome_is_looked_for_stays(world: World) -> None:
    """The provider's list is compared by it. What is older is removed."""
    await world.write("An old word")
    world.twilio.plans.append("accept_then_fail")
    run = await world.enrolled(await world.sequence(fixed("One", 1)))
    world.clock.advance(hours=1)
    await world.work()
    await world.write("A later word")
    assert await remove(world) == 1
    assert [row.body for row in await world.messages()] == ["", "One", "A later word"]
    await world.later(minutes=5)
    assert await world.statuses(run) == ["SENT"]
    assert world.twilio.bodies().count("One") == 1
    assert await remove(world) == 2


async def test_files_go_with_their_texts(world: World) -> None:
    address = world.twilio.keep(b"\xff\xd8\xff picture")
    await world.picture(address)
    await work_on_media(world.deps)
    assert await StoredFile.all().count() == 1
    await remove(world)
    assert not await Medium.all().exists()
    await work_on_media(world.deps)
    assert not await StoredFile.all().exists()


async def test_a_draft_that_waits_stays_and_one_that_is_used_up_goes(world: World) -> None:
    await world.voice(review=True)
    run = await world.enrolled(await world.sequence(ai("Ask.", 1), fixed("Two", 1000)))
    await world.later(hours=1)
    await remove(world)
    [draft] = await world.drafts()
    await approve_draft(world.deps, world.partner_id, draft.id)
    await world.work()
    assert await world.statuses(run) == ["SENT", "PENDING"]
    await remove(world)
    assert not await Draft.all().exists()


async def test_the_model_is_not_told_of_texts_that_are_gone(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("An early word"), ai("Ask.", 1, skip=False)))
    await world.reply("My early answer")
    await remove(world)
    await world.reply("My late answer")
    await world.later(hours=1)
    assert "My late answer" in world.claude.said()
    assert "early" not in world.claude.said()
    assert "removed" not in world.claude.said()


async def test_a_removal_that_fails_is_repeated(world: World) -> None:
    for body in ("One", "Two", "Three"):
        await world.write(body)
    arm(f"{Failpoint.TEXTS_REMOVED_BEFORE_COMMIT}=raise")
    try:
        with pytest.raises(Planned):
            await remove(world)
    finally:
        arm("")
    assert [row.body for row in await world.messages()] == ["One", "Two", "Three"]
    assert await remove(world) == 3


async def test_what_is_younger_stays(world: World) -> None:
    await world.write("One")
    before = ids.earlier(ids.bound(), timedelta(days=7).total_seconds())
    assert await remove_texts(world.deps, before) == 0
    assert [row.body for row in await world.messages(LEAD)] == ["One"]
    assert not await Suggestion.all().exists()


async def test_nothing_is_removed_from_a_restored_copy(world: World) -> None:
    await world.write("One")
    world.deps.generation.restored = True
    assert await remove(world) == 0


async def test_the_worker_removes_what_is_older_than_the_setting(world: World) -> None:
    for body in ("One", "Two"):
        await world.write(body)
    eight_days_ago = ids.earlier(ids.bound(), timedelta(days=8).total_seconds())
    await connection().execute_query("UPDATE message SET id = $1 WHERE body = 'One'", [eight_days_ago])
    await jobs.forget({"deps": world.deps})
    assert [row.body for row in await world.messages()] == ["One", "Two"], "by default everything is kept"
    settings = world.deps.settings.model_copy(update={"nudge_message_body_days": 7})
    await jobs.forget({"deps": replace(world.deps, settings=settings)})
    assert sorted(row.body for row in await world.messages()) == ["", "Two"]
