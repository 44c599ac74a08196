"""The settings: what is read, what is refused, and the tables that are made from them."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from app.cli import options
from app.cli import settings as command
from app.cli.faults import settings_faults
from app.errors import Code, OperatorError, Refusal, Refused
from app.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
BLANKS = st.text(" \t\r\n\u00a0\u200b\ufeff", max_size=3)


def refused(**values: str) -> str:
    """The line that the operator reads."""
    with pytest.raises(ValidationError) as caught:
        Settings(**values)  # type: ignore[arg-type]
    return settings_faults(caught.value)


def test_a_directory_in_the_place_of_the_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    with pytest.raises(OperatorError, match=r"^\.env is a directory, so no setting is read from it: remove it"):
        options.settings()


def test_two_refusals_are_two_sentences() -> None:
    refused = Refused(Refusal(Code.INVALID_INPUT, "Write a."), Refusal(Code.INVALID_INPUT, "Leave b out."))
    assert str(refused) == "Write a. Leave b out."


@pytest.mark.parametrize("origin", ["https://*.example.com", "*.example.com", "null"])
def test_an_origin_that_fits_no_page_is_refused(origin: str) -> None:
    line = refused(cors_origins=f"https://app.example.com, {origin}")
    assert line.startswith(f"CORS_ORIGINS: {origin!r} is no origin: write a scheme and a host")


def test_an_api_key_of_twilio_is_no_account() -> None:
    line = refused(twilio_account_sid="SK" + "0" * 32, twilio_auth_token="0" * 32)
    assert line.startswith("TWILIO_ACCOUNT_SID: it is of an API key")


@given(before=BLANKS, after=BLANKS)
def test_blanks_and_line_breaks_around_a_value_are_no_part_of_it(before: str, after: str) -> None:
    read = Settings(
        twilio_account_sid=f"{before}AC1{after}",
        twilio_auth_token=f"{before}token{after}",
        public_base_url=f"{before}https://nudge.example.com{after}",
    )
    assert read.twilio_account_sid == "AC1"
    assert read.twilio_auth_token == SecretStr("token")
    assert read.base_url == "https://nudge.example.com"


def test_a_secret_of_kubernetes_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1\n")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", " token\r\n")
    monkeypatch.setenv("ANTHROPIC_API_KEY", " \n")
    read = Settings()
    assert (read.twilio_account_sid, read.twilio_auth_token) == ("AC1", SecretStr("token"))
    assert not read.writes_by_claude, "blanks alone are nothing"


def test_a_mark_at_the_beginning_of_the_file_of_settings_is_no_part_of_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    (tmp_path / ".env").write_text("PUBLIC_BASE_URL=https://nudge.example.com\n", "utf-8-sig")
    assert Settings().base_url == "https://nudge.example.com"


@pytest.mark.parametrize(("encoding", "line"), [("cp1252", 2), ("utf-16", 1)])
def test_a_file_of_settings_in_another_encoding_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, line: int
) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    (tmp_path / ".env").write_text("PORT=9000\n# la cl\u00e9 secr\u00e8te\n", encoding)
    told = rf"^The file \.env is not UTF-8, in its line {line}: save it again as UTF-8\.$"
    with pytest.raises(OperatorError, match=told):
        options.settings()


def test_a_file_of_settings_that_this_user_may_not_read_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", ".env")

    monkeypatch.setattr("dotenv.main.DotEnv._get_stream", refuses)  # root may read everything
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    (tmp_path / ".env").write_text("PORT=9000\n")
    with pytest.raises(OperatorError, match=r"^The file \.env cannot be read \(Permission denied\): let this user"):
        options.settings()


@pytest.mark.parametrize("name", ["nudge_data_dir", "redis_ca_file"])
def test_a_tilde_is_no_directory_of_that_name(name: str) -> None:
    line = refused(**{name: "~/nudge"})
    assert line == f"{name.upper()}: ~ is no home directory here: write the whole path, beginning with /"


@pytest.mark.parametrize("url", ["file:///srv/media", "file://localhost/srv"])
def test_a_directory_of_media_is_written_from_the_root(url: str) -> None:
    assert Settings(nudge_media_url=url).nudge_media_url == url


@pytest.mark.parametrize("url", ["file://srv/media", "file:media", "FILE://srv/media"])
def test_a_directory_of_media_with_its_first_part_as_a_host_is_refused(url: str) -> None:
    line = refused(nudge_media_url=url)
    assert line == ("NUDGE_MEDIA_URL: a directory is written from the root, with three slashes: file:///DIRECTORY")


@pytest.mark.parametrize("name", ["database_url", "redis_url", "public_base_url", "anthropic_model"])
def test_a_value_of_bytes_that_are_no_utf_8_is_named(name: str) -> None:
    assert refused(**{name: "redis://h/caf\udce9"}) == f"{name.upper()}: it is not UTF-8: write it again"


def test_a_path_may_have_any_bytes() -> None:
    assert Settings(nudge_data_dir=Path("caf\udce9")).nudge_data_dir == Path("caf\udce9")


@pytest.mark.parametrize(
    ("value", "screen"),
    [
        ("https://user:hunter2@proxy.example.com/x", "https://user:••••••@proxy.example.com/x"),
        ("https://:hunt@er2@proxy", "https://:••••••@proxy"),
        ("https://proxy.example.com:8443/a@b", "https://proxy.example.com:8443/a@b"),
        (True, "true"),
        (None, "unset"),
    ],
)
def test_the_password_of_any_address_is_masked(value: object, screen: str) -> None:
    assert command.shown(value) == screen


@pytest.mark.parametrize("name", ["calls", "conversation_reads", "bulk_imports", "sends", "cost"])
def test_no_allowance_is_too_large_for_an_answer(name: str) -> None:
    variable = f"nudge_{name}_per_minute"
    assert refused(**{variable: "1000000001"}) == f"{variable.upper()}: write a number of 1000000000 or less"
    assert getattr(Settings(**{variable: "1000000000"}), variable) == 1_000_000_000  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["to ken", "to\nken", "to\u200bken", "t\u00f6ken"])
def test_a_credential_with_something_inside_is_named(value: str) -> None:
    line = refused(twilio_account_sid="AC1", twilio_auth_token=value)
    assert line == "TWILIO_AUTH_TOKEN: it contains a blank, a line break or an invisible character: copy it again"


@pytest.mark.parametrize("value", ["https://a b.example.com", "https://a\nb.example.com", "https://n.example?x=1"])
def test_an_address_that_no_webhook_can_have_is_named(value: str) -> None:
    assert refused(public_base_url=value).startswith("PUBLIC_BASE_URL: it ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("port", "80a", "write a whole number"),
        ("port", "0", "write a number of 1 or more"),
        ("port", "70000", "write a number of 65535 or less"),
        ("hour_seconds", "short", "write a number"),
        ("hour_seconds", "1e-300", "write a number of 0.01 or more"),
        ("hour_seconds", "nan", "write a number of "),
        ("nudge_replica_lag_seconds", "0", "write a number above 0"),
        ("operations_per_socket", "99999999999999999999", "write a number of 10000 or less"),
        ("streams_per_partner", "99999999999999999999", "write a number of 1000000 or less"),
        ("redis_verify", "perhaps", "write true or false"),
    ],
)
def test_a_wrong_number_is_told_what_to_write(name: str, value: str, sentence: str) -> None:
    assert refused(**{name: value}).startswith(f"{name.upper()}: {sentence}")


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_are_named(quote: str) -> None:
    line = refused(public_base_url=f"{quote}https://nudge.example.com{quote}")
    assert line == "PUBLIC_BASE_URL: the value is in quotes, which are taken as part of it: write it without them"


@pytest.mark.parametrize(
    ("given_name", "missing"),
    [("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"), ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")],
)
def test_half_a_pair_of_credentials_is_refused(given_name: str, missing: str) -> None:
    line = refused(**{given_name.lower(): "secret-of-mine"})
    assert line == f"{given_name} is set but {missing} is not: set both, or neither for the simulator"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redis_url", "foo"),
        ("redis_url", "localhost:6379"),
        ("redis_url", "redis://"),
        ("database_url", "mysql://u:hunter2@h/n"),
        ("public_base_url", "nudge.example.com"),
        ("twilio_api_url", "ftp://api.twilio.com"),
        ("anthropic_base_url", "api.anthropic.com"),
    ],
)
def test_an_address_that_is_not_understood_is_shown_how_it_looks_and_not_repeated(name: str, value: str) -> None:
    line = refused(**{name: value})
    assert re.fullmatch(rf"{name.upper()}: it is not understood; it looks like \S+", line)
    assert "hunter2" not in line


def test_an_address_with_a_raw_character_is_refused_in_one_line_that_does_not_repeat_it() -> None:
    line = refused(database_url="postgresql://u:hunter2#x@h/n")
    assert line == "DATABASE_URL: it contains #, which is written %23"


@pytest.mark.parametrize("address", ["postgresql://a:5432,b:5432/n", "postgresql:///n?host=a,b"])
def test_a_replica_is_one_server(address: str) -> None:
    line = refused(database_replica_url=address)
    assert line.startswith("DATABASE_REPLICA_URL: it names several servers")


def test_the_certificate_authority_of_redis_is_part_of_its_address(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    secured = Settings(redis_url=SecretStr("rediss://h:6379/0"), redis_ca_file=authority)
    assert secured.redis_address == (
        f"rediss://h:6379/0?ssl_ca_certs={quote(str(authority), safe='')}&ssl_check_hostname=true"
    )
    trusting = Settings(redis_url=SecretStr("rediss://h:6379/0"), redis_verify=False)
    assert trusting.redis_address == "rediss://h:6379/0?ssl_cert_reqs=none&ssl_check_hostname=false"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("rediss://h:6379", "rediss://h:6379?ssl_check_hostname=true"),
        ("valkeys://h:6379/0?db=1", "valkeys://h:6379/0?db=1&ssl_check_hostname=true"),
        ("rediss://h?ssl_check_hostname=false", "rediss://h?ssl_check_hostname=false"),
        ("rediss://h?ssl_cert_reqs=none", "rediss://h?ssl_cert_reqs=none"),
        ("redis://h:6379/0", "redis://h:6379/0"),
        ("rediss+sentinel://h/main", "rediss+sentinel://h/main"),
    ],
)
def test_a_certificate_of_redis_that_is_checked_has_the_name_of_the_host(url: str, address: str) -> None:
    assert Settings(redis_url=SecretStr(url)).redis_address == address


def test_settings_of_tls_are_refused_for_a_redis_without_it(tmp_path: Path) -> None:
    line = refused(redis_url="redis://h:6379/0", redis_verify="false")
    assert line == "REDIS_CA_FILE and REDIS_VERIFY are for TLS: REDIS_URL begins with rediss:// then"
    assert "there is no file" in refused(redis_url="rediss://h", redis_ca_file=str(tmp_path / "no.pem"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redis_url", "rediss://user:secret@h:6380/1"),
        ("redis_url", "unix:///run/redis.sock"),
        ("database_url", "postgres://u:p@h/n?sslmode=require"),
        ("database_url", "postgresql:///n?host=/run/postgresql"),
        ("public_base_url", "http://localhost:8000"),
    ],
)
def test_addresses_of_the_usual_forms_are_taken(name: str, value: str) -> None:
    read = getattr(Settings(**{name: value}), name)  # type: ignore[arg-type]
    assert (read.get_secret_value() if isinstance(read, SecretStr) else read) == value


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("postgresql://u:hunter2@a:5432,b:5433/n", "postgresql://u:••••••@a:5432,b:5433/n"),
        ("postgresql://u:hunter2@[::1]:5432/n", "postgresql://u:••••••@[::1]:5432/n"),
        ("redis+sentinel://:hunter2@a:26379,b:26379/main/0", "redis+sentinel://:••••••@a:26379,b:26379/main/0"),
        ("redis://u@h", "redis://u@h"),
        ("postgresql:///n?host=/run/postgresql&password=hunter2", "••••••"),
        ("unix://u:hunter2@/run/redis.sock", "••••••"),
    ],
)
def test_an_address_is_printed_with_its_hosts_and_without_its_password(address: str, printed: str) -> None:
    assert command.shown(SecretStr(address)) == printed


def test_secrets_are_masked_where_settings_are_printed() -> None:
    chosen = Settings(
        database_url=SecretStr("postgresql://u:hunter2@h:5432/n?password=hunter2"),
        twilio_account_sid="AC1",
        twilio_auth_token=SecretStr("hunter2"),
    )
    lines = command.in_force(chosen, given={"port": None})
    assert "hunter2" not in "\n".join(lines)
    assert any(re.match(r"DATABASE_URL +postgresql://u:••••••@h:5432/n ", line) for line in lines)


def test_each_setting_tells_its_origin(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("HOUR_SECONDS=2\nCORS_ORIGINS=*\nTWILIO_API_URL=\n")
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    monkeypatch.setenv("CORS_ORIGINS", "https://a.example")
    command.settings(port=9000)
    origins = {
        line.split()[0]: (line.split()[1], line.split(maxsplit=2)[2]) for line in capsys.readouterr().out.splitlines()
    }
    assert origins["PORT"] == ("9000", "command line")
    assert origins["CORS_ORIGINS"] == ("https://a.example", "environment")
    assert origins["HOUR_SECONDS"] == ("2.0", ".env")
    assert origins["TWILIO_API_URL"] == ("unset", "default")


# ------------------------------------------------------------------ the tables


def test_the_readme_has_the_table_of_the_settings() -> None:
    assert command.table() in (ROOT / "README.md").read_text(), "run `make settings`"


def test_the_example_is_made_from_the_settings() -> None:
    assert command.example() == (ROOT / ".env.example").read_text(), "run `make settings`"


def test_compose_passes_every_setting() -> None:
    """All of `.env` reaches the processes; only the stores, the port and the data directory are compose's own."""
    [shared] = re.findall(r"^x-nudge: &nudge\n(.*?)\n(?=\S)", COMPOSE, re.MULTILINE | re.DOTALL)
    assert re.search(r"^  env_file: \.env$", shared, re.MULTILINE)
    own = set(re.findall(r"^ +([A-Z_]+):", shared, re.MULTILINE))
    assert own == {"DATABASE_URL", "REDIS_URL", "NUDGE_DATA_DIR"}
