"""A store that fails: a clear error, nothing half there, no thread left behind."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator

import pytest

from apps.drive.intake import ingest, rescan
from apps.storage.errors import ObjectMissingError, StoreUnavailableError
from apps.storage.keys import new_object_key
from apps.storage.objects import ObjectStore
from tests.services.processes import Server

OwnS3 = tuple[Server, ObjectStore]
CONTENT = os.urandom(8 * 2**20)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def put(store: ObjectStore) -> str:
    key = new_object_key()
    store.put_stream(key, io.BytesIO(CONTENT), len(CONTENT))
    return key


def test_a_store_that_is_down_is_unavailable_for_everything(own_s3: OwnS3) -> None:
    server, store = own_s3
    key = put(store)
    server.kill()
    for attempt in (
        lambda: store.open_range(key),
        lambda: store.head(key),
        lambda: store.delete(key),
        lambda: store.copy(key, "objects/aa/copy"),
        lambda: list(store.iter_keys()),
        lambda: ingest(io.BytesIO(CONTENT), len(CONTENT), key, into=store),
        lambda: rescan(key, "0" * 64, len(CONTENT), out_of=store),
        store.ensure_bucket,
        store.check,
    ):
        with pytest.raises(StoreUnavailableError):
            attempt()


def test_a_store_that_comes_back_serves_again(own_s3: OwnS3) -> None:
    server, store = own_s3
    key = put(store)
    server.kill()
    with pytest.raises(StoreUnavailableError):
        store.check()
    server.start()
    store.check()
    with store.open_range(key) as reader:
        assert reader.read(100) == CONTENT[:100]


def test_a_store_killed_mid_upload_ends_the_upload(own_s3: OwnS3) -> None:
    server, store = own_s3
    key = new_object_key()

    class KillingHalfway(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > len(CONTENT) // 2:
                server.kill()
            return super().read(size)

    with pytest.raises(StoreUnavailableError):
        ingest(KillingHalfway(CONTENT), len(CONTENT), key, into=store)
    server.start()
    with pytest.raises(ObjectMissingError):
        store.head(key)


def test_a_store_killed_mid_download_breaks_the_download(own_s3: OwnS3) -> None:
    server, store = own_s3
    with store.open_range(put(store)) as reader:
        assert reader.read(1000) == CONTENT[:1000]
        server.kill()
        with pytest.raises(StoreUnavailableError):
            list(iter(lambda: reader.read(65536), b""))


def test_health_does_not_wait_for_a_frozen_store(own_s3: OwnS3) -> None:
    server, store = own_s3
    store.check()
    server.freeze()
    started_at = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        store.check()
    assert time.monotonic() - started_at < 5


def test_an_abandoned_download_gives_its_connection_back(own_s3: OwnS3) -> None:
    _, store = own_s3
    key = put(store)
    for _ in range(80):
        with store.open_range(key) as reader:
            assert reader.read(10) == CONTENT[:10]


def test_fifty_readers_read_at_once(own_s3: OwnS3) -> None:
    _, store = own_s3
    key = put(store)
    wrong: list[int] = []

    def read_all(number: int) -> None:
        with store.open_range(key) as reader:
            if b"".join(iter(lambda: reader.read(2**18), b"")) != CONTENT:
                wrong.append(number)

    threads = [threading.Thread(target=read_all, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
