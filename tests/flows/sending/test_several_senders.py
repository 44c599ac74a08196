"""An account with several senders: a lead keeps its own, new leads are spread, and a sender is paused or removed."""

from collections import Counter
from dataclasses import replace

import pytest

from app.db import connection
from app.domain.vocabulary import EnrollmentStatus, SenderStatus, StepReason
from app.errors import Code, Refused
from app.models import Account, Enrollment, Lead, Sender
from app.services import accounts
from app.services.accounts import AccountChanges, NewSender, SenderChanges
from tests.fakes import ACCOUNT_SID
from tests.flows.sending.test_races import a_crowd
from tests.world import LEAD, SENDER, World, fixed

SECOND = "+15005550007"
THIRD = "+15005550008"
SERVICE = "MG" + "0a" * 16
PHONES = [f"+1415555{number:04d}" for number in range(1000, 1030)]


async def add(world: World, number: str) -> Sender:
    """The account sends from this number too, or from this Messaging Service."""
    new = NewSender(messaging_service_sid=number) if number.startswith("MG") else NewSender(phone_number=number)
    if number.startswith("MG"):
        world.twilio.console.service(ACCOUNT_SID, number)
    return (await accounts.add_sender(world.deps, world.partner_id, world.account.id, new)).sender


async def the(address: str) -> Sender:
    return next(one for one in await Sender.all() if one.address == address)


async def pause(world: World, address: str) -> None:
    await accounts.pause_sender(world.deps, world.partner_id, (await the(address)).id)


async def resume(world: World, address: str) -> None:
    await accounts.resume_sender(world.deps, world.partner_id, (await the(address)).id)
    await passes(world)


async def remove(world: World, address: str) -> None:
    await accounts.remove_sender(world.deps, world.partner_id, (await the(address)).id)


async def passes(world: World, **delta: float) -> None:
    """So much time passes, and a little more while connections to the provider time out on a machine that is busy."""
    await world.later(**delta)
    while await Enrollment.filter(hold_reason=StepReason.PROVIDER_BUSY).exists():
        await world.later(minutes=1)


async def two_messages(world: World, phones: list[str] = PHONES) -> list[Enrollment]:
    """Everybody has had a first message, and has a second one in a day."""
    sequence = await world.sequence(fixed("One"), fixed("Two", 24))
    rows = [await world.enrolled(sequence, phone) for phone in phones]
    await passes(world)
    return rows


def by_phone(world: World) -> dict[str, list[str]]:
    """The numbers that each phone had its messages from, in their order."""
    found: dict[str, list[str]] = {}
    for sent in world.twilio.ledger:
        found.setdefault(sent.to, []).append(sent.sender)
    return found


async def test_leads_from_before_the_second_sender_keep_the_first(world: World) -> None:
    await two_messages(world, PHONES[:20])
    await add(world, SECOND)
    await passes(world, days=1)
    assert by_phone(world) == {phone: [SENDER, SENDER] for phone in PHONES[:20]}


async def test_new_leads_are_spread_and_each_keeps_its_sender(world: World) -> None:
    await add(world, SECOND)
    await add(world, THIRD)
    await two_messages(world)
    await passes(world, days=1)
    found = by_phone(world)
    assert all(first == second for first, second in found.values())
    # Which of them a lead has is by its id, so equal shares of few leads would be luck.
    assert {first for first, _ in found.values()} == {SENDER, SECOND, THIRD}


async def test_a_removed_senders_leads_move_with_their_next_message_and_stay_there(world: World) -> None:
    await add(world, SECOND)
    sequence = await world.sequence(fixed("One"), fixed("Two", 24), fixed("Three", 24))
    for phone in PHONES:
        await world.enrolled(sequence, phone)
    await passes(world)
    await add(world, THIRD)
    await remove(world, SENDER)
    await passes(world, days=1)
    await passes(world, days=1)
    found = by_phone(world)
    assert {tuple(senders) for senders in found.values()} == {
        (SECOND, SECOND, SECOND),
        (SENDER, SECOND, SECOND),
        (SENDER, THIRD, THIRD),
    }
    assert (await Account.get(id=world.account.id)).phone_number == SECOND, "the first number that it sends from"


async def test_steps_in_the_line_of_a_removed_sender_leave_from_another(world: World) -> None:
    await two_messages(world, PHONES[:4])
    await add(world, SECOND)
    first = await the(SENDER)
    await accounts.update_sender(world.deps, world.partner_id, first.id, SenderChanges(segments_per_day=1))
    await world.later(days=1)
    assert await Enrollment.filter(hold_reason=StepReason.SENDER_BUSY, line_of=first.id, wake_at=None).count() == 3
    await remove(world, SENDER)
    await passes(world)
    assert sorted(senders[1] for senders in by_phone(world).values()) == sorted([SENDER, SECOND, SECOND, SECOND])


async def test_a_paused_senders_leads_wait_and_new_leads_get_another(world: World) -> None:
    await add(world, SECOND)
    rows = await two_messages(world)
    of_second = [row for row in rows if (await Lead.get(id=row.lead_id)).sender_id == (await the(SECOND)).id]
    await pause(world, SECOND)
    await passes(world, days=1)
    sent = [phone for phone, senders in by_phone(world).items() if len(senders) == 2]
    assert len(sent) == len(rows) - len(of_second) > 0

    [entry] = [one for one in await world.timeline(of_second[0]) if one.step.position == 1]
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.SENDER_PAUSED)
    assert entry.explanation == "Held until somebody resumes it: a person paused the number that it leaves from."
    held = Enrollment.filter(hold_reason=StepReason.SENDER_PAUSED, wake_at=None, held_by=(await the(SECOND)).id)
    assert await held.count() == len(of_second)

    before = len(world.twilio.ledger)
    for number in range(12):
        await world.enrolled(await world.sequence(fixed("Hello")), f"+1415556{number:04d}")
    assert {one.sender for one in world.twilio.ledger[before:]} == {SENDER}

    await resume(world, SECOND)
    assert all(
        len(senders) == 2 and len(set(senders)) == 1 for phone, senders in by_phone(world).items() if phone in PHONES
    )
    await resume(world, SECOND)
    assert len(world.twilio.ledger) == 2 * len(PHONES) + 12


async def test_a_blocked_senders_leads_wait_and_the_others_go_on(world: World) -> None:
    await add(world, SECOND)
    await two_messages(world)
    first = {phone: senders[0] for phone, senders in by_phone(world).items()}
    world.twilio.plans_of[SECOND] = "reject:30034"
    await passes(world, days=1)
    for _ in range(3):
        await passes(world, hours=1)
    assert {phone for phone, senders in by_phone(world).items() if len(senders) == 2} == {
        phone for phone, sender in first.items() if sender == SENDER
    }
    assert (await the(SENDER)).status is SenderStatus.READY
    assert await Enrollment.filter(hold_reason=StepReason.SENDER_BLOCKED, held_by=(await the(SECOND)).id).exists()
    posts = world.twilio.posts
    for _ in range(3):
        await world.later(minutes=5)
    assert world.twilio.posts == posts, "the steps that wait are not picked again and again"

    world.twilio.plans_of.clear()
    await resume(world, SECOND)
    assert by_phone(world) == {phone: [sender, sender] for phone, sender in first.items()}


async def test_a_new_lead_whose_senders_are_all_blocked_takes_the_first_that_is_ready_again(world: World) -> None:
    await add(world, SECOND)
    await Sender.all().update(
        status=SenderStatus.BLOCKED, hold_reason="SENDER_BLOCKED", retry_at=world.clock.now().replace(year=2099)
    )
    sequence = await world.sequence(fixed("Hello"))
    for phone in PHONES[:10]:
        await world.enrolled(sequence, phone)
    await world.work()
    assert world.twilio.posts == 0
    await resume(world, SECOND)
    assert by_phone(world) == {phone: [SECOND] for phone in PHONES[:10]}


async def test_refused_credentials_hold_every_sender_of_the_account_and_one_success_frees_all(world: World) -> None:
    await add(world, SECOND)
    await two_messages(world)
    world.twilio.plans_of = dict.fromkeys((SENDER, SECOND), "reject:20003/401")
    await passes(world, days=1)
    for address in (SENDER, SECOND):
        sender = await the(address)
        assert (sender.status, sender.hold_reason) == (SenderStatus.BLOCKED, StepReason.ACCOUNT_BLOCKED)
    assert (await the(SENDER)).retry_at == (await the(SECOND)).retry_at
    world.twilio.plans_of = {SECOND: "busy"}
    await world.later(hours=1)
    assert {(await the(address)).status for address in (SENDER, SECOND)} == {SenderStatus.READY}
    world.twilio.plans_of.clear()
    for _ in range(20):
        await world.later(minutes=1)
    assert all(len(senders) == 2 for senders in by_phone(world).values())


async def test_an_opt_out_that_another_account_was_told_binds_the_number_here_too(world: World) -> None:
    await connection().execute_query(
        "INSERT INTO number_opt_out (number, phone, created_at) VALUES ($1, $2, now())", [SECOND, LEAD]
    )
    await add(world, SECOND)
    with pytest.raises(Refused) as refused:
        await world.enroll(await world.sequence(fixed("Hello")))
    assert refused.value.refusals[0].code is Code.LEAD_OPTED_OUT
    assert world.twilio.posts == 0


async def test_a_person_writes_from_the_leads_own_sender_and_not_from_a_paused_one(world: World) -> None:
    await add(world, SECOND)
    await two_messages(world)
    phone = next(phone for phone, senders in by_phone(world).items() if senders == [SECOND])
    message = await world.write("Hi", phone)
    assert message.sender == SECOND == world.twilio.ledger[-1].sender
    await pause(world, SECOND)
    with pytest.raises(Refused, match="paused"):
        await world.write("Hi again", phone)
    await remove(world, SECOND)
    assert (await world.write("Hi again", phone)).sender == SENDER
    assert (await world.lead(phone)).sender_id == (await the(SENDER)).id


async def test_the_accounts_number_is_replaced_as_before(world: World) -> None:
    await two_messages(world, PHONES[:3])
    changes = AccountChanges(phone_number=SECOND)
    await accounts.update(world.deps, world.partner_id, world.account.id, changes)
    await passes(world, days=1)
    assert by_phone(world) == {phone: [SENDER, SECOND] for phone in PHONES[:3]}
    found = await accounts.senders_of(world.partner_id, [world.account.id])
    assert [one.address for one in found[world.account.id]] == [SECOND]


# ------------------------------------------------------------------ one account is blocked, another is not


async def test_a_number_that_is_not_registered_holds_one_account_and_leaves_the_other_alone(world: World) -> None:
    other = await Account.create(
        partner_id=world.partner_id, name="Other", company_name="Other", phone_number=THIRD, time_zone="UTC"
    )
    phones = await a_crowd(world, 200, skip=False)
    await a_crowd(replace(world, account=other), 200, skip=False, phones=phones)
    world.twilio.plans_of[SENDER] = "reject:30034"
    await passes(world, hours=1)
    assert Counter(sent.to for sent in world.twilio.ledger if sent.sender == THIRD) == dict.fromkeys(phones, 1)
    assert not [sent for sent in world.twilio.ledger if sent.sender == SENDER]
    held = Enrollment.filter(status=EnrollmentStatus.ACTIVE, hold_reason=StepReason.SENDER_BLOCKED, wake_at=None)
    assert await held.count() == await held.filter(account_id=world.account.id).count() == len(phones)

    world.twilio.plans_of.clear()
    await resume(world, SENDER)
    assert Counter(sent.to for sent in world.twilio.ledger if sent.sender == SENDER) == dict.fromkeys(phones, 1)
    assert len(world.twilio.ledger) == 2 * len(phones)


# ------------------------------------------------------------------ what is refused


REFUSED = [
    (NewSender(), Code.INVALID_INPUT),
    (NewSender(phone_number=SECOND, messaging_service_sid=SERVICE), Code.INVALID_INPUT),
    (NewSender(phone_number="12"), Code.INVALID_PHONE),
    (NewSender(messaging_service_sid="MG1"), Code.INVALID_INPUT),
    (NewSender(messaging_service_sid=SERVICE.upper()), Code.INVALID_INPUT),
    (NewSender(phone_number=SECOND, segments_per_second=0.0), Code.INVALID_INPUT),
    (NewSender(phone_number=SECOND, segments_per_second=1e-300), Code.INVALID_INPUT),
    (NewSender(phone_number=SECOND, segments_per_second=float("nan")), Code.INVALID_INPUT),
    (NewSender(phone_number=SECOND, segments_per_second=float("inf")), Code.INVALID_INPUT),
    (NewSender(phone_number=SECOND, segments_per_day=0), Code.INVALID_INPUT),
    (NewSender(phone_number=SENDER), Code.DUPLICATE),
    (NewSender(phone_number=THIRD), Code.DUPLICATE),
]


async def test_bad_senders_are_refused_and_change_nothing(world: World) -> None:
    other = await Account.create(
        partner_id=world.partner_id, name="Other", company_name="Other", phone_number=THIRD, time_zone="UTC"
    )
    before = await Sender.all().count()
    for new, code in REFUSED:
        with pytest.raises(Refused) as refused:
            await accounts.add_sender(world.deps, world.partner_id, world.account.id, new)
        assert {one.code for one in refused.value.refusals} == {code}, new
    assert await Sender.all().count() == before
    assert not (await Account.get(id=world.account.id)).several_senders

    # A number that the other account keeps as its own, without sending from it.
    world.twilio.console.service(ACCOUNT_SID, SERVICE)
    service = NewSender(messaging_service_sid=SERVICE)
    await accounts.add_sender(world.deps, world.partner_id, other.id, service)
    await remove(world, THIRD)
    for new in (NewSender(phone_number=THIRD), service):
        with pytest.raises(Refused) as refused:
            await accounts.add_sender(world.deps, world.partner_id, world.account.id, new)
        assert refused.value.refusals[0].code is Code.DUPLICATE


async def test_the_last_sender_that_can_send_is_not_removed(world: World) -> None:
    with pytest.raises(Refused, match="no sender that can send"):
        await remove(world, SENDER)
    await add(world, SECOND)
    await pause(world, SECOND)
    with pytest.raises(Refused, match="no sender that can send"):
        await remove(world, SENDER)
    await remove(world, SECOND)
    with pytest.raises(Refused, match="no sender with this id"):
        await remove(world, SECOND)


async def test_a_removed_sender_comes_back_with_its_leads(world: World) -> None:
    second = await add(world, SECOND)
    await two_messages(world)
    first = {phone: senders[0] for phone, senders in by_phone(world).items()}
    await remove(world, SECOND)
    new = NewSender(phone_number=SECOND, segments_per_day=1000)
    again = (await accounts.add_sender(world.deps, world.partner_id, world.account.id, new)).sender
    assert (again.id, again.segments_per_day) == (second.id, 1000)
    await passes(world, days=1)
    assert by_phone(world) == {phone: [sender, sender] for phone, sender in first.items()}
