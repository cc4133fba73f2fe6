"""What others may want to know."""

from __future__ import annotations

from dataclasses import dataclass

from apps.core.events import Event
from apps.scanning.outcomes import ScanState


@dataclass(frozen=True, kw_only=True)
class VerdictChanged(Event):
    """The verdict about a content is new or different; ``sha256`` in hexadecimal."""

    sha256: str
    state: ScanState
