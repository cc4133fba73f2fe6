"""Snapshots: so that opening a document reads one row and a short tail of the log."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Length

from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.documents.bounds import encode_ground, measure_state
from apps.documents.models import Document, DocumentSnapshot, DocumentUpdate
from apps.documents.native import native_call
from apps.documents.queries.content import LoadedDocument, load_document
from apps.drive.operations.documents import lock_tree_of, settle_document

from .portions import DOCUMENTS, work_through

TAIL_ROWS = 1000
TAIL_BYTES = 512 * 1024
# A document nobody writes in any more: its tail is short work, and its size is shown in lists.
QUIET_AFTER = timedelta(seconds=20)
# However busy a document is, the worker has others.
AT_MOST_EVERY = timedelta(seconds=10)
# Of text, half of what slower levels find in a tenth of their time.
_LEVEL = 3


def take_snapshot(document_id: UUID) -> DocumentSnapshot:
    """Return a snapshot that holds all of the log as it is now, made if need be.

    The rows of space and document, in this order, are locked for the writing only; a newer one made
    meanwhile stays. Raises ``NotFoundError``, ``DocumentDamagedError``.
    """
    current = _current(document_id)
    if current is not None:
        return current
    loaded = load_document(document_id)
    return write_snapshot(document_id, loaded.seq, whole_state(loaded))


def whole_state(loaded: LoadedDocument) -> bytes:
    """Return the content as one update. Raises ``DocumentDamagedError``."""
    doc = loaded.build()
    with native_call():
        return doc.get_update()


def _current(document_id: UUID) -> DocumentSnapshot | None:
    rows = DocumentSnapshot.objects.filter(document_id=document_id, seq=F("document__seq"))
    return rows.first()


def write_snapshot(
    document_id: UUID, seq: int, state: bytes, *, replaces: bool = False
) -> DocumentSnapshot:
    """Keep ``state`` as what the document is after ``seq``, and return the newest snapshot.

    With ``replaces``, also in the place of one as new, which is damaged. Raises ``NotFoundError``.
    """
    fresh = DocumentSnapshot(
        document_id=document_id,
        seq=seq,
        state=zlib.compress(state, _LEVEL),
        ground=encode_ground(measure_state(state)),
        size_bytes=len(state),
        made_at=utc_now(),
    )
    with transaction.atomic():
        lock_tree_of(document_id)
        document = lock_document(document_id)
        newest = DocumentSnapshot.objects.filter(document_id=document.pk).first()
        if newest is not None and newest.seq >= fresh.seq + replaces:
            return newest
        fresh.save(force_insert=newest is None)
        document.snapshot_seq = fresh.seq
        document.save(update_fields=["snapshot_seq"])
        settle_document(
            item_id=document_id,
            size_bytes=fresh.size_bytes,
            changed_at=_newest_at(document_id, fresh.seq),
        )
    return fresh


def lock_document(document_id: UUID) -> Document:
    """Lock one document in the caller's transaction. Raises ``NotFoundError``."""
    document = Document.objects.select_for_update(no_key=True).filter(item_id=document_id).first()
    if document is None:
        raise NotFoundError
    return document


def _newest_at(document_id: UUID, seq: int) -> datetime | None:
    rows = DocumentUpdate.objects.filter(document_id=document_id, seq__lte=seq)
    return rows.order_by("-seq").values_list("at", flat=True).first()


def snapshot_due() -> int:
    """Take snapshots that are due, at most a portion; return how many. For the worker."""
    return work_through(_due().values_list("item_id", flat=True)[:DOCUMENTS], take_snapshot)


def _due() -> QuerySet[Document]:
    now = utc_now()
    tail = DocumentUpdate.objects.filter(
        document_id=OuterRef("item_id"), seq__gt=OuterRef("snapshot_seq")
    ).order_by()
    newest = DocumentUpdate.objects.filter(document_id=OuterRef("item_id"), seq=OuterRef("seq"))
    size = tail.values("document_id").annotate(size=Sum(Length("update"))).values("size")
    behind = Document.objects.filter(seq__gt=F("snapshot_seq")).annotate(
        tail_bytes=Subquery(size), newest_at=Subquery(newest.values("at"))
    )
    is_long = Q(seq__gte=F("snapshot_seq") + TAIL_ROWS) | Q(tail_bytes__gte=TAIL_BYTES)
    has_rested = Q(snapshot=None) | Q(snapshot__made_at__lt=now - AT_MOST_EVERY)
    return behind.filter(is_long & has_rested | Q(newest_at__lt=now - QUIET_AFTER))
