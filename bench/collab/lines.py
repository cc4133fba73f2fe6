"""One client's connection: a socket that never blocks, read and written frame by frame."""

from __future__ import annotations

import socket
from collections.abc import Callable

from bench.collab.frames import client_frame

READ_BYTES = 256 * 1024
_CLOSE, _PING, _PONG = 0x8, 0x9, 0xA


class Line:
    """``receive`` gets the payload of each binary frame; without it frames are counted only."""

    def __init__(self, port: int, request: bytes, hello: bytes) -> None:
        """``request`` is the handshake, ``hello`` the frames that follow it at once."""
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = port
        self.receive: Callable[[bytes], None] | None = None
        self.frames = 0
        self.close_code: int | None = None
        self.is_open = True
        self.waiting = b""
        self._hello = hello
        self._request = request
        self._is_upgraded = False
        self._parts: list[bytes] = []
        self._held = 0
        self._needed = 0
        self._skip = 0

    def connect(self, buffer_bytes: int | None = None) -> None:
        """Connect and ask for the upgrade; what follows comes through ``read``."""
        if buffer_bytes is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.setblocking(False)
        self.send(self._request)

    def fileno(self) -> int:
        """Return the socket's number, for the selector."""
        return self.socket.fileno()

    def send(self, data: bytes) -> None:
        """Write now what the socket takes and keep the rest for ``flush``."""
        if self.waiting or not self.is_open:
            self.waiting += data
            return
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.is_open = False
            return
        if sent < len(data):
            self.waiting = data[sent:]

    def flush(self) -> None:
        """Write what waited."""
        waiting, self.waiting = self.waiting, b""
        if waiting:
            self.send(waiting)

    def read(self) -> None:
        """Take what came."""
        try:
            data = self.socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._feed(data)
        else:
            self.is_open = False

    def close(self) -> None:
        """Leave without a word, as a lost network does."""
        self.is_open = False
        self.socket.close()

    def _feed(self, data: bytes) -> None:
        if self._skip:
            if len(data) <= self._skip:
                self._skip -= len(data)
                return
            data, self._skip = data[self._skip :], 0
        if self._needed:
            self._parts.append(data)
            self._held += len(data)
            if self._held < self._needed:
                return
            data = b"".join(self._parts)
            self._parts, self._held, self._needed = [], 0, 0
        if not self._is_upgraded:
            data = self._upgrade(data)
        self._split(data)

    def _upgrade(self, data: bytes) -> bytes:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            self._keep(data, len(data) + 1)
            return b""
        if not head.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(head.decode(errors="replace"))
        self._is_upgraded = True
        self.send(self._hello)
        return rest

    def _split(self, data: bytes) -> None:
        at, end = 0, len(data)
        while end - at >= 2:
            size, head = data[at + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                if end - at < head:
                    break
                size = int.from_bytes(data[at + 2 : at + head], "big")
            stop = at + head + size
            if stop > end and self.receive is None:
                self.frames += 1
                self._skip = stop - end
                return
            if stop > end:
                self._keep(data[at:], head + size)
                return
            self._take(data[at], data, at + head, stop)
            at = stop
        if at < end:
            self._keep(data[at:], end - at + 1)

    def _keep(self, data: bytes, needed: int) -> None:
        self._parts, self._held, self._needed = [data], len(data), needed

    def _take(self, first: int, data: bytes, begin: int, stop: int) -> None:
        self.frames += 1
        opcode = first & 0x0F
        if opcode == 2:
            if self.receive is not None:
                self.receive(data[begin:stop])
        elif opcode == _PING:
            self.send(client_frame(data[begin:stop], _PONG))
        elif opcode == _CLOSE:
            self.close_code = int.from_bytes(data[begin : begin + 2], "big")
            self.is_open = False
