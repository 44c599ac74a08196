"""What a file of settings and the environment say in vain."""

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

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


def test_a_setting_that_a_later_line_sets_again_is_told_once_and_others_names_are_not() -> None:
    text = "PORT=8000\nPOSTGRES_PASSWORD=a\nREDIS_URL=redis://hunter2\n\nport=8001\nPOSTGRES_PASSWORD=b\nPORT=\n"
    [one] = unread_of_file(text, KNOWN, ())
    assert one.sentence == ("PORT in lines 1, 5 of .env is not read, because line 7 sets it again: remove one.")
    assert one.is_fault
    assert told("PORT=1\nPORT=1\n") == ["PORT in line 1 of .env is not read, because line 2 sets it again: remove one."]


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


def test_of_the_environment_a_name_that_begins_as_ours_and_is_near_is_a_fault() -> None:
    assert of_environment("PATH", "NUDGE_DATA_DIR", "NUDGE_KEY", "NUDGE_URL") == []
    [(sentence, is_fault)] = of_environment("PATH", "NUDGE_DATADIR")
    assert sentence == "NUDGE_DATADIR in the environment is no setting and is not read: is it NUDGE_DATA_DIR?"
    assert is_fault


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("DATABASE_ULR", "DATABASE_URL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("REDIS_URI", "REDIS_URL"),
        ("TWILIO_ACOUNT_SID", "TWILIO_ACCOUNT_SID"),
        ("TWILLIO_AUTH_TOKNE", "TWILIO_AUTH_TOKEN"),
        ("ANTROPIC_API_KEY", "ANTHROPIC_API_KEY"),
        ("ANTHROPIC_APIKEY", "ANTHROPIC_API_KEY"),
        ("PUBLIC_BASEURL", "PUBLIC_BASE_URL"),
        ("cors_origin", "CORS_ORIGINS"),
        ("WORKER_METRICS_PROT", "WORKER_METRICS_PORT"),
    ],
)
def test_a_slip_in_a_variable_of_the_environment_is_told_and_is_no_certain_fault(name: str, meant: str) -> None:
    sentence = f"{name} in the environment is no setting and is not read: is it {meant}?"
    assert of_environment("PATH", name) == [(sentence, False)]
    assert of_environment("PATH", name, meant) == [], "it is another program's then"


# The names that each of these gives a process, with what programs beside Nudge read.
ENVIRONMENTS = {
    "systemd": "HOME INVOCATION_ID JOURNAL_STREAM LANG LISTEN_FDS LISTEN_FDNAMES LISTEN_PID LOGNAME MAINPID"
    " MEMORY_PRESSURE_WATCH MEMORY_PRESSURE_WRITE NOTIFY_SOCKET PATH RUNTIME_DIRECTORY SHELL STATE_DIRECTORY"
    " SYSTEMD_EXEC_PID USER WATCHDOG_PID WATCHDOG_USEC CREDENTIALS_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY",
    "a login shell of Debian": "BASH_ENV COLORTERM DBUS_SESSION_BUS_ADDRESS DISPLAY EDITOR HOME LANG LANGUAGE LC_ALL"
    " LESSCLOSE LESSOPEN LOGNAME LS_COLORS MAIL OLDPWD PAGER PATH PWD SHELL SHLVL SSH_AUTH_SOCK SSH_CLIENT"
    " SSH_CONNECTION SSH_TTY TERM TMUX TMUX_PANE TZ USER VIRTUAL_ENV XDG_DATA_DIRS XDG_RUNTIME_DIR XDG_SESSION_CLASS"
    " XDG_SESSION_ID XDG_SESSION_TYPE _ http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY",
    "GitHub Actions": "ACTIONS_CACHE_URL ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_RESULTS_URL ACTIONS_RUNTIME_TOKEN"
    " ACTIONS_RUNTIME_URL ANDROID_HOME ANDROID_NDK CHROMEWEBDRIVER CI CONDA DEBIAN_FRONTEND GITHUB_ACTION"
    " GITHUB_ACTIONS GITHUB_ACTOR GITHUB_API_URL GITHUB_BASE_REF GITHUB_ENV GITHUB_EVENT_NAME GITHUB_EVENT_PATH"
    " GITHUB_GRAPHQL_URL GITHUB_HEAD_REF GITHUB_JOB GITHUB_OUTPUT GITHUB_PATH GITHUB_REF GITHUB_REPOSITORY"
    " GITHUB_RUN_ID GITHUB_SERVER_URL GITHUB_SHA GITHUB_STEP_SUMMARY GITHUB_TOKEN GITHUB_WORKFLOW GITHUB_WORKSPACE"
    " GOROOT_1_22_X64 HOMEBREW_PREFIX ImageOS ImageVersion JAVA_HOME JAVA_HOME_17_X64 PIPX_HOME RUNNER_ARCH"
    " RUNNER_DEBUG RUNNER_ENVIRONMENT RUNNER_NAME RUNNER_OS RUNNER_TEMP RUNNER_TOOL_CACHE RUNNER_WORKSPACE"
    " SWIFT_PATH VCPKG_INSTALLATION_ROOT",
    "Kubernetes beside services": "HOSTNAME KUBERNETES_PORT KUBERNETES_PORT_443_TCP KUBERNETES_PORT_443_TCP_ADDR"
    " KUBERNETES_PORT_443_TCP_PORT KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_SERVICE_PORT_HTTPS"
    " REDIS_PORT REDIS_PORT_6379_TCP REDIS_PORT_6379_TCP_ADDR REDIS_SERVICE_HOST REDIS_SERVICE_PORT DATABASE_PORT"
    " DATABASE_SERVICE_HOST DATABASE_SERVICE_PORT POSTGRES_PORT POSTGRES_SERVICE_HOST WORKER_METRIC_PORT"
    " WORKER_METRIC_SERVICE_HOST WORKER_METRIC_SERVICE_PORT CORS_ORIGIN_PORT CORS_ORIGIN_SERVICE_HOST",
    "Heroku and its neighbors": "DYNO DATABASE_CONNECTION_POOL_URL DATABASE_PUBLIC_URL HEROKU_APP_NAME"
    " HEROKU_POSTGRESQL_GREEN_URL HEROKU_RELEASE_VERSION REDIS_TLS_URL REDISCLOUD_URL WEB_CONCURRENCY FLY_APP_NAME"
    " FLY_REGION PRIMARY_REGION RAILWAY_PUBLIC_DOMAIN RENDER_EXTERNAL_URL RENDER_SERVICE_ID",
    "AWS": "AWS_ACCOUNT_ID AWS_CA_BUNDLE AWS_CONFIG_FILE AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_DEFAULT_REGION"
    " AWS_ENDPOINT_URL_S3 AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME AWS_PROFILE AWS_ROLE_ARN AWS_SESSION_TOKEN"
    " AWS_WEB_IDENTITY_TOKEN_FILE ECS_CONTAINER_METADATA_URI ECS_CONTAINER_METADATA_URI_V4",
    "programs of the same providers": "ANTHROPIC_AUTH_TOKEN ANTHROPIC_DEFAULT_SONNET_MODEL ANTHROPIC_LOG"
    " ANTHROPIC_SMALL_FAST_MODEL CLAUDE_CODE_USE_BEDROCK OPENAI_API_KEY OPENAI_BASE_URL TWILIO_API_KEY"
    " TWILIO_API_SECRET TWILIO_EDGE TWILIO_NUMBER TWILIO_REGION PGHOST PGPASSWORD POSTGRES_URL DATABASE_HOST"
    " DATABASE_NAME DATABASE_USER REDIS_HOST REDIS_PASSWORD TEST_DATABASE_URL DIRECT_DATABASE_URL PUBLIC_URL PORTS"
    " FORWARDED_ALLOW_IPS SSL_CERT_FILE OTEL_EXPORTER_OTLP_ENDPOINT",
}


@pytest.mark.parametrize("which", ENVIRONMENTS)
def test_an_ordinary_environment_has_no_slip(which: str) -> None:
    assert of_environment(*ENVIRONMENTS[which].split()) == []


@given(st.sampled_from(sorted(KNOWN)), st.data())
def test_two_neighbors_that_are_exchanged_are_one_slip(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    typed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    found = [sentence for sentence, _ in of_environment(typed)]
    event("short" if len(name) < 8 else "the same letters" if typed in KNOWN else "told")
    assert bool(found) == (typed not in KNOWN and (len(name) >= 8 or typed.startswith("NUDGE_")))


def test_what_kubernetes_adds_for_a_service_is_not_told() -> None:
    assert (
        of_environment(
            "NUDGE_API_SERVICE_HOST", "NUDGE_API_SERVICE_PORT", "NUDGE_API_SERVICE_PORT_HTTP", "NUDGE_API_PORT",
            "NUDGE_API_PORT_80_TCP", "NUDGE_API_PORT_80_TCP_ADDR", "NUDGE_SERVICE_HOST", "NUDGE_PORT",
        )
        == []
    )  # fmt: skip
