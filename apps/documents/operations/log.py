"""Appending to the log: many updates of many documents in one durable commit."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.documents.authors import Author
from apps.documents.errors import EntriesRefusedError

from .clients import bind_clients
from .rows import find_keys, insert_updates, lock_documents, raise_seqs


def _new_key() -> int:
    return secrets.randbits(63)


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """One update on its way into the log.

    ``client_ids`` are those whose structures it brings and that the caller does not know to be
    bound to ``author`` already. ``key`` tells it apart when a commit is tried again.
    """

    document_id: UUID
    update: bytes
    author: Author
    client_ids: Sequence[int]
    at: datetime
    key: int = field(default_factory=_new_key)


def append_updates(entries: Sequence[NewUpdate], *, is_retry: bool = False) -> list[int]:
    """Append in the order given and return the ``seq`` of each, durable when this returns.

    One transaction; the documents' rows are locked in the order of their ids, so two processes do
    not wait on each other. With ``is_retry``, for a commit whose outcome is unknown, entries that
    are in the log already keep their number. Raises ``EntriesRefusedError``, and what the database
    raises.
    """
    if not entries:
        return []
    with transaction.atomic():
        return append_in_transaction(entries, is_retry=is_retry)


def append_in_transaction(entries: Sequence[NewUpdate], *, is_retry: bool = False) -> list[int]:
    """``append_updates`` within the caller's transaction, which then holds the documents' locks."""
    newest = lock_documents({entry.document_id for entry in entries})
    gone = [place for place, entry in enumerate(entries) if entry.document_id not in newest]
    if gone:
        raise EntriesRefusedError(dict.fromkeys(gone, "gone"))
    known = find_keys(entries) if is_retry else {}
    bind_clients(entries)
    seqs, fresh = _number(entries, newest, known)
    insert_updates(fresh)
    raise_seqs({entry.document_id: newest[entry.document_id] for entry, _ in fresh})
    return seqs


def _number(
    entries: Iterable[NewUpdate], newest: dict[UUID, int], known: dict[tuple[UUID, int], int]
) -> tuple[list[int], list[tuple[NewUpdate, int]]]:
    """Give each entry its number; ``newest`` moves on. Returns all, and those to be written."""
    seqs: list[int] = []
    fresh: list[tuple[NewUpdate, int]] = []
    for entry in entries:
        seq = known.get((entry.document_id, entry.key)) if known else None
        if seq is None:
            seq = newest[entry.document_id] = newest[entry.document_id] + 1
            fresh.append((entry, seq))
        seqs.append(seq)
    return seqs, fresh
