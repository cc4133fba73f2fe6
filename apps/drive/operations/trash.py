"""Trash: away, back, and gone for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from apps.audit.operations import record
from apps.core.access import Ability, Actor, ItemAccess
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError, NotFoundError
from apps.core.events import publish
from apps.drive.errors import NotInTrashError, ParentInTrashError, RootItemError
from apps.drive.events import ItemTrashed
from apps.drive.models import FileVersion, Item, ObjectDeletion
from apps.drive.tree import chain_of, subtree_ids

from .documents import documents_size
from .locking import fetch_item, lock_space_of
from .naming import OnConflict, claim_name, write_name
from .people import person_of
from .quota import free_bytes
from .tracing import record_item

EnterFolder = Callable[[UUID], ItemAccess]


@transaction.atomic
def trash_item(*, access: ItemAccess) -> Item:
    """Put an item in the trash, with all below it. Idempotent. Raises ``RootItemError``."""
    access.require(Ability.TRASH)
    lock_space_of(access.item_id)
    item = fetch_item(access.item_id)
    if item.is_root:
        raise RootItemError
    if item.trashed_at is not None:
        return item
    item.trashed_at, item.trashed_by_id = utc_now(), person_of(access.actor)
    item.save(update_fields=["trashed_at", "trashed_by"])
    record_item(access, "item.trashed", item)
    publish(ItemTrashed(item_id=item.id))
    return item


@transaction.atomic
def restore_item(*, access: ItemAccess, enter_folder: EnterFolder) -> Item:
    """Take an item out of the trash, to where it was; under a free name if its own was taken.

    If that folder is itself in the trash, to the root of the space, which ``enter_folder`` passes
    the gate to: who was granted one folder does not write into others. Raises
    ``NotInTrashError``, ``ParentInTrashError``.
    """
    access.require(Ability.TRASH)
    space = lock_space_of(access.item_id)
    item = fetch_item(access.item_id)
    if item.trashed_at is None:
        raise NotInTrashError
    above = chain_of(item.id)[:-1]
    if any(ancestor.trashed_at is not None for ancestor in above):
        item.parent_id = _root_to_restore_to(space.root_id, enter_folder)
    parent_id = item.parent_id or space.root_id
    chosen = claim_name(parent_id=parent_id, name=item.name, on_conflict=OnConflict.RENAME)
    write_name(item, chosen)
    item.trashed_at = item.trashed_by = None
    item.save(update_fields=["name", "name_key", "sort_key", "parent", "trashed_at", "trashed_by"])
    record_item(access, "item.restored", item)
    return item


def _root_to_restore_to(root_id: UUID, enter_folder: EnterFolder) -> UUID:
    try:
        enter_folder(root_id).require(Ability.EDIT)
    except (NotFoundError, ForbiddenError) as error:
        raise ParentInTrashError from error
    return root_id


@transaction.atomic
def purge_item(*, access: ItemAccess) -> None:
    """Delete a trashed item for good, with all below it. Raises ``NotInTrashError``."""
    access.require(Ability.PURGE)
    purge_row(actor=access.actor, item_id=access.item_id, organisation_id=access.organisation_id)


def purge_row(*, actor: Actor, item_id: UUID, organisation_id: UUID) -> None:
    """Delete the rows now and hand their objects to the worker, in the caller's transaction."""
    space = lock_space_of(item_id)
    item = fetch_item(item_id)
    if item.trashed_at is None:
        raise NotInTrashError
    ids = subtree_ids(item.id)
    versions = FileVersion.objects.filter(item_id__in=ids).exclude(object_key="")
    sizes: Counter[str] = Counter()
    for key, size_bytes in versions.values_list("object_key", "size_bytes"):
        sizes[key] += size_bytes
    size_bytes = sizes.total() + documents_size(ids)
    record(
        actor=actor,
        action="item.purged",
        organisation_id=organisation_id,
        item_id=item.id,
        item_name=item.name,
        facts={"items": len(ids), "size_bytes": size_bytes},
    )
    item.delete()
    free_bytes(space_id=space.id, size_bytes=size_bytes)
    discard_objects(sizes)


def discard_objects(keys: Counter[str] | list[str]) -> None:
    """Ask the worker to delete objects from the store unless another version needs them."""
    now = utc_now()
    ObjectDeletion.objects.bulk_create(
        [ObjectDeletion(object_key=key, requested_at=now) for key in keys]
    )
