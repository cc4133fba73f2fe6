"""Handing chunks from one thread to another, a few at a time, whatever becomes of either."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from threading import Condition

# With chunks of 256 KiB: at most 2 MiB wait between reading and each of the two consumers.
CAPACITY_CHUNKS = 8


class SourceBrokenError(Exception):
    """The producer stopped before the content was complete."""


class ChunkRelay:
    """A bounded queue between one producer and one consumer, each of which may give up.

    The producer calls ``offer`` and at last ``finish`` or ``break_off``; the consumer iterates
    and calls ``abandon`` when it reads no more. Neither can then leave the other waiting.
    """

    def __init__(self, capacity: int = CAPACITY_CHUNKS) -> None:
        self._capacity = capacity
        self._chunks: deque[bytes] = deque()
        self._changed = Condition()
        self._is_finished = False
        self._is_broken = False
        self._is_abandoned = False

    def offer(self, chunk: bytes) -> bool:
        """Wait for room and hand ``chunk`` over; False when nobody reads any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_abandoned or len(self._chunks) < self._capacity)
            if self._is_abandoned:
                return False
            self._chunks.append(chunk)
            self._changed.notify_all()
            return True

    def finish(self) -> None:
        """Say that the content is complete."""
        with self._changed:
            self._is_finished = True
            self._changed.notify_all()

    def break_off(self) -> None:
        """Say that the rest will never come; what still waits is dropped."""
        with self._changed:
            self._is_broken = True
            self._chunks.clear()
            self._changed.notify_all()

    def abandon(self) -> None:
        """Say that nothing more will be read."""
        with self._changed:
            self._is_abandoned = True
            self._chunks.clear()
            self._changed.notify_all()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the chunks; raises ``SourceBrokenError`` after ``break_off``."""
        while (chunk := self._take()) is not None:
            yield chunk

    def _take(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self._is_finished or self._is_broken)
            if self._is_broken:
                raise SourceBrokenError
            if not self._chunks:
                return None
            chunk = self._chunks.popleft()
            self._changed.notify_all()
            return chunk


class RelayReader:
    """The consumer's end of a relay as something with ``read``."""

    def __init__(self, relay: ChunkRelay) -> None:
        self._chunks = iter(relay)
        self._rest = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)
