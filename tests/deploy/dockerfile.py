"""Reads the Dockerfile and .dockerignore, and plays a build without a container engine.

Each stage is a folder that holds what its COPY lines brought from the build context or from another stage, and nothing
else. The paths of the image's root stand below that folder. What belongs to the base images (users, the installer) is
not played: the machine has its own.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD_SECONDS = 600
_OURS = re.compile(r"(?<![\w/.-])/(?=(?:venv|built|wheel|console|nudge|home|tmp)\b)")
"""Where a path of the image's root begins, for the folders that its lines make."""
_OF_THE_BASE = ("groupadd", "useradd", "pip install")


@dataclass(slots=True)
class Stage:
    """The lines of a stage, each as its instruction and the rest of it."""

    base: str
    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)

    def of(self, instruction: str) -> list[str]:
        return [rest for word, rest in self.lines if word == instruction]


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, in their order."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    found: list[Stage] = []
    for line in filter(str.strip, joined.splitlines()):
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(base, name or "final"))
        else:
            found[-1].lines.append((word, " ".join(rest.split())))
    return found


def context(patterns: list[str]) -> list[str]:
    """The files of the checkout that the engine is sent: the last pattern that matches a file or its folder decides."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).exists() and not _ignored(name, patterns)]


def _ignored(name: str, patterns: list[str]) -> bool:
    ignored = False
    for pattern in patterns:
        if _matches(name, pattern.removeprefix("!")):
            ignored = not pattern.startswith("!")
    return ignored


def _matches(name: str, pattern: str) -> bool:
    parts = name.split("/")
    paths = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    if pattern.startswith("**/"):
        return any(fnmatch(part, pattern.removeprefix("**/")) for part in parts)
    return any(path.count("/") == pattern.count("/") and fnmatch(path, pattern) for path in paths)


@dataclass
class Player:
    """Plays the stages in `work`, one after the other: the folder of the stage that is played is always the same, so
    that what a stage wrote with its path in it is right where the next stage copies it to."""

    work: Path
    sent: list[str]
    environment: Mapping[str, str]

    @property
    def root(self) -> Path:
        return self.work / "root"

    def play(self, stage: Stage) -> dict[str, str]:
        """The environment that the stage's command has. The stage's files stay until `put_away`."""
        self.root.mkdir(parents=True)
        where, env = self.root, dict(self.environment)
        for word, rest in stage.lines:
            match word:
                case "WORKDIR":
                    where = self.root / rest.lstrip("/")
                    where.mkdir(parents=True, exist_ok=True)
                case "ENV":
                    env |= self._variables(rest, env)
                case "COPY":
                    self._copy(shlex.split(rest), where)
                case "RUN":
                    self._run(rest, where, env)
        return env

    def put_away(self, stage: Stage) -> None:
        self.root.rename(self.work / stage.name)

    def command(self, words: str) -> list[str]:
        """A command of the image, by the paths of this machine."""
        return [self._here(word) for word in json.loads(words)]

    def _here(self, text: str) -> str:
        return _OURS.sub(f"{self.root}/", text).replace("/usr/local/bin/python", sys.executable)

    def _variables(self, rest: str, env: Mapping[str, str]) -> dict[str, str]:
        given = dict(pair.split("=", 1) for pair in shlex.split(rest))
        given.pop("UV_NO_CACHE", None)  # for the size of a layer; here it would fetch everything again
        return {name: self._here(value.replace("$PATH", env["PATH"])) for name, value in given.items()}

    def _copy(self, words: list[str], where: Path) -> None:
        source = ROOT
        if words[0].startswith("--from="):
            source = self.work / words.pop(0).removeprefix("--from=")
        *names, place = words
        target = self.root / place.lstrip("/") if place.startswith("/") else where / place
        for name in names:
            if source == ROOT:
                self._from_context(name, target, into=place.endswith("/"))
            elif (found := source / name.lstrip("/")).is_dir():
                shutil.copytree(found, target, symlinks=True, dirs_exist_ok=True)
            else:
                shutil.copy(found, target)

    def _from_context(self, name: str, target: Path, *, into: bool) -> None:
        if name in self.sent:
            place = target / Path(name).name if into else target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place)
            return
        below = [one for one in self.sent if name == "." or one.startswith(f"{name}/")]
        assert below, f"COPY {name}: .dockerignore leaves nothing of it"
        for one in below:
            place = target / (one if name == "." else one.removeprefix(f"{name}/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / one, place)

    def _run(self, line: str, where: Path, env: Mapping[str, str]) -> None:
        parts = [part.strip() for part in line.split("&&")]
        own = [part.replace("-o nudge -g nudge ", "") for part in parts if not part.startswith(_OF_THE_BASE)]
        if not own:
            return
        done = subprocess.run(
            ["sh", "-c", self._here(" && ".join(own))],
            cwd=where,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=BUILD_SECONDS,
        )
        assert done.returncode == 0, f"RUN {line}\n{done.stdout}\n{done.stderr}"
