"""What must not enter the repository is refused by name."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import yaml

from scripts.check_files import LARGE_BYTES, examine, known_files, main
from sovshare.settings.catalogue import PROJECT_DIR


def _key() -> str:
    # Made here, so that this file is not refused itself.
    return "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE"


def _signed_token() -> str:
    part = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    return f"{part}.{part}.{'x' * 43}"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (_key(), "a private key"),
        ("AKIA" + "Q" * 16, "an S3 access key"),
        ("gh" + "p_" + "a" * 36, "code forge"),
        ("curl -H 'Authorization: Bearer " + "a" * 43 + "'", "a bearer token"),
        (_signed_token(), "a signed token"),
    ],
)
def test_a_secret_is_refused_with_its_line(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(f"first line\n{text}\n")
    (complaint,) = examine([path])
    assert word in complaint
    assert ":2:" in complaint


@pytest.mark.parametrize("name", [".env", "tls/privkey.pem", "demo.sqlite3", "backup.dump"])
def test_names_that_hold_secrets_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("nothing")
    assert len(list(examine([path]))) == 1


def test_large_files_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(LARGE_BYTES + 1))
    assert main([str(path)]) == 1
    assert "too many" in capsys.readouterr().out


def test_the_repository_itself_is_clean() -> None:
    assert list(examine(known_files())) == []


def test_the_hooks_name_programs_of_the_virtual_environment() -> None:
    config = yaml.safe_load((PROJECT_DIR / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    for hook in hooks:
        assert hook["entry"].startswith(".venv/bin/"), hook["id"]
        assert hook["entry"].split()[0].removeprefix(".venv/bin/") in {"ruff", "python"}
