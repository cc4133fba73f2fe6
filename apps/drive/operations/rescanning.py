"""Stored content is scanned again when the signatures are newer than those of its verdict."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from apps.core.clock import utc_now
from apps.core.errors import UnavailableError
from apps.drive.intake import ContentCorruptError, rescan
from apps.drive.models import FileVersion
from apps.scanning.clamd import scanner
from apps.scanning.models import Verdict
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import ScanState
from apps.storage.errors import ObjectMissingError

logger = logging.getLogger(__name__)

# A worker that died, a scan that failed: the content's next turn comes after this long.
NEXT_TURN = timedelta(minutes=15)
# What was too large or encrypted stays so, whatever the signatures.
MAY_TURN = (ScanState.CLEAN, ScanState.INFECTED)


def rescan_next(among: RawSQL | None = None) -> int:
    """Scan one content with an outdated verdict again, the oldest first; return 1, or 0 if none.

    ``among``: only contents of the items it selects (``tree.subtrees``). A verdict that turns closes links and streams at once,
    because both ask for it. Nothing is done while the engine does not tell its signatures' number.
    Raises ``ScannerUnavailableError``.
    """
    signatures = scanner().version().signature_version
    if signatures is None:
        return 0
    version = _claim(signatures, among, utc_now())
    if version is None:
        return 0
    try:
        outcome = rescan(version.object_key, version.sha256, version.size_bytes)
    except (ObjectMissingError, ContentCorruptError):
        logger.critical("stored content is damaged", extra={"version_id": str(version.id)})
        return 1
    except UnavailableError:
        return 0
    if not outcome.is_conclusive:
        return 0
    record_verdict(sha256=version.sha256, outcome=outcome)
    return 1


@transaction.atomic
def _claim(signatures: int, among: RawSQL | None, now: datetime) -> FileVersion | None:
    due = _outdated(signatures, now).filter(Exists(_stored(among)))
    verdict = due.select_for_update(of=("self",), skip_locked=True).order_by("scanned_at").first()
    if verdict is None:
        return None
    Verdict.objects.filter(sha256=verdict.sha256).update(rescan_after=now + NEXT_TURN)
    return _stored(None, sha256=verdict.sha256).first()


def _outdated(signatures: int, now: datetime) -> QuerySet[Verdict]:
    return Verdict.objects.filter(
        Q(signature_version__lt=signatures) | Q(signature_version=None),
        Q(rescan_after__lte=now) | Q(rescan_after=None),
        state__in=MAY_TURN,
    )


def _stored(among: RawSQL | None, sha256: str | OuterRef | None = None) -> QuerySet[FileVersion]:
    versions = FileVersion.objects.filter(sha256=sha256 or OuterRef("sha256"))
    if among is not None:
        versions = versions.filter(item__in=among)
    return versions.exclude(object_key="")
