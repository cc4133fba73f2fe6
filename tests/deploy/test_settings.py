"""Settings refuse nonsense at start, in one sentence that names the setting."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sovshare.settings.catalogue import PROJECT_DIR

STRONG = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "PUBLIC_URL": "https://fichiers.exemple.fr",
    "DATABASE_URL": "postgres://sovshare@localhost/sovshare",
    "REDIS_URL": "redis://localhost",
    "S3_ENDPOINT_URL": "https://s3.exemple.fr",
    "S3_ACCESS_KEY_ID": "checkaccesskey",
    "S3_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
    "CLAMD_ADDRESS": "tcp://localhost:3310",
    "EMAIL_URL": "smtp://localhost:25",
}


SET_UP = ("-c", "import django; django.setup()")


def start(profile: str, folder: Path, command: Sequence[str] = SET_UP, /, **changes: str) -> str:
    """Return what Python with these settings says when it gives up, empty if it does not."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": f"sovshare.settings.{profile}",
        **(STRONG if profile == "production" else {}),
        **changes,
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT_DIR,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("profile", ["embedded", "production"])
def test_sane_settings_start(profile: str, tmp_path: Path) -> None:
    assert start(profile, tmp_path) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("S3_ENDPOINT_URL", "foo"),
        ("CLAMD_ADDRESS", "http://localhost"),
        ("LINK_DEFAULT_DAYS", "-1"),
        ("LINK_DEFAULT_DAYS", "400"),
        ("EMAIL_URL", "pigeon://localhost"),
        ("DEBUG", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
        ("TRUSTED_PROXIES", "everyone"),
        ("DATABASE_URL", "oracle://localhost/x"),
        ("DATABASE_URL", "postgres://"),
        ("S3_BUCKET", "ab"),
        ("S3_ENDPOINT_URL", "https://:9000"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://fichiers.exemple.fr/sous"),
        ("CLAMD_ADDRESS", "unix:clamd.sock"),
        ("LINK_MAXIMUM_DAYS", "9000000000"),
        ("DATA_DIR", "/dev/null/data"),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    said = start("embedded", tmp_path, **{name: value})
    assert "ImproperlyConfigured" in said
    assert name in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme" * 10}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"S3_SECRET_ACCESS_KEY": "minioadmin"}, "S3_SECRET_ACCESS_KEY"),
        ({"PUBLIC_URL": "http://fichiers.exemple.fr"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"EMAIL_URL": "console:"}, "EMAIL_URL"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"SIGNATURE_MAX_AGE_HOURS": "0"}, "SIGNATURE_MAX_AGE_HOURS"),
        ({"DATABASE_URL": "sqlite:////tmp/x", "WEB_CONCURRENCY": "2"}, "SQLite"),
        ({"REDIS_URL": "", "WEB_CONCURRENCY": "2"}, "REDIS_URL"),
    ],
)
def test_production_refuses_what_is_unsafe(
    changes: dict[str, str], word: str, tmp_path: Path
) -> None:
    said = start("production", tmp_path, **changes)
    assert "ImproperlyConfigured" in said
    assert word in said


def test_a_refused_secret_is_not_repeated(tmp_path: Path) -> None:
    assert "hunter2hunter2" not in start("production", tmp_path, REDIS_URL="hunter2hunter2")


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-m", "uvicorn", "sovshare.asgi:application", "--port", "0"],
    ],
)
def test_a_refusal_is_one_sentence_and_no_traceback(command: list[str], tmp_path: Path) -> None:
    said = start("embedded", tmp_path, command, LINK_DEFAULT_DAYS="-1")
    assert said.startswith("sovshare does not start: LINK_DEFAULT_DAYS: '-1' is not acceptable")
    assert said.count("\n") == 1


def test_a_database_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path}/absent/db"
    said = start("embedded", tmp_path, ["manage.py", "migrate"], DATABASE_URL=nowhere)
    assert said == "sovshare cannot use its database: unable to open database file\n"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://h:25", (False, False)),
        ("smtp+tls://u:p@h:587", (True, False)),
        ("smtp+ssl://u:p@h:465", (False, True)),
    ],
)
def test_mail_is_sent_as_the_address_says(url: str, expected: tuple[bool, bool]) -> None:
    from sovshare.settings.catalogue import EMAIL_URL

    found = EMAIL_URL.parse(url)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == expected
    assert found["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
