"""One conversation with clamd over a socket: bounded in time and in what it may answer.

Protocol: clamd(8), commands prefixed ``z`` and ended by NUL; INSTREAM chunks are preceded by their
length as 32 bits, most significant first, and ended by a chunk of length zero.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from apps.scanning.errors import ScannerUnavailableError
from apps.scanning.outcomes import ScanReason

REPLY_MAX_BYTES = 4096
LENGTH_PREFIX = struct.Struct("!I")
END_OF_STREAM = LENGTH_PREFIX.pack(0)


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """How long to wait, in seconds. ``verdict`` runs from the last byte sent."""

    connect: float = 3.0
    send: float = 10.0
    command: float = 5.0
    verdict: float = 30.0


@dataclass(frozen=True)
class ClamdAddress:
    """``unix:///path/of/socket`` or ``tcp://host:port``."""

    url: str

    def connect(self, timeout_seconds: float) -> socket.socket:
        """Return a connected socket; raises ``OSError``."""
        parts = urlsplit(self.url)
        if parts.scheme == "tcp":
            return socket.create_connection(
                (parts.hostname or "", parts.port or 3310), timeout=timeout_seconds
            )
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel.settimeout(timeout_seconds)
        try:
            channel.connect(parts.path)
        except OSError:
            channel.close()
            raise
        return channel


class Conversation:
    """A connected socket to clamd, for one command.

    Every method raises ``ScannerUnavailableError`` and nothing else.
    """

    def __init__(self, address: ClamdAddress, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        try:
            self._channel = address.connect(timeouts.connect)
        except OSError as error:
            raise ScannerUnavailableError(ScanReason.UNREACHABLE, str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._channel.close()

    def say(self, command: str) -> None:
        """Send a command by name."""
        self._send(f"z{command}\0".encode("ascii"))

    def send_chunk(self, chunk: bytes) -> None:
        """Send a part of the content, after ``say("INSTREAM")``."""
        # An empty chunk would mean the end of the stream.
        if chunk:
            self._send(LENGTH_PREFIX.pack(len(chunk)))
            self._send(chunk)

    def end_stream(self) -> None:
        """Say that the content is complete."""
        self._send(END_OF_STREAM)

    def reply(self, timeout_seconds: float) -> str:
        """Return the answer without its closing NUL, waiting at most ``timeout_seconds``."""
        with _translated_errors():
            return self._read_reply(timeout_seconds)

    def _send(self, content: bytes) -> None:
        with _translated_errors():
            self._channel.settimeout(self._timeouts.send)
            self._channel.sendall(content)

    def _read_reply(self, timeout_seconds: float) -> str:
        deadline = time.monotonic() + timeout_seconds
        received = b""
        while not received.endswith(b"\0"):
            # A deadline for the whole reply: a server dripping bytes must not hold us for ever.
            self._channel.settimeout(max(deadline - time.monotonic(), 0.001))
            part = self._channel.recv(REPLY_MAX_BYTES)
            if not part:
                raise ScannerUnavailableError(ScanReason.BROKEN_OFF, "closed before a full reply")
            received += part
            if len(received) > REPLY_MAX_BYTES:
                raise ScannerUnavailableError(ScanReason.BAD_REPLY, "endless reply")
        return received[:-1].decode("ascii", "backslashreplace")


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise ScannerUnavailableError(ScanReason.TIMED_OUT) from error
    except OSError as error:
        raise ScannerUnavailableError(ScanReason.BROKEN_OFF, str(error)) from error
