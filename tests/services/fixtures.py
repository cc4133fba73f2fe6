"""Servers and ports of a single test, for those that break them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from apps.scanning.clamd import Scanner, ScannerConfig
from apps.scanning.connection import ClamdAddress, Timeouts
from apps.storage.client import StoreAddress
from apps.storage.objects import ObjectStore, object_store
from tests.services import servers
from tests.services.processes import Server, free_port

QUICK = Timeouts(connect=1.0, send=1.0, command=1.0, verdict=8.0)


@pytest.fixture
def store() -> ObjectStore:
    """The store of this run, shared between its tests."""
    shared = object_store()
    shared.ensure_bucket()
    return shared


@pytest.fixture
def short_dir() -> Iterator[Path]:
    """A folder with a path short enough for a socket (108 bytes)."""
    folder = Path(tempfile.mkdtemp(prefix="sv-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start_clamd(short_dir: Path) -> Iterator[Callable[..., Server]]:
    """Start a clamd of the test's own; ``overrides`` change its configuration."""
    started: list[Server] = []

    def start(**overrides: str) -> Server:
        server = servers.clamd(short_dir, overrides)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.thaw()
        server.stop()


@pytest.fixture
def own_scanner(short_dir: Path) -> Scanner:
    """A scanner of the clamd that ``start_clamd`` starts, impatient so that tests are quick."""
    address = ClamdAddress(f"unix://{short_dir / 'clamd.sock'}")
    return Scanner(ScannerConfig(address=address, max_bytes=64 * 2**20, timeouts=QUICK))


@pytest.fixture
def own_s3(short_dir: Path) -> Iterator[tuple[Server, ObjectStore]]:
    """An S3 server of the test's own and a store on it."""
    port = free_port()
    server = servers.s3(short_dir, port)
    server.start()
    own = ObjectStore(replace(shared_address(), endpoint_url=f"http://127.0.0.1:{port}"))
    own.ensure_bucket()
    yield server, own
    server.thaw()
    server.stop()


def shared_address() -> StoreAddress:
    """Where the store of this run is."""
    return StoreAddress(
        endpoint_url=settings.S3_ENDPOINT_URL,
        bucket=settings.S3_BUCKET,
        region=settings.S3_REGION,
        access_key_id=settings.S3_ACCESS_KEY_ID,
        secret_access_key=settings.S3_SECRET_ACCESS_KEY,
    )
