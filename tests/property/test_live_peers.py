"""Peers of two libraries at a live door, with every accident a network knows, end with one text.

``PEERS_SEED=7 PEERS_EDITS=5000 pytest -s tests/property/test_live_peers.py`` repeats a story.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text
from websockets.exceptions import ConnectionClosed

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import create_token
from apps.core.access import Role
from apps.documents.queries.content import load_document
from tests.documents.writing import document
from tests.realtime.conftest import Door, door
from tests.realtime.documents.typist import Typist
from tests.services.places import CHECKOUT
from tests.services.processes import find_program
from tests.world import Agent, alice, bob, organisation

__all__ = ["alice", "bob", "door", "organisation"]

pytestmark = pytest.mark.django_db(transaction=True)

SEED = int(os.environ.get("PEERS_SEED") or random.SystemRandom().randrange(10**6))
EDITS = int(os.environ.get("PEERS_EDITS") or 150)
PATIENCE_SECONDS = 60.0


class Wanderer:
    """A pycrdt peer on a bad line: it breaks, frames come late, twice, or before the one before."""

    def __init__(
        self, rng: random.Random, enter: Callable[[Doc[Any]], AbstractContextManager[Typist]]
    ) -> None:
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get("text", type=Text)
        self._rng = rng
        self._enter = enter
        self._line = ExitStack()
        self._typist: Typist | None = None
        self._late: list[bytes] = []
        self._past: list[bytes] = [b"\0\0"]

    def step(self) -> None:
        """Write something and have some bad luck."""
        before = self.doc.get_state()
        self._write()
        self._late.append(self.doc.get_update(before))
        self._past.append(self._late[-1])
        luck = self._rng.random()
        if luck < 0.05:
            self.lose_line()
        elif luck < 0.2:
            self.come_back()
        elif luck < 0.8:
            self._send()

    def come_back(self) -> Typist:
        """Return to the door with the same document."""
        if self._typist is None:
            self._typist = self._line.enter_context(self._enter(self.doc))
            self._late.clear()
        return self._typist

    def lose_line(self) -> None:
        """Leave without a word."""
        self._typist = None
        self._line.close()

    def glance(self) -> None:
        """Take what came meanwhile."""
        if self._typist is not None:
            try:
                self._typist.glance(0.002)
            except ConnectionClosed:
                self.lose_line()

    def _write(self) -> None:
        length = len(self.text)
        if length > 20 and self._rng.random() < 0.25:
            begin = self._rng.randrange(length - 6)
            del self.text[begin : begin + self._rng.randint(1, 6)]
        else:
            word = self._rng.choice(["y", "mot ", "trois petits mots "])
            self.text.insert(self._rng.choice([0, length]), word)

    def _send(self) -> None:
        if self._typist is None:
            return
        self._rng.shuffle(self._late)
        if self._rng.random() < 0.3:
            self._late.append(self._rng.choice(self._past))
        try:
            for update in self._late:
                self._typist.send_update(update)
        except ConnectionClosed:
            self.lose_line()
        self._late.clear()


class Yjs:
    """Two peers in Node."""

    def __init__(self, port: int, document_id: object, secret: str) -> None:
        script = Path(__file__).with_name("live_peers.mjs").read_text(encoding="utf-8")
        address = f"ws://127.0.0.1:{port}/ws/documents"
        self._process = subprocess.Popen(
            [
                find_program("node", "nodejs"),
                "--input-type=module",
                "-e",
                script,
                "--",
                address,
                str(document_id),
                secret,
                str(SEED),
                str(EDITS),
            ],
            cwd=CHECKOUT / "frontend",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def texts(self) -> list[str]:
        assert self._process.stdin is not None
        self._process.stdin.write("tell\n")
        self._process.stdin.flush()
        texts: list[str] = self.read()
        return texts

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)


def test_peers_of_two_libraries_end_with_one_text(door: Door, alice: Agent, bob: Agent) -> None:
    print(f"PEERS_SEED={SEED}")
    minutes = document(alice)
    alice.share(minutes, bob, Role.EDITOR)
    secrets = [
        create_token(actor=agent.actor, name="test", scope=TokenScope.WRITE)[1]
        for agent in (alice, bob)
    ]
    rng = random.Random(SEED)

    def enter(doc: Doc[Any]) -> AbstractContextManager[Typist]:
        return door.document(None, minutes, doc=doc, token=secrets[0], origin=None)

    wanderers = [Wanderer(rng, enter) for _ in range(2)]
    yjs = Yjs(door.port, minutes.id, secrets[1])
    try:
        for _ in range(EDITS):
            rng.choice(wanderers).step()
            for wanderer in wanderers:
                wanderer.glance()
        assert yjs.read() == "done"
        for wanderer in wanderers:
            wanderer.lose_line()
            wanderer.come_back()
        texts = until_alike(wanderers, yjs)
        assert len(set(texts)) == 1
        stored = load_document(minutes.id).build()
        assert str(stored.get("text", type=Text)) == texts[0]
    finally:
        yjs.close()
        for wanderer in wanderers:
            wanderer.lose_line()


def until_alike(wanderers: list[Wanderer], yjs: Yjs) -> list[str]:
    """Return everybody's text once they are alike, or when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        for wanderer in wanderers:
            wanderer.come_back().glance(0.2)
        texts = [str(wanderer.text) for wanderer in wanderers] + yjs.texts()
        if len(set(texts)) == 1 or time.monotonic() > deadline:
            return texts
