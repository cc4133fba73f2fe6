"""Content that waits for its verdict gets it from the worker."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from apps.core.clock import utc_now
from apps.core.errors import UnavailableError
from apps.drive.intake import ContentCorruptError, rescan
from apps.drive.models import WAITING_STATES, ContentState, FileVersion
from apps.scanning.operations import record_verdict
from apps.storage.errors import ObjectMissingError

from .settling import apply_verdict

logger = logging.getLogger(__name__)

# A worker that died gives its claim back after this long.
CLAIM_LIFETIME = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(minutes=2)


def scan_next_waiting() -> int:
    """Scan the version that waits longest; return 1, or 0 when none is due."""
    version = _claim()
    if version is None:
        return 0
    try:
        outcome = rescan(version.object_key, version.sha256, version.size_bytes)
    except (ObjectMissingError, ContentCorruptError):
        logger.critical("stored content is damaged", extra={"version_id": str(version.id)})
        _postpone(version, ContentState.ERROR)
        return 1
    except UnavailableError:
        _postpone(version, ContentState.QUARANTINED)
        return 0
    if not outcome.is_conclusive:
        _postpone(version, ContentState.QUARANTINED)
        return 0
    with transaction.atomic():
        record_verdict(sha256=version.sha256, outcome=outcome)
        apply_verdict(sha256=version.sha256)
    return 1


@transaction.atomic
def _claim() -> FileVersion | None:
    now = utc_now()
    due = FileVersion.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state__in=WAITING_STATES, scan_after__lte=now
    )
    version = due.exclude(object_key="").order_by("scan_after").first()
    if version is not None:
        version.state, version.scan_after = ContentState.SCANNING, now + CLAIM_LIFETIME
        version.scan_attempts += 1
        version.save(update_fields=["state", "scan_after", "scan_attempts"])
    return version


def _postpone(version: FileVersion, state: ContentState) -> None:
    pause = min(timedelta(seconds=2 ** min(version.scan_attempts, 10)), LONGEST_PAUSE)
    FileVersion.objects.filter(id=version.id, state=ContentState.SCANNING).update(
        state=state, scan_after=utc_now() + pause
    )
