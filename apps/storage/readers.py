"""Bytes on their way in and out of the store."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from botocore.response import StreamingBody

from apps.storage.errors import translated_errors


class ByteReader(Protocol):
    """What ``put_stream`` reads from: at most ``size`` bytes a call, empty at the end."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most ``size``; empty only at the end."""
        ...


class ObjectReader:
    """The bytes of an object or a part of it, in order.

    ``size_bytes`` is how many there will be. ``read`` raises ``StoreUnavailableError`` when the
    store breaks off before that many came. Close it, or use it as a context manager: an unread
    connection is otherwise lost for the pool.
    """

    def __init__(self, body: StreamingBody | None, size_bytes: int) -> None:
        self._body = body
        self.size_bytes = size_bytes

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        if self._body is None:
            return b""
        with translated_errors():
            return self._body.read(size)

    def close(self) -> None:
        """Give the connection up, whether everything was read or not."""
        if self._body is not None:
            self._body.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


# http.client asks for 16 KiB at a time; fewer, larger writes cost both ends less.
PIECE_BYTES = 256 * 1024


class ShortSourceError(OSError):
    """A source ended before the number of bytes it had announced."""


class StreamBody:
    """A one-way body of known length, in the dress botocore asks for.

    Without ``seek`` and ``tell`` botocore takes it as it is: no rewinding, no measuring, no retry.
    ``read`` raises ``ShortSourceError`` when the source ends early, where the server would
    otherwise wait for the missing bytes until a time-out.
    """

    def __init__(self, source: ByteReader, size_bytes: int) -> None:
        self._source = source
        self._missing_bytes = size_bytes

    def read(self, size: int = -1) -> bytes:
        """Return the next piece, whatever its size; empty once all announced bytes were given.

        http.client sends what it gets, and the announced length bounds the whole.
        """
        del size
        if self._missing_bytes == 0:
            return b""
        part = self._source.read(min(PIECE_BYTES, self._missing_bytes))
        if not part:
            raise ShortSourceError(f"{self._missing_bytes} bytes are missing")
        self._missing_bytes -= len(part)
        return part
