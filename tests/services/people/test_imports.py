"""Files of leads that are imported in batches: every row once, whatever happens between two batches.

It is not split: every test imports the same kind of table through the same desk.
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app import failpoints
from app.deps import Deps
from app.domain.vocabulary import ImportJobStatus as Status
from app.errors import Code, Refused
from app.failpoints import Planned
from app.models import Account, Enrollment, ImportChunk, ImportJob, ImportRejection, Lead
from app.services import people, sequences
from app.services.people import NewImport, TooLarge
from app.services.sequences import SequenceChanges
from tests.clock import FixedClock
from tests.factories import Alarms, Holder, fixed, make_account, make_lead, make_sequence

HEADER = "First,Cell,Loan #,City"


def phone(number: int) -> str:
    return f"(415) 555-{number:04d}"


def table(numbers: Iterator[int] | range, header: str = HEADER) -> bytes:
    return "\n".join([header, *(f"Ann{one},{phone(one)},L-{one},Reno" for one in numbers)]).encode()


@dataclass
class Desk:
    """An account that files are imported into, and one of its sequences."""

    deps: Deps
    partner_id: UUID
    account: Account
    sequence_id: UUID

    async def start(self, file: bytes | str, **said: Any) -> ImportJob:
        upload = await people.store_upload(self.deps, parts(file))
        return await people.start_import(self.deps, self.partner_id, self.account.id, NewImport(**said), upload)

    async def run(self, file: bytes | str, **said: Any) -> ImportJob:
        """The import of the file after the worker has had its turn."""
        job = await self.start(file, **said)
        await people.run_waiting_imports(self.deps)
        return await self.job(job)

    async def job(self, job: ImportJob) -> ImportJob:
        return await ImportJob.get(id=job.id)

    async def enrolled(self) -> int:
        return await Enrollment.filter(sequence_id=self.sequence_id).count()


async def parts(file: bytes | str, size: int = 10_000) -> AsyncIterator[bytes]:
    data = file.encode() if isinstance(file, str) else file
    for at in range(0, len(data), size):
        yield data[at : at + size]


def counts(job: ImportJob) -> tuple[int, ...]:
    """Rows, done, created, updated, skipped, refused, enrolled."""
    return (job.rows, job.done, job.created, job.updated, job.skipped, job.refused, job.enrolled)


async def refusals(job: ImportJob) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in (await people.refused_rows(100, 0, [job.id]))[job.id]]


@pytest.fixture
async def desk(deps: Deps, partner: Holder) -> Desk:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed()])
    return Desk(deps, partner.id, account, sequence.id)


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


# ---------------------------------------------------------------- a file


async def test_each_row_is_imported_or_says_why_not(desk: Desk) -> None:
    await make_lead(desk.deps, desk.partner_id, desk.account.id, phone=phone(3), external_id="L-3")
    job = await desk.run(
        "First;Cell;Loan #;Rate;E-mail\n"
        f"José;{phone(1)};L-1;6,5 %;jose@example.com\n"
        "Bob;12;L-2;;\n"
        "\n"
        f"Cid;{phone(3)};L-3;7 %;\n"
        "Dee;4,15555E+09;L-4;;\n"
        f"Eve;{phone(1)};L-3;;\n"
        f"Fay;;L-6;;\n"
        f"Gus;{phone(7)};L-7;;nobody\n"
    )
    assert job.status is Status.DONE
    assert counts(job) == (7, 7, 1, 1, 0, 5, 0)
    ann = await Lead.get(external_id="L-1")
    assert (ann.phone, ann.first_name, ann.metadata) == ("+14155550001", "José", {"Rate": "6,5 %"})
    found = dict(await refusals(job))
    assert sorted(found) == [3, 6, 7, 8, 9]
    assert "rounded this number. Format the column as text" in found[6]
    assert "Another lead has this externalId" in found[7]
    assert found[8] == "This row has no phone."
    assert await ImportChunk.all().count() == 0, "the file is personal data"


async def test_a_lead_that_the_file_calls_lost_or_converted_is_imported_and_not_enrolled(desk: Desk) -> None:
    rows = [f"Ann,{phone(1)},Lost", f"Bob,{phone(2)},converted", f"Cid,{phone(3)},Qualified", f"Dee,{phone(4)},Hot"]
    job = await desk.run("\n".join(["First,Cell,Status", *rows]), sequence_id=desk.sequence_id)
    assert counts(job) == (4, 4, 2, 0, 0, 2, 2)
    found = {lead.first_name: (lead.status.value, lead.metadata) for lead in await Lead.all()}
    assert found == {
        "Ann": ("LOST", None),
        "Bob": ("CONVERTED", None),
        "Cid": ("QUALIFIED", None),
        "Dee": ("NEW", {"Status": "Hot"}),
    }
    enrolled = await Enrollment.filter(sequence_id=desk.sequence_id).prefetch_related("lead")
    assert {one.lead.first_name for one in enrolled} == {"Cid", "Dee"}
    assert {line: message.partition(" To ")[0] for line, message in await refusals(job)} == {
        2: "Imported, but not enrolled. The status in this row is LOST.",
        3: "Imported, but not enrolled. The status in this row is CONVERTED.",
    }


async def test_the_report_opens_in_the_spreadsheet_and_can_be_imported_again(desk: Desk) -> None:
    job = await desk.run(f'First;Phone;Notes\n=cmd();+1 (415) 55;"a ""b""\nc"\n-1;12;@x\nAnn;{phone(1)};\n')
    text = "".join([part async for part in people.import_report(job)])
    assert text.startswith("\ufeffline;reason;First;Phone;Notes\r\n2;")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [(row[0], *row[2:]) for row in rows[1:]] == [
        ("2", "'=cmd()", "'+1 (415) 55", 'a "b"\nc'),
        ("4", "'-1", "12", "'@x"),
    ]
    again = await desk.run(text.replace("+1 (415) 55", f"+1 {phone(9)}"))
    assert counts(again) == (2, 2, 1, 0, 0, 1, 0)
    lead = await Lead.get(phone="+14155550009")
    assert (lead.first_name, lead.notes) == ("=cmd()", 'a "b"\nc')


async def test_a_file_without_a_phone_column_is_refused_at_once(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        await desk.start("Name,City\nAnn,Reno\n")
    [one] = refused.value.refusals
    assert (one.code, one.path) == (Code.INVALID_INPUT, ("input", "csv"))
    assert '"Name", "City"' in one.message
    assert await ImportChunk.all().count() == await ImportJob.all().count() == 0


async def test_a_file_is_stored_in_parts_and_not_beyond_the_limit(desk: Desk) -> None:
    file = table(range(20_000))
    upload = await people.store_upload(desk.deps, parts(file, 7_777))
    stored = await ImportChunk.filter(upload_id=upload.id).order_by("number")
    assert b"".join(bytes(one.data) for one in stored) == file
    assert len(stored) == 3

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1_000_000

    with pytest.raises(TooLarge):
        await people.store_upload(desk.deps, endless())
    assert await ImportChunk.all().count() == 3


# ---------------------------------------------------------------- with a sequence


async def test_people_who_may_not_be_written_to_are_imported_and_not_enrolled(desk: Desk) -> None:
    lead = await make_lead(desk.deps, desk.partner_id, desk.account.id, phone=phone(2))
    await Lead.filter(id=lead.id).update(opted_out_at=desk.deps.clock.now())
    job = await desk.run(table(range(1, 4)), sequence_id=desk.sequence_id)
    assert counts(job) == (3, 3, 2, 0, 0, 1, 2)
    [(line, message)] = await refusals(job)
    assert line == 3
    assert message.startswith("Imported, but not enrolled. The lead has opted out")
    assert await desk.enrolled() == 2
    assert isinstance(desk.deps.queue, Alarms)
    assert desk.deps.queue.planted == [desk.deps.clock.now()], "the workers begin at once"
    again = await desk.run(table(range(4)), sequence_id=desk.sequence_id)
    assert counts(again) == (4, 4, 1, 0, 2, 1, 1), "whoever is enrolled already stays as he is"


async def test_the_pace_goes_on_from_batch_to_batch(desk: Desk, clock: FixedClock) -> None:
    job = await desk.run(table(range(2_500)), sequence_id=desk.sequence_id, per_hour=3600)
    assert counts(job) == (2_500, 2_500, 2_500, 0, 0, 0, 2_500)
    due = await Enrollment.all().order_by("due_at").values_list("due_at", flat=True)
    assert due == [clock.now() + timedelta(seconds=place) for place in range(2_500)]


async def test_who_opted_out_elsewhere_is_opted_out_here(desk: Desk, clock: FixedClock) -> None:
    file = "Phone,Opted out,SMS consent,State,ZIP\n" + "\n".join(
        f"{phone(number)},{cells}"
        for number, cells in enumerate(
            ["no,yes,ca,94105", "yes,,California,", "2026-01-05,,Ontario,K1A 0B1", ",no,,", "perhaps,,,", ",,,"]
        )
    )
    job = await desk.run(file, sequence_id=desk.sequence_id)
    assert counts(job) == (6, 6, 2, 0, 0, 4, 2)
    leads = {lead.phone[-1]: lead for lead in await Lead.all()}
    assert sorted(leads) == ["0", "1", "2", "3", "5"]
    assert leads["1"].opted_out_at == leads["3"].opted_out_at == clock.now()
    assert leads["2"].opted_out_at == datetime(2026, 1, 5, tzinfo=UTC)
    assert leads["0"].opted_out_at is leads["5"].opted_out_at is None
    assert (leads["0"].state, leads["1"].state, leads["0"].postal_code) == ("CA", "CA", "94105")
    assert leads["2"].metadata == {"State": "Ontario"}, "a place that is no US state stops no row"


@pytest.mark.parametrize("said", [{"per_hour": 0, "sequence_id": True}, {"per_hour": 5}, {"mapping": ["phone"]}])
async def test_an_import_that_cannot_begin_is_refused(desk: Desk, said: dict[str, Any]) -> None:
    said = said | ({"sequence_id": desk.sequence_id} if "sequence_id" in said else {})
    with pytest.raises(Refused) as refused:
        await desk.start(table(range(3)), **said)
    assert [one.code for one in refused.value.refusals] == [Code.INVALID_INPUT]
    assert await ImportChunk.all().count() == 0


async def test_a_sequence_of_another_account_is_a_sequence_that_does_not_exist(desk: Desk, partner: Holder) -> None:
    other = await make_account(desk.deps, partner.id)
    sequence = await make_sequence(desk.deps, partner.id, other.id)
    with pytest.raises(Refused) as refused:
        await desk.start(table(range(3)), sequence_id=sequence.id)
    assert [one.code for one in refused.value.refusals] == [Code.NOT_FOUND]


async def test_a_sequence_that_takes_nobody_any_more_stops_the_import(desk: Desk) -> None:
    job = await desk.start(table(range(3)), sequence_id=desk.sequence_id)
    await sequences.update(desk.deps, desk.partner_id, desk.sequence_id, SequenceChanges(is_active=False))
    await people.run_waiting_imports(desk.deps)
    job = await desk.job(job)
    assert (job.status, job.done, await Lead.all().count()) == (Status.PAUSED, 0, 0)
    assert "isActive" in str(job.failure)
    await sequences.update(desk.deps, desk.partner_id, desk.sequence_id, SequenceChanges(is_active=True))
    await people.resume_import(desk.deps, desk.partner_id, job.id)
    await people.run_waiting_imports(desk.deps)
    assert counts(await desk.job(job)) == (3, 3, 3, 0, 0, 0, 3)

    gone = await desk.start(table(range(5)), sequence_id=desk.sequence_id)
    await sequences.delete(desk.deps, desk.partner_id, desk.sequence_id)
    await people.run_waiting_imports(desk.deps)
    gone = await desk.job(gone)
    assert (gone.status, gone.failure) == (Status.FAILED, "The sequence does not exist any more.")
    assert await ImportChunk.all().count() == 0


# ---------------------------------------------------------------- dry runs


async def test_a_dry_run_changes_nothing_and_counts_what_the_import_would_do(desk: Desk) -> None:
    await make_lead(desk.deps, desk.partner_id, desk.account.id, phone=phone(1), first_name=None)
    out = await make_lead(desk.deps, desk.partner_id, desk.account.id, phone=phone(2))
    await Lead.filter(id=out.id).update(opted_out_at=desk.deps.clock.now())
    again = [f"Ann{one},{phone(one)},L-{one},Reno" for one in (1, 2, 700)]
    file = b"\n".join([table(range(1_200)), *(row.encode() for row in again), f",{phone(701)},,".encode(), b"Bob,12,,"])
    before = await Lead.all().order_by("id").values()
    tried = await desk.run(file, sequence_id=desk.sequence_id, dry_run=True)
    assert await Lead.all().order_by("id").values() == before
    assert await desk.enrolled() == 0
    assert isinstance(desk.deps.queue, Alarms)
    assert desk.deps.queue.planted == []
    done = await desk.run(file, sequence_id=desk.sequence_id)
    assert counts(tried) == counts(done) == (1_205, 1_205, 1_198, 1, 3, 3, 1_199)
    assert await refusals(tried) == await refusals(done)


# ---------------------------------------------------------------- what happens between two batches


@pytest.mark.parametrize("point", ["IMPORTED_BEFORE_COMMIT", "IMPORTED_AFTER_COMMIT"])
@pytest.mark.parametrize("dry_run", [False, True])
async def test_a_worker_that_dies_is_followed_by_another(
    desk: Desk, clock: FixedClock, point: str, dry_run: bool
) -> None:
    job = await desk.start(table(range(2_500)) + b"\nBob,12,,", sequence_id=desk.sequence_id, dry_run=dry_run)
    for _ in range(2):
        failpoints.arm(f"{point}=raise")
        with pytest.raises(Planned):
            await people.run_waiting_imports(desk.deps)
        assert await people.run_waiting_imports(desk.deps) == 0, "the dead worker may still be alive"
        clock.advance(seconds=31)
    failpoints.arm("")
    await people.run_waiting_imports(desk.deps)
    job = await desk.job(job)
    assert job.status is Status.DONE
    assert counts(job) == (2_501, 2_501, 2_500, 0, 0, 1, 2_500)
    assert await Lead.all().count() == await desk.enrolled() == (0 if dry_run else 2_500)
    assert await ImportRejection.filter(job_id=job.id).count() == 1


async def test_two_workers_at_one_import_do_each_row_once(desk: Desk) -> None:
    job = await desk.start(table(range(3_400)), sequence_id=desk.sequence_id)
    file = [table(range(3_400))]
    await asyncio.gather(*(people.run_import(desk.deps, job, lambda: file) for _ in range(3)))
    assert counts(await desk.job(job)) == (3_400, 3_400, 3_400, 0, 0, 0, 3_400)
    assert await Lead.all().count() == await desk.enrolled() == 3_400


async def test_a_paused_import_goes_on_where_it_stands(desk: Desk, clock: FixedClock) -> None:
    job = await desk.start(table(range(1_500)))
    failpoints.arm("IMPORTED_AFTER_COMMIT=raise")
    with pytest.raises(Planned):
        await people.run_waiting_imports(desk.deps)
    paused = await people.pause_import(desk.deps, desk.partner_id, job.id)
    assert (paused.status, paused.done) == (Status.PAUSED, 1_000)
    clock.advance(hours=1)
    assert await people.run_waiting_imports(desk.deps) == 0
    resumed = await people.resume_import(desk.deps, desk.partner_id, job.id)
    assert resumed.status is Status.RUNNING
    assert await people.run_waiting_imports(desk.deps) == 1
    assert counts(await desk.job(job)) == (1_500, 1_500, 1_500, 0, 0, 0, 0)
    ended = await people.pause_import(desk.deps, desk.partner_id, job.id)
    assert ended.status is Status.DONE, "an import that has ended stays as it is"
    for change in (people.pause_import, people.resume_import):
        with pytest.raises(Refused):
            await change(desk.deps, (await ImportJob.all().first()).id, job.id)  # type: ignore[union-attr]


async def test_the_same_import_is_one_while_it_is_open(desk: Desk) -> None:
    first, second = await asyncio.gather(desk.start(table(range(9))), desk.start(table(range(9))))
    assert first.id == second.id
    assert {one.upload_id for one in await ImportChunk.all()} == {first.upload_id}
    with_sequence = await desk.start(table(range(9)), sequence_id=desk.sequence_id)
    assert with_sequence.id != first.id
    await people.run_waiting_imports(desk.deps)
    assert (await desk.start(table(range(9)))).id != first.id, "it has ended, and somebody asks again"


async def test_a_file_of_the_command_is_one_import_also_after_its_end(desk: Desk) -> None:
    new, file = NewImport(sequence_id=desk.sequence_id), table(range(1_200))
    job = await people.begin_file(desk.deps, desk.account, new, "digest")
    failpoints.arm("IMPORTED_AFTER_COMMIT=raise")
    with pytest.raises(Planned):
        await people.run_import(desk.deps, job, lambda: [file])
    job = await people.begin_file(desk.deps, desk.account, new, "digest")
    assert (job.status, job.done) == (Status.RUNNING, 1_000)
    job = await people.run_import(desk.deps, job, lambda: [file])
    assert counts(job) == (1_200, 1_200, 1_200, 0, 0, 0, 1_200)
    await Enrollment.all().update(status="COMPLETED", ended_at=desk.deps.clock.now(), wake_at=None, due_at=None)
    same = await people.begin_file(desk.deps, desk.account, new, "digest")
    assert (same.id, same.status) == (job.id, Status.DONE)
    assert (await people.begin_file(desk.deps, desk.account, new, "digest", again=True)).id != job.id


async def test_what_is_kept_is_kept_for_a_time(desk: Desk, clock: FixedClock) -> None:
    await people.store_upload(desk.deps, parts(table(range(3))))  # its process dies before it has a job
    job = await desk.run("Phone\n12\n")
    waiting = await desk.start(table(range(4)))
    assert (await desk.job(job)).has_report
    clock.advance(hours=2)
    await people.forget_imports(clock.now())
    assert {one.upload_id for one in await ImportChunk.all()} == {waiting.upload_id}
    assert await ImportRejection.all().count() == 1
    clock.advance(hours=24 * 7)
    await people.forget_imports(clock.now())
    assert await ImportRejection.all().count() == 0
    assert not (await desk.job(job)).has_report
    clock.advance(hours=24 * 30)
    await people.forget_imports(clock.now())
    assert (await desk.job(waiting)).status is Status.FAILED
    assert await ImportChunk.all().count() == 0


# ---------------------------------------------------------------- a person who is erased


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
async def test_a_person_goes_from_files_that_wait_and_every_other_row_stays(
    desk: Desk, clock: FixedClock, encoding: str
) -> None:
    rows = [f"José{number};{phone(number)};jose{number}@example.com" for number in range(1_500)]
    rows[700] = '"Mary\nJones";+1 415.555.0700;mary@example.com'
    rows[1_200] = f"José1200;{phone(1200)};Mary@Example.com"
    job = await desk.start(("First;Cell;E-mail\n" + "\n".join(rows)).encode(encoding))
    failpoints.arm("IMPORTED_AFTER_COMMIT=raise")
    with pytest.raises(Planned):
        await people.run_waiting_imports(desk.deps)
    assert await people.erase_from_uploads(desk.account.id, "+14155550700", ["mary@example.com"]) == 1
    assert await people.erase_from_uploads(desk.account.id, "+14155550999", []) == 1
    assert await people.erase_from_uploads(desk.account.id, "+14155559999", []) == 0
    stored = b"".join([bytes(one.data) for one in await ImportChunk.all().order_by("number")]).decode(encoding)
    for word in ("Mary", "Jones", "5550700", "José1200", "José999", "jose999", "example.com;"):
        assert word.lower() not in stored.lower()
    assert "José1201;(415) 555-1201;jose1201@example.com" in stored
    clock.advance(seconds=31)
    await people.run_waiting_imports(desk.deps)
    assert counts(await desk.job(job)) == (1_500, 1_500, 1_499, 0, 0, 1, 0)
    assert [line for line, _ in await refusals(job)] == [1_203]
    [row] = await ImportRejection.all()
    assert row.cells == ["xxxxxxxx", "(xxx) xxx-xxxx", "xxxx@xxxxxxx.xxx"]


async def test_erasing_a_lead_takes_it_from_a_file_that_waits(desk: Desk) -> None:
    lead = await make_lead(desk.deps, desk.partner_id, desk.account.id, phone="+14155550001", email="mary@example.com")
    job = await desk.start("Phone,First\n(415) 555-0001,Mary\n(415) 555-0002,Ann\n")
    assert await people.erase_lead(desk.deps, desk.partner_id, lead.id)
    stored = b"".join([bytes(one.data) for one in await ImportChunk.all().order_by("number")]).decode()
    assert ("Mary" in stored, "0001" in stored, "Ann" in stored) == (False, False, True)
    await people.run_waiting_imports(desk.deps)
    assert counts(await desk.job(job)) == (2, 2, 1, 0, 0, 1, 0)
