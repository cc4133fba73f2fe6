"""Trash: away, back, and gone for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.errors import NotInTrashError, ParentInTrashError
from apps.drive.models import FileVersion, Item, ObjectDeletion
from apps.drive.operations.copying import copy_item
from apps.drive.operations.sweeping import delete_discarded_objects, purge_expired_trash
from apps.drive.operations.trash import restore_item, trash_item
from apps.storage.errors import ObjectMissingError
from apps.storage.objects import ObjectStore
from tests.world import Agent, plant_file, plant_folder


def test_what_is_thrown_away_is_out_of_reach_with_all_below(alice: Agent) -> None:
    folder = alice.folder("Budget")
    inner = alice.folder("2026", parent=folder)
    alice.trash(folder)
    for item in (folder, inner):
        with pytest.raises(NotFoundError):
            alice.enter(item)
    with pytest.raises(NotFoundError):
        alice.enter_trashed(inner)
    assert alice.enter_trashed(folder).abilities == {Ability.READ, Ability.TRASH, Ability.PURGE}


def test_throwing_away_twice_is_once(alice: Agent) -> None:
    folder = alice.folder("Budget")
    access = alice.enter(folder, Ability.TRASH)
    first = trash_item(access=access)
    assert trash_item(access=access).trashed_at == first.trashed_at
    assert AuditEvent.objects.filter(action="item.trashed").count() == 1


def test_a_name_in_the_trash_is_free(alice: Agent) -> None:
    alice.trash(alice.folder("Budget"))
    alice.trash(alice.folder("Budget"))
    alice.folder("Budget")


def test_an_item_comes_back_to_where_it_was(alice: Agent) -> None:
    folder = alice.folder("Budget")
    inner = alice.folder("2026", parent=folder)
    alice.trash(inner)
    restored = alice.restore(inner)
    assert (restored.parent_id, restored.trashed_at, restored.trashed_by) == (folder.id, None, None)
    assert alice.enter(inner).allows(Ability.EDIT)
    assert AuditEvent.objects.filter(action="item.restored").count() == 1


def test_an_item_comes_back_under_a_free_name_when_its_own_was_taken(alice: Agent) -> None:
    folder = alice.folder("Budget")
    alice.trash(folder)
    alice.folder("budget")
    assert alice.restore(folder).name == "Budget (2)"


def test_an_item_whose_folder_is_in_the_trash_comes_back_at_the_root(alice: Agent) -> None:
    folder = alice.folder("Budget")
    inner = alice.folder("2026", parent=alice.folder("Annexes", parent=folder))
    alice.folder("2026")
    alice.trash(inner)
    alice.trash(folder)
    restored = alice.restore(inner)
    assert (restored.parent_id, restored.name) == (alice.root.id, "2026 (2)")


def test_who_may_not_write_to_the_root_does_not_restore_to_it(alice: Agent, bob: Agent) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.EDITOR)
    inner = bob.folder("2026", parent=folder)
    bob.trash(inner)
    alice.trash(folder)
    with pytest.raises(ParentInTrashError):
        bob.restore(inner)
    alice.restore(folder)
    assert bob.restore(inner).parent_id == folder.id


def test_what_is_not_in_the_trash_is_not_restored(alice: Agent) -> None:
    folder = alice.folder("Budget")
    alice.trash(folder)
    access = alice.enter_trashed(folder)
    alice.restore(folder)
    with pytest.raises(NotInTrashError):
        restore_item(access=access, enter_folder=lambda _: access)
    with pytest.raises(NotFoundError):
        alice.purge(folder)


def test_purging_removes_rows_and_objects(alice: Agent, store: ObjectStore) -> None:
    folder = alice.folder("Budget")
    file = alice.file("a.txt", b"0123456789", parent=folder)
    alice.overwrite(file, b"9876543210")
    keys = set(FileVersion.objects.values_list("object_key", flat=True))
    assert alice.space.used_bytes == 20
    alice.trash(folder)
    alice.purge(folder)
    assert not Item.objects.filter(id__in=[folder.id, file.id]).exists()
    assert set(ObjectDeletion.objects.values_list("object_key", flat=True)) == keys
    assert delete_discarded_objects() == 2
    for key in keys:
        with pytest.raises(ObjectMissingError):
            store.head(key)
    assert alice.space.used_bytes == 0
    event = AuditEvent.objects.get(action="item.purged")
    assert event.facts == {"items": 2, "size_bytes": 20}


def test_a_shared_object_goes_with_its_last_version(alice: Agent, store: ObjectStore) -> None:
    file = alice.file("a.txt", b"0123456789")
    copy = copy_item(access=alice.enter(file), target=alice.enter(alice.root))
    key = FileVersion.objects.get(item=file).object_key
    alice.trash(file)
    alice.purge(file)
    delete_discarded_objects()
    assert store.head(key).size_bytes == 10
    assert alice.space.used_bytes == 10
    alice.trash(copy)
    alice.purge(copy)
    delete_discarded_objects()
    with pytest.raises(ObjectMissingError):
        store.head(key)


def test_an_editor_throws_away_and_only_a_manager_purges(alice: Agent, bob: Agent) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.EDITOR)
    inner = alice.folder("2026", parent=folder)
    bob.trash(inner)
    with pytest.raises(ForbiddenError):
        bob.purge(inner)
    alice.share(folder, bob, Role.MANAGER)
    bob.purge(inner)


def test_a_reader_does_not_throw_away_and_a_stranger_sees_no_trash(
    alice: Agent, bob: Agent, charlie: Agent
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.READER)
    with pytest.raises(ForbiddenError):
        bob.trash(folder)
    alice.trash(folder)
    with pytest.raises(ForbiddenError):
        bob.restore(folder)
    with pytest.raises(NotFoundError):
        charlie.restore(folder)


def test_the_trash_is_emptied_after_its_time(alice: Agent) -> None:
    old, young = alice.folder("Old"), alice.folder("Young")
    inner = plant_file(old, "a.txt", by=alice, size_bytes=0)
    for item in (old, young):
        alice.trash(item)
    Item.objects.filter(id=old.id).update(trashed_at=utc_now() - timedelta(days=31))
    assert purge_expired_trash() == 1
    assert not Item.objects.filter(id__in=[old.id, inner.id]).exists()
    assert Item.objects.filter(id=young.id).exists()
    assert AuditEvent.objects.get(action="item.purged").actor_type == "system"


def test_a_folder_purged_with_its_parent_is_not_purged_again(alice: Agent) -> None:
    outer = alice.folder("Outer")
    inner = plant_folder(outer, "Inner")
    alice.trash(inner)
    alice.trash(outer)
    Item.objects.filter(id__in=[outer.id, inner.id]).update(
        trashed_at=utc_now() - timedelta(days=31)
    )
    assert purge_expired_trash() in {1, 2}
    assert not Item.objects.filter(id__in=[outer.id, inner.id]).exists()
