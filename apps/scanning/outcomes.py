"""What one scan says, before anybody records it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ScanState(StrEnum):
    """The four ends a scan can have. Only ``CLEAN`` lets content out."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"
    ERROR = "error"


class ScanReason(StrEnum):
    """Why content is unscannable, or why the scan failed. Public words: the doors translate them."""

    NONE = ""
    # unscannable: a property of the content
    ENCRYPTED = "encrypted"
    LIMITS = "limits"
    TOO_LARGE = "too_large"
    # error: a property of the scanner, retrying may help
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    BROKEN_OFF = "broken_off"
    BAD_REPLY = "bad_reply"
    UNPROVEN = "unproven"
    SIGNATURES_TOO_OLD = "signatures_too_old"


@dataclass(frozen=True, kw_only=True)
class EngineVersion:
    """The engine behind a verdict. Number and date are None when it does not tell them."""

    engine: str = ""
    signature_version: int | None = None
    signature_date: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ScanOutcome:
    """The verdict passport: what was found, by which engine, on how many bytes, in what time."""

    state: ScanState
    scanned_at: datetime
    signature_name: str = ""
    reason: ScanReason = ScanReason.NONE
    version: EngineVersion = field(default_factory=EngineVersion)
    bytes_examined: int = 0
    duration_ms: int = 0

    @property
    def is_conclusive(self) -> bool:
        """Say whether scanning the same bytes again can wait for new signatures."""
        return self.state is not ScanState.ERROR
