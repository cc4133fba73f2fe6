"""What the tree shows and counts of a live document's content, which lies one floor up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum
from django.db.models.functions import Greatest

from apps.drive.models import Item, ItemKind, Space

from .locking import fetch_item, lock_space_of


def lock_tree_of(item_id: UUID) -> None:
    """Lock the space a document hangs in, before anything of the document itself."""
    lock_space_of(item_id)


def settle_document(*, item_id: UUID, size_bytes: int, changed_at: datetime | None) -> None:
    """Note how large a document is and when it was last written in, under the space's lock.

    What people typed is never refused for want of room; the space may then be over its quota, and
    takes no file until there is room again. Raises ``NotFoundError``.
    """
    item = fetch_item(item_id)
    grown = size_bytes - item.size_bytes
    Space.objects.filter(id=item.space_id).update(used_bytes=F("used_bytes") + grown)
    rows = Item.objects.filter(id=item_id)
    rows.update(size_bytes=size_bytes)
    if changed_at is not None:
        rows.update(updated_at=Greatest("updated_at", changed_at))


def documents_size(item_ids: Iterable[UUID]) -> int:
    """Return how many bytes the documents among these items count for."""
    rows = Item.objects.filter(id__in=list(item_ids), kind=ItemKind.DOCUMENT)
    return int(rows.aggregate(total=Sum("size_bytes"))["total"] or 0)
