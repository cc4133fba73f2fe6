"""Reading a document's content: a snapshot, and the rows of the log after it."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pycrdt import Doc

from apps.core.errors import NotFoundError
from apps.documents.authors import Author
from apps.documents.bounds import (
    UNBOUNDED,
    Ground,
    UpdateGapError,
    UpdateRefusedError,
    check_update,
    decode_ground,
)
from apps.documents.errors import DocumentDamagedError, LogCompactedError
from apps.documents.models import Document, DocumentClient, DocumentSnapshot, DocumentUpdate
from apps.documents.native import AnyDoc, NativeFailureError, native_call

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class LoggedUpdate:
    """A row of the log."""

    seq: int
    update: bytes
    author: Author
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LoadedDocument:
    """All of a document as of ``seq``: apply ``updates`` in order, the first may be a snapshot.

    ``known`` is its state vector, ``ground`` what else the next update is checked against.
    ``owners`` says whom each known client id is bound to.
    """

    document_id: UUID
    seq: int
    updates: tuple[bytes, ...]
    known: dict[int, int]
    ground: Ground
    owners: dict[int, Author]

    @property
    def size_bytes(self) -> int:
        """How large the state is at most: updates of the tail tell more than what remains of them."""
        return sum(map(len, self.updates))

    def build(self, *, client_id: int | None = None) -> AnyDoc:
        """Return a fresh ``AnyDoc`` with this content. Raises ``DocumentDamagedError``."""
        doc: AnyDoc = Doc(client_id=client_id)
        try:
            with native_call(), doc.transaction():
                for update in self.updates:
                    doc.apply_update(update)
        except NativeFailureError as error:
            raise DocumentDamagedError from error
        return doc


def load_document(document_id: UUID) -> LoadedDocument:
    """Return all of a document, in a few queries.

    Raises ``NotFoundError``, and ``DocumentDamagedError`` rather than ever giving less than all.
    """
    try:
        return _load(document_id)
    except DocumentDamagedError:
        logger.critical("a document is damaged", extra={"document_id": str(document_id)})
        raise


def _load(document_id: UUID) -> LoadedDocument:
    newest = newest_seqs([document_id]).get(document_id)
    if newest is None:
        raise NotFoundError
    snapshot = DocumentSnapshot.objects.filter(document_id=document_id).first()
    updates = [] if snapshot is None else [_decompressed(snapshot)]
    seq = 0 if snapshot is None else snapshot.seq
    ground = Ground() if snapshot is None else _ground_of(snapshot)
    rows = DocumentUpdate.objects.filter(document_id=document_id, seq__gt=seq).order_by("seq")
    for row_seq, update in rows.values_list("seq", "update"):
        if row_seq != seq + 1:
            raise DocumentDamagedError
        seq = row_seq
        updates.append(bytes(update))
    if seq < newest:
        raise DocumentDamagedError
    tail = updates if snapshot is None else updates[1:]
    return LoadedDocument(
        document_id=document_id,
        seq=seq,
        updates=tuple(updates),
        known=_learn(ground, tail),
        ground=ground,
        owners=owners_of(document_id),
    )


def owners_of(document_id: UUID) -> dict[int, Author]:
    """Return whom each known client id of a document is bound to."""
    rows = DocumentClient.objects.filter(document_id=document_id)
    return {
        client_id: Author(person_id, link_id, name)
        for client_id, person_id, link_id, name in rows.values_list(
            "client_id", "person_id", "link_id", "guest_name"
        )
    }


def updates_after(document_id: UUID, seq: int, *, limit: int = 1000) -> list[LoggedUpdate]:
    """Return the rows of the log after ``seq``, oldest first, without gaps.

    Raises ``LogCompactedError`` when rows after ``seq`` were merged: load anew then.
    """
    rows = DocumentUpdate.objects.filter(document_id=document_id, seq__gt=seq).order_by("seq")
    found = [
        LoggedUpdate(seq=row.seq, update=bytes(row.update), author=_author(row), at=row.at)
        for row in rows[:limit]
    ]
    if found and found[0].seq != seq + 1:
        raise LogCompactedError
    return found


def newest_seqs(document_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the newest ``seq`` of each of these documents that exists, in one query."""
    rows = Document.objects.filter(item_id__in=list(document_ids))
    return dict(rows.values_list("item_id", "seq"))


def _learn(ground: Ground, tail: Iterable[bytes]) -> dict[int, int]:
    """Let ``ground`` learn the rows after the snapshot; return the state vector after them."""
    known = dict(ground.clocks)
    for update in tail:
        try:
            facts = check_update(update, known, UNBOUNDED, ground)
        except (UpdateRefusedError, UpdateGapError) as error:
            raise DocumentDamagedError from error
        ground.learn(facts)
        for client, (_, clock) in facts.clients.items():
            known[client] = clock
    return known


def _author(row: DocumentUpdate) -> Author:
    return Author(row.person_id, row.link_id, row.guest_name)


def _decompressed(snapshot: DocumentSnapshot) -> bytes:
    try:
        return zlib.decompress(bytes(snapshot.state))
    except zlib.error as error:
        raise DocumentDamagedError from error


def _ground_of(snapshot: DocumentSnapshot) -> Ground:
    try:
        return decode_ground(bytes(snapshot.ground))
    except UpdateRefusedError as error:
        raise DocumentDamagedError from error
