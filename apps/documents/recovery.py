"""After a backup was restored, browsers hold edits that the server lost, their own and others'."""

from __future__ import annotations

from django.conf import settings

from apps.core.clock import utc_now


def is_recovering() -> bool:
    """Whether structures under a client id of somebody else are taken back, because the operator
    opened a window for it. Outside of one, they are forgeries.
    """
    until = settings.DOCUMENT_RECOVERY_UNTIL
    return until is not None and utc_now() < until
