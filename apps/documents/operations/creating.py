"""New documents: empty, or with the content of another."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.core.access import ItemAccess
from apps.documents.authors import author_of
from apps.documents.models import Document
from apps.drive.models import Item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.structure import create_document_item

from .editing import Change, write_change


@transaction.atomic
def create_document(
    *,
    access: ItemAccess,
    name: str,
    on_conflict: OnConflict = OnConflict.FAIL,
    content: Change | None = None,
) -> Item:
    """Make a document inside the folder ``access`` speaks of; ``content`` fills it.

    Raises what ``create_document_item`` raises, and what ``content`` does.
    """
    item = create_document_item(access=access, name=name, on_conflict=on_conflict)
    begin_document(item.id)
    if content is not None:
        write_change(item.id, content, author_of(access.actor))
    return item


def begin_document(item_id: UUID) -> Document:
    """Make the empty log of an item, in the caller's transaction."""
    return Document.objects.create(item_id=item_id)
