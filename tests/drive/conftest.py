"""The cast, for the tests of the drive, and parts that can be taken away."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.storage.objects import ObjectStore, object_store
from tests.world import alice, bob, charlie, organisation

__all__ = ["alice", "bob", "charlie", "organisation"]


@pytest.fixture
def bucket(settings: Settings) -> ObjectStore:
    """A bucket of the tests of the drive, empty, so that everything in it is accounted for."""
    settings.S3_BUCKET = f"{settings.S3_BUCKET}-drive"
    own = object_store()
    own.ensure_bucket()
    for info in list(own.iter_keys()):
        own.delete(info.key)
    return own


class Scanning:
    """Whether there is a scanner."""

    def __init__(self, settings: Settings, nowhere: Path) -> None:
        self._settings = settings
        self._address = settings.CLAMD_ADDRESS
        self._nowhere = f"unix://{nowhere}"

    def stop(self) -> None:
        self._settings.CLAMD_ADDRESS = self._nowhere

    def start(self) -> None:
        self._settings.CLAMD_ADDRESS = self._address


@pytest.fixture
def scanning(settings: Settings, tmp_path: Path) -> Scanning:
    return Scanning(settings, tmp_path / secrets.token_hex(4))
