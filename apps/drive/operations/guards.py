"""The last question before bytes leave: may these?"""

from __future__ import annotations

from apps.drive.errors import (
    ContentInfectedError,
    IsDocumentError,
    NotAFileError,
    NotScannedYetError,
    UnscannableError,
)
from apps.drive.models import ContentState, FileVersion, Item


def refuse_document(item: Item) -> None:
    """Raise ``IsDocumentError`` where bytes are asked of a live document, which has none."""
    if item.is_document:
        raise IsDocumentError


def refuse_unservable(version: FileVersion | None) -> FileVersion:
    """Return the version if its bytes may leave.

    Raises ``NotAFileError``, ``ContentInfectedError``, ``UnscannableError`` or
    ``NotScannedYetError``.
    """
    if version is None:
        raise NotAFileError
    if version.state == ContentState.INFECTED:
        name = version.verdict.signature_name if version.verdict else ""
        raise ContentInfectedError(signature_name=name)
    if version.state == ContentState.UNSCANNABLE:
        raise UnscannableError(reason=version.verdict.reason if version.verdict else "")
    if not version.is_servable:
        raise NotScannedYetError
    return version
