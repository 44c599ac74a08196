"""Commands that work on the database and end: `migrate`, `seed`, `link`, `partner create`, `partner rotate-key`,
`resume-after-restore`, `mark-restored`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
from cyclopts import Parameter

from app import build, db
from app.cli.checks.tables import prepared
from app.cli.faults import Complaint, of_migrations
from app.cli.options import LOCALHOST, DataDir, Port, settings
from app.clock import DatabaseClock
from app.deps import Deps
from app.domain.engine.explain import utc
from app.domain.plurals import plural
from app.domain.stores import marks
from app.domain.stores.locks import Held
from app.local import dev
from app.local.stores import stores
from app.providers.choice import provider
from app.providers.sms import Finding, Severity
from app.services import accounts, restores
from app.services.restores import Resumed
from app.settings import Settings

Name = Annotated[str, Parameter(help="The partner's name.")]


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[None]:
    """The ORM on a database that is up to date."""
    async with stores(chosen) as found:
        await prepared(found)
        async with db.database(found.database_url, pool=2):
            yield


async def migrate(
    *,
    plan: Annotated[bool, Parameter(negative=(), help="Changes nothing: prints what would be locked.")] = False,
    data_dir: DataDir = None,
) -> int:
    """Brings the database up to date. With --plan, prints what that would lock, and exits with 1 if that is not safe
    beside the release that runs."""
    chosen = settings(data_dir)
    if plan:
        async with stores(chosen) as found:
            with of_migrations(found.migrates_elsewhere):
                return _show(await db.plan(found.migration_url))
    async with stores(chosen) as found:
        with of_migrations(found.migrates_elsewhere):
            await db.migrate(found.migration_url)
    print("The database is up to date.", file=sys.stderr)
    return 0


def _show(planned: dict[str, list[Held]]) -> int:
    for name, tables in planned.items():
        print(f"{name}: {'locks nothing that is there' if not tables else ''}".rstrip(": "))
        for one in tables:
            takes = f"about {one.seconds:.1f} s" if one.seconds >= 0.1 else "a moment"
            note = "" if one.is_safe else ("; the release that runs may need it" if one.contracts else "; that is long")
            print(f"  {one.table}: {one.lock.title}, {takes}: {one.lock.stops}{note}")
    unsafe = [name for name, tables in planned.items() if not all(one.is_safe for one in tables)]
    if not planned:
        print("The database is up to date.")
    elif unsafe:
        print(f"Not safe beside the release that runs: {', '.join(unsafe)}. Stop it before `nudge migrate`.")
    else:
        print("Safe beside the release that runs.")
    return 1 if unsafe else 0


async def seed(*, data_dir: DataDir = None) -> None:
    """Makes the demo partner and account, and prints the partner's key."""
    chosen = settings(data_dir)
    async with opened(chosen):
        print(await dev.demo_key(chosen.nudge_data_dir))


async def link(*, port: Port = None, data_dir: DataDir = None) -> None:
    """Prints a new one-time link to the console of a running `nudge dev`. It opens with the demo's key."""
    chosen = settings(data_dir, port)
    async with opened(chosen):
        print(await dev.new_link(chosen, LOCALHOST), flush=True)
    if not await asyncio.to_thread(dev.is_up, chosen.port):
        url = dev.local_url(LOCALHOST, chosen.port)
        print(f"nudge: Nudge does not answer at {url}: start `nudge dev`, or name its port by --port.", file=sys.stderr)


async def create(name: Name, /, *, data_dir: DataDir = None) -> None:
    """Makes a partner and prints its key, alone."""
    async with opened(settings(data_dir)):
        await accounts.create_partner(name, _hand_out)


async def rotate_key(name: Name, /, *, data_dir: DataDir = None) -> None:
    """Prints a new key for a partner, alone. The old key works for 24 h more."""
    async with opened(settings(data_dir)):
        clock = DatabaseClock()
        await clock.measure()
        await accounts.rotate_key(name, clock.now(), _hand_out)


def _hand_out(key: str) -> None:
    """Nobody can read a key again, so it is written before it is stored. Raises `CannotPrint`."""
    print(key, flush=True)


# ------------------------------------------------------------------ restored copies

Yes = Annotated[bool, Parameter(name="--yes", negative=(), help="Does not ask.")]
WithoutLists = Annotated[
    bool,
    Parameter(
        name="--without-lists",
        negative=(),
        help="Goes on where the provider cannot be asked too: what was due there meanwhile is not sent.",
    ),
]
NOT_LOOKED = (
    "No process has worked on the database since {at}. Whether it is a restored copy is seen when an API or a worker "
    "starts: run this again then."
)
QUESTION = "Messages leave from this database from now on. Is the installation that it is a copy of stopped? [y/N] "


async def resume_after_restore(
    *, yes: Yes = False, without_lists: WithoutLists = False, data_dir: DataDir = None
) -> None:
    """Lets a restored copy send again, after the provider was asked what was sent and came in since it was made."""
    chosen = settings(data_dir)
    async with stores(chosen) as found:
        await prepared(found)
        async with build.deps(chosen, found.database_url, found.redis_url) as deps:
            if (standing := await restores.standing()) is None:
                print("The database is no restored copy: everything is sent as usual.", file=sys.stderr)
                return
            print(standing.sentence, f"SMS: {provider(chosen).title(chosen)}", sep="\n", file=sys.stderr)
            if not yes and not _agrees():
                raise Complaint("Nothing was changed: nothing is sent.")
            await _resume(deps, without_lists=without_lists)


async def _resume(deps: Deps, *, without_lists: bool) -> None:
    done = await restores.resume_after_restore(deps, without_lists=without_lists)
    if done is None:
        return
    for line in report(done):
        print(line, file=sys.stderr)
    if not done.went_on:
        raise Complaint(
            "Nothing is sent still. Run the command again when that is mended, or with --without-lists: "
            "then what was due meanwhile in these accounts is not sent."
        )
    print("The database sends again.", file=sys.stderr)


def report(done: Resumed) -> list[str]:
    """What was found, a line for each kind of it."""
    in_flight = f"{plural(done.in_flight, 'step')} in flight when the copy was made"
    lines = [_of_lists(done), f"{in_flight}: looked up."]
    if done.in_flight and done.not_asked:
        lines[-1] = f"{in_flight}. What the provider could not be asked about is UNKNOWN, and the workers look it up."
    if done.asked or done.lost.found or done.lost.of_nobody:  # of one list, before another could not be read
        lines += [
            f"{plural(done.lost.found, 'step')} had been sent since, now recorded as sent.",
            f"{plural(done.lost.of_nobody, 'message was', 'messages were')} sent since to leads without an enrollment "
            "in this database: look before you enroll any of them again.",
            f"{plural(done.received, 'message')} of leads came in since, now stored.",
        ]
    if done.asked or done.lost.doubtful:
        lines.append(f"{plural(done.lost.doubtful, 'step')} may have been sent since: UNKNOWN, and not sent.")
    if done.not_stored:
        lines.append(
            f"{plural(done.not_stored, 'message')} of leads came in since and cannot be stored: the log says why."
        )
    return [*lines, *(f"The lists of {one.name} were not read: {one.why}." for one in done.not_asked)]


def _of_lists(done: Resumed) -> str:
    since, every = utc(done.since), done.asked + len(done.not_asked)
    if not done.asked:
        return f"None of the provider's lists could be read from {since} on."
    if done.not_asked:
        return f"The provider's lists were read from {since} on for {done.asked} of {every} accounts there."
    return f"The provider's lists were read from {since} on."


_STANDING = """
SELECT restored_because, marked_at, coalesce(marked_at < now() - $1::interval, false) AS is_idle FROM installation
"""


async def check(connection: asyncpg.Connection) -> Finding:
    """What `nudge doctor` says of the database. It changes nothing: only a process that works recognizes a copy."""
    row = await connection.fetchrow(_STANDING, marks.RECENT)
    if row is not None and row["restored_because"] is not None:
        return Finding(Severity.WRONG, marks.sentence(marks.Restored(row["restored_because"]), row["marked_at"]))
    if row is not None and row["is_idle"]:
        return Finding(Severity.NOTE, NOT_LOOKED.format(at=utc(row["marked_at"])))
    return Finding(Severity.OK, "The database is no restored copy.")


def _agrees() -> bool:
    print(QUESTION, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def mark_restored(*, data_dir: DataDir = None) -> None:
    """Says that the database is a copy: nothing is sent from it until `nudge resume-after-restore`.

    For a copy that cannot be recognized, such as one of both stores together, before any process works on it.
    """
    chosen = settings(data_dir)
    async with stores(chosen) as found:
        await prepared(found)
        async with db.database(found.database_url, pool=2):
            print((await restores.mark_restored()).sentence, file=sys.stderr)
