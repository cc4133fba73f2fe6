"""Changing the shape of the tree: create, rename, move."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.events import publish
from apps.drive.errors import RootItemError
from apps.drive.events import ItemCreated, ItemMoved
from apps.drive.models import FileVersion, Item, ItemKind
from apps.drive.names import normalise_name

from .documents import documents_size
from .locking import fetch_live_item, lock_space_of, lock_spaces_of
from .naming import OnConflict, claim_name, write_name
from .people import person_of
from .placing import fetch_live_folder, fetch_place_for
from .quota import free_bytes, use_bytes
from .tracing import record_item


@transaction.atomic
def create_folder(*, access: ItemAccess, name: str) -> Item:
    """Make a folder inside the folder ``access`` speaks of.

    Raises ``NameInvalidError``, ``NameTakenError``, ``NotAFolderError``, ``TooDeepError``.
    """
    return _create(access, ItemKind.FOLDER, name, OnConflict.FAIL)


@transaction.atomic
def create_document_item(
    *, access: ItemAccess, name: str, on_conflict: OnConflict = OnConflict.FAIL
) -> Item:
    """Make the row of a live document inside a folder; its content is made one floor up.

    Raises as ``create_folder``.
    """
    return _create(access, ItemKind.DOCUMENT, name, on_conflict)


def _create(access: ItemAccess, kind: ItemKind, name: str, on_conflict: OnConflict) -> Item:
    access.require(Ability.EDIT)
    wanted = normalise_name(name)
    lock_space_of(access.item_id)
    parent = fetch_live_folder(access.item_id, room_below=1)[-1]
    person_id = person_of(access.actor)
    now = utc_now()
    item = Item(
        space_id=parent.space_id,
        parent=parent,
        kind=kind,
        created_by_id=person_id,
        created_at=now,
        updated_at=now,
    )
    chosen = claim_name(
        parent_id=parent.id, name=wanted, on_conflict=on_conflict, person_id=person_id
    )
    write_name(item, chosen)
    item.save(force_insert=True)
    record_item(access, "item.created", item, facts={"kind": item.kind})
    publish(ItemCreated(item_id=item.id, parent_id=parent.id))
    return item


@transaction.atomic
def rename_item(*, access: ItemAccess, name: str) -> Item:
    """Rename an item. Raises ``NameInvalidError``, ``NameTakenError``, ``RootItemError``."""
    access.require(Ability.EDIT)
    wanted = normalise_name(name)
    lock_space_of(access.item_id)
    item = fetch_live_item(access.item_id)
    if item.parent_id is None:
        raise RootItemError
    old_name = item.name
    claim_name(
        parent_id=item.parent_id,
        name=wanted,
        on_conflict=OnConflict.FAIL,
        except_id=item.id,
        person_id=person_of(access.actor),
    )
    write_name(item, wanted)
    item.updated_at = utc_now()
    item.save(update_fields=["name", "name_key", "sort_key", "updated_at"])
    record_item(access, "item.renamed", item, facts={"old_name": old_name})
    return item


@transaction.atomic
def move_item(
    *,
    access: ItemAccess,
    target: ItemAccess,
    name: str | None = None,
    on_conflict: OnConflict = OnConflict.FAIL,
) -> Item:
    """Hang an item, with all below it, under another folder, perhaps of another space.

    Source and target are both checked: taking away needs the right to throw away.
    Raises ``MoveIntoItselfError``, ``NameTakenError``, ``QuotaExceededError``, ``RootItemError``,
    ``NotAFolderError``, ``TooDeepError``.
    """
    access.require(Ability.TRASH)
    target.require(Ability.EDIT)
    lock_spaces_of([access.item_id, target.item_id])
    item = fetch_live_item(access.item_id)
    if item.parent_id is None:
        raise RootItemError
    old_parent_id, old_space_id = item.parent_id, item.space_id
    parent, depths = fetch_place_for(item, target.item_id)
    wanted = normalise_name(name) if name is not None else item.name
    chosen = claim_name(
        parent_id=parent.id,
        name=wanted,
        on_conflict=on_conflict,
        except_id=item.id,
        person_id=person_of(access.actor),
    )
    write_name(item, chosen)
    item.parent, item.updated_at = parent, utc_now()
    item.save(update_fields=["name", "name_key", "sort_key", "parent", "updated_at"])
    if parent.space_id != old_space_id:
        _change_space(list(depths), old_space_id, parent.space_id)
        item.space_id = parent.space_id
    record_item(
        access,
        "item.moved",
        item,
        facts={"from": str(old_parent_id), "to": str(parent.id)},
    )
    publish(ItemMoved(item_id=item.id, old_parent_id=old_parent_id, new_parent_id=parent.id))
    return item


def _change_space(item_ids: list[UUID], old_space_id: UUID, new_space_id: UUID) -> None:
    versions = FileVersion.objects.filter(item_id__in=item_ids).exclude(object_key="")
    size_bytes = versions.aggregate(total=Sum("size_bytes"))["total"] or 0
    size_bytes += documents_size(item_ids)
    use_bytes(space_id=new_space_id, size_bytes=size_bytes)
    free_bytes(space_id=old_space_id, size_bytes=size_bytes)
    Item.objects.filter(id__in=item_ids).update(space_id=new_space_id)
