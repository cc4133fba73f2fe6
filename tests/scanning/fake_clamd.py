"""Servers that pretend to be clamd, for what a real one does only on a very bad day."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Self

Behaviour = Callable[[socket.socket, bytes, bytes], None]
"""Called with the connection, the command's name and the content that was streamed."""


class FakeClamd:
    """Listens on a socket and lets ``behave`` answer; a context manager."""

    def __init__(self, path: Path, behave: Behaviour) -> None:
        self._behave = behave
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = Thread(target=self._serve, name="fake clamd")
        self.contents: list[bytes] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        try:
            command = read_until_nul(stream.read)
            content = read_chunks(stream.read) if command == b"zINSTREAM" else b""
            if content:
                self.contents.append(content)
            self._behave(connection, command, content)
        except OSError:
            return
        finally:
            stream.close()


def read_until_nul(read: Callable[[int], bytes]) -> bytes:
    """Return what comes before the next NUL or the end."""
    name = b""
    while (byte := read(1)) not in (b"", b"\0"):
        name += byte
    return name


def read_chunks(read: Callable[[int], bytes]) -> bytes:
    """Return a streamed content."""
    content = b""
    while length := int.from_bytes(read(4)):
        content += read(length)
    return content


def always(reply: bytes) -> Behaviour:
    """Answer everything with ``reply``."""

    def behave(connection: socket.socket, command: bytes, content: bytes) -> None:
        del command, content
        connection.sendall(reply)

    return behave


def yes_man(connection: socket.socket, command: bytes, content: bytes) -> None:
    """Behave like an engine that lost its signatures: alive, polite, and blind."""
    del content
    replies = {b"zPING": b"PONG\0", b"zVERSION": b"ClamAV 1.4.3\0"}
    connection.sendall(replies.get(command, b"stream: OK\0"))
