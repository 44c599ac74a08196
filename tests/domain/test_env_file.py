"""What a file of settings and the environment say in vain."""

import pytest

from app.domain.env_file import unread_of_environment, unread_of_file
from app.settings import Settings

KNOWN = frozenset(map(str.upper, Settings.model_fields))


def told(text: str, **environment: str) -> list[str]:
    return [one.sentence for one in unread_of_file(text, KNOWN, environment)]


def of_environment(*names: str) -> list[tuple[str, bool]]:
    return [(one.sentence, one.is_fault) for one in unread_of_environment(names, KNOWN)]


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("PORT=8000\n\n# hunter2\nDATABASE_URL: postgres://hunter2\n", "Line 4 "),
        ("DATABASE_URL postgres://nudge:hunter2@host/nudge?sslmode=require\n", "Line 1 "),
        ("hunter2\n", "Line 1 "),
        ("export hunter2\n", "Line 1 "),
        ("PORT=8000\n=hunter2\n", "Line 2 "),
        ('\nTWILIO_AUTH_TOKEN="hunter2\nPORT=8000\n', "Line 2 "),
        ('TWILIO_AUTH_TOKEN="hunter2\nPORT=8000\nPUBLIC_BASE_URL="https://hunter2"\n', "Lines 1 to 3 "),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number_and_nothing_of_it_is_repeated(text: str, which: str) -> None:
    [sentence] = told(text)
    assert sentence.startswith(which)
    assert sentence.endswith("not read: write NAME=value.")
    assert "hunter2" not in sentence


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("REDIS_URI", "REDIS_URL"),
        ("ANTHROPIC_KEY", "ANTHROPIC_API_KEY"),
        ("TWILIO_TOKEN", "TWILIO_AUTH_TOKEN"),
        ("public-base-url", "PUBLIC_BASE_URL"),
        ("NUDGE_CALL_PER_MINUTE", "NUDGE_CALLS_PER_MINUTE"),
    ],
)
def test_a_misspelled_name_is_told_with_its_line_and_the_setting_that_is_meant(name: str, meant: str) -> None:
    [sentence] = told(f"# the line before\n{name}=hunter2\n")
    assert sentence.endswith(f"in line 2 of .env is no setting and is not read: is it {meant}?")
    assert "hunter2" not in sentence


def test_a_name_of_ours_that_resembles_none_is_told_and_is_no_certain_fault() -> None:
    [one] = unread_of_file("NUDGE_COLOR=blue\n", KNOWN, ())
    assert one.sentence == (
        "NUDGE_COLOR in line 1 of .env is no setting and is not read: `nudge settings` lists those that are."
    )
    assert not one.is_fault


def test_a_key_that_is_grown_together_with_its_name_is_not_repeated() -> None:
    [sentence] = told("NUDGE_SECRET_KEYMDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
    assert sentence.startswith("A name that begins with NUDGE_ in line 1 of .env ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# DATABSE_URL=x\n\n",
        "PORT=8000\nexport database_url='postgres://nudge@host/nudge'\r\nNUDGE_SECRET_KEY=\n",
        "POSTGRES_PASSWORD=x\nAWS_SESSION_TOKEN=x\nCOMPOSE_PROFILES=observe\n",  # of other programs
        "DATABASE_URL=postgres://nudge@host/nudge\nDATABASE_URL_TEST=x\n",  # the setting that it resembles is set
    ],
)
def test_what_is_right_or_of_other_programs_is_no_fault(text: str) -> None:
    assert told(text) == []


def test_a_setting_that_the_environment_has_is_not_what_a_line_was_meant_for() -> None:
    assert told("REDIS_URLS=x\n") != []
    assert told("REDIS_URLS=x\n", REDIS_URL="redis://host") == []


def test_of_the_environment_only_names_that_begin_as_ours_are_judged() -> None:
    assert of_environment("DATABSE_URL", "PATH", "NUDGE_DATA_DIR", "NUDGE_KEY", "NUDGE_URL") == []
    [(sentence, is_fault)] = of_environment("PATH", "NUDGE_DATADIR")
    assert sentence == "NUDGE_DATADIR in the environment is no setting and is not read: is it NUDGE_DATA_DIR?"
    assert is_fault


def test_what_kubernetes_adds_for_a_service_is_not_told() -> None:
    assert (
        of_environment(
            "NUDGE_API_SERVICE_HOST", "NUDGE_API_SERVICE_PORT", "NUDGE_API_SERVICE_PORT_HTTP", "NUDGE_API_PORT",
            "NUDGE_API_PORT_80_TCP", "NUDGE_API_PORT_80_TCP_ADDR", "NUDGE_SERVICE_HOST", "NUDGE_PORT",
        )
        == []
    )  # fmt: skip
