"""The Dockerfile, kept honest without a Docker engine."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sovshare.settings.catalogue import PROJECT_DIR
from tests.api.running import running
from tests.deploy.files import SERVICES, instruction, instructions
from tests.services.processes import find_program


def test_the_linter_finds_nothing() -> None:
    done = subprocess.run(
        [find_program("hadolint", "hadolint"), "Dockerfile"],
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_images_are_named_by_version() -> None:
    images = [service["image"] for service in SERVICES.values()]
    images = [image for image in images if not image.startswith("sovshare:")]
    images += [line.split()[1] for line in instructions() if line.startswith("FROM ")]
    for image in images:
        assert re.search(r":\d", image), image


def test_the_image_runs_as_nobody_special() -> None:
    assert instruction("USER ") == "10001:10001"
    words = [line.split()[0] for line in instructions() if line.strip()]
    assert words.index("USER") > len(words) - words[::-1].index("RUN") - 1


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    copies = [line.split()[1:-1] for line in instructions() if line.startswith("COPY ")]
    sources = [name for copy in copies if not copy[0].startswith("--from=") for name in copy]
    assert sources
    for source in sources:
        assert (PROJECT_DIR / source).exists(), source
        assert not is_ignored(source), source


@pytest.mark.parametrize(
    "path", [".env", ".git", ".data/secrets.json", "tls/privkey.pem", "frontend/node_modules/x"]
)
def test_secrets_and_what_is_made_here_do_not(path: str) -> None:
    assert is_ignored(path)


def is_ignored(path: str) -> bool:
    """Apply .dockerignore as Docker does: the last line that matches decides."""
    ignored = False
    for line in (PROJECT_DIR / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        parents = [path, *(str(parent) for parent in Path(path).parents)]
        if any(fnmatch.fnmatch(part, line.removeprefix("!")) for part in parents if part != "."):
            ignored = not line.startswith("!")
    return ignored


async def _answer(scope: object, receive: object, send: object) -> None:
    """Answer as the product does to a host that is its own, and only to that."""
    assert isinstance(scope, dict)
    assert callable(send)
    is_ours = (b"host", b"fichiers.exemple.fr") in scope["headers"]
    is_right = is_ours and scope["path"] == "/health/live"
    await send({"type": "http.response.start", "status": 200 if is_right else 400, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://fichiers.exemple.fr", 0),
        ("https://fichiers.exemple.fr/", 0),
        ("https://autre.exemple.fr", 1),
    ],
)
def test_the_health_check_asks_as_a_browser_would(url: str, code: int) -> None:
    with running(_answer) as (_, port):
        done = subprocess.run(
            [sys.executable, "-m", "scripts.probe"],
            cwd=PROJECT_DIR,
            env={"PORT": str(port), "PUBLIC_URL": url},
            capture_output=True,
            check=False,
        )
    assert done.returncode == code, done.stderr


def test_the_health_check_says_no_when_nothing_listens() -> None:
    command = yaml.safe_load(instruction("HEALTHCHECK").partition("CMD ")[2])
    done = subprocess.run(
        [sys.executable, *command[1:]],
        cwd=PROJECT_DIR,
        env={"PORT": "9", "PUBLIC_URL": "https://fichiers.exemple.fr"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
