"""Handing chunks from one thread to another, a few at a time, whatever becomes of either."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from threading import Condition, Lock

# With chunks of 256 KiB: 2 MiB wait between reading and each consumer.
CAPACITY_CHUNKS = 8


class SourceBrokenError(Exception):
    """The producer stopped before the content was complete."""


class RunAhead:
    """Room beyond their own capacity that relays of a process share: ``total_chunks`` in all.

    ``each_chunks`` is the most that one relay borrows.
    """

    def __init__(self, total_chunks: int, each_chunks: int) -> None:
        self.each_chunks = each_chunks
        self._free_chunks = total_chunks
        self._lock = Lock()

    def borrow(self) -> bool:
        """Take room for one chunk; False when there is none."""
        with self._lock:
            if self._free_chunks == 0:
                return False
            self._free_chunks -= 1
            return True

    def give_back(self, chunks: int) -> None:
        """Return borrowed room."""
        with self._lock:
            self._free_chunks += chunks


class ChunkRelay:
    """A bounded queue between one producer and one consumer, each of which may give up.

    The producer calls ``offer`` and at last ``finish`` or ``break_off``; the consumer iterates
    and calls ``abandon`` when it reads no more. Neither can then leave the other waiting.
    """

    def __init__(self, capacity: int = CAPACITY_CHUNKS, run_ahead: RunAhead | None = None) -> None:
        self._capacity = capacity
        self._run_ahead = run_ahead or RunAhead(0, 0)
        self._borrowed = 0
        self._chunks: deque[bytes] = deque()
        self._changed = Condition()
        self._is_finished = False
        self._is_broken = False
        self._is_abandoned = False

    def offer(self, chunk: bytes) -> bool:
        """Wait for room and hand ``chunk`` over; False when nobody reads any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_abandoned or self._make_room())
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
            self._drop()
            self._changed.notify_all()

    def abandon(self) -> None:
        """Say that nothing more will be read."""
        with self._changed:
            self._is_abandoned = True
            self._drop()
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
            self._give_back(min(self._borrowed, 1))
            self._changed.notify_all()
            return chunk

    def _make_room(self) -> bool:
        if len(self._chunks) < self._capacity + self._borrowed:
            return True
        if self._borrowed == self._run_ahead.each_chunks or not self._run_ahead.borrow():
            return False
        self._borrowed += 1
        return True

    def _drop(self) -> None:
        self._chunks.clear()
        self._give_back(self._borrowed)

    def _give_back(self, chunks: int) -> None:
        self._borrowed -= chunks
        self._run_ahead.give_back(chunks)


class RelayReader:
    """The consumer's end of a relay as something with ``read``."""

    def __init__(self, relay: ChunkRelay) -> None:
        self._chunks = iter(relay)
        self._rest = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        if not self._rest:
            chunk = next(self._chunks, b"")
            if len(chunk) <= size:
                return chunk
            self._rest = memoryview(chunk)
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)
