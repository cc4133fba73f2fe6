"""A real WebSocket door around the product, and browsers that knock at it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import uvicorn
from django.db import connections
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.world import Agent, alice, bob, charlie, organisation

__all__ = ["alice", "bob", "charlie", "organisation"]

# The tail reads once a second; this is patience for a loaded machine, not an expectation.
PATIENCE_SECONDS = 15.0


class Door:
    """The address of the running door."""

    def __init__(self, port: int) -> None:
        self.port = port

    def connect(
        self, agent: Agent | None, *, origin: str = "http://localhost"
    ) -> AbstractContextManager[ClientConnection]:
        """Open a socket as this agent's browser would; None is nobody."""
        headers = {} if agent is None else {"Cookie": _cookie(agent)}
        url = f"ws://127.0.0.1:{self.port}/ws/changes/"
        return connect(url, additional_headers=headers, origin=Origin(origin))


@pytest.fixture
def door(transactional_db: None) -> Iterator[Door]:
    """The whole ASGI application on a free port, with the options of the Procfile."""
    from sovshare.asgi import application

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=1024 * 1024,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Door(listener.getsockname()[1])
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()
    listener.close()
    connections.close_all()


def watch(connection: ClientConnection, folder_id: object) -> dict[str, Any]:
    """Ask to be told about a folder; return the first answer."""
    connection.send(json.dumps({"type": "watch", "folder_id": str(folder_id)}))
    return receive(connection)


def receive(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(connection.recv(timeout=PATIENCE_SECONDS))
    return message


def close_code(connection: ClientConnection) -> int | None:
    """Read to the end and return the code the server closed with."""
    try:
        while True:
            connection.recv(timeout=PATIENCE_SECONDS)
    except ConnectionClosed as closed:
        return None if closed.rcvd is None else closed.rcvd.code


def _cookie(agent: Agent) -> str:
    client = Client()
    client.force_login(agent.person)
    return f"sessionid={client.cookies['sessionid'].value}"
