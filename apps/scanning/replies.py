"""Understanding what clamd answers. Pure: text in, meaning out.

Only the exact text ``stream: OK`` means clean; see docs/adr on scanning and clamd(8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.scanning.outcomes import EngineVersion, ScanReason, ScanState

CLEAN_REPLY = "stream: OK"
FOUND_PATTERN = re.compile(r"stream: (?P<name>[\x21-\x7e]{1,255}) FOUND")
UNSCANNABLE_PREFIXES = {
    "Heuristics.Limits.": ScanReason.LIMITS,
    "Heuristics.Encrypted.": ScanReason.ENCRYPTED,
}
VERSION_PATTERN = re.compile(
    r"(?P<engine>ClamAV [\x21-\x2e\x30-\x7e]{1,60})(?:/(?P<number>\d{1,9})/(?P<date>[\x20-\x7e]{1,40}))?"
)
VERSION_DATE_FORMAT = "%a %b %d %H:%M:%S %Y"


@dataclass(frozen=True, kw_only=True)
class ScanReply:
    """The meaning of an INSTREAM reply."""

    state: ScanState
    signature_name: str = ""
    reason: ScanReason = ScanReason.NONE


def parse_scan_reply(text: str) -> ScanReply:
    """Return what a reply to INSTREAM means; whatever is not understood is an error."""
    if text == CLEAN_REPLY:
        return ScanReply(state=ScanState.CLEAN)
    found = FOUND_PATTERN.fullmatch(text)
    if found is None:
        return ScanReply(state=ScanState.ERROR, reason=ScanReason.BAD_REPLY)
    return _meaning_of_signature(found["name"])


def _meaning_of_signature(name: str) -> ScanReply:
    for prefix, reason in UNSCANNABLE_PREFIXES.items():
        if name.startswith(prefix):
            return ScanReply(state=ScanState.UNSCANNABLE, signature_name=name, reason=reason)
    return ScanReply(state=ScanState.INFECTED, signature_name=name)


def parse_version(text: str) -> EngineVersion | None:
    """Return the engine described by a VERSION reply, or None when it is not one.

    ``ClamAV 1.4.3/27824/Sat Nov 15 09:48:16 2025``; the part after the first slash is absent when
    the engine has no official signatures. The date carries no zone and is taken as UTC.
    """
    match = VERSION_PATTERN.fullmatch(text)
    if match is None:
        return None
    number = match["number"]
    return EngineVersion(
        engine=match["engine"],
        signature_version=int(number) if number else None,
        signature_date=_parse_date(match["date"]),
    )


def _parse_date(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", VERSION_DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
