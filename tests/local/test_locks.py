"""The locks: what runs Nudge, what develops it, and that neither names a place to get packages from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements-build.lock", "requirements.lock", "requirements-node.lock", "requirements-dev.lock"]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(lock: str) -> dict[str, str]:
    """Each package of a lock with its version."""
    return dict(PINNED.findall((ROOT / lock).read_text()))


def named(requirements: list[str]) -> set[str]:
    found = [re.match(r"[A-Za-z0-9._-]+", line) for line in requirements]
    return {match.group().lower() for match in found if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_each_package_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text
    assert "--index" not in text


def test_each_package_that_the_project_names_is_in_its_lock() -> None:
    groups = PROJECT["dependency-groups"]
    assert named(PROJECT["project"]["dependencies"]) <= set(pinned("requirements.lock"))
    assert named(groups["dev"]) <= set(pinned("requirements-dev.lock"))
    assert named(groups["build"]) == set(pinned("requirements-build.lock"))


def test_the_development_lock_is_the_runtime_lock_and_more() -> None:
    runtime, development = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime.items() < development.items()


def test_the_node_that_builds_the_console_is_that_of_development() -> None:
    node, development = pinned("requirements-node.lock"), pinned("requirements-dev.lock")
    assert named(PROJECT["dependency-groups"]["node"]) <= set(node)
    assert node.items() <= development.items()


def test_no_tool_of_development_is_in_the_runtime_lock() -> None:
    tools = named(PROJECT["dependency-groups"]["dev"]) - named(PROJECT["project"]["dependencies"])
    # aiohttp comes with twilio; only the tests import it themselves.
    assert tools & set(pinned("requirements.lock")) <= {"aiohttp"}


def test_each_dependency_has_a_floor() -> None:
    groups = PROJECT["dependency-groups"]
    lines = [*PROJECT["project"]["dependencies"], *groups["dev"], *groups["build"]]
    assert [line for line in lines if ">=" not in line] == []
