"""A second look at stored content: does it still have its hash, and what does the scanner say now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from apps.scanning.clamd import WORKER_VERDICT_SECONDS, Scanner, scanner
from apps.scanning.outcomes import ScanOutcome
from apps.storage.objects import ObjectStore, object_store

from .errors import ContentCorruptError
from .pipeline import CHUNK_BYTES


def rescan(
    object_key: str,
    sha256: str,
    size_bytes: int,
    *,
    out_of: ObjectStore | None = None,
    scanned_by: Scanner | None = None,
) -> ScanOutcome:
    """Read an object back and return the scanner's word about it, in state ERROR if it failed.

    Raises ``ContentCorruptError`` when the bytes are not those of ``sha256`` (hexadecimal),
    ``ObjectMissingError``, ``StoreUnavailableError``.
    """
    content = _StoredContent(out_of or object_store(), object_key)
    examined_by = scanned_by or scanner()
    outcome = examined_by.scan_chunks(content, size_bytes, WORKER_VERDICT_SECONDS)
    if content.sha256 not in (None, sha256):
        raise ContentCorruptError(object_key=object_key)
    return outcome


class _StoredContent:
    """The bytes of an object; ``sha256`` is known once all were read, until then None.

    A scanner that fails, or is not asked, stops reading earlier.
    """

    def __init__(self, store: ObjectStore, object_key: str) -> None:
        self._store = store
        self._object_key = object_key
        self.sha256: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        with self._store.open_range(self._object_key) as reader:
            while chunk := reader.read(CHUNK_BYTES):
                digest.update(chunk)
                yield chunk
        self.sha256 = digest.hexdigest()
