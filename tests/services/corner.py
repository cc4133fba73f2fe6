"""A corner of the shared services for one run of the tests, so that two runs do not meet.

A corner is a numbered database, Redis database and bucket, held by a lock as long as the process
lives. The database's name carries a digest of the migrations: it is reused (quick) until
one of them changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path

from tests.services.places import CHECKOUT, runtime_dir
from tests.services.processes import ServiceError

CORNERS = 32
_held: list[int] = []


def take_corner() -> dict[str, str]:
    """Return the environment of a free corner, kept until this process ends."""
    number = _lock_one(runtime_dir())
    bucket = f"corner-{number}"
    (runtime_dir() / "objects" / bucket).mkdir(exist_ok=True)
    return {
        "SOVSHARE_TEST_DATABASE": f"corner_{number}_{migrations_digest()}",
        "REDIS_URL": f"unix://{runtime_dir() / 'redis.sock'}?db={number}",
        "S3_BUCKET": bucket,
        "SOVSHARE_TEST_WORKER": _worker(),
    }


def holds_corner() -> bool:
    """Say whether the environment names a corner of this process or of the test that started it.

    A parallel worker of pytest-xdist inherits that of the process which hands out the tests, and needs
    one of its own.
    """
    return os.environ.get("SOVSHARE_TEST_WORKER") == _worker()


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "")


def migrations_digest() -> str:
    """Return eight characters that change with any migration."""
    digest = hashlib.sha256()
    for path in sorted(CHECKOUT.glob("apps/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _lock_one(folder: Path) -> int:
    for number in range(1, CORNERS):
        lock = os.open(folder / f"corner-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            continue
        _held.append(lock)
        return number
    raise ServiceError(f"{CORNERS} runs of the tests at once are too many.")
