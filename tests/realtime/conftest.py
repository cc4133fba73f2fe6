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
from pycrdt import Doc
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from apps.drive.models import Item
from apps.sharing.models import Link
from apps.sharing.possession import (
    GUEST_COOKIE,
    TOKEN_COOKIE,
    UNLOCK_COOKIE,
    sealed,
    token_proof,
)
from tests.api.running import QUICK_WEB_SOCKETS
from tests.realtime.documents.typist import OURS, Typist, typing
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

    def document(
        self,
        agent: Agent | None,
        item: Item,
        *,
        doc: Doc[Any] | None = None,
        ours: bool = True,
        token: str | None = None,
        origin: str | None = "http://localhost",
        hello: str | None = None,
    ) -> AbstractContextManager[Typist]:
        """Open a document as this agent's browser would, or as a program with her token."""
        headers = {} if agent is None or token else {"Cookie": _cookie(agent)}
        words = [OURS] * ours + ["bearer", token] * (token is not None)
        return self._open(f"/ws/documents/{item.id}", headers, words, doc, origin, hello)

    def through(
        self, link: Link, item: Item, *, name: str = "Dominique", password_version: int = 0
    ) -> AbstractContextManager[Typist]:
        """Open a document as a partner who came through a link."""
        proofs: dict[str, str | int] = {TOKEN_COOKIE: token_proof(link), GUEST_COOKIE: name}
        if password_version:
            proofs[UNLOCK_COOKIE] = password_version
        cookies = [f"{cookie}={sealed(cookie, link, proof)}" for cookie, proof in proofs.items()]
        headers = {"Cookie": "; ".join(cookies)}
        path = f"/p/{link.id}/ws/documents/{item.id}"
        return self._open(path, headers, [OURS], None, "http://localhost")

    def _open(
        self,
        path: str,
        headers: dict[str, str],
        words: list[str | None],
        doc: Doc[Any] | None,
        origin: str | None,
        hello: str | None = None,
    ) -> AbstractContextManager[Typist]:
        connection = connect(
            f"ws://127.0.0.1:{self.port}{path}",
            additional_headers=headers,
            origin=None if origin is None else Origin(origin),
            subprotocols=[Subprotocol(word) for word in words if word] or None,
            compression=None,
            max_size=None,
        )
        return typing(connection, doc, hello)


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
        ws=QUICK_WEB_SOCKETS,
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
