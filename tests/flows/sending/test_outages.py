"""Nothing was sent for three days: what is overdue then keeps the rate of the sender, the hours and the caps.

`make bench BENCH='--only outage'` plays 50,000 steps for people in all states."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.db import connection
from app.domain.vocabulary import EnrollmentStatus, HourRules
from app.models import Account, Enrollment, Message
from app.services.enrollment import timelines
from tests.flows.sending.test_pacing import most_in_ten_seconds, paced
from tests.world import World, fixed

LEADS, RATE = 6, 2.0
SAN_FRANCISCO = ZoneInfo("America/Los_Angeles")
RULES = (" allows ", "sends at most", "gets one in an hour")


async def test_what_is_overdue_after_three_days_keeps_the_rate_the_hours_and_the_caps(world: World) -> None:
    await Account.all().update(hour_rules=HourRules.US_STATES, strict_hours=True, caps="2/24")
    await paced(world, RATE)
    for number in range(3):
        sequence = await world.sequence(fixed(f"Step {number}", 1 + 20 * number))
        for lead in range(LEADS):
            await world.enrolled(sequence, f"+1415555{1000 + lead}")
    world.clock.advance(hours=72 + 14)  # 23:00 in San Francisco
    began, unexplained = world.clock.now(), 0
    while await Enrollment.filter(status=EnrollmentStatus.ACTIVE).exists():
        await world.work()
        unexplained += await _unexplained(world)
        [row] = await connection().execute_query_dict(
            "SELECT least((SELECT min(wake_at) FROM enrollment), (SELECT min(line_at) FROM sender_pace)) AS at"
        )
        assert row["at"] is None or row["at"] - began < timedelta(days=3)
        world.clock.moment = max(world.clock.now() + timedelta(milliseconds=1), row["at"] or world.clock.now())
    sent = [(message.lead_id, message.created_at) for message in await Message.all().order_by("created_at")]
    assert len(sent) == LEADS * 3
    assert most_in_ten_seconds(world) <= RATE * 11
    assert {8 <= at.astimezone(SAN_FRANCISCO).hour < 21 for _, at in sent} == {True}
    for person in {person for person, _ in sent}:
        first, second, third = (at for one, at in sent if one == person)
        assert second - first >= timedelta(hours=1), "late steps of one person come an hour apart"
        assert third - first >= timedelta(hours=24), "the cap"
    assert unexplained == 0


async def _unexplained(world: World) -> int:
    rows = await Enrollment.filter(status=EnrollmentStatus.ACTIVE).limit(6)
    found = await timelines(world.deps, rows)
    entries = [entry for line in found.values() for entry in line]
    return sum(entry.reason is not None and not any(rule in entry.explanation for rule in RULES) for entry in entries)
