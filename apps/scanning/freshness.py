"""Signatures age: old ones still find, but may no longer call anything clean."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from apps.scanning.outcomes import EngineVersion

# clamd writes its signatures' date without a zone, so it can seem up to 14 hours ahead of us.
AHEAD_LIMIT = timedelta(hours=14)


def are_signatures_fresh(
    version: EngineVersion, *, max_age: timedelta | None, now: datetime
) -> bool:
    """Say whether these signatures may give clean verdicts; an unknown date is too old.

    ``max_age`` None means that the age is not looked at (a developer's machine without network).
    """
    if max_age is None:
        return True
    if version.signature_date is None:
        return False
    return -AHEAD_LIMIT <= now - version.signature_date <= max_age


def signature_max_age() -> timedelta | None:
    """Return the age limit in force, None when it is not looked at."""
    hours: int = settings.SIGNATURE_MAX_AGE_HOURS
    return timedelta(hours=hours) if hours else None


def signatures_relaxed() -> bool:
    """Say whether a banner must tell people that old signatures are accepted here."""
    return signature_max_age() is None
