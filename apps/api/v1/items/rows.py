"""What an answer about items is made from: the row, and the caller's rights on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.api.pagination import Page
from apps.core.access import Ability, ItemAccess, PersonActor
from apps.drive.models import FileVersion, Item
from apps.sharing.gate import Opened, enter
from apps.sharing.queries.items import (
    ItemRights,
    readable_children,
    rights_of_children,
    rights_of_items,
)


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """An item as one caller sees it. ``version`` is the content shown, None for a folder."""

    item: Item
    rights: ItemRights
    version: FileVersion | None


@dataclass(frozen=True, kw_only=True)
class ItemDetailRow(ItemRow):
    """An item with its surroundings. ``above`` holds the readable ancestors only, root first."""

    above: tuple[Item, ...]
    is_space_readable: bool
    child_count: int | None


def row_of(actor: PersonActor, item_id: UUID, *, version: FileVersion | None = None) -> ItemRow:
    """Return one item as the caller sees it now; ``version`` instead of the current content.

    Raises ``NotFoundError``.
    """
    item = enter(actor, item_id).item
    rights = rights_of_items(actor, [item])[item.id]
    return ItemRow(item=item, rights=rights, version=version or item.current_version)


def detail_of(actor: PersonActor, opened: Opened) -> ItemDetailRow:
    """Return an item that passed the gate, with its surroundings."""
    item, chain = opened.item, opened.chain
    rights = rights_of_items(actor, chain)
    readable = tuple(above for above in chain if Ability.READ in rights[above.id].abilities)
    return ItemDetailRow(
        item=item,
        rights=rights[item.id],
        version=item.current_version,
        above=readable,
        is_space_readable=chain[0] in readable,
        child_count=readable_children(opened.access).count() if item.is_folder else None,
    )


def rows_in_folder(access: ItemAccess, page: Page[Item]) -> Page[ItemRow]:
    """Return the rows of a page of one folder's items."""
    return _page(page, rights_of_children(access, page.items))


def rows_anywhere(actor: PersonActor, page: Page[Item]) -> Page[ItemRow]:
    """Return the rows of a page of items from anywhere, without those that may not be read."""
    return _page(page, rights_of_items(actor, page.items))


def _page(page: Page[Item], rights: dict[UUID, ItemRights]) -> Page[ItemRow]:
    return Page(_readable(page.items, rights), page.next_cursor)


def _readable(items: Sequence[Item], rights: dict[UUID, ItemRights]) -> list[ItemRow]:
    return [
        ItemRow(item=item, rights=rights[item.id], version=item.current_version)
        for item in items
        if item.id in rights and Ability.READ in rights[item.id].abilities
    ]
