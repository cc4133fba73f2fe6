"""Compaction: beyond the time the operator set, one author's updates of one hour become one row.

Nothing is lost but the exact moment: replaying the rows still gives the whole document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from pycrdt import merge_updates

from apps.core.clock import utc_now
from apps.documents.models import Document, DocumentUpdate
from apps.documents.native import native_call

from .portions import DOCUMENTS, work_through

PORTION = 2000
Group = tuple[UUID | None, UUID | None, str, datetime]


def compact_due() -> int:
    """Merge a portion of some documents' old rows; return how many documents it looked at.

    Only what a snapshot holds is merged, so nobody who opens the document reads these rows. For
    the worker.
    """
    limit = utc_now() - timedelta(days=settings.DOCUMENT_HISTORY_DAYS)
    oldest = DocumentUpdate.objects.filter(
        document_id=OuterRef("item_id"), seq=OuterRef("compacted_seq") + 1
    )
    ripe = Document.objects.filter(snapshot_seq__gt=F("compacted_seq")).annotate(
        oldest_at=Subquery(oldest.values("at"))
    )
    ids = ripe.filter(oldest_at__lt=limit).values_list("item_id", flat=True)[:DOCUMENTS]
    return work_through(ids, lambda document_id: compact_document(document_id, limit))


@transaction.atomic
def compact_document(document_id: UUID, limit: datetime) -> int:
    """Merge rows older than ``limit``, at most a portion; return how many rows it looked at."""
    rows = Document.objects.select_for_update(no_key=True, skip_locked=True)
    document = rows.filter(item_id=document_id).first()
    if document is None:
        return 0
    updates = DocumentUpdate.objects.filter(
        document=document,
        seq__gt=document.compacted_seq,
        seq__lte=document.snapshot_seq,
        at__lt=limit,
    )
    portion = list(updates.order_by("seq")[:PORTION])
    if portion:
        _merge(document, portion)
        document.compacted_seq = portion[-1].seq
        document.save(update_fields=["compacted_seq"])
    return len(portion)


def _merge(document: Document, portion: Iterable[DocumentUpdate]) -> None:
    groups: dict[Group, list[DocumentUpdate]] = defaultdict(list)
    for row in portion:
        hour = row.at.replace(minute=0, second=0, microsecond=0)
        groups[row.person_id, row.link_id, row.guest_name, hour].append(row)
    for group in groups.values():
        *merged, last = group
        if not merged:
            continue
        with native_call():
            update = merge_updates(*(bytes(row.update) for row in group))
        kept = DocumentUpdate.objects.filter(document=document, seq=last.seq)
        kept.update(update=update)
        seqs = [row.seq for row in merged]
        DocumentUpdate.objects.filter(document=document, seq__in=seqs).delete()
