"""Copying: new rows, the same objects. The bytes and their verdict are shared, not repeated."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import transaction

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.events import publish
from apps.core.ids import new_id

from ..errors import MoveIntoItselfError, RootItemError, TooDeepError
from ..events import ItemCreated
from ..models import MAXIMUM_DEPTH, FileVersion, Item
from ..names import normalise_name
from ..tree import chain_of, subtree_depths
from .locking import fetch_item, fetch_live_folder, lock_spaces
from .naming import OnConflict, claim_name, write_name
from .people import person_of
from .quota import use_bytes
from .tracing import record_item


@transaction.atomic
def copy_item(
    *,
    access: ItemAccess,
    target: ItemAccess,
    name: str | None = None,
    on_conflict: OnConflict = OnConflict.RENAME,
) -> Item:
    """Copy an item, with all below it, into a folder. Only current, clean content is copied.

    Raises ``MoveIntoItselfError``, ``NameTakenError``, ``QuotaExceededError``, ``RootItemError``,
    ``NotAFolderError``, ``TooDeepError``.
    """
    access.require(Ability.DOWNLOAD)
    target.require(Ability.EDIT)
    lock_spaces([access.space_id, target.space_id])
    source, parent = fetch_item(access.item_id), fetch_live_folder(target.item_id)
    if source.is_root:
        raise RootItemError
    depths = _refuse_impossible_place(source, parent.id)
    person_id = person_of(access.actor)
    chosen = claim_name(
        parent_id=parent.id,
        name=normalise_name(name) if name is not None else source.name,
        on_conflict=on_conflict,
        person_id=person_id,
    )
    copied = _copy_rows(depths, parent, person_id)
    _copy_versions(copied, parent.space_id, person_id)
    top = copied[source.id]
    write_name(top, chosen)
    top.save(update_fields=["name", "name_key", "sort_key"])
    record_item(access, "item.copied", top, facts={"from": str(source.id), "to": str(parent.id)})
    publish(ItemCreated(item_id=top.id, parent_id=parent.id))
    return top


def _refuse_impossible_place(source: Item, parent_id: UUID) -> list[tuple[UUID, int]]:
    above = chain_of(parent_id)
    if any(ancestor.id == source.id for ancestor in above):
        raise MoveIntoItselfError
    depths = subtree_depths(source.id)
    if len(above) + max(depth for _, depth in depths) > MAXIMUM_DEPTH:
        raise TooDeepError(maximum_depth=MAXIMUM_DEPTH)
    return depths


def _copy_rows(
    depths: list[tuple[UUID, int]], parent: Item, person_id: UUID | None
) -> dict[UUID, Item]:
    """Copy the live rows level by level, so that each finds its new parent; nothing held."""
    levels: dict[int, list[UUID]] = defaultdict(list)
    for row_id, depth in depths:
        levels[depth].append(row_id)
    copied: dict[UUID, Item] = {}
    now = utc_now()
    for depth in sorted(levels):
        originals = Item.objects.filter(id__in=levels[depth], trashed_at=None, held_for=None)
        for original in originals:
            above = parent if depth == 0 else copied.get(original.parent_id or original.id)
            if above is None:
                continue
            copied[original.id] = Item(
                id=new_id(),
                space_id=parent.space_id,
                parent_id=above.id,
                kind=original.kind,
                name=original.name,
                # The top row gets its chosen name afterwards; until then its key must be free.
                name_key=str(new_id()) if depth == 0 else original.name_key,
                sort_key=original.sort_key,
                created_by_id=person_id,
                created_at=now,
                updated_at=now,
            )
        Item.objects.bulk_create(
            [copied[row_id] for row_id in levels[depth] if row_id in copied], batch_size=500
        )
    return copied


def _copy_versions(copied: dict[UUID, Item], space_id: UUID, person_id: UUID | None) -> None:
    """Give each copied file one version on the same object, under the source version's lock."""
    sources = FileVersion.objects.select_for_update(of=("self",)).filter(
        id__in=Item.objects.filter(id__in=list(copied)).values("current_version"),
        state="clean",
    )
    versions = [_version_like(source, copied[source.item_id], person_id) for source in sources]
    use_bytes(space_id=space_id, size_bytes=sum(version.size_bytes for version in versions))
    FileVersion.objects.bulk_create(versions, batch_size=500)
    files = []
    for version in versions:
        version.item.current_version, version.item.size_bytes = version, version.size_bytes
        files.append(version.item)
    Item.objects.bulk_update(files, ["current_version", "size_bytes"], batch_size=500)


def _version_like(source: FileVersion, item: Item, person_id: UUID | None) -> FileVersion:
    now = utc_now()
    return FileVersion(
        item=item,
        number=1,
        sha256=source.sha256,
        size_bytes=source.size_bytes,
        media_type=source.media_type,
        object_key=source.object_key,
        state=source.state,
        verdict_id=source.verdict_id,
        scan_after=now,
        created_by_id=person_id,
        created_at=now,
    )
