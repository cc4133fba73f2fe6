"""WebSockets as uvicorn speaks them, quicker for the short binary frames of people who type.

``uvicorn --ws apps.realtime.wire:QuickWebSocketProtocol``. The library under uvicorn reads a frame by
a dozen steps of generators: half of all that an edit costs. Whole frames of less than 126 bytes are
read here, and binary frames written; everything else, and everything unusual, is left to the library.
Source: RFC 6455, section 5.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # C where there is one
from websockets.protocol import OPEN

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent, ASGISendEvent

_WHOLE_BINARY, _MASKED, _LONG = 0x82, 0x80, 126
_HEAD_BYTES = 6
# More than that waiting for the application, and the sender is made to wait.
QUEUE_MAXIMUM = 64


class QuickWebSocketProtocol(WebSocketsSansIOProtocol):
    """See the module."""

    # Whether the library stands between two frames.
    is_between = True
    # The beginning of a short frame whose end has not come.
    begun = b""

    def data_received(self, data: bytes) -> None:
        """Take what came: short frames here, the rest by the library."""
        if self.begun:
            data, self.begun = self.begun + data, b""
        at = self._take_short(data) if self.is_between and self._is_open() else 0
        if at == len(data):
            return
        rest = data[at:]
        if self.is_between and self._is_open() and _is_short(rest):
            self.begun = rest
            return
        super().data_received(rest)
        self.is_between = self._stands_between()

    async def send(self, message: ASGISendEvent) -> None:
        """Send at once what is binary and may go; let the library see to the rest."""
        if message["type"] == "websocket.send" and self._is_open() and self.writable.is_set():
            data = message.get("bytes")
            if data is not None and not self.disconnected:
                self.transport.write(_head_of(len(data)) + data)
                return
        await super().send(message)

    async def receive(self) -> ASGIReceiveEvent:
        """Return what waits, at once if something does."""
        queue = self.queue
        message = await queue.get() if queue.empty() else queue.get_nowait()
        if self.read_paused and queue.empty():
            self.read_paused = False
            self.transport.resume_reading()
        return message

    def _is_open(self) -> bool:
        conn = self.conn
        return (
            self.handshake_complete
            and conn.state is OPEN
            and conn.current_size is None
            and not conn.extensions
            and not self.close_sent
            and self.initial_response is None
        )

    def _take_short(self, data: bytes) -> int:
        """Give the short frames at the beginning to the application; return where they end."""
        at, end, put = 0, len(data), self.queue.put_nowait
        while end - at >= _HEAD_BYTES and data[at] == _WHOLE_BINARY:
            size = data[at + 1] ^ _MASKED
            begin = at + _HEAD_BYTES
            # Without the mask's bit it is 128 more: too long as well.
            if size >= _LONG or begin + size > end:
                break
            at = begin + size
            put(
                {
                    "type": "websocket.receive",
                    "bytes": apply_mask(data[begin:at], data[begin - 4 : begin]),
                }
            )
        if not self.read_paused and self.queue.qsize() > QUEUE_MAXIMUM:
            self.read_paused = True
            self.transport.pause_reading()
        return at

    def _stands_between(self) -> bool:
        """Whether the library waits for the first byte of a frame: its parser knows, deep inside."""
        waiting: Any = self.conn.parser
        while (inner := getattr(waiting, "gi_yieldfrom", None)) is not None:
            waiting = inner
        return waiting.__name__ == "at_eof" and not self.conn.reader.buffer


def _is_short(data: bytes) -> bool:
    """Whether this begins a short frame, as far as can be seen."""
    if data[0] != _WHOLE_BINARY:
        return False
    return len(data) == 1 or data[1] ^ _MASKED < _LONG


def _head_of(size: int) -> bytes:
    if size < _LONG:
        return bytes((_WHOLE_BINARY, size))
    if size < 2**16:
        return bytes((_WHOLE_BINARY, _LONG)) + size.to_bytes(2, "big")
    return bytes((_WHOLE_BINARY, _LONG + 1)) + size.to_bytes(8, "big")
