"""Locks and lookups every writing operation begins with.

The space's row is the lock of its tree: structure changes one at a time per space, so a check
("this name is free", "this folder is not below itself") still holds when the write happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from apps.core.errors import NotFoundError

from ..errors import NotAFolderError
from ..models import Item, Space


def lock_spaces(space_ids: Iterable[UUID]) -> dict[UUID, Space]:
    """Lock the spaces in the order of their ids, so that two callers cannot wait on each other."""
    wanted = sorted(set(space_ids))
    spaces = Space.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
    return {space.id: space for space in spaces}


def lock_space_of(item_id: UUID) -> Space:
    """Lock the space an item hangs in. Raises ``NotFoundError`` when the item is gone."""
    space_id = Item.objects.filter(id=item_id).values_list("space_id", flat=True).first()
    if space_id is None:
        raise NotFoundError
    locked = lock_spaces([space_id]).get(space_id)
    if locked is None or not Item.objects.filter(id=item_id, space_id=space_id).exists():
        raise NotFoundError
    return locked


def fetch_item(item_id: UUID) -> Item:
    """Return the row as it is under the lock. Raises ``NotFoundError``."""
    item = Item.objects.filter(id=item_id).select_related("current_version__verdict").first()
    if item is None:
        raise NotFoundError
    return item


def fetch_live_folder(item_id: UUID) -> Item:
    """Return a folder that is not in the trash itself. Raises ``NotAFolderError``."""
    item = fetch_item(item_id)
    if item.trashed_at is not None:
        raise NotFoundError
    if not item.is_folder:
        raise NotAFolderError
    return item
