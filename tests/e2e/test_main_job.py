"""The main job end to end, on PostgreSQL and on the embedded defaults as `make run` starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.e2e.agent import _store, origin
from tests.e2e.main_job import walk_main_job
from tests.portal.browser import chromium
from tests.services.processes import free_port
from tests.world import Agent, alice, organisation

__all__ = ["_store", "alice", "chromium", "organisation", "origin"]
START_SECONDS = 90.0
SIGN_IN = "un mot de passe assez long"
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


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_main_job(
    alice: Agent,
    origin: str,
    chromium: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", origin)
    alice.person.set_password(SIGN_IN)
    alice.person.save()
    walk_main_job(chromium, origin, alice.person.email, SIGN_IN, tmp_path)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The product as `make run` starts it, with data of its own; yields address and folder."""
    data_dir = tmp_path / "data"
    port = _three_free_ports()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(OF_THE_TESTS)
    }
    environment |= {"PORT": str(port), "DATA_DIR": str(data_dir)}
    process = subprocess.Popen(
        [str(settings.BASE_DIR / "scripts" / "run")], env=environment, start_new_session=True
    )
    try:
        address = f"http://localhost:{port}"
        _wait_for(address, process)
        yield address, data_dir
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)
    assert not _answers(address)


@pytest.mark.browser
@pytest.mark.embedded
def test_the_main_job_on_the_embedded_defaults(
    embedded: tuple[str, Path], chromium: Browser, tmp_path: Path
) -> None:
    address, data_dir = embedded
    sign_ins: dict[str, str] = json.loads((data_dir / "demo.json").read_text())
    email, password = next(iter(sign_ins.items()))
    walk_main_job(chromium, address, email, password, tmp_path)


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
