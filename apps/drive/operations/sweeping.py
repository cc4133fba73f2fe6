"""Store and database are brought to agree, in both directions, and the trash is emptied in time."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from apps.core.access import SystemActor
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.drive.errors import NotInTrashError
from apps.drive.models import FileVersion, Item, ObjectDeletion, Upload
from apps.storage.errors import ObjectMissingError
from apps.storage.objects import ObjectInfo, object_store

from .receiving import abandon_upload
from .trash import discard_objects, purge_row

logger = logging.getLogger(__name__)

# Younger objects may belong to an upload whose transaction is still open.
ORPHAN_AGE = timedelta(hours=24)
PORTION = 200


def delete_discarded_objects() -> int:
    """Delete objects that no row needs any more; return how many were handled.

    A reference can only be copied from an existing one, so an object without any stays without.
    """
    handled = 0
    for row in ObjectDeletion.objects.all()[:PORTION]:
        if not FileVersion.objects.filter(object_key=row.object_key).exists():
            object_store().delete(row.object_key)
        row.delete()
        handled += 1
    return handled


def abandon_expired_uploads() -> int:
    """Undo uploads whose process died; return how many."""
    expired = list(Upload.objects.filter(expires_at__lt=utc_now())[:PORTION])
    for upload in expired:
        abandon_upload(upload)
    return len(expired)


def purge_expired_trash() -> int:
    """Purge what has been in the trash longer than the retention; return how many items."""
    limit = utc_now() - timedelta(days=settings.TRASH_RETENTION_DAYS)
    rows = Item.objects.filter(trashed_at__lt=limit).select_related("space")[:PORTION]
    purged = 0
    for item in rows:
        purged += _purge_quietly(item)
    return purged


@transaction.atomic
def _purge_quietly(item: Item) -> int:
    try:
        organisation_id = item.space.organisation_id
        purge_row(actor=SystemActor(), item_id=item.id, organisation_id=organisation_id)
    except (NotFoundError, NotInTrashError):
        # Restored, or purged with its folder, since the rows were read.
        return 0
    return 1


def reconcile_store() -> int:
    """Discard objects without a row and report rows without an object; return how many of both.

    Two walks over the bucket; memory holds one page of keys at a time.
    """
    return _discard_orphans() + _report_missing()


def _discard_orphans() -> int:
    limit = utc_now() - ORPHAN_AGE
    page: list[ObjectInfo] = []
    orphans = 0
    for info in object_store().iter_keys():
        if info.last_modified < limit:
            page.append(info)
        if len(page) >= PORTION:
            orphans += _discard_unknown(page)
            page = []
    return orphans + _discard_unknown(page)


def _discard_unknown(page: list[ObjectInfo]) -> int:
    keys = {info.key for info in page}
    # In the order in which a key passes from one table to the next, so that none slips between.
    for rows in (Upload.objects, FileVersion.objects, ObjectDeletion.objects):
        known = rows.filter(object_key__in=keys)
        keys -= set(known.values_list("object_key", flat=True))
    if keys:
        logger.warning("objects without a row are discarded", extra={"count": len(keys)})
        discard_objects(sorted(keys))
    return len(keys)


def _report_missing() -> int:
    """Compare in key order both sides; the store lists its keys sorted, and so does the query."""
    stored = (info.key for info in object_store().iter_keys())
    rows = FileVersion.objects.exclude(object_key="").order_by("object_key")
    wanted = rows.values_list("object_key", flat=True).distinct().iterator(chunk_size=1000)
    missing, current = 0, next(stored, None)
    for key in wanted:
        while current is not None and current < key:
            current = next(stored, None)
        if current != key and not _arrived_meanwhile(key):
            logger.critical("an object is missing", extra={"object_key": key})
            missing += 1
    return missing


def _arrived_meanwhile(key: str) -> bool:
    try:
        object_store().head(key)
    except ObjectMissingError:
        return False
    return True
