"""The product as `make run` starts it, on its embedded defaults, with data of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sovshare.settings.catalogue import PROJECT_DIR
from tests.services.processes import free_port

START_SECONDS = 240.0
# What the tests say of their own servers must not reach the product on its defaults.
OF_THE_TESTS = (
    "DATABASE_URL",
    "REDIS_URL",
    "S3_",
    "CLAMD_ADDRESS",
    "SOVSHARE_TEST",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """A running product: where it answers and what it was started with."""

    address: str
    environment: dict[str, str]

    def sign_in(self) -> tuple[str, str]:
        """Return address and password of a demonstration agent."""
        kept = Path(self.environment["DATA_DIR"]) / "demo.json"
        sign_ins: dict[str, str] = json.loads(kept.read_text())
        return next(iter(sign_ins.items()))

    def manage(self, *arguments: str) -> str:
        """Run a command as an operator does and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout.strip()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Start it once for all who ask."""
    with running_embedded(tmp_path_factory.mktemp("embedded") / "data") as product:
        yield product


@contextmanager
def running_embedded(data_dir: Path) -> Iterator[Embedded]:
    """Start the product and wait until it answers; afterwards nothing of it may be left running."""
    port = _three_free_ports()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(OF_THE_TESTS)
    }
    environment |= {"PORT": str(port), "DATA_DIR": str(data_dir)}
    process = subprocess.Popen(
        [str(PROJECT_DIR / "scripts" / "run")], env=environment, start_new_session=True
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(address, process)
        yield Embedded(address=address, environment=environment)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)
    assert not _answers(address)


def _three_free_ports() -> int:
    """Return a port whose two followers are free too: the product takes three in a row."""
    while True:
        port = free_port()
        if port < 65_000 and not any(_answers(f"http://localhost:{port + n}") for n in (1, 2)):
            return port


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(f"{address}/health/live"):
        assert process.poll() is None, "the product ended while starting"
        assert time.monotonic() < deadline, "the product does not answer"
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False
