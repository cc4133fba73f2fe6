"""Versions: kept by themselves while people write, by hand, and before content is replaced.

Restoring writes new operations on top; nothing is erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from apps.audit.operations import record
from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.errors import InvalidInputError, NotFoundError
from apps.documents.content.changing import replace_content
from apps.documents.content.reading import read_state
from apps.documents.models import (
    Document,
    DocumentSnapshot,
    DocumentUpdate,
    DocumentVersion,
    VersionKind,
)
from apps.documents.models.versions import VERSION_NAME_LENGTH
from apps.documents.queries.versions import state_of
from apps.drive.models import Item

from .editing import Edited, edit_document
from .portions import DOCUMENTS, work_through
from .snapshots import lock_document, take_snapshot

SESSION_ENDS_AFTER = timedelta(minutes=5)
EVERY = timedelta(minutes=10)
# Beyond, a document's authors of ten minutes are a crowd.
MOST_AUTHORS = 50
PORTION = 200


def keep_version(document_id: UUID, kind: VersionKind, *, name: str = "") -> DocumentVersion:
    """Keep the content as it is now. Raises ``NotFoundError``, ``DocumentDamagedError``.

    A version that nobody asked for is not kept twice: an earlier one of the same content is
    returned instead.
    """
    snapshot = take_snapshot(document_id)
    with transaction.atomic():
        document = lock_document(document_id)
        if kind != VersionKind.NAMED:
            same = DocumentVersion.objects.filter(document=document, seq=snapshot.seq).first()
            if same is not None:
                return same
        return _keep(document, snapshot, kind, name)


def _keep(
    document: Document, snapshot: DocumentSnapshot, kind: VersionKind, name: str
) -> DocumentVersion:
    version = DocumentVersion.objects.create(
        document=document,
        seq=snapshot.seq,
        kind=kind,
        name=name,
        state=snapshot.state,
        authors=_authors_between(document, document.version_seq, snapshot.seq),
        at=utc_now(),
    )
    if document.version_seq < snapshot.seq:
        document.version_seq = snapshot.seq
        document.save(update_fields=["version_seq"])
    return version


def _authors_between(document: Document, after: int, until: int) -> list[dict[str, Any]]:
    """Return who wrote the rows after ``after``; of the newest version again if there are none."""
    rows = DocumentUpdate.objects.filter(document=document, seq__gt=after, seq__lte=until)
    columns = rows.order_by().values_list("person_id", "link_id", "guest_name").distinct()
    found: Iterable[tuple[UUID | None, UUID | None, str]] = columns[:MOST_AUTHORS]
    authors = [
        {"person_id": str(person_id)}
        if person_id is not None
        else {"link_id": str(link_id), "name": name}
        for person_id, link_id, name in found
        if person_id is not None or link_id is not None
    ]
    if after < until:
        return authors
    same = DocumentVersion.objects.filter(document=document, seq=until).order_by("-at").first()
    return [] if same is None else list(same.authors)


def name_version(*, access: ItemAccess, name: str) -> DocumentVersion:
    """Keep the content as it is now under a name. Raises ``InvalidInputError`` for an empty one."""
    access.require(Ability.EDIT)
    wanted = _checked(name)
    version = keep_version(access.item_id, VersionKind.NAMED, name=wanted)
    with transaction.atomic():
        _record(access, "version.named", version)
    return version


@transaction.atomic
def rename_version(*, access: ItemAccess, version_id: UUID, name: str) -> DocumentVersion:
    """Give a version a name; one kept by itself stays then for good. Raises ``NotFoundError``."""
    access.require(Ability.EDIT)
    wanted = _checked(name)
    rows = DocumentVersion.objects.select_for_update().defer("state")
    version = rows.filter(document_id=access.item_id, id=version_id).first()
    if version is None:
        raise NotFoundError
    version.name = wanted
    if version.kind == VersionKind.AUTO:
        version.kind = VersionKind.NAMED
    version.save(update_fields=["name", "kind"])
    _record(access, "version.named", version)
    return version


def restore_document_version(*, access: ItemAccess, version_id: UUID) -> Edited:
    """Make the content that of a version, by new operations of who restores.

    What is there now is kept as a version first. Blocks that say the same stay untouched. Raises
    ``NotFoundError``, ``DocumentDamagedError``, ``DocumentTooLargeError``.
    """
    access.require(Ability.EDIT)
    version = DocumentVersion.objects.filter(document_id=access.item_id, id=version_id).first()
    if version is None:
        raise NotFoundError
    wanted = read_state(state_of(version))
    keep_version(access.item_id, VersionKind.RESTORE)
    edited = edit_document(access=access, change=lambda doc: replace_content(doc, wanted))
    with transaction.atomic():
        _record(access, "version.restored", version)
    return edited


def _checked(name: str) -> str:
    wanted = name.strip()
    if not wanted or len(wanted) > VERSION_NAME_LENGTH:
        raise InvalidInputError(field="name")
    return wanted


def _record(access: ItemAccess, action: str, version: DocumentVersion) -> None:
    name = Item.objects.values_list("name", flat=True).get(id=access.item_id)
    record(
        actor=access.actor,
        action=action,
        organisation_id=access.organisation_id,
        item_id=access.item_id,
        item_name=name,
        facts={"version": str(version.id), "name": version.name, "at": version.at.isoformat()},
    )


def keep_due_versions() -> int:
    """Keep versions that are due, at most a portion; return how many. For the worker."""
    ids = _due().values_list("item_id", flat=True)[:DOCUMENTS]
    return work_through(ids, lambda document_id: keep_version(document_id, VersionKind.AUTO))


def _due() -> QuerySet[Document]:
    """Documents nobody wrote in for a while, and those written in for ten minutes, unless kept."""
    now = utc_now()
    rows = DocumentUpdate.objects.filter(document_id=OuterRef("item_id"))
    changed = Document.objects.filter(seq__gt=F("version_seq")).annotate(
        newest_at=Subquery(rows.filter(seq=OuterRef("seq")).values("at")),
        oldest_at=Subquery(
            rows.filter(seq__gt=OuterRef("version_seq")).order_by("seq").values("at")[:1]
        ),
    )
    return changed.filter(Q(newest_at__lt=now - SESSION_ENDS_AFTER) | Q(oldest_at__lt=now - EVERY))


def thin_versions() -> int:
    """Of versions kept by themselves, keep one a day beyond the time the operator set.

    Returns how many were removed, at most a portion. For the worker.
    """
    limit = utc_now() - timedelta(days=settings.DOCUMENT_HISTORY_DAYS)
    old = DocumentVersion.objects.filter(kind=VersionKind.AUTO, at__lt=limit)
    later_that_day = DocumentVersion.objects.filter(
        document_id=OuterRef("document_id"),
        at__date=OuterRef("at__date"),
        at__gt=OuterRef("at"),
    )
    surplus = old.annotate(later=Subquery(later_that_day.values("id")[:1])).exclude(later=None)
    ids = list(surplus.values_list("id", flat=True)[:PORTION])
    DocumentVersion.objects.filter(id__in=ids).delete()
    return len(ids)
