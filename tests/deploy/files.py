"""The files an operator installs from, read as Docker and Compose read them."""

from __future__ import annotations

import re
import secrets
import shlex
from pathlib import Path
from typing import Any

import yaml

from sovshare.settings.catalogue import PROJECT_DIR

COMPOSE_TEXT = (PROJECT_DIR / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "realtime", "worker")
EXAMPLE = (PROJECT_DIR / "deploy" / "env.example").read_text(encoding="utf-8")
NGINX = (PROJECT_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
GUIDE = (PROJECT_DIR / "docs" / "operator" / "README.md").read_text(encoding="utf-8")
# Process → the command its keeper runs (scripts/keep.py).
PROCFILE = {
    name: shlex.split(line)[-1]
    for name, line in (
        line.split(": ", 1)
        for line in (PROJECT_DIR / "Procfile").read_text(encoding="utf-8").splitlines()
    )
}


def instructions() -> list[str]:
    """Return the Dockerfile's instructions, each on one line, without comments."""
    text = (PROJECT_DIR / "Dockerfile").read_text(encoding="utf-8")
    return re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text)).splitlines()


def instruction(word: str) -> str:
    """Return what follows the one instruction ``word``, at the start of a line."""
    found = [line.partition(" ")[2].strip() for line in instructions() if line.startswith(word)]
    assert len(found) == 1, found
    return found[0]


def command_of(name: str) -> list[str]:
    """Return what one of our services runs: its own command, else the image's."""
    command: list[str] = SERVICES[name].get("command") or yaml.safe_load(instruction("CMD "))
    return command


def filled_example() -> dict[str, str]:
    """Return .env as an operator makes it from the example, with the secrets the comments tell."""
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines) | {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "POSTGRES_PASSWORD": secrets.token_hex(24),
        "S3_ACCESS_KEY_ID": secrets.token_hex(10).upper(),
        "S3_SECRET_ACCESS_KEY": secrets.token_hex(20),
    }


def environment_of(name: str, given: dict[str, str]) -> dict[str, str]:
    """Return what a service of ours finds in its environment when .env holds ``given``."""
    declared: dict[str, str | None] = SERVICES[name]["environment"]
    passed = {key: given.get(key) for key, value in declared.items() if value is None}
    written = {key: _filled(value, given) for key, value in declared.items() if value is not None}
    return {key: value for key, value in (passed | written).items() if value is not None}


def _filled(text: str, given: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: given[found[1]], text)


def uvicorn_options(command: str) -> set[str]:
    """Return uvicorn's options as ``--name=value``, without the place it listens at."""
    options: list[str] = []
    for word in shlex.split(command.partition("uvicorn ")[2]):
        if word.startswith("--"):
            options.append(word)
        elif options and "=" not in options[-1]:
            options[-1] += f"={word}"
    return {option for option in options if not option.startswith(("--host=", "--port="))}


def replaced(text: str, changes: dict[str, str]) -> str:
    """Put other places into a file. Each must be there, or the test tries something else."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def readable(path: Path) -> str:
    """Return a log's text, empty when there is none yet."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
