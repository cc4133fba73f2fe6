"""A second look at stored content: does it still have its hash, and what does the scanner say now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from apps.scanning.clamd import WORKER_VERDICT_SECONDS, Scanner, scanner
from apps.scanning.outcomes import ScanOutcome, ScanState
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
    digest = hashlib.sha256()
    examined_by = scanned_by or scanner()
    chunks = _chunks(out_of or object_store(), object_key, digest)
    outcome = examined_by.scan_chunks(chunks, size_bytes, WORKER_VERDICT_SECONDS)
    was_read_whole = outcome.state is not ScanState.ERROR and outcome.bytes_examined > 0
    if was_read_whole and digest.hexdigest() != sha256:
        raise ContentCorruptError(object_key=object_key)
    return outcome


def _chunks(store: ObjectStore, object_key: str, digest: hashlib._Hash) -> Iterator[bytes]:
    with store.open_range(object_key) as reader:
        while chunk := reader.read(CHUNK_BYTES):
            digest.update(chunk)
            yield chunk
