"""The SQL of a commit, kept apart because it runs at every tick of every process.

On PostgreSQL two hundred rows of a hundred documents take three statements: lock, COPY, number.
The ORM would build a model, a field list and a quoted literal for every row: eight times the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from django.db import connection

from apps.documents.models import Document, DocumentUpdate

if TYPE_CHECKING:
    from .log import NewUpdate

# What was said to be saved is on the disk, whatever the server's own setting: asked for in the
# statement that runs anyway, and never weaker than what the operator asks for.
_LOCK = """
SELECT item_id, seq, durable.*
FROM documents_document, (
    SELECT CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
    THEN set_config('synchronous_commit', 'on', true) END
) AS durable
WHERE item_id = ANY(%b) ORDER BY item_id FOR NO KEY UPDATE OF documents_document
"""
_COPY = """
COPY documents_documentupdate (document_id, seq, update, person_id, link_id, guest_name, key, at)
FROM STDIN (FORMAT BINARY)
"""
_COPY_TYPES = ["uuid", "int8", "bytea", "uuid", "uuid", "varchar", "int8", "timestamptz"]
_NUMBER = """
UPDATE documents_document SET seq = newest.seq
FROM unnest(%b::uuid[], %b::int8[]) AS newest (item_id, seq)
WHERE documents_document.item_id = newest.item_id
"""


def lock_documents(document_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Lock documents in the order of their ids; return the newest ``seq`` of those that exist."""
    if connection.vendor == "postgresql":
        with _cursor() as cursor:
            cursor.execute(_LOCK, [list(document_ids)], binary=True)
            return {document_id: seq for document_id, seq, _ in cursor}
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
    """Write the rows of a commit, each with its number."""
    if connection.vendor != "postgresql":
        DocumentUpdate.objects.bulk_create([_model(entry, seq) for entry, seq in rows])
        return
    with _cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_COPY_TYPES)
        for entry, seq in rows:
            author = entry.author
            copy.write_row(
                (
                    entry.document_id,
                    seq,
                    entry.update,
                    author.person_id,
                    author.link_id,
                    author.name,
                    entry.key,
                    entry.at,
                )
            )


def raise_seqs(seqs: Mapping[UUID, int]) -> None:
    """Set the newest ``seq`` of documents whose rows are locked."""
    if connection.vendor == "postgresql":
        with _cursor() as cursor:
            cursor.execute(_NUMBER, [list(seqs), list(seqs.values())])
        return
    for document_id, seq in seqs.items():
        Document.objects.filter(item_id=document_id).update(seq=seq)


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Give a cursor in the transaction under way that sends values apart from the statement."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def _model(entry: NewUpdate, seq: int) -> DocumentUpdate:
    return DocumentUpdate(
        document_id=entry.document_id,
        seq=seq,
        update=entry.update,
        person_id=entry.author.person_id,
        link_id=entry.author.link_id,
        guest_name=entry.author.name,
        key=entry.key,
        at=entry.at,
    )
