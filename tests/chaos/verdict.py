"""The provider's ledger against our tables: what was lost, what was sent twice, and how long anything was in doubt."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import Any

import asyncpg

from app.services.conversations.inbox import DIFFERENT
from tests import recount
from tests.chaos.driver import AT_ONCE, FIRST, STEPS, Told
from tests.chaos.injector import LEASE_SECONDS

SPAN = 10.0


@dataclass
class Verdict:
    sends: int
    lost: list[str]
    doubled: list[str]
    unknown_left: int
    sent_again: int
    in_doubt: list[float]  # for how many seconds, of each step that was for longer than a lease
    lateness: list[float]
    miscounted: list[str]  # conversations, counts by day and totals that differ from a recount of all rows
    fastest: int  # the most steps of one sender in any ten seconds, but for first steps that a caller waited for


async def judge(url: str, ledger: list[dict[str, Any]], told: Told, lease: float = LEASE_SECONDS) -> Verdict:
    """The ledger against the tables. A lead is enrolled once, so each of its steps is there at most once. `lease`: for
    how many seconds a step that was claimed may be submitted."""
    connection = await asyncpg.connect(url)
    runs = await connection.fetch(
        "SELECT e.id, l.phone, e.status, e.wake_at, e.sequence_id, l.opted_out_at FROM enrollment e"
        " JOIN lead l ON l.id = e.lead_id"
    )
    settled = await connection.fetch(
        "SELECT l.phone, s.message, r.status, extract(epoch FROM r.settled_at - r.due_at)::float8 AS late,"
        " (SELECT extract(epoch FROM r.settled_at - min(m.created_at))::float8 FROM message m"
        "  WHERE m.enrollment_id = r.enrollment_id AND m.position = r.position) AS doubt"
        " FROM step_run r JOIN enrollment e ON e.id = r.enrollment_id JOIN lead l ON l.id = e.lead_id"
        " JOIN step s ON s.version_id = e.version_id AND s.position = r.position"
    )
    attempts = {str(row["id"]) for row in await connection.fetch("SELECT id FROM message WHERE direction = 'OUTBOUND'")}
    inbound = await connection.fetch("SELECT provider_sid FROM message WHERE direction = 'INBOUND'")
    sent_again = await connection.fetchval("SELECT count(*) FROM message WHERE superseded")
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        counts = await recount.miscounted(connection.fetch)
        totals = await recount.miscounted_totals(connection.fetch)
        conversations = await connection.fetch(DIFFERENT)
    await connection.close()

    accepted = Counter((one["to"], one["body"]) for one in ledger)
    of_lead = Counter(row["phone"] for row in runs)
    sent = Counter((row["phone"], row["message"]) for row in settled if row["status"] == "SENT")
    doubled = [f"{to}: {body!r} {n} times" for (to, body), n in accepted.items() if n > 1]
    doubled += [f"{phone}: enrolled {n} times" for phone, n in of_lead.items() if n > 1]
    doubled += [f"{one['to']}: an attempt that we know nothing of" for one in ledger if one["attempt"] not in attempts]
    doubled += [
        f"{one['to']}: after its STOP" for one in ledger if one["at"] > told.stops.get(one["to"], float("inf")) + lease
    ]
    doubled += [f"{one['to']}: in a pause" for one in ledger if _in_a_pause(one, told, lease)]
    senders: dict[str, set[str]] = {}
    for one in ledger:
        senders.setdefault(one["to"], set()).add(one["from"])
    doubled += [f"{to}: from several senders" for to, numbers in senders.items() if len(numbers) > 1]
    lost = [f"{phone}: never enrolled" for phone in told.enrolled if not of_lead[phone]]
    lost += [f"{row['phone']}: never ends" for row in runs if row["status"] == "ACTIVE" or row["wake_at"] is not None]
    lost += [f"{to}: {body!r} is sent by our tables only" for (to, body), n in sent.items() if accepted[to, body] < n]
    lost += [f"a reply ({sid})" for sid in told.replies - {row["provider_sid"] for row in inbound}]
    steps_of = Counter(row["phone"] for row in settled)
    lost += [
        f"{row['phone']}: completed with {steps_of[row['phone']]} steps of {STEPS}"
        for row in runs
        if row["status"] == "COMPLETED" and steps_of[row["phone"]] < STEPS
    ]
    miscounted = [f"the conversation {row['id']}" for row in conversations]
    for wrong in (counts, totals):
        miscounted += [f"{key}: {kept}, and the rows say {right}" for key, (kept, right) in wrong.items()]
    unknown = sum(row["status"] == "UNKNOWN" for row in settled)
    doubts = [row["doubt"] for row in settled if row["doubt"] is not None and row["doubt"] > lease]
    lateness = sorted(row["late"] for row in settled)
    awaited = {phone for phone, sequence in told.enrolled.items() if sequence == AT_ONCE}
    paced: dict[str, list[float]] = {}
    for one in sorted(ledger, key=lambda one: float(one["at"])):
        if not (one["body"] == FIRST and one["to"] in awaited):
            paced.setdefault(one["from"], []).append(one["at"])
    fastest = max(map(most_in_ten_seconds, paced.values()), default=0)
    return Verdict(len(ledger), lost, doubled, unknown, sent_again, doubts, lateness, miscounted, fastest)


def most_in_ten_seconds(times: list[float]) -> int:
    """The most of these times, in order, that any ten seconds have."""
    return max((bisect_left(times, at + SPAN) - number for number, at in enumerate(times)), default=0)


def _in_a_pause(one: dict[str, Any], told: Told, lease: float) -> bool:
    """Whether a message was accepted while its sequence was paused. A step that was claimed before the pause may be
    submitted until its lease is over."""
    sequence = told.enrolled.get(one["to"])
    return any(sequence in rest.sequences and rest.since + lease < one["at"] < rest.until for rest in told.rests)


def longest_silence(faults: list[tuple[float, str]], ledger: list[dict[str, Any]]) -> tuple[float, str]:
    """The longest time from a fault to the next message that the provider accepted."""
    times = sorted(one["at"] for one in ledger)
    worst = (0.0, "no fault")
    for began, name in faults:
        after = next((at for at in times if at > began), None)
        if after is not None:
            worst = max(worst, (after - began, name))
    return worst
