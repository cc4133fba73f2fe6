"""What can go wrong with the scanner."""

from __future__ import annotations

from apps.core.errors import UnavailableError
from apps.scanning.outcomes import ScanReason


class ScannerUnavailableError(UnavailableError):
    """The scanner gives no verdict now; content waits and the scan is repeated later."""

    code = "scanner_unavailable"

    def __init__(self, reason: ScanReason, detail: str = "") -> None:
        super().__init__(reason=reason.value, detail=detail)
        self.reason = reason
