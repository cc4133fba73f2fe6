"""Content comes in: what is seen of it, what is refused, what is left of what failed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pytest_django import Settings

from apps.audit.models import AuditEvent
from apps.core.access import Ability, ItemAccess, Role
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.errors import (
    ContentTooLargeError,
    InfectedError,
    NameInvalidError,
    NameTakenError,
    NotAFileError,
    NotAFolderError,
    QuotaExceededError,
    UploadExpiredError,
    VersionChangedError,
)
from apps.drive.intake import ContentLengthError
from apps.drive.models import FileVersion, Item, Space, Upload
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.receiving import receive_file, receive_version
from apps.drive.operations.structure import move_item
from apps.drive.operations.sweeping import abandon_expired_uploads, delete_discarded_objects
from apps.scanning.models import Verdict
from apps.storage.errors import StoreUnavailableError
from apps.storage.objects import ObjectStore
from tests.drive.books import check_books, check_store, sweep_a_day_later
from tests.drive.conftest import Scanning
from tests.hostile import EICAR, EICAR_FORMS
from tests.world import Agent, plant_file, unheard_of


def receive(
    who: Agent,
    reopen: Callable[[], ItemAccess],
    *,
    name: str = "a.txt",
    content: bytes = b"0123456789",
    size_bytes: int | None = None,
) -> Item:
    return receive_file(
        access=who.enter(who.root, Ability.EDIT),
        name=name,
        size_bytes=len(content) if size_bytes is None else size_bytes,
        reader=io.BytesIO(content),
        on_conflict=OnConflict.FAIL,
        reopen=reopen,
    ).item


def assert_nothing_came_in(store: ObjectStore) -> None:
    assert not Item.objects.exclude(parent=None).exists()
    assert not Upload.objects.exists()
    check_books()
    delete_discarded_objects()
    check_store(store)


def test_a_clean_file_is_there_with_its_passport(alice: Agent, bucket: ObjectStore) -> None:
    received = alice.upload("Rapport.txt", b"bonjour")
    item, version = received.item, received.version
    assert received.is_new_item
    assert (item.name, item.size_bytes, item.held_for) == ("Rapport.txt", 7, None)
    assert (version.number, version.state, version.media_type) == (1, "clean", "text/plain")
    assert version.is_servable
    event = AuditEvent.objects.get(action="item.created", item_id=item.id)
    assert event.facts["sha256"] == version.sha256
    check_books()
    check_store(bucket)


def test_an_empty_file_is_a_file(alice: Agent, bucket: ObjectStore) -> None:
    assert alice.upload("vide.txt", b"").version.is_servable
    check_store(bucket)


@pytest.mark.parametrize("form", EICAR_FORMS)
def test_infected_content_leaves_nothing_but_a_trace(
    alice: Agent, bucket: ObjectStore, form: str
) -> None:
    with pytest.raises(InfectedError) as refused:
        alice.file("facture.pdf", EICAR_FORMS[form])
    assert "Eicar" in str(refused.value.facts["signature_name"])
    event = AuditEvent.objects.get(action="content.refused")
    assert (event.item_name, event.item_id) == ("facture.pdf", alice.root.id)
    assert event.facts == refused.value.facts
    assert list(bucket.iter_keys()) == []
    assert_nothing_came_in(bucket)


def test_an_infected_version_leaves_the_current_one_in_place(
    alice: Agent, bucket: ObjectStore
) -> None:
    file = alice.file("a.txt", b"bonjour")
    with pytest.raises(InfectedError):
        alice.overwrite(file, EICAR)
    file.refresh_from_db()
    assert file.current_version is not None
    assert file.current_version.number == 1
    check_books()


@pytest.mark.usefixtures("bucket")
def test_known_infected_content_is_refused_while_the_scanner_is_down(
    alice: Agent, scanning: Scanning
) -> None:
    content = unheard_of()
    sha256 = alice.upload("first.txt", content).version.sha256
    Verdict.objects.filter(sha256=sha256).update(state="infected", signature_name="Late.Finding")
    scanning.stop()
    with pytest.raises(InfectedError) as refused:
        alice.upload("second.txt", content)
    assert refused.value.facts == {"signature_name": "Late.Finding", "sha256": sha256}


def test_a_file_too_large_is_refused_before_a_byte_is_read(
    alice: Agent, bucket: ObjectStore, settings: Settings
) -> None:
    settings.UPLOAD_ONE_SHOT_MAX_BYTES = 9
    with pytest.raises(ContentTooLargeError) as refused:
        alice.file("a.txt", b"0123456789")
    assert refused.value.facts == {"size_bytes": 10, "maximum_bytes": 9}
    assert_nothing_came_in(bucket)


@pytest.mark.parametrize("size_bytes", [9, 11])
def test_more_or_fewer_bytes_than_announced_leave_nothing(
    alice: Agent, bucket: ObjectStore, size_bytes: int
) -> None:
    with pytest.raises(ContentLengthError):
        receive(alice, lambda: alice.enter(alice.root), size_bytes=size_bytes)
    assert_nothing_came_in(bucket)


def test_a_client_gone_in_the_middle_leaves_nothing(alice: Agent, bucket: ObjectStore) -> None:
    class Gone:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive_file(
            access=alice.enter(alice.root),
            name="a.txt",
            size_bytes=10,
            reader=Gone(),
            on_conflict=OnConflict.FAIL,
            reopen=lambda: alice.enter(alice.root),
        )
    assert_nothing_came_in(bucket)


def test_a_store_that_is_down_leaves_nothing_and_says_so(
    alice: Agent, bucket: ObjectStore, settings: Settings
) -> None:
    endpoint, settings.S3_ENDPOINT_URL = settings.S3_ENDPOINT_URL, "http://127.0.0.1:9"
    with pytest.raises(StoreUnavailableError):
        alice.file("a.txt")
    settings.S3_ENDPOINT_URL = endpoint
    assert_nothing_came_in(bucket)


def test_a_full_space_refuses_before_a_byte_is_read(alice: Agent, bucket: ObjectStore) -> None:
    Space.objects.filter(owner=alice.person).update(quota_bytes=9)
    with pytest.raises(QuotaExceededError):
        alice.file("a.txt", b"0123456789")
    assert_nothing_came_in(bucket)


def test_a_name_taken_is_refused_before_a_byte_is_read(alice: Agent, bucket: ObjectStore) -> None:
    first = alice.file("a.txt")
    reader = io.BytesIO(b"0123456789")
    with pytest.raises(NameTakenError) as refused:
        receive_file(
            access=alice.enter(alice.root),
            name="A.TXT",
            size_bytes=10,
            reader=reader,
            on_conflict=OnConflict.FAIL,
            reopen=lambda: alice.enter(alice.root),
        )
    assert reader.tell() == 0
    assert refused.value.facts["existing_id"] == str(first.id)
    check_store(bucket)


def test_a_name_taken_may_mean_a_free_one_or_a_new_version(alice: Agent) -> None:
    first = alice.file("a.txt", b"one")
    renamed = alice.upload("a.txt", b"two", on_conflict=OnConflict.RENAME)
    assert (renamed.item.name, renamed.is_new_item) == ("a (2).txt", True)
    version = alice.upload("A.txt", b"three", on_conflict=OnConflict.VERSION)
    assert (version.item.id, version.version.number) == (first.id, 2)
    assert not version.is_new_item
    assert version.item.name == "a.txt"


def test_a_folder_does_not_get_a_version(alice: Agent) -> None:
    alice.folder("Budget")
    with pytest.raises(NameTakenError):
        alice.upload("budget", b"x", on_conflict=OnConflict.VERSION)
    with pytest.raises(NotAFileError):
        alice.overwrite(alice.root, b"x")


def test_nothing_is_uploaded_into_a_file_or_under_a_bad_name(alice: Agent) -> None:
    file = plant_file(alice.root, "a.txt", by=alice)
    with pytest.raises(NotAFolderError):
        alice.file("b.txt", parent=file)
    with pytest.raises(NameInvalidError):
        alice.file("a/b")


def test_a_version_is_refused_when_the_current_one_is_another(alice: Agent) -> None:
    file = alice.file("a.txt")
    first = FileVersion.objects.get(item=file)
    alice.overwrite(file)
    with pytest.raises(VersionChangedError):
        receive_version(
            access=alice.enter(file),
            size_bytes=1,
            reader=io.BytesIO(b"x"),
            reopen=lambda: alice.enter(file),
            expected_version_id=first.id,
        )


def test_a_right_lost_during_the_transfer_leaves_nothing(
    alice: Agent, bob: Agent, bucket: ObjectStore
) -> None:
    alice.share(alice.root, bob, Role.EDITOR)

    def demoted() -> ItemAccess:
        alice.share(alice.root, bob, Role.READER)
        return bob.enter(alice.root)

    with pytest.raises(ForbiddenError):
        receive_file(
            access=bob.enter(alice.root),
            name="a.txt",
            size_bytes=10,
            reader=io.BytesIO(b"0123456789"),
            on_conflict=OnConflict.FAIL,
            reopen=demoted,
        )
    assert_nothing_came_in(bucket)


def test_a_folder_thrown_away_during_the_transfer_leaves_nothing(
    alice: Agent, bucket: ObjectStore
) -> None:
    outer = alice.folder("Outer")
    folder = alice.folder("Inner", parent=outer)
    access = alice.enter(folder)

    def trashed() -> ItemAccess:
        alice.trash(outer)
        return access

    with pytest.raises(NotFoundError):
        receive_file(
            access=access,
            name="a.txt",
            size_bytes=10,
            reader=io.BytesIO(b"0123456789"),
            on_conflict=OnConflict.FAIL,
            reopen=trashed,
        )
    assert not Item.objects.filter(name="a.txt").exists()
    delete_discarded_objects()
    check_store(bucket)


def test_a_name_taken_during_the_transfer_leaves_nothing(alice: Agent, bucket: ObjectStore) -> None:
    def taken() -> ItemAccess:
        alice.folder("A.txt")
        return alice.enter(alice.root)

    with pytest.raises(NameTakenError):
        receive(alice, taken)
    assert not Upload.objects.exists()
    check_books()


def test_a_folder_moved_to_another_space_during_the_transfer_is_followed(
    alice: Agent, bucket: ObjectStore
) -> None:
    team, folder = alice.team_space("Équipe"), alice.folder("Budget")

    def moved() -> ItemAccess:
        move_item(access=alice.enter(folder), target=alice.enter(team))
        return alice.enter(folder)

    receive_file(
        access=alice.enter(folder),
        name="a.txt",
        size_bytes=10,
        reader=io.BytesIO(b"0123456789"),
        on_conflict=OnConflict.FAIL,
        reopen=moved,
    )
    check_books()
    assert Space.objects.get(id=team.id).used_bytes == 10
    check_store(bucket)


def test_an_upload_given_up_by_the_sweeper_does_not_come_back(
    alice: Agent, bucket: ObjectStore
) -> None:
    def swept() -> ItemAccess:
        sweep_a_day_later()
        return alice.enter(alice.root)

    with pytest.raises(UploadExpiredError):
        receive(alice, swept)
    assert abandon_expired_uploads() == 0
    assert_nothing_came_in(bucket)


def test_a_reader_does_not_upload_and_a_stranger_sees_nothing(
    alice: Agent, bob: Agent, charlie: Agent
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.COMMENTER)
    with pytest.raises(ForbiddenError):
        bob.file("a.txt", parent=folder)
    with pytest.raises(NotFoundError):
        charlie.file("a.txt", parent=folder)
