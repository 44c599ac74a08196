"""Files that leads send: fetched, stored once, deleted at Twilio afterwards, and never in the way of a message."""

import asyncio
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.vocabulary import MediaStatus, ReadAs
from app.models import Enrollment, Medium, Message, StoredFile
from app.services.conversations import InboundSms, receive_sms, reconcile_accounts
from app.services.media import work_on_media
from app.services.people import erase_lead, lead_export
from tests import stored
from tests.factories import make_connection
from tests.world import LEAD, SENDER, World, fixed

PICTURE, OTHER_PICTURE, PAGE = b"\xff\xd8\xff one", b"\xff\xd8\xff two", b"<html><script>alert(1)</script>"
FRIEND = "+14155550002"


def on_disk(world: World) -> list[bytes]:
    home = world.deps.settings.nudge_data_dir / "media"
    return sorted(path.read_bytes() for path in Path(home).rglob("*") if path.is_file())


async def test_a_picture_is_fetched_stored_and_then_deleted_at_twilio(world: World) -> None:
    address = world.twilio.keep(PICTURE)
    message = await world.picture(address, body="My papers")
    assert (await Medium.get(message_id=message.id)).status is MediaStatus.PENDING

    assert await work_on_media(world.deps) == 2
    medium = await Medium.get(message_id=message.id)
    assert (medium.status, medium.content_type, medium.bytes) == (MediaStatus.STORED, "image/jpeg", len(PICTURE))
    assert medium.digest == sha256(PICTURE).hexdigest()
    assert on_disk(world) == [PICTURE]
    assert (medium.address, medium.next_at) == (None, None)
    assert world.twilio.deleted == [address.rpartition("/")[2]]
    assert await work_on_media(world.deps) == 0


async def test_where_it_is_set_so_twilio_keeps_the_file(world: World) -> None:
    settings = world.deps.settings.model_copy(update={"nudge_delete_provider_media": False})
    world.deps = replace(world.deps, settings=settings)
    address = world.twilio.keep(PICTURE)
    await world.picture(address)
    assert await work_on_media(world.deps) == 1
    assert world.twilio.deleted == []
    assert (await Medium.get()).address == address


async def test_a_picture_without_words_is_a_reply(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    message = await world.picture(world.twilio.keep(PICTURE))
    assert message.read_as is ReadAs.REPLY
    assert (await Enrollment.get(id=enrollment.id)).reply_id == message.id
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SENT", "SKIPPED"]


async def test_a_file_that_hangs_or_fails_delays_no_message_and_no_other_file(world: World) -> None:
    broken = [world.twilio.keep(PICTURE, plan) for plan in ("status:500", "away:https://evil.example/")]
    await world.picture(*broken, "https://elsewhere.example/x", world.twilio.keep(OTHER_PICTURE))
    await world.reply("STOP")
    assert (await world.lead()).opted_out_at is not None
    await work_on_media(world.deps)
    found = await Medium.all().order_by("position")
    assert [one.status.value for one in found] == ["PENDING", "FAILED", "FAILED", "STORED"]
    assert [one.problem for one in found[:3]] == [
        "Twilio answered 500.",
        *(["The address of the file is not Twilio's."] * 2),
    ]
    assert found[0].next_at is not None
    assert found[0].next_at > world.clock.now()


async def test_a_file_that_can_be_fetched_later_is_fetched_later(world: World) -> None:
    address = world.twilio.keep(PICTURE, "status:503")
    await world.picture(address)
    for _ in range(3):
        await work_on_media(world.deps)
        world.clock.advance(minutes=10)
    world.twilio.files[address.rpartition("/")[2]].plan = "redirect"
    await work_on_media(world.deps)
    medium = await Medium.get()
    assert (medium.status, medium.problem) == (MediaStatus.STORED, None)


async def test_a_file_that_can_never_be_fetched_is_given_up_after_two_days_and_says_so(world: World) -> None:
    await world.picture(world.twilio.keep(PICTURE, "status:503"))
    for _ in range(30):
        await work_on_media(world.deps)
        world.clock.advance(hours=3)
    medium = await Medium.get()
    assert (medium.status, medium.problem, medium.next_at) == (MediaStatus.FAILED, "Twilio answered 503.", None)
    assert medium.tries < 30
    assert world.twilio.deleted == []


async def test_a_web_page_is_stored_as_bytes(world: World) -> None:
    await world.picture(world.twilio.keep(PAGE))
    await work_on_media(world.deps)
    assert (await Medium.get()).content_type == "application/octet-stream"


async def test_ten_files_of_a_message_are_stored_and_no_more(world: World) -> None:
    contents = [PICTURE + bytes([number]) for number in range(12)]
    await world.picture(*(world.twilio.keep(content) for content in contents))
    await work_on_media(world.deps)
    assert on_disk(world) == contents[:10]


async def test_media_of_a_missed_message_are_fetched_too(world: World) -> None:
    address = world.twilio.keep(PICTURE)
    listed = world.twilio.text(LEAD, SENDER, "Missed", address.removeprefix("https://api.twilio.com"))
    world.clock.advance(minutes=2)
    world.twilio.without_media.add(listed.sid)
    await reconcile_accounts(world.deps)
    assert await Medium.all().count() == 0
    world.twilio.without_media.clear()
    world.clock.advance(minutes=20)
    await reconcile_accounts(world.deps)
    await work_on_media(world.deps)
    assert on_disk(world) == [PICTURE]


async def test_two_workers_fetch_a_file_once(world: World) -> None:
    await world.picture(world.twilio.keep(PICTURE))
    await asyncio.gather(*(work_on_media(world.deps) for _ in range(4)))
    assert len(world.twilio.fetched) == 1


async def test_a_store_that_fails_keeps_the_file_at_twilio(world: World) -> None:
    home = world.deps.settings.nudge_data_dir / "media"
    home.write_text("in the way")
    address = world.twilio.keep(PICTURE)
    await world.picture(address)
    await work_on_media(world.deps)
    assert (await Medium.get()).problem == "The file cannot be stored at the moment."
    assert world.twilio.deleted == []
    home.unlink()
    world.clock.advance(minutes=1)
    await work_on_media(world.deps)
    assert world.twilio.deleted == [address.rpartition("/")[2]]


async def test_a_file_is_fetched_and_deleted_with_the_credentials_of_its_account(world: World) -> None:
    own, token = "AC" + "a" * 32, "a" * 32
    await make_connection(world.deps, world.account.id, own, token)
    world.twilio.tokens = {own: token}
    address = world.twilio.keep(PICTURE, account=own)
    sms = InboundSms("MM" + "1" * 32, LEAD, SENDER, "", (address,), signer=own)
    await receive_sms(world.deps, sms)
    await work_on_media(world.deps)
    assert on_disk(world) == [PICTURE]
    assert world.twilio.deleted == [address.rpartition("/")[2]]


# ---------------------------------------------------------------- erasure


async def erase(world: World, phone: str = LEAD) -> None:
    await erase_lead(world.deps, world.partner_id, (await world.lead(phone)).id)


async def test_who_is_erased_leaves_no_file_unless_somebody_else_sent_the_same(world: World) -> None:
    await world.picture(world.twilio.keep(PICTURE), world.twilio.keep(OTHER_PICTURE))
    await world.picture(world.twilio.keep(PICTURE), phone=FRIEND)
    await work_on_media(world.deps)
    assert on_disk(world) == sorted([PICTURE, OTHER_PICTURE])

    await erase(world)
    await work_on_media(world.deps)
    assert on_disk(world) == [PICTURE]
    await erase(world, FRIEND)
    await work_on_media(world.deps)
    assert on_disk(world) == []
    assert await Medium.all().count() == await StoredFile.all().count() == 0
    assert sha256(PICTURE).hexdigest() not in await stored.in_postgres()


async def test_who_is_erased_before_twilio_has_deleted_the_file_is_deleted_there_too(world: World) -> None:
    address = world.twilio.keep(PICTURE, deletion=500)
    sid = address.rpartition("/")[2]
    await world.picture(address)
    await work_on_media(world.deps)
    assert (await Medium.get()).next_at is not None
    await erase(world)
    world.twilio.files[sid].deletion = 204
    world.clock.advance(hours=1)
    await work_on_media(world.deps)
    assert world.twilio.deleted == [sid]
    assert await Medium.all().count() == 0


async def test_who_is_erased_while_the_file_is_fetched_gets_no_file(world: World) -> None:
    await world.picture(world.twilio.keep(PICTURE, "hang"))
    working = asyncio.create_task(work_on_media(world.deps))
    await world.twilio.arrived.wait()
    await erase(world)
    world.twilio.gate.set()
    await working
    await work_on_media(world.deps)
    assert on_disk(world) == []
    assert await Medium.all().count() == await StoredFile.all().count() == 0


async def test_who_is_erased_while_twilio_deletes_the_file_leaves_nothing(world: World) -> None:
    address = world.twilio.keep(PICTURE, "hang at deletion")
    await world.picture(address)
    working = asyncio.create_task(work_on_media(world.deps))
    await world.twilio.arrived.wait()
    await erase(world)
    world.twilio.gate.set()
    await working
    await work_on_media(world.deps)
    assert world.twilio.deleted == [address.rpartition("/")[2]]
    assert await Medium.all().count() == await StoredFile.all().count() == 0


async def test_a_file_that_a_dead_worker_left_is_deleted(world: World) -> None:
    digest = sha256(PICTURE).hexdigest()
    await world.deps.files.put(f"{digest[:2]}/{digest[2:]}", PICTURE)
    await StoredFile.create(digest=digest, check_at=world.clock.now())
    await work_on_media(world.deps)
    assert on_disk(world) == []
    assert await StoredFile.all().count() == 0


async def test_an_export_lists_the_files(world: World) -> None:
    message = await world.picture(world.twilio.keep(PICTURE))
    await work_on_media(world.deps)
    found = await lead_export(world.partner_id, message.lead_id)
    assert found is not None
    [medium] = found["media"]
    assert (medium["contentType"], medium["bytes"], medium["status"]) == ("image/jpeg", len(PICTURE), "STORED")
    assert medium["id"].startswith("med_")
    assert medium["messageId"] == found["messages"][0]["id"]


@pytest.mark.parametrize("count", [40])
async def test_erasures_and_fetches_of_the_same_file_race_and_no_file_in_use_is_lost(world: World, count: int) -> None:
    """Many people send the same picture while half of them are erased: it is there at the end, and once."""
    phones = [f"+1415556{number}" for number in range(1000, 1000 + count)]
    for phone in phones:
        await world.picture(world.twilio.keep(PICTURE), phone=phone)

    async def erased(phone: str) -> None:
        await erase(world, phone)

    await asyncio.gather(work_on_media(world.deps), *(erased(phone) for phone in phones[::2]))
    await work_on_media(world.deps)
    assert on_disk(world) == [PICTURE]
    assert await Medium.filter(status=MediaStatus.STORED).count() == count // 2
    for phone in phones[1::2]:
        await erase(world, phone)
    await work_on_media(world.deps)
    assert on_disk(world) == []
    assert await Message.all().count() == count
