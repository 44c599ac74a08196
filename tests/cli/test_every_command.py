"""Every command under the faults that people make: one line and a code, and never a trace.

All of them run in one process: a start of the command for each would take a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import pytest

from app.cli.main import app, leads, partner, senders, webhooks
from app.local.processes import free_port
from tests.forking import run_commands
from tests.processes import Home

SECONDS = 150.0
# One process does the work of a hundred; on a busy machine it may take its time.
pytestmark = pytest.mark.timeout(200)

PHONE = "+14155551234"
ACCOUNT = ("--account", "acc_01k00000000000000000000000")
GROUPS = (partner, senders, leads, webhooks)
# Each command with arguments that are right in themselves.
WORDS: dict[str, tuple[str, ...]] = {
    "dev": (),
    "api": (),
    "worker": (),
    "migrate": (),
    "mark-restored": (),
    "resume-after-restore": (),
    "settings": (),
    "doctor": (),
    "seed": (),
    "link": (),
    "schema": (),
    "reply": (PHONE, "Yes"),
    "advance": ("1",),
    "consent": (PHONE,),
    "connect": (PHONE,),
    "rotate-secrets": (),
    "senders resume": (PHONE,),
    "leads import": ("FILE", *ACCOUNT),
    "leads erase": (PHONE, *ACCOUNT),
    "leads export": (PHONE, *ACCOUNT),
    "webhooks listen": ("--key", "pk_live_wrong"),
    "partner create": ("Acme",),
    "partner rotate-key": ("Acme",),
}
READS_NO_SETTING = {"schema"}
NEEDS_NO_STORE = {"settings", "schema"}
KEY = {"NUDGE_SECRET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}


@dataclass(frozen=True)
class Told:
    """How a command ended, and what it said."""

    words: list[str]
    code: int | str
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The only line on standard error, of a command that failed."""
        assert self.code in (1, 2), self
        [line] = self.err.splitlines()
        assert line.startswith("nudge: "), self
        return line


def walk(home: Home, *groups: tuple[list[list[str]], Mapping[str, str]]) -> list[list[Told]]:
    """How the commands of each group ended, with its variables."""
    cases = [(words, environment) for commands, environment in groups for words in commands]
    told = run_commands(cases, home.environment, home.data.parent, SECONDS)
    ended = iter([Told(words, *ending) for (words, _), ending in zip(cases, told, strict=True)])
    return [list(islice(ended, len(commands))) for commands, _ in groups]


def command(home: Home, name: str, *more: str) -> list[str]:
    file = home.data.parent / "leads.csv"
    file.write_text("phone\n+14155551234\n")
    return [*name.split(), *(str(file) if word == "FILE" else word for word in WORDS[name]), *more]


def test_every_command_is_walked() -> None:
    alone = {name for name in app if not name.startswith("-")} - {group.name[0] for group in GROUPS}
    grouped = {f"{group.name[0]} {name}" for group in GROUPS for name in group if not name.startswith("-")}
    assert set(WORDS) == alone | grouped


def test_a_fault_is_one_line_and_a_code(home: Home) -> None:
    """Wrong arguments, a wrong setting, and stores that are away, for every command."""
    away = {
        "DATABASE_URL": f"postgresql://nudge:hunter2@127.0.0.1:{free_port()}/nudge",
        "REDIS_URL": f"redis://:hunter2@127.0.0.1:{free_port()}/0",
        "PORT": str(free_port()),
        "PUBLIC_BASE_URL": "https://nudge.example.com",
        **KEY,
    }
    wrong = [command(home, name, "--nonsense") for name in WORDS]
    wrong += [command(home, name, "one", "too", "many") for name in WORDS]
    wrong += [name.split() for name, words in WORDS.items() if words and name != "webhooks listen"]
    settings = [command(home, name) for name in WORDS if name not in READS_NO_SETTING]
    stores = [command(home, name) for name in WORDS if name not in NEEDS_NO_STORE]

    arguments, unread, unanswered = walk(
        home, (wrong, away), (settings, away | {"DATABASE_URL": "hunter2"}), (stores, away)
    )
    for told in arguments:
        assert told.complaint.endswith("`nudge --help` lists the commands.")
        assert told.code == 2
    for told in unread:
        assert told.complaint.startswith("nudge: DATABASE_URL: "), told
        assert told.code == 2
        assert "hunter2" not in told.out + told.err
    for told in unanswered:
        assert told.code == 1
        assert "hunter2" not in told.out + told.err
        if told.words == ["doctor"]:
            assert told.err == ""
            assert "wrong PostgreSQL does not answer" in told.out
        else:
            assert any(name in told.complaint for name in ("PostgreSQL", "demo.key", "No API answers")), told


def test_keys_and_ids_that_nobody_has_are_one_line(home: Home) -> None:
    names = ("leads import", "leads erase", "leads export", "senders resume", "partner rotate-key", "connect")
    wrong = [
        *(command(home, name) for name in names),
        ["consent", PHONE, "--account", "7"],
        ["leads", "erase", PHONE, "--account", "lead_7"],
        ["leads", "import", "/nowhere.csv", *ACCOUNT],
        ["reply", "Sam", "Yes"],
        ["reply", PHONE, "Yes", "--media", "/nowhere.jpg"],
        ["reply", PHONE, "Yes"],
        ["advance", "-1"],
        ["schema", "--since", "/nowhere.graphql"],
        ["webhooks", "listen", "--key", "pk_live_wrong"],
        ["rotate-secrets"],
    ]
    [ended] = walk(home, (wrong, {"PORT": str(free_port())}))
    for told in ended:
        assert told.complaint
