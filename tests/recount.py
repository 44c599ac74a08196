"""A recount of everything that is counted by day, and of the kept totals, in plain Python over the raw rows.

It knows nothing of how the counts are kept: the rules are written here once more.
"""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.db import rows
from app.services.numbers import count_days, read
from app.services.totals import SELECT
from tests.waiting import until

Fetch = Callable[..., Awaitable[list[Any]]]
Key = tuple[UUID, date, int, int, str, str]
"""The account or the sequence, the day, the version, the step, what is counted, and its code or reason."""

ACCEPTED = {"QUEUED", "SENT", "DELIVERED", "UNDELIVERED"}
PROBLEMS = {"UNDELIVERED", "FAILED", "UNKNOWN"}
EVERYTHING = read.COUNTS.format(
    key="owner_id, day, version, position, name, detail",
    not_counted=" UNION ALL ".join(
        read.NOT_COUNTED.format(source=one, counts=f"counts_of_{one}", hint="'00000000-0000-0000-0000-000000000000'")
        for one in ("message", "enrollment")
    ),
)


async def miscounted(fetch: Fetch) -> dict[Key, tuple[int, int]]:
    """Every count that is not what the rows say: what is kept, and what it should be."""
    kept, right = await kept_counts(fetch), await recounted(fetch)
    return {key: (kept[key], right[key]) for key in kept.keys() | right.keys() if kept[key] != right[key]}


TOTALS = SELECT.replace("= ANY($1::uuid[])", "IS NOT NULL").replace("= ANY($1)", "IS NOT NULL")


async def miscounted_totals(fetch: Fetch) -> dict[tuple[UUID, str, int], tuple[int, int]]:
    """Every total of an account or a sequence that is not what the rows say: what is kept, and what it should be. And
    every lead that the table of leads without a message lacks."""
    kept = Counter({(row["owner_id"], row["name"], row["version"]): row["count"] for row in await fetch(TOTALS)})
    right = Counter[tuple[UUID, str, int]]()
    for lead in await fetch("SELECT * FROM lead WHERE erased_at IS NULL"):
        right[lead["account_id"], "LEADS", 0] += 1
    for conversation in await fetch("SELECT * FROM conversation"):
        right[conversation["account_id"], "CONVERSATIONS", 0] += 1
    numbers = {row["id"]: row["version"] for row in await fetch("SELECT * FROM sequence_version")}
    people = defaultdict[tuple[UUID, str], set[UUID]](set)
    for run in await fetch("SELECT * FROM enrollment"):
        of = run["sequence_id"]
        right[of, "ACTIVE_RUNS", numbers[run["version_id"]]] += run["status"] == "ACTIVE"
        people[of, "ENROLLED_LEADS"].add(run["lead_id"])
        if run["status"] == "COMPLETED":
            people[of, "COMPLETED_LEADS"].add(run["lead_id"])
        if run["replied_at"] is not None:
            people[of, "REPLIED_LEADS"].add(run["lead_id"])
    right.update({(of, name, 0): len(leads) for (of, name), leads in people.items()})
    right.update({(lead, "NEW", 0): 1 for lead in await unlisted_leads(fetch)})
    return {key: (kept[key], right[key]) for key in kept.keys() | right.keys() if kept[key] != right[key]}


async def unlisted_leads(fetch: Fetch) -> set[UUID]:
    """Leads without a message that are not in their table. Others may be there too."""
    listed = {row["lead_id"] for row in await fetch("SELECT * FROM new_lead")}
    contacted = {
        row["lead_id"]
        for row in await fetch("SELECT * FROM message WHERE direction = 'OUTBOUND' AND NOT superseded")
        if row["status"] != "FAILED"
    }
    new = {row["id"] for row in await fetch("SELECT * FROM lead WHERE status = 'NEW' AND erased_at IS NULL")}
    return new - contacted - listed


async def count_everything() -> None:
    """Counts all that is there. Another transaction of the server, such as one of autovacuum, may put it off."""
    await until(_everything_is_counted)


async def _everything_is_counted() -> bool:
    await count_days(timedelta(0))
    return not await rows(
        "SELECT FROM message WHERE id >= (SELECT until FROM day_count_progress WHERE source = 'message') UNION ALL "
        "SELECT FROM enrollment WHERE id >= (SELECT until FROM day_count_progress WHERE source = 'enrollment')"
    )


async def kept_counts(fetch: Fetch) -> Counter[Key]:
    """What readers see."""
    accounts = [row["id"] for row in await fetch("SELECT id FROM account")]
    owners = accounts + [row["id"] for row in await fetch("SELECT id FROM sequence")]
    found = await fetch(EVERYTHING, owners, accounts, date(1, 1, 1), date(9999, 12, 31))
    names = ("owner_id", "day", "version", "position", "name", "detail")
    return Counter({tuple(row[name] for name in names): row["count"] for row in found})


async def recounted(fetch: Fetch) -> Counter[Key]:
    """What the rows say."""
    zones = {row["id"]: ZoneInfo(row["time_zone"]) for row in await fetch("SELECT * FROM account")}
    numbers = {row["id"]: row["version"] for row in await fetch("SELECT * FROM sequence_version")}
    runs = {row["id"]: row for row in await fetch("SELECT * FROM enrollment")}
    found: Counter[Key] = Counter()

    def day(at: datetime, account: UUID) -> date:
        return at.astimezone(zones[account]).date()

    def of_account(account: UUID, at: datetime, name: str, detail: str = "", times: int = 1) -> None:
        found[account, day(at, account), 0, -1, name, detail] += times

    def of_run(run: Any, position: int, name: str, detail: str = "", times: int = 1) -> None:
        began = day(run["started_at"], run["account_id"])
        found[run["sequence_id"], began, numbers[run["version_id"]], position, name, detail] += times

    for run in runs.values():
        of_run(run, -1, "ENROLLED")
        if run["status"] == "COMPLETED":
            of_run(run, -1, "COMPLETED")
        if run["converted_at"] is not None:
            of_run(run, -1, "CONVERTED")
    for step in await fetch("SELECT * FROM step_run WHERE message_id IS NULL"):
        run = runs[step["enrollment_id"]]
        of_run(run, step["position"], "REACHED")
        if step["status"] == "SKIPPED":
            of_run(run, step["position"], "SKIPPED", step["reason"])
            of_account(run["account_id"], step["settled_at"], "SKIPPED", step["reason"])
        if step["status"] == "FAILED":
            of_run(run, step["position"], "FAILED")
    for event in await fetch("SELECT * FROM consent_event WHERE change = 'OPT_OUT'"):
        of_account(event["account_id"], event["created_at"], "OPT_OUT")
    for message in await fetch("SELECT * FROM message WHERE NOT superseded"):
        run = runs.get(message["enrollment_id"])
        for name, detail, times in facts(message):
            of_account(message["account_id"], message["created_at"], name, detail, times)
            if run:
                of_run(run, message["position"], name, detail, times)
        if run and message["status"] != "SENDING":
            of_run(run, message["position"], "REACHED")
        for column, name in (("replied_at", "REPLIED"), ("opted_out_at", "OPTED_OUT"), ("converted_at", "CONVERTED")):
            if message[column] is not None:
                of_run(run, message["position"], name)
    return found


def facts(message: Any) -> Iterable[tuple[str, str, int]]:
    status = message["status"]
    if status in ACCEPTED:
        yield "SENT", "", 1
        yield "SEGMENTS", "", message["segments"]
    if status == "DELIVERED":
        yield "DELIVERED", "", 1
    if status in PROBLEMS:
        yield status, str(message["error_code"] or ""), 1
    if message["direction"] == "INBOUND" and message["read_as"] in ("REPLY", "UNCLEAR"):
        yield "REPLY", "", 1


async def misattributed(fetch: Fetch) -> list[tuple[str, UUID]]:
    """Every message whose reply or opt-out is not what the rules say, where nothing happened at the same time."""
    wrong = []
    messages = await fetch("SELECT * FROM message ORDER BY id")
    leads = {(row["account_id"], row["phone"]): row["id"] for row in await fetch("SELECT * FROM lead")}
    replies = [
        (row["lead_id"], row["created_at"])
        for row in messages
        if row["direction"] == "INBOUND" and row["read_as"] in ("REPLY", "UNCLEAR")
    ]
    opt_outs = [
        (leads[row["account_id"], row["phone"]], row["created_at"])
        for row in await fetch("SELECT * FROM consent_event WHERE change = 'OPT_OUT' ORDER BY id")
    ]
    for column, causes in (("replied_at", replies), ("opted_out_at", opt_outs)):
        right: dict[UUID, datetime] = {}
        counted: dict[UUID, bool] = defaultdict(bool)
        for lead, at in causes:
            before = [
                row
                for row in messages
                if row["lead_id"] == lead and row["direction"] == "OUTBOUND" and not row["superseded"]
                if row["sent_at"] is not None and row["sent_at"] <= at
                if at - timedelta(days=7) < row["created_at"] <= at
            ]
            last = max(before, key=lambda row: (row["created_at"], row["id"]), default=None)
            if last and last["enrollment_id"] and not counted[last["enrollment_id"]]:
                counted[last["enrollment_id"]] = True
                right[last["id"]] = at
        wrong += [(column, row["id"]) for row in messages if row[column] != right.get(row["id"])]
    return wrong
