"""The modules that a process imports: each costs memory in every process, and time at every start."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.deferred import absent, defer
from app.observability.heap import COLLECT_AT

ROOT = Path(__file__).parents[2]
COUNT = "import sys, importlib; [importlib.import_module(name) for name in sys.argv[1].split()]; print(*sys.modules)"


def imported(*modules: str) -> set[str]:
    """The modules that a new process has after it imported these."""
    told = subprocess.run(
        [sys.executable, "-c", COUNT, " ".join(modules)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(told.stdout.split())


@pytest.mark.parametrize(
    ("modules", "most", "never"),
    [
        # A demo in short hours is answered by hand: `nudge reply` has neither the ORM nor an HTTP client.
        (
            ("app.cli.main", "app.cli.reply"),
            440,
            {"tortoise", "httpx2", "redis", "strawberry", "starlette", "anthropic", "aiohttp", "uvicorn", "rich"},
        ),
        # What `nudge api` and `nudge worker` do before they become their programs, which import the application anew.
        (
            ("app.cli.main", "app.cli.processes", "app.observability.logs"),
            490,
            {"tortoise", "redis", "strawberry", "anthropic", "uvicorn", "arq", "prometheus_client", "rich"},
        ),
        # A worker has no GraphQL, and none of what only some installations use.
        (
            ("workers.main",),
            1_050,
            {
                *("rich", "pygments", "attr", "jwt.algorithms", "cryptography.fernet", "anthropic", "httpx2"),
                *(
                    "requests",
                    "obstore",
                    "strawberry",
                    "graphql",
                    "uvicorn",
                    "cyclopts",
                    "spellchecker",
                    "opentelemetry",
                ),
            },
        ),
        # Twilio's package is for the settings of an account only: its resources take 18 MB.
        (("workers.main", "app.providers.twilio.sms"), 1_070, {"twilio.http", "twilio.rest", "requests", "httpx2"}),
        (
            ("app.cli.program.serving", "uvloop"),
            1_620,
            {"rich", "attr", "cyclopts", "logging.handlers", "anthropic", "httpx2", "requests", "obstore"},
        ),
    ],
    ids=["nudge reply", "the start of a process", "a worker", "a worker that sends by Twilio", "the API"],
)
def test_a_process_imports_what_it_needs(modules: tuple[str, ...], most: int, never: set[str]) -> None:
    found = imported(*modules)
    assert found & never == set()
    assert len(found) <= most, "more modules than before: import what is hardly ever needed at its first use"


@pytest.mark.parametrize("package", ["app.cli.program", "workers"])
def test_a_program_looks_for_garbage_seldom_while_it_is_loaded(package: str) -> None:
    code = f"import {package}, gc; print(gc.get_threshold()[0])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(told.stdout) == COLLECT_AT


def test_a_deferred_module_is_loaded_at_its_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nudge_rarely.py").write_text("import nudge_rarely_too\nVALUE = 7\n")
    (tmp_path / "nudge_rarely_too.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    finders = list(sys.meta_path)
    defer("nudge_rarely")
    import nudge_rarely  # type: ignore[import-not-found]

    assert sys.meta_path == finders, "the finder is gone with the import that it was for"
    assert "nudge_rarely_too" not in sys.modules
    assert nudge_rarely.VALUE == 7
    assert "nudge_rarely_too" in sys.modules
    defer("nudge_rarely")
    assert sys.meta_path == finders, "nothing waits for a module that is there"


def test_an_absent_package_is_there_again_afterwards() -> None:
    with absent("nudge_nowhere"), pytest.raises(ModuleNotFoundError):
        __import__("nudge_nowhere")
    assert "nudge_nowhere" not in sys.modules
    with absent("json"):
        assert __import__("json") is sys.modules["json"], "what was imported before stays"
