"""The object store on a real S3 server."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings

from apps.storage.errors import ObjectMissingError, StoreUnavailableError
from apps.storage.keys import new_object_key
from apps.storage.objects import ObjectStore, object_store
from tests.services.fixtures import shared_address
from tests.services.places import runtime_dir
from tests.services.processes import free_port


class OneWay:
    """A source that can be read once and not rewound, as a request body is."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, 10_000))


def put(store: ObjectStore, content: bytes) -> str:
    key = new_object_key()
    store.put_stream(key, OneWay(content), len(content))
    return key


def read_all(store: ObjectStore, key: str) -> bytes:
    with store.open_range(key) as reader:
        return b"".join(iter(lambda: reader.read(65536), b""))


def test_bytes_come_back_as_they_went_in(store: ObjectStore) -> None:
    content = os.urandom(3 * 2**20 + 17)
    assert read_all(store, put(store, content)) == content


def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    key = put(store, b"")
    assert store.head(key).size_bytes == 0
    assert read_all(store, key) == b""


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 3, b"abc"), (2, 4, b"cd"), (4, None, b"ef"), (5, 5, b""), (3, 99, b"def")],
)
def test_a_range_excludes_its_end(
    store: ObjectStore, start: int, end: int | None, expected: bytes
) -> None:
    with store.open_range(put(store, b"abcdef"), start, end) as reader:
        assert reader.size_bytes == len(expected)
        assert reader.read(100) == expected
        assert reader.read(100) == b""


def test_a_missing_object_is_named_so(store: ObjectStore) -> None:
    key = new_object_key()
    with pytest.raises(ObjectMissingError):
        store.open_range(key)
    with pytest.raises(ObjectMissingError):
        store.head(key)
    with pytest.raises(ObjectMissingError):
        store.copy(key, new_object_key())


def test_deleting_twice_is_harmless(store: ObjectStore) -> None:
    key = put(store, b"x")
    store.delete(key)
    store.delete(key)
    with pytest.raises(ObjectMissingError):
        store.head(key)


def test_a_copy_lives_on_its_own(store: ObjectStore) -> None:
    source, target = put(store, b"content"), new_object_key()
    store.copy(source, target)
    store.delete(source)
    assert read_all(store, target) == b"content"


def test_a_source_that_ends_early_leaves_nothing(store: ObjectStore) -> None:
    key = new_object_key()
    with pytest.raises(StoreUnavailableError):
        store.put_stream(key, OneWay(b"abc"), 5)
    with pytest.raises(ObjectMissingError):
        store.head(key)


def test_a_source_that_fails_leaves_nothing(store: ObjectStore) -> None:
    class Failing(OneWay):
        def read(self, size: int, /) -> bytes:
            part = super().read(size)
            if not part:
                raise RuntimeError("the client is gone")
            return part

    key = new_object_key()
    with pytest.raises(StoreUnavailableError):
        store.put_stream(key, Failing(b"x" * 50_000), 100_000)
    with pytest.raises(ObjectMissingError):
        store.head(key)


def test_a_longer_source_is_read_no_further_than_announced(store: ObjectStore) -> None:
    key = new_object_key()
    store.put_stream(key, OneWay(b"abcdef"), 3)
    assert read_all(store, key) == b"abc"


@pytest.fixture
def crowded_bucket() -> Iterator[ObjectStore]:
    name = f"crowd-{free_port()}"
    own = ObjectStore(replace(shared_address(), bucket=name))
    own.ensure_bucket()
    folder = runtime_dir() / "objects" / name
    for number in range(2345):
        (folder / f"object-{number:04}").write_bytes(b"x")
    yield own
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_listing_pages_through_thousands_of_keys(crowded_bucket: ObjectStore) -> None:
    found = list(crowded_bucket.iter_keys())
    assert sorted(info.key for info in found) == [f"object-{n:04}" for n in range(2345)]
    assert all(info.last_modified.tzinfo and info.size_bytes == 1 for info in found)
    assert len(list(crowded_bucket.iter_keys("object-00"))) == 100


def test_making_the_bucket_again_changes_nothing(store: ObjectStore) -> None:
    key = put(store, b"kept")
    store.ensure_bucket()
    assert read_all(store, key) == b"kept"


def test_health_names_a_missing_bucket() -> None:
    missing = ObjectStore(replace(shared_address(), bucket="no-such-bucket"))
    with pytest.raises(StoreUnavailableError) as caught:
        missing.check()
    assert caught.value.facts == {"reason": "bucket missing"}


def test_a_wrong_secret_is_unavailable_not_missing() -> None:
    wrong = ObjectStore(replace(shared_address(), secret_access_key="x" * 30))
    with pytest.raises(StoreUnavailableError):
        wrong.check()
    with pytest.raises(StoreUnavailableError):
        wrong.open_range("objects/aa/any")


def test_the_same_settings_give_the_same_store() -> None:
    first = object_store()
    assert object_store() is first
    with override_settings(S3_BUCKET="another-one"):
        assert object_store() is not first


def test_secrets_are_not_printed() -> None:
    assert settings.S3_SECRET_ACCESS_KEY not in repr(shared_address())


def test_keys_say_nothing_and_differ() -> None:
    keys = {new_object_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == 51 and key.startswith("objects/") for key in keys)
