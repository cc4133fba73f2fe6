"""A real uvicorn around any ASGI application, for tests about bytes on the wire."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

# As in the Procfile.
QUICK_WEB_SOCKETS = "apps.realtime.wire:QuickWebSocketProtocol"


@contextmanager
def running(app: Any, *, ws: str = "none") -> Iterator[tuple[str, int]]:
    """Serve ``app`` on a free port of 127.0.0.1; yields host and port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, access_log=False, http="httptools", ws=ws
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
        assert not thread.is_alive()


def exchange(address: tuple[str, int], request: bytes, *, timeout: float = 10.0) -> bytes:
    """Send raw bytes and return all that comes back until the server closes or falls silent."""
    with socket.create_connection(address, timeout=timeout) as connection:
        connection.sendall(request)
        return receive_all(connection)


def receive_all(connection: socket.socket) -> bytes:
    """Read to the end of the connection."""
    received = bytearray()
    while piece := connection.recv(65536):
        received += piece
    return bytes(received)
