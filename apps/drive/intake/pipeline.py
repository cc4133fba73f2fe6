"""One pass over arriving content: SHA-256, clamd and the store at the same time, in flat memory.

The caller's thread reads and hashes; one thread feeds the store, one the scanner. Hashing and
sockets release Python's lock, so the three do run together.
"""

from __future__ import annotations

import hashlib
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from apps.core.errors import UnavailableError
from apps.scanning.clamd import Scanner, scanner
from apps.scanning.outcomes import ScanOutcome, ScanState
from apps.storage.objects import ObjectStore, object_store
from apps.storage.readers import ByteReader

from .errors import ContentLengthError
from .media_types import HEAD_BYTES, detect_media_type
from .relay import ChunkRelay, RelayReader, RunAhead

logger = logging.getLogger(__name__)

CHUNK_BYTES = 256 * 1024
# The scanner begins its work when it has the last byte, the store on the first: the sooner the
# scanner is served, the sooner both are done. 40 MiB for one upload, 96 MiB for all of a process.
STORE_LAG = RunAhead(total_chunks=384, each_chunks=160)


@dataclass(frozen=True, kw_only=True)
class IngestResult:
    """What is known of content that was taken in.

    The object is in the store unless ``scan`` says infected. An inconclusive ``scan`` (state
    error) means that the scanner failed: the content waits for ``rescan``.
    """

    sha256: str
    size_bytes: int
    media_type: str
    scan: ScanOutcome


def ingest(
    reader: ByteReader,
    size_bytes: int,
    object_key: str,
    *,
    into: ObjectStore | None = None,
    scanned_by: Scanner | None = None,
) -> IngestResult:
    """Store exactly ``size_bytes`` bytes of ``reader`` under ``object_key``, hashed and scanned.

    Raises ``ContentLengthError`` for fewer or more bytes, ``StoreUnavailableError``, and whatever
    ``reader`` raises; nothing is left in the store then, as far as the store can be reached.
    """
    store = into or object_store()
    try:
        result = _Intake(store, scanned_by or scanner(), size_bytes, object_key).run(reader)
    except BaseException:
        _discard(store, object_key)
        raise
    if result.scan.state is ScanState.INFECTED:
        store.delete(object_key)
    return result


class _Intake:
    """One content on its way to the store and the scanner."""

    def __init__(
        self, store: ObjectStore, scanned_by: Scanner, size_bytes: int, object_key: str
    ) -> None:
        self._store = store
        self._scanner = scanned_by
        self._size_bytes = size_bytes
        self._object_key = object_key
        self._to_store = ChunkRelay(run_ahead=STORE_LAG)
        self._to_scanner = ChunkRelay()
        self._digest = hashlib.sha256()
        self._head = b""

    def run(self, reader: ByteReader) -> IngestResult:
        """Move everything; both threads have ended when this returns or raises."""
        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="intake") as threads:
            storing = threads.submit(self._feed_store)
            scanning = threads.submit(self._feed_scanner)
            try:
                self._hand_out(reader, storing)
            except BaseException:
                self._to_store.break_off()
                self._to_scanner.break_off()
                raise
            storing.result()
            return self._result(scanning.result())

    def _hand_out(self, reader: ByteReader, storing: Future[None]) -> None:
        missing_bytes = self._size_bytes
        while missing_bytes:
            chunk = reader.read(min(CHUNK_BYTES, missing_bytes))
            if not chunk:
                raise ContentLengthError(size_bytes=self._size_bytes, missing_bytes=missing_bytes)
            missing_bytes -= len(chunk)
            # A scanner that gave up changes nothing here: the content will wait for it.
            self._to_scanner.offer(chunk)
            if not self._to_store.offer(chunk):
                storing.result()
            self._digest.update(chunk)
            self._head += chunk[: HEAD_BYTES - len(self._head)]
        if reader.read(1):
            raise ContentLengthError(size_bytes=self._size_bytes, missing_bytes=-1)
        self._to_scanner.finish()
        self._to_store.finish()

    def _feed_store(self) -> None:
        try:
            source = RelayReader(self._to_store)
            self._store.put_stream(self._object_key, source, self._size_bytes)
        finally:
            self._to_store.abandon()

    def _feed_scanner(self) -> ScanOutcome:
        try:
            return self._scanner.scan_chunks(self._to_scanner, self._size_bytes)
        finally:
            self._to_scanner.abandon()

    def _result(self, outcome: ScanOutcome) -> IngestResult:
        return IngestResult(
            sha256=self._digest.hexdigest(),
            size_bytes=self._size_bytes,
            media_type=detect_media_type(self._head),
            scan=outcome,
        )


def _discard(store: ObjectStore, object_key: str) -> None:
    """Remove what may be half there; if the store cannot be reached, the sweeper will find it."""
    try:
        store.delete(object_key)
    except UnavailableError:
        logger.warning("object left for the sweeper", extra={"object_key": object_key})
