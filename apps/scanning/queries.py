"""Reading verdicts."""

from __future__ import annotations

from collections.abc import Iterable

from apps.scanning.models import Verdict
from apps.scanning.outcomes import ScanState


def is_clean(sha256: str) -> bool:
    """Say whether content with this SHA-256 may leave the store."""
    return Verdict.objects.filter(sha256=sha256, state=ScanState.CLEAN).exists()


def find_verdict(sha256: str) -> Verdict | None:
    """Return the verdict about a content, None when it was never scanned."""
    return Verdict.objects.filter(sha256=sha256).first()


def find_verdicts(sha256s: Iterable[str]) -> dict[str, Verdict]:
    """Return the verdicts about several contents by their SHA-256, in one query."""
    return Verdict.objects.in_bulk(list(sha256s))
