"""The command as an operator meets it: real processes."""

import asyncio
import os
import re
import socket
from pathlib import Path

import asyncpg
import pytest

from app.cli.checks import stores as checked
from app.cli.main import app, leads, partner, senders, webhooks
from app.local import dev, reply
from app.local.processes import free_port
from app.observability import probe
from app.providers.postgres import NO_WRITES
from app.providers.sms import Severity
from app.services import accounts
from app.settings import Settings
from tests.processes import Home, eventually, port_of_every_address

ROOT = Path(__file__).parents[2]

KEY = re.compile(r"pk_live_[A-Za-z0-9]{32}\n")


def test_partner_create_prints_the_key_and_nothing_else(own: Home) -> None:
    code, output, complaints = own.nudge("partner", "create", "Acme")
    assert (code, complaints) == (0, "")
    assert KEY.fullmatch(output)


@pytest.mark.parametrize(
    "words",
    [("partner", "create"), ("partner", "rotate-key"), ("senders", "resume"), ("reply", "+14155551234")],
    ids=" ".join,
)
def test_an_argument_that_is_no_utf_8_is_one_line(home: Home, words: tuple[str, ...]) -> None:
    """As a terminal with Latin-1 hands it over; nothing can store or sign it."""
    code, output, complaints = home.nudge(*words, "Andr\udce9")
    assert (code, output) == (2, "")
    assert complaints == "nudge: An argument is not UTF-8: write it in a terminal or a script that is.\n"


@pytest.mark.parametrize("hours", ["nan", "inf"])
def test_hours_that_are_no_number_are_told_as_that(home: Home, hours: str) -> None:
    assert home.nudge("advance", hours) == (1, "", "nudge: Give a number of hours above 0.\n")


def test_an_option_behind_two_dashes_is_told_as_that(home: Home) -> None:
    code, output, complaints = home.command("advance", "--", "-3", "--port", "8000")
    assert (code, output) == (2, "")
    assert complaints == "nudge: --port stands behind --, where no word is an option: put it before --.\n"


def test_a_name_that_is_taken_is_one_line(home: Home) -> None:
    home.nudge("partner", "create", "Acme")
    code, output, complaints = home.nudge("partner", "create", "Acme")
    assert (code, output, complaints.count("\n")) == (1, "", 1)
    assert "Acme" in complaints


@pytest.mark.parametrize("name", ["Acme\nnudge: all is well", "Acme\tInc", "Acme\x1b[2J", "Acme\u2028Inc", " "])
def test_a_partners_name_is_one_line(home: Home, name: str) -> None:
    code, output, complaints = home.nudge("partner", "create", name)
    assert (code, output) == (1, "")
    assert complaints == "nudge: A partner's name has 1 to 200 characters in one line, without a tab.\n"


def test_rotate_key_prints_another_key(home: Home) -> None:
    _, first, _ = home.nudge("partner", "create", "Acme")
    code, second, _ = home.nudge("partner", "rotate-key", "Acme")
    assert code == 0
    assert KEY.fullmatch(second)
    assert second != first


def test_rotating_a_key_of_nobody_is_explained(home: Home) -> None:
    code, output, complaints = home.nudge("partner", "rotate-key", "Nobody")
    assert (code, output) == (1, "")
    assert "Nobody" in complaints


def test_the_consent_history_of_a_phone_is_a_table(home: Home) -> None:
    code, output, complaints = home.nudge("consent", "+14155551234")
    assert (code, output) == (0, "phone,account,change,at,rule,source,message,words\n")
    assert complaints == "Nobody with this phone has opted out or in, in any account.\n"
    code, output, complaints = home.nudge("consent", "+14155551234", "--account", "7")
    assert (code, output, complaints.count("\n")) == (2, "", 1)


def test_a_phone_of_the_accounts_country_needs_no_country_code(home: Home) -> None:
    code, output, complaints = home.nudge("consent", "(415) 555-0123")
    assert (code, output, complaints.count("\n")) == (2, "", 1), "no account has a country yet"
    home.nudge("seed")
    code, output, _ = home.nudge("consent", "(415) 555-0123")
    assert (code, output.count("\n")) == (0, 1)
    code, output, complaints = home.nudge("consent", "Sam")
    assert (code, output, "Sam is no phone number" in complaints) == (2, "", True)


def test_seeding_again_shows_the_same_key(home: Home) -> None:
    _, first, _ = home.nudge("seed")
    _, again, _ = home.nudge("seed")
    assert KEY.fullmatch(first)
    assert again == first


def test_a_lost_demo_key_is_made_anew(home: Home) -> None:
    _, first, _ = home.nudge("seed")
    (home.data / "demo.key").unlink()
    _, second, _ = home.nudge("seed")
    assert KEY.fullmatch(second)
    assert second != first


def test_a_link_to_the_console_names_the_port(home: Home) -> None:
    port = free_port()
    code, output, complaints = home.nudge("link", "--port", str(port))
    assert code == 0
    assert re.fullmatch(rf"http://(localhost|127\.0\.0\.1):{port}/console\?token=[\w-]{{32}}\n", output)
    address = output.partition("/console")[0]
    mend = "start `nudge dev`, or name its port by --port."
    assert complaints == f"nudge: Nudge does not answer at {address}: {mend}\n", "nothing runs there"


def test_doctor_says_what_is_missing(own: Home) -> None:
    code, output, _ = own.nudge("doctor")
    assert (code, "`nudge dev`" in output) == (0, True), "nothing runs, and nothing is wrong"
    own.hold()
    code, output, _ = own.nudge("doctor")
    assert (code, "`nudge migrate`" in output) == (1, True)
    own.nudge("migrate")
    code, output, _ = own.nudge("doctor", "--worker")
    assert (code, "`nudge worker`" in output) == (1, True)


def test_a_blocked_number_is_told_and_can_be_resumed(home: Home, database_url: str) -> None:
    home.nudge("seed")
    blocked = "UPDATE sender SET status = 'BLOCKED', status_code = 30034, status_reason = 'it is not registered', "
    asyncio.run(_execute(database_url, blocked + "hold_reason = 'SENDER_BLOCKED', refusals = 1, retry_at = now()"))
    _, output, _ = home.nudge("doctor")
    told = re.search(r"^wrong .*30034: it is not registered.*`(nudge senders resume (\+[0-9]+))`", output, re.MULTILINE)
    assert told
    code, _, complaints = home.nudge("senders", "resume", told[2])
    assert (code, "can send again" in complaints) == (0, True)
    code, _, complaints = home.nudge("senders", "resume", told[2])
    assert (code, "could send already" in complaints) == (0, True)
    code, _, complaints = home.nudge("senders", "resume", "+15005550999")
    assert (code, "No account sends from this" in complaints) == (1, True)
    _, output, _ = home.nudge("doctor")
    assert "Every sender may send." in output
    assert re.search("^ok .*Files that leads send can be stored", output, re.MULTILINE)


async def test_doctor_stores_a_file_to_see_that_it_can(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, nudge_data_dir=tmp_path)
    assert (await checked.files(settings)).severity is Severity.OK
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    nowhere = await checked.files(settings.model_copy(update={"nudge_media_url": "file:///dev/null/x"}))
    assert nowhere.severity is Severity.WRONG
    assert "in file:///dev/null/x (the directory of media cannot be opened" in nowhere.sentence


_FAILED = """
WITH a AS (SELECT id FROM account LIMIT 1),
l AS (INSERT INTO lead (id, account_id, phone, created_at) SELECT uuidv7(), id, '+447700900123', now() FROM a
      RETURNING id, account_id)
INSERT INTO message (id, account_id, lead_id, direction, source, status, body, segments, error_code, superseded,
                     created_at, delivered_at)
SELECT uuidv7(('-' || days)::interval), account_id, id, 'OUTBOUND', 'OPERATOR', status, 'Hi', 1, code, twice, now(),
       CASE status WHEN 'DELIVERED' THEN now() END
FROM l, (VALUES ('1 day', 'FAILED', 21408, false), ('6 days', 'FAILED', 21408, false),
                ('8 days', 'FAILED', 21408, false), ('1 day', 'FAILED', 21612, false),
                ('1 day', 'FAILED', 30008, false), ('1 day', 'DELIVERED', NULL, true))
    AS m(days, status, code, twice)
"""


_GONE = """
INSERT INTO webhook_endpoint (id, partner_id, url, events, account_ids, secret, status, disabled_reason, created_at)
SELECT gen_random_uuid(), id, 'https://crm.example/hook?token=hidden', '{*}', '{}', '', 'DISABLED', 'It is gone.', now()
FROM partner
"""


def test_doctor_counts_what_is_out_of_reach_and_what_may_have_arrived_twice(home: Home, database_url: str) -> None:
    home.nudge("seed")
    asyncio.run(_execute(database_url, f"{_FAILED}; {_GONE}"))
    nowhere = {"TWILIO_API_URL": "http://127.0.0.1:9"}
    credentials = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token"} | nowhere
    _, output, _ = home.nudge("doctor", **credentials)
    [line] = re.findall(r"^note .* could not be sent from here: (.*)$", output, re.MULTILINE)
    allow, other = line.split("; ")
    assert allow.startswith("2 (code 21408: ")
    assert "geo permissions" in allow
    assert other.startswith("1 (code 21612: ")
    assert "30008" not in line
    assert re.search(r"^wrong .*Twilio account AC1: Twilio does not answer", output, re.MULTILINE)
    assert re.search(r"^note .*1 messages? .* may have arrived twice", output, re.MULTILINE)
    assert re.search(r"^note .*disabled: whe_\w+ at crm.example \(It is gone\.\)", output, re.MULTILINE)
    assert "hidden" not in output


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


def test_doctor_tells_what_the_provider_needs(home: Home) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    code, output, _ = home.command(
        "doctor", TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="token", TWILIO_API_URL=nowhere
    )
    assert code == 1
    assert re.search(r"^wrong .*PUBLIC_BASE_URL", output, re.MULTILINE)
    assert re.search(r"^wrong .*Twilio account AC1: Twilio does not answer", output, re.MULTILINE), "it was tried"


def test_doctor_tries_the_credentials_where_nothing_runs_yet(own: Home) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    code, output, _ = own.nudge(
        "doctor",
        TWILIO_ACCOUNT_SID="AC1",
        TWILIO_AUTH_TOKEN="token",
        TWILIO_API_URL=nowhere,
        PUBLIC_BASE_URL="https://nudge.example.com",
    )
    assert (code, "Nothing runs on the data directory" in output) == (1, True)
    assert re.search(r"^wrong .*Twilio account AC1: Twilio does not answer", output, re.MULTILINE)


def test_the_readme_lists_the_commands() -> None:
    rows = re.findall(r"^\| `nudge ([^`]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    listed = {" ".join(word for word in row.split() if word.islower() and word[0] not in "[-") for row in rows}
    groups = (partner, senders, leads, webhooks)
    commands = {name for name in app if not name.startswith("-")} - {group.name[0] for group in groups}
    grouped = {f"{group.name[0]} {name}" for group in groups for name in group if not name.startswith("-")}
    assert listed == commands | grouped


def test_a_port_that_is_taken_is_one_line_with_the_remedy(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, complaints = home.nudge("dev", "--port", str(port))
    assert (code, complaints.count("\n")) == (1, 1)
    own = rf"{re.escape(Path('/proc/self/comm').read_text().strip())}, process {os.getpid()}"
    assert re.search(rf"Port {port} is taken by {own}: .*--port \d+", complaints)


def test_a_reply_with_no_api_says_what_to_start(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code, _, complaints = home.nudge("reply", "+14155551234", "Yes", "--port", str(port))
    assert (code, "`nudge dev`" in complaints) == (1, True)


def run(home: Home, *words: str, **environment: str) -> tuple[int, list[str]]:
    """The exit code of a command that fails, and its lines on standard error."""
    code, _, complaints = home.command(*words, **environment)
    return code, complaints.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        ("dev", "--port", "99999"),
        ("api", "--port", "many"),
        ("nonsense",),
        ("reply", "+14155551234"),
        ("schema", "--since", str(ROOT / "README.md")),
        ("schema", "--since", str(ROOT / "nothing.graphql")),
    ],
)
def test_bad_settings_and_arguments_are_one_line_and_exit_with_2(home: Home, words: tuple[str, ...]) -> None:
    code, lines = run(home, *words)
    assert (code, len(lines)) == (2, 1), lines
    assert lines[0].startswith("nudge: ")


@pytest.mark.parametrize("command", ["api", "worker", "migrate", "seed"])
def test_a_postgresql_that_is_away_is_one_line(home: Home, command: str) -> None:
    away = f"postgresql://nudge:hunter2@127.0.0.1:{free_port()}/nudge"
    code, lines = run(home, command, DATABASE_URL=away, REDIS_URL="redis://127.0.0.1:1/0")
    assert (code, len(lines)) == (1, 1), lines
    assert re.match(r"nudge: PostgreSQL cannot be used .* DATABASE_URL", lines[0])
    assert "hunter2" not in lines[0]


@pytest.mark.parametrize("words", [("migrate",), ("migrate", "--plan")])
def test_an_address_of_migrations_that_is_away_is_told_by_its_name(home: Home, words: tuple[str, ...]) -> None:
    code, lines = run(home, *words, MIGRATION_DATABASE_URL=f"postgresql://nudge@127.0.0.1:{free_port()}/nudge")
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].endswith("Is MIGRATION_DATABASE_URL right?")


def test_an_empty_host_is_refused(home: Home) -> None:
    code, lines = run(home, "api", "--host", "")
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].startswith("nudge: --host is empty")


def test_an_api_on_every_address_answers_on_ipv4_and_on_ipv6(home: Home) -> None:
    port = str(port_of_every_address())
    api = home.begin("api", "--host", "::", "--port", port)
    eventually(lambda: all(probe.answers(port, host) for host in ("127.0.0.1", "::1")), "answered on both")
    assert "Listening on 0.0.0.0, port" in api.ends()


@pytest.mark.parametrize("command", ["settings", "doctor", "migrate", "api", "worker", "dev"])
def test_what_is_set_in_vain_is_told_a_line_each(home: Home, command: str) -> None:
    (home.data.parent / ".env").write_text('ANTHROPIC_KEY=hunter2\n\nTWILIO_AUTH_TOKEN="hunter2\n')
    away = f"postgresql://127.0.0.1:{free_port()}/nudge"
    _, output, complaints = home.command(
        command, DATABASE_URL=away, PORT=str(free_port()), NUDGE_DATA_DIR=str(home.data), NUDGE_DATADIR="hunter2"
    )
    told = (output if command == "doctor" else complaints).splitlines()
    [misspelled, broken, of_environment] = [line for line in told if "not read" in line]
    assert "ANTHROPIC_KEY in line 1 of .env is no setting" in misspelled
    assert "Line 3 of .env cannot be understood" in broken
    assert "NUDGE_DATADIR in the environment" in of_environment
    assert "hunter2" not in output + complaints
    assert "dotenv" not in complaints


@pytest.mark.parametrize("command", ["doctor", "api", "worker"])
def test_a_redis_url_that_is_none_is_one_line(home: Home, command: str) -> None:
    code, lines = run(home, command, REDIS_URL="foo")
    assert (code, lines) == (2, ["nudge: REDIS_URL: it is not understood; it looks like redis://HOST:6379/0"])


@pytest.mark.parametrize("command", ["api", "worker"])
def test_a_start_on_a_database_that_takes_no_writes_is_one_line(home: Home, command: str, database_url: str) -> None:
    read_only = f"{database_url}?options=-c%20default_transaction_read_only%3Don"
    code, lines = run(home, command, DATABASE_URL=read_only, PORT=str(free_port()))
    assert (code, lines) == (1, [f"nudge: PostgreSQL {NO_WRITES}."])


@pytest.mark.parametrize(
    ("settings", "data_dir_given", "options"),
    [
        (Settings(), False, ""),
        (Settings(port=9000), False, " --port 9000"),
        (Settings(nudge_data_dir=Path("/my data")), True, " --data-dir '/my data'"),
    ],
)
def test_the_printed_reply_finds_this_api_and_its_data(settings: Settings, data_dir_given: bool, options: str) -> None:
    assert dev.reply_options(settings, data_dir_given=data_dir_given) == options


def test_localhost_is_printed_only_where_it_leads_to_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_ipv6(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", only_ipv6)
    assert dev.local_url("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert dev.local_url("::1", 8000) == "http://localhost:8000"
    assert dev.local_url("::", 8000) == "http://127.0.0.1:8000"


def test_a_reply_is_to_the_number_of_the_demo() -> None:
    assert reply.DEMO_PHONE == accounts.DEMO_PHONE
