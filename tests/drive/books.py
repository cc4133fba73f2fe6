"""What must be true of rows and objects after anything, and ways of breaking what is around."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Sum

from apps.core.clock import utc_now
from apps.drive.models import FileVersion, Item, ObjectDeletion, Space, Upload
from apps.drive.operations.sweeping import (
    abandon_expired_uploads,
    delete_discarded_objects,
    reconcile_store,
)
from apps.drive.tree import chain_of
from apps.storage.objects import ObjectStore


def check_books() -> None:
    """Assert that every space counts exactly what it stores and what it has set aside."""
    for space in Space.objects.all():
        versions = FileVersion.objects.filter(item__space=space).exclude(object_key="")
        used = versions.aggregate(total=Sum("size_bytes"))["total"] or 0
        uploads = Upload.objects.filter(space=space)
        reserved = uploads.aggregate(total=Sum("size_bytes"))["total"] or 0
        documents = Item.objects.filter(space=space, kind="document")
        used += documents.aggregate(total=Sum("size_bytes"))["total"] or 0
        assert (space.used_bytes, space.reserved_bytes) == (used, reserved), space.name
        assert space.used_bytes + space.reserved_bytes <= space.quota_bytes


def check_tree() -> None:
    """Assert that every item hangs under a root, in one space, without a cycle."""
    for item in Item.objects.all():
        chain = chain_of(item.id)
        assert chain[0].is_root
        assert {above.space_id for above in chain} == {item.space_id}
        assert len({above.id for above in chain}) == len(chain)


def check_content() -> None:
    """Assert that current versions are their items' own, and what is shown matches them."""
    for item in Item.objects.select_related("current_version__verdict"):
        version = item.current_version
        assert (item.kind == "file") == (version is not None)
        if version is not None:
            assert version.item_id == item.id
            assert version.size_bytes == item.size_bytes
            if version.state == "clean":
                assert item.held_for_id is None
    for version in FileVersion.objects.select_related("verdict").exclude(verdict=None):
        assert version.verdict is not None
        is_removed = version.state == "infected" and not version.object_key
        known = {version.verdict.state, "quarantined", "scanning"}
        assert version.state in known or is_removed, "a signature withdrawn brings no bytes back"


def check_store(store: ObjectStore) -> None:
    """Assert that the bucket holds the objects of the rows, no more and no less."""
    wanted = set(FileVersion.objects.exclude(object_key="").values_list("object_key", flat=True))
    wanted |= set(ObjectDeletion.objects.values_list("object_key", flat=True))
    stored = {info.key for info in store.iter_keys()}
    assert wanted - stored == set(), "rows without object"
    assert stored - wanted == set(), "objects without row"


def sweep_a_day_later() -> None:
    """Let the sweeper do what it would do once every upload under way has expired."""
    Upload.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    while abandon_expired_uploads():
        pass
    reconcile_store()
    while delete_discarded_objects():
        pass
