"""Any Yjs client can join: npm's y-websocket with a token, beside one of another library."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import create_token
from tests.documents.writing import document
from tests.realtime.conftest import Door
from tests.services.places import CHECKOUT
from tests.services.processes import find_program
from tests.world import Agent

pytestmark = pytest.mark.django_db(transaction=True)


def test_y_websocket_joins_with_a_token_and_converges(door: Door, alice: Agent) -> None:
    minutes = document(alice)
    _, secret = create_token(actor=alice.actor, name="node", scope=TokenScope.WRITE)
    script = Path(__file__).with_name("plain_client.mjs").read_text(encoding="utf-8")
    address = f"ws://127.0.0.1:{door.port}/ws/documents"
    with door.document(alice, minutes) as typist:
        typist.sync().write("Bonjour")
        typist.tell('{"user": {"name": "Falsifiée"}}')
        typist.until_saved()
        node = subprocess.Popen(
            [
                *(find_program("node", "nodejs"), "--input-type=module", "-e", script, "--"),
                *(address, str(minutes.id), secret),
            ],
            cwd=CHECKOUT / "frontend",
            stdout=subprocess.PIPE,
            text=True,
        )
        assert node.stdout is not None
        assert json.loads(node.stdout.readline()) == {"synced": "Bonjour"}
        typist.until_text("Bonjour de Node")
        # Whatever a client calls herself, the others read the name of her session.
        typist.pump(lambda one: len(one.states) == 2)
        assert {state["user"]["name"] for state in typist.states.values() if state} == {"Alice"}
        typist.write(", fin")
        last = json.loads(node.stdout.readline())
        node.stdout.close()
        assert node.wait(timeout=30) == 0
    assert last == {"text": "Bonjour de Node, fin", "names": ["Alice"], "complaints": []}
