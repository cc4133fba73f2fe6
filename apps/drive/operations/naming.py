"""Giving an item a name inside a folder, under the lock of its space."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from apps.drive.errors import NameTakenError
from apps.drive.models import Item
from apps.drive.names import comparison_key, free_name, sort_key


class OnConflict(StrEnum):
    """What to do when the name is taken; never overwrite."""

    FAIL = "fail"
    RENAME = "rename"
    VERSION = "version"


def sibling_named(parent_id: UUID, name: str) -> Item | None:
    """Return the live item of the folder that has this name, whatever its case."""
    return Item.objects.filter(
        parent_id=parent_id, name_key=comparison_key(name), trashed_at=None
    ).first()


def claim_name(
    *,
    parent_id: UUID,
    name: str,
    on_conflict: OnConflict,
    except_id: UUID | None = None,
    person_id: UUID | None = None,
) -> str:
    """Return the name to write. Raises ``NameTakenError`` unless a free one may be chosen.

    The error tells the id of the item in the way only if ``person_id`` may see that item.
    """
    existing = sibling_named(parent_id, name)
    if existing is None or existing.id == except_id:
        return name
    suggestion = free_name(name, _taken_keys(parent_id))
    if on_conflict is OnConflict.RENAME:
        return suggestion
    is_visible = existing.held_for_id in {None, person_id}
    raise NameTakenError(
        name=name,
        suggested_name=suggestion,
        existing_id=str(existing.id) if is_visible else None,
    )


def write_name(item: Item, name: str) -> None:
    """Set the name and the two keys that follow from it; does not save."""
    item.name = name
    item.name_key = comparison_key(name)
    item.sort_key = sort_key(name)


def _taken_keys(parent_id: UUID) -> frozenset[str]:
    names = Item.objects.filter(parent_id=parent_id, trashed_at=None)
    return frozenset(names.values_list("name_key", flat=True))
