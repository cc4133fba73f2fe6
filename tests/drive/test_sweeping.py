"""Store and database are brought to agree, whatever broke in between."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.core.clock import utc_now
from apps.drive.models import FileVersion, ObjectDeletion, Upload
from apps.drive.operations import sweeping
from apps.drive.operations.sweeping import (
    abandon_expired_uploads,
    delete_discarded_objects,
    reconcile_store,
)
from apps.storage.errors import StoreUnavailableError
from apps.storage.keys import new_object_key
from apps.storage.objects import ObjectStore
from tests.drive.books import check_books, check_store
from tests.world import Agent


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every object counts as old enough to be an orphan."""
    monkeypatch.setattr(sweeping, "ORPHAN_AGE", timedelta(seconds=-5))


def put(store: ObjectStore, key: str) -> str:
    store.put_stream(key, io.BytesIO(b"0123456789"), 10)
    return key


def keys_in(store: ObjectStore) -> set[str]:
    return {info.key for info in store.iter_keys()}


def make_upload(alice: Agent, key: str, *, expired: bool) -> Upload:
    now = utc_now()
    alice.space.__class__.objects.filter(owner=alice.person).update(reserved_bytes=10)
    return Upload.objects.create(
        space=alice.space,
        size_bytes=10,
        object_key=key,
        created_at=now,
        expires_at=now + timedelta(seconds=-1 if expired else 60),
    )


def test_an_upload_whose_process_died_gives_its_room_and_its_object_back(
    alice: Agent, bucket: ObjectStore
) -> None:
    make_upload(alice, put(bucket, new_object_key()), expired=True)
    assert abandon_expired_uploads() == 1
    assert delete_discarded_objects() == 1
    assert keys_in(bucket) == set()
    check_books()


@pytest.mark.usefixtures("aged")
def test_objects_without_a_row_are_discarded_and_all_others_kept(
    alice: Agent, bucket: ObjectStore
) -> None:
    orphans = {put(bucket, new_object_key()) for _ in range(3)}
    item = alice.file("a.txt")
    under_way = put(bucket, new_object_key())
    make_upload(alice, under_way, expired=False)
    assert reconcile_store() == 3
    assert set(ObjectDeletion.objects.values_list("object_key", flat=True)) == orphans
    assert reconcile_store() == 0
    delete_discarded_objects()
    assert keys_in(bucket) == {FileVersion.objects.get(item=item).object_key, under_way}


def test_a_young_object_without_a_row_is_left_alone(alice: Agent, bucket: ObjectStore) -> None:
    put(bucket, new_object_key())
    assert reconcile_store() == 0
    assert not ObjectDeletion.objects.exists()


@pytest.mark.usefixtures("aged")
def test_more_objects_than_a_portion_are_all_looked_at(
    alice: Agent, bucket: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PORTION", 2)
    for _ in range(5):
        put(bucket, new_object_key())
    assert reconcile_store() == 5
    assert [delete_discarded_objects() for _ in range(4)] == [2, 2, 1, 0]
    assert keys_in(bucket) == set()


def test_rows_without_an_object_raise_an_alarm(
    alice: Agent, bucket: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    items = [alice.file(f"{number}.txt") for number in range(5)]
    missing = {FileVersion.objects.get(item=item).object_key for item in items[1::2]}
    for key in missing:
        bucket.delete(key)
    with caplog.at_level(logging.CRITICAL):
        assert reconcile_store() == 2
    assert {record.__dict__["object_key"] for record in caplog.records} == missing


def test_an_object_needed_by_another_version_is_not_deleted(
    alice: Agent, bucket: ObjectStore
) -> None:
    key = FileVersion.objects.get(item=alice.file("a.txt")).object_key
    ObjectDeletion.objects.create(object_key=key, requested_at=utc_now())
    assert delete_discarded_objects() == 1
    check_store(bucket)


def test_deletions_wait_while_the_store_is_down(
    alice: Agent, bucket: ObjectStore, settings: Settings
) -> None:
    put(bucket, "objects/aa/aa")
    ObjectDeletion.objects.create(object_key="objects/aa/aa", requested_at=utc_now())
    endpoint, settings.S3_ENDPOINT_URL = settings.S3_ENDPOINT_URL, "http://127.0.0.1:9"
    with pytest.raises(StoreUnavailableError):
        delete_discarded_objects()
    settings.S3_ENDPOINT_URL = endpoint
    assert delete_discarded_objects() == 1
    assert keys_in(bucket) == set()


def test_deleting_what_is_already_gone_is_no_error(alice: Agent, bucket: ObjectStore) -> None:
    ObjectDeletion.objects.create(object_key="objects/aa/gone", requested_at=utc_now())
    assert delete_discarded_objects() == 1
    assert not ObjectDeletion.objects.exists()
