"""The SQL of a commit, kept apart because it runs at every tick of every process.

The ORM would build a model, a field list and a quoted literal for every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from apps.documents.models import Document, DocumentUpdate

if TYPE_CHECKING:
    from .log import NewUpdate


def lock_documents(document_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Lock documents in the order of their ids; return the newest ``seq`` of those that exist."""
    rows = Document.objects.select_for_update(no_key=True).filter(item_id__in=document_ids)
    return dict(rows.order_by("item_id").values_list("item_id", "seq"))


def find_keys(entries: Sequence[NewUpdate]) -> dict[tuple[UUID, int], int]:
    """Return the ``seq`` of entries that are in the log already, by document and key."""
    rows = DocumentUpdate.objects.filter(
        document_id__in={entry.document_id for entry in entries},
        key__in={entry.key for entry in entries},
    )
    return {
        (document_id, key): seq
        for document_id, key, seq in rows.values_list("document_id", "key", "seq")
    }


def insert_updates(rows: Sequence[tuple[NewUpdate, int]]) -> None:
    """Write the rows of a commit."""
    DocumentUpdate.objects.bulk_create(
        [
            DocumentUpdate(
                document_id=entry.document_id,
                seq=seq,
                update=entry.update,
                person_id=entry.author.person_id,
                link_id=entry.author.link_id,
                guest_name=entry.author.name,
                key=entry.key,
                at=entry.at,
            )
            for entry, seq in rows
        ],
        batch_size=500,
    )


def raise_seqs(seqs: Mapping[UUID, int]) -> None:
    """Set the newest ``seq`` of documents whose rows are locked."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE documents_document SET seq = %s WHERE item_id = %s",
            [(seq, _to_db(document_id)) for document_id, seq in seqs.items()],
        )


def _to_db(document_id: UUID) -> UUID | str:
    """Raw SQL is not converted by the ORM: SQLite keeps a UUID as 32 hexadecimal characters."""
    return document_id if connection.features.has_native_uuid_field else document_id.hex
