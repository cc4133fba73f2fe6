"""What the tree shows of a live document's content, which lies one floor up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models.functions import Greatest

from apps.drive.models import Item


def settle_document(*, item_id: UUID, size_bytes: int, changed_at: datetime | None) -> None:
    """Note how large a document is and when it was last written in, in the caller's transaction."""
    rows = Item.objects.filter(id=item_id)
    if changed_at is None:
        rows.update(size_bytes=size_bytes)
    else:
        rows.update(size_bytes=size_bytes, updated_at=Greatest("updated_at", changed_at))
