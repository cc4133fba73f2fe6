"""Sending chunks: flat memory, one chunk read ahead, the right to go on asked again and again.

The crossing from blocking storage reads to the event loop is here and nowhere else. Reads happen in
a bounded pool of threads, because a download of an hour must not own a thread for an hour.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from apps.core.errors import DomainError

from .chunks import Chunks, CorruptContentError

SLICE_BYTES = 64 * 1024
RECHECK_SECONDS = 0.5
READING_THREADS = 32

logger = logging.getLogger(__name__)

MayContinue = Callable[[], bool]
ResultT = TypeVar("ResultT")

_pool = ThreadPoolExecutor(READING_THREADS, thread_name_prefix="serving")


class StreamCutError(asyncio.CancelledError):
    """The answer ends before its last byte, on purpose; the server closes the connection.

    A cancellation to Django, which then cleans up as if the client had left, and returns with the
    answer incomplete; any other exception would pass for a crash of ours.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        logger.warning("stream cut", extra={"reason": reason})


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How an answer ended. ``is_complete``: its last byte was handed to the server.

    ``is_to_the_end``: and that byte was the content's last one too, not only that of a range.
    """

    sent_bytes: int
    is_complete: bool
    is_to_the_end: bool


OnEnd = Callable[[Delivery], None]


def always() -> bool:
    """Allow a stream that nothing can revoke."""
    return True


class Sender:
    """One answer's bytes; used once.

    ``may_continue`` is asked at most ``RECHECK_SECONDS`` after its last answer, before the next
    slice; "no", or an error while asking, cuts. ``on_end`` is told once how it ended.
    ``reaches_end`` says whether ``chunks`` end where the content ends; ``length_bytes`` is what the
    client was told to expect, None if nothing.
    """

    def __init__(
        self,
        chunks: Chunks,
        *,
        may_continue: MayContinue = always,
        on_end: OnEnd | None = None,
        reaches_end: bool = True,
        length_bytes: int | None = None,
    ) -> None:
        self._chunks = chunks
        self._may_continue = may_continue
        self._on_end = on_end
        self._reaches_end = reaches_end
        self._length_bytes = length_bytes
        self._sent_bytes = 0
        self._is_begun = False
        self._is_exhausted = False
        self._is_ended = False
        self._checked_at = time.monotonic()

    def _next_chunk(self) -> bytes:
        try:
            return self._chunks.next_chunk()
        except CorruptContentError as error:
            raise StreamCutError("corrupt") from error
        except DomainError as error:
            raise StreamCutError(error.code) from error

    def _is_check_due(self) -> bool:
        return time.monotonic() - self._checked_at >= RECHECK_SECONDS

    def _check(self) -> None:
        try:
            is_allowed = self._may_continue()
        except Exception as error:
            logger.exception("a stream's right could not be asked")
            raise StreamCutError("unknown right") from error
        if not is_allowed:
            raise StreamCutError("right lost")
        self._checked_at = time.monotonic()

    def _is_complete(self) -> bool:
        # A client that counts leaves with the last byte, before we learn that there are no more.
        has_sent_all = self._is_begun and self._sent_bytes == self._length_bytes
        return self._is_exhausted or has_sent_all

    def _tell_end(self) -> None:
        if self._on_end is None:
            return
        is_complete = self._is_complete()
        delivery = Delivery(
            sent_bytes=self._sent_bytes,
            is_complete=is_complete,
            is_to_the_end=is_complete and self._reaches_end,
        )
        try:
            self._on_end(delivery)
        except Exception:
            logger.exception("the end of a stream could not be recorded")


class AsyncSender(Sender):
    """Bytes for an event loop: reads in the pool, one chunk ahead."""

    _ahead: Future[bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._is_begun = True
        # The view's own connection goes back to the pool: streams are long, connections few.
        await sync_to_async(close_old_connections)()
        try:
            self._ahead = _submit(self._next_chunk)
            while chunk := await asyncio.wrap_future(self._ahead):
                self._ahead = _submit(self._next_chunk)
                for piece in _slices(chunk):
                    if self._is_check_due():
                        await sync_to_async(_released)(self._check)
                    yield piece
                    self._sent_bytes += len(piece)
            self._is_exhausted = True
        finally:
            self.close()

    def close(self) -> None:
        """End, wherever it stands. Django calls this even for answers it never began to send."""
        if self._is_ended:
            return
        self._is_ended = True
        if self._ahead is None:
            self._chunks.close()
        else:
            # A read may be under way in another thread; its connection is closed after it.
            self._ahead.add_done_callback(lambda _: self._chunks.close())
        _submit(self._tell_end)


class DirectSender(Sender):
    """Bytes for Django's synchronous handlers (its test client, ``runserver``)."""

    def __iter__(self) -> Iterator[bytes]:
        self._is_begun = True
        try:
            while chunk := self._next_chunk():
                for piece in _slices(chunk):
                    if self._is_check_due():
                        self._check()
                    yield piece
                    self._sent_bytes += len(piece)
            self._is_exhausted = True
        finally:
            self.close()

    def close(self) -> None:
        """End, wherever it stands."""
        if self._is_ended:
            return
        self._is_ended = True
        self._chunks.close()
        self._tell_end()


def _slices(chunk: bytes) -> Iterator[bytes]:
    for start in range(0, len(chunk), SLICE_BYTES):
        yield chunk[start : start + SLICE_BYTES]


def _submit(work: Callable[[], ResultT]) -> Future[ResultT]:
    return _pool.submit(_released, work)


def _released(work: Callable[[], ResultT]) -> ResultT:
    """Run ``work`` and give its thread's database connection back."""
    try:
        return work()
    finally:
        close_old_connections()
