"""Copying: new rows, the same objects. The bytes and their verdict are shared, not repeated.

What a live document holds is copied one floor up, in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.events import publish
from apps.core.ids import new_id
from apps.drive.errors import RootItemError
from apps.drive.events import DocumentsCopied, ItemCreated
from apps.drive.models import ContentState, FileVersion, Item, ItemKind
from apps.drive.names import normalise_name

from .documents import documents_size
from .files import next_number
from .guards import refuse_unservable
from .locking import fetch_live_item, lock_spaces_of
from .naming import OnConflict, claim_name, write_name
from .people import person_of
from .placing import fetch_place_for
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
    ``NotAFolderError``, ``TooDeepError``, and for a file that is not clean what
    ``refuse_unservable`` raises.
    """
    access.require(Ability.DOWNLOAD)
    target.require(Ability.EDIT)
    lock_spaces_of([access.item_id, target.item_id])
    source = fetch_live_item(access.item_id)
    if source.is_root:
        raise RootItemError
    parent, depths = fetch_place_for(source, target.item_id)
    person_id = person_of(access.actor)
    chosen = claim_name(
        parent_id=parent.id,
        name=normalise_name(name) if name is not None else source.name,
        on_conflict=on_conflict,
        person_id=person_id,
    )
    contents = _clean_contents(depths)
    if source.kind == ItemKind.FILE:
        refuse_unservable(source.current_version)
    copied = _copy_rows(depths, contents, parent, person_id)
    _copy_contents(copied, contents, parent.space_id, person_id)
    documents = {row_id: copy.id for row_id, copy in copied.items() if copy.is_document}
    if documents:
        use_bytes(space_id=parent.space_id, size_bytes=documents_size(documents.values()))
        publish(DocumentsCopied(copies=documents, actor=access.actor))
    top = copied[source.id]
    write_name(top, chosen)
    top.save(update_fields=["name", "name_key", "sort_key"])
    record_item(
        access,
        "item.copied",
        top,
        facts={"from": str(source.id), "to": str(parent.id), "items": len(copied)},
    )
    publish(ItemCreated(item_id=top.id, parent_id=parent.id))
    return top


def copy_attachments(
    *, versions: Sequence[FileVersion], item: Item, person_id: UUID | None
) -> list[FileVersion]:
    """Give a copied document the attachments of its original, on the same objects; all clean.

    In the caller's transaction, which holds the space. Raises ``QuotaExceededError``.
    """
    use_bytes(space_id=item.space_id, size_bytes=sum(version.size_bytes for version in versions))
    copies = []
    for number, version in enumerate(versions, start=next_number(item.id)):
        copy = _version_like(version, item, person_id)
        copy.number = number
        copies.append(copy)
    return FileVersion.objects.bulk_create(copies, batch_size=500)


def _clean_contents(depths: dict[UUID, int]) -> dict[UUID, FileVersion]:
    """Return the clean current contents by item; under the space's lock no verdict turns them."""
    current = Item.objects.filter(id__in=list(depths)).values("current_version")
    versions = FileVersion.objects.filter(id__in=current, state=ContentState.CLEAN)
    return {version.item_id: version for version in versions}


def _copy_rows(
    depths: dict[UUID, int],
    contents: dict[UUID, FileVersion],
    parent: Item,
    person_id: UUID | None,
) -> dict[UUID, Item]:
    """Copy the live rows level by level, so that each finds its new parent.

    Files without clean content stay out, and so does what lies below a trashed folder.
    """
    levels: dict[int, list[UUID]] = defaultdict(list)
    for row_id, depth in depths.items():
        levels[depth].append(row_id)
    copied: dict[UUID, Item] = {}
    for depth in sorted(levels):
        level = {}
        for original in Item.objects.filter(id__in=levels[depth], trashed_at=None):
            above = parent if depth == 0 else copied.get(original.parent_id or original.id)
            if above is not None and (original.kind != ItemKind.FILE or original.id in contents):
                level[original.id] = _row_like(original, above, person_id)
        if depth == 0:
            # It gets its chosen name at the end; until then its key must be free.
            for top in level.values():
                top.name_key = str(top.id)
        Item.objects.bulk_create(level.values(), batch_size=500)
        copied |= level
    return copied


def _row_like(original: Item, above: Item, person_id: UUID | None) -> Item:
    now = utc_now()
    return Item(
        id=new_id(),
        space_id=above.space_id,
        parent_id=above.id,
        kind=original.kind,
        name=original.name,
        name_key=original.name_key,
        sort_key=original.sort_key,
        size_bytes=original.size_bytes if original.is_document else 0,
        created_by_id=person_id,
        created_at=now,
        updated_at=now,
    )


def _copy_contents(
    copied: dict[UUID, Item],
    contents: dict[UUID, FileVersion],
    space_id: UUID,
    person_id: UUID | None,
) -> None:
    """Give each copied file one version on the same object."""
    versions = [
        _version_like(contents[row_id], item, person_id)
        for row_id, item in copied.items()
        if row_id in contents
    ]
    use_bytes(space_id=space_id, size_bytes=sum(version.size_bytes for version in versions))
    FileVersion.objects.bulk_create(versions, batch_size=500)
    for version in versions:
        version.item.current_version, version.item.size_bytes = version, version.size_bytes
    files = [version.item for version in versions]
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
