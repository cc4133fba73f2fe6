"""Where the bytes of an answer come from: a piece at a time, with its truth checked on the way."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import Protocol

CHUNK_BYTES = 1024 * 1024

logger = logging.getLogger(__name__)


class Reader(Protocol):
    """An object opened in the store."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, ``b""`` at the end."""

    def close(self) -> None:
        """Give the connection back."""


class Chunks(Protocol):
    """A source of bytes, used by one thread at a time."""

    def next_chunk(self) -> bytes:
        """Return the next bytes, ``b""`` at the end. Raises ``CorruptContentError``."""

    def close(self) -> None:
        """Free what is held; safe to call twice."""


class CorruptContentError(Exception):
    """The store gave other bytes than were scanned. An operator must look at this."""


class StoredChunks:
    """The bytes of an object, or of a part of it.

    With ``sha256`` (a whole object) the last chunk is only given out once the hash agrees; a stored
    object that was changed behind our back is never delivered complete.
    """

    def __init__(self, reader: Reader, *, length: int, sha256: str | None, object_key: str) -> None:
        self._reader = reader
        self._left = length
        self._expected = sha256
        self._object_key = object_key
        self._hash = hashlib.sha256()

    def next_chunk(self) -> bytes:
        """Return up to ``CHUNK_BYTES``, ``b""`` once all were given."""
        if self._left == 0:
            return b""
        chunk = self._fill(min(CHUNK_BYTES, self._left))
        self._left -= len(chunk)
        if self._expected is not None:
            self._hash.update(chunk)
            if self._left == 0 and self._hash.hexdigest() != self._expected:
                raise self._alarm("hash")
        return chunk

    def _fill(self, wanted: int) -> bytes:
        pieces = []
        while wanted:
            piece = self._reader.read(wanted)
            if not piece:
                raise self._alarm("length")
            pieces.append(piece)
            wanted -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _alarm(self, what: str) -> CorruptContentError:
        logger.critical(
            "stored content is damaged",
            extra={"object_key": self._object_key, "sha256": self._expected, "difference": what},
        )
        return CorruptContentError(what)

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()


class IteratedChunks:
    """The bytes an iterator makes (an archive), gathered so that small pieces cost little."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def next_chunk(self) -> bytes:
        """Return about ``CHUNK_BYTES`` or what is left."""
        gathered = bytearray()
        for piece in self._pieces:
            gathered += piece
            if len(gathered) >= CHUNK_BYTES:
                break
        return bytes(gathered)

    def close(self) -> None:
        """Let a generator clean up."""
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
