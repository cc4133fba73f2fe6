"""Taking content in: one pass to the hash, the scanner and the store."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from apps.drive.intake import ContentCorruptError, ContentLengthError, ingest, rescan
from apps.drive.intake.relay import ChunkRelay, RelayReader, SourceBrokenError
from apps.scanning.outcomes import ScanReason, ScanState
from apps.scanning.probes import settings_probes
from apps.storage.errors import ObjectMissingError
from apps.storage.keys import new_object_key
from apps.storage.objects import ObjectStore
from tests.hostile import EICAR, EICAR_FORMS
from tests.services.places import runtime_dir


@pytest.fixture
def key() -> str:
    return new_object_key()


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def stored(store: ObjectStore, key: str) -> bytes:
    with store.open_range(key) as reader:
        return b"".join(iter(lambda: reader.read(2**20), b""))


def assert_nothing_stored(store: ObjectStore, key: str) -> None:
    with pytest.raises(ObjectMissingError):
        store.head(key)


@pytest.mark.parametrize("size_bytes", [0, 1, 262143, 262144, 262145, 5 * 2**20 + 3])
def test_clean_content_is_stored_hashed_and_judged(
    store: ObjectStore, key: str, size_bytes: int
) -> None:
    content = os.urandom(size_bytes)
    result = ingest(io.BytesIO(content), size_bytes, key)
    assert result.sha256 == hashlib.sha256(content).hexdigest()
    assert result.size_bytes == size_bytes
    assert result.scan.state is ScanState.CLEAN
    assert result.scan.bytes_examined == size_bytes
    assert stored(store, key) == content


def test_a_source_that_gives_crumbs_is_taken_in(store: ObjectStore, key: str) -> None:
    class Crumbs(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7))

    content = os.urandom(9999)
    result = ingest(Crumbs(content), len(content), key)
    assert result.sha256 == hashlib.sha256(content).hexdigest()
    assert stored(store, key) == content


@pytest.mark.parametrize("form", EICAR_FORMS)
def test_infected_content_leaves_nothing(store: ObjectStore, key: str, form: str) -> None:
    content = EICAR_FORMS[form]
    result = ingest(io.BytesIO(content), len(content), key)
    assert result.scan.state is ScanState.INFECTED
    assert "Eicar" in result.scan.signature_name
    assert_nothing_stored(store, key)


def test_encrypted_content_is_kept_and_unscannable(store: ObjectStore, key: str) -> None:
    content = settings_probes()[0].content
    result = ingest(io.BytesIO(content), len(content), key)
    assert (result.scan.state, result.scan.reason) == (ScanState.UNSCANNABLE, ScanReason.ENCRYPTED)
    assert stored(store, key) == content


def test_content_too_large_for_the_scanner_is_kept_and_unscannable(
    store: ObjectStore, key: str, settings: Settings
) -> None:
    settings.SCAN_MAX_BYTES = 1000
    result = ingest(io.BytesIO(bytes(1001)), 1001, key)
    assert (result.scan.state, result.scan.reason) == (ScanState.UNSCANNABLE, ScanReason.TOO_LARGE)
    assert stored(store, key) == bytes(1001)


@pytest.mark.parametrize("given", [0, 10, 400_000])
def test_fewer_bytes_than_announced_leave_nothing(store: ObjectStore, key: str, given: int) -> None:
    with pytest.raises(ContentLengthError):
        ingest(io.BytesIO(bytes(given)), 500_000, key)
    assert_nothing_stored(store, key)


def test_more_bytes_than_announced_leave_nothing(store: ObjectStore, key: str) -> None:
    with pytest.raises(ContentLengthError):
        ingest(io.BytesIO(bytes(500_001)), 500_000, key)
    assert_nothing_stored(store, key)


@pytest.mark.parametrize("error", [ConnectionResetError, KeyboardInterrupt])
def test_a_client_that_goes_away_leaves_nothing(
    store: ObjectStore, key: str, error: type[BaseException]
) -> None:
    class Leaving(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(size)
            if not part:
                raise error
            return part

    with pytest.raises(error):
        ingest(Leaving(bytes(3 * 2**20)), 2**23, key)
    assert_nothing_stored(store, key)


def test_stored_content_is_scanned_again(store: ObjectStore, key: str) -> None:
    content = os.urandom(700_000)
    sha256 = ingest(io.BytesIO(content), len(content), key).sha256
    outcome = rescan(key, sha256, len(content))
    assert outcome.state is ScanState.CLEAN
    assert outcome.bytes_examined == len(content)


def test_a_late_hit_is_found(store: ObjectStore, key: str) -> None:
    store.put_stream(key, io.BytesIO(EICAR), len(EICAR))
    outcome = rescan(key, hashlib.sha256(EICAR).hexdigest(), len(EICAR))
    assert outcome.state is ScanState.INFECTED


def test_a_missing_object_is_not_judged(key: str) -> None:
    with pytest.raises(ObjectMissingError):
        rescan(key, "0" * 64, 10)


@pytest.mark.parametrize("damage", ["flip", "shorten", "lengthen", "empty"])
def test_a_damaged_object_is_an_alarm(
    store: ObjectStore, key: str, settings: Settings, damage: str
) -> None:
    content = os.urandom(300_000)
    sha256 = ingest(io.BytesIO(content), len(content), key).sha256
    bucket: str = settings.S3_BUCKET
    damaged = {
        "flip": content[:1000] + bytes([content[1000] ^ 1]) + content[1001:],
        "shorten": content[:-1],
        "lengthen": content + b"x",
        "empty": b"",
    }[damage]
    (runtime_dir() / "objects" / bucket / key).write_bytes(damaged)
    while store.head(key).size_bytes != len(damaged):
        time.sleep(0.02)  # the server remembers the old length for a moment
    with pytest.raises(ContentCorruptError):
        rescan(key, sha256, len(content))


def test_a_relay_holds_a_bounded_number_of_chunks() -> None:
    relay = ChunkRelay(capacity=2)
    given: list[int] = []

    def produce() -> None:
        for number in range(5):
            relay.offer(bytes([number]))
            given.append(number)
        relay.finish()

    producer = threading.Thread(target=produce)
    producer.start()
    producer.join(timeout=0.2)
    assert given == [0, 1]
    assert b"".join(relay) == bytes(range(5))
    producer.join()


def test_a_producer_is_not_kept_waiting_by_a_consumer_that_left() -> None:
    relay = ChunkRelay(capacity=1)
    relay.offer(b"x")
    threading.Timer(0.05, relay.abandon).start()
    assert relay.offer(b"y") is False
    assert relay.offer(b"z") is False


def test_a_consumer_learns_that_the_rest_never_comes() -> None:
    relay = ChunkRelay()
    relay.offer(b"x")
    reader = RelayReader(relay)
    assert reader.read(1) == b"x"
    threading.Timer(0.05, relay.break_off).start()
    with pytest.raises(SourceBrokenError):
        reader.read(1)
