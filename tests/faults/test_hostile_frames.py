"""One client cannot break, freeze or forge a document for the others.

``HOSTILE_SEED=7 HOSTILE_FRAMES=1000000 pytest -s tests/faults/test_hostile_frames.py`` is a long one.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from pycrdt import Text, XmlFragment

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import create_token
from apps.core.access import Role
from apps.documents.native import AnyDoc
from apps.documents.queries.content import load_document
from tests.documents.writing import document
from tests.faults.hostile import FRAMES_A_LINE, Enemy, Line
from tests.realtime.conftest import Door
from tests.realtime.documents.live import live_door
from tests.world import Agent, alice, bob, organisation

__all__ = ["alice", "bob", "organisation"]

pytestmark = pytest.mark.django_db(transaction=True)

SEED = int(os.environ.get("HOSTILE_SEED") or random.SystemRandom().randrange(10**6))
FRAMES = int(os.environ.get("HOSTILE_FRAMES") or 500)
LINES_A_WORD = 20
# Refused in words; never an error of the server (1011), never a line that just ends.
REFUSALS = {1002, 1007, 4400, 4403, 4413, 4429}


def test_hostile_frames_close_only_the_line_they_come_by(
    short_dir: Path, alice: Agent, bob: Agent
) -> None:
    print(f"HOSTILE_SEED={SEED}")
    minutes = document(alice, "Note", "Bonjour")
    alice.share(minutes, bob, Role.EDITOR)
    secrets = [
        create_token(actor=agent.actor, name="test", scope=TokenScope.WRITE)[1]
        for agent in (alice, bob)
    ]
    live = live_door(short_dir)
    born, door, rng = live.pid, Door(live.port), random.Random(SEED)
    codes: Counter[int | None] = Counter()
    try:
        with door.document(None, minutes, token=secrets[0], origin=None) as honest:
            honest.sync()
            enemy, sent, lines = Enemy(rng, honest.doc.client_id), 0, 0
            while sent < FRAMES:
                if lines % LINES_A_WORD == 0:
                    # The enemy asks who is here after each frame; who is silent is forgotten.
                    honest.tell("{}", clock=lines + 1)
                    honest.write("mot ")
                    honest.until_saved()
                    enemy.learn(load_document(minutes.id).build().get_update())
                line = Line(live.port, f"/ws/documents/{minutes.id}/", secrets[1])
                sent += attack(line, enemy)
                lines += 1
                codes[line.close_code] += 1
            print(f"{sent} frames by {lines} lines: {dict(codes)}")
            honest.write("fin")
            honest.until_saved()
            assert honest.closed is None
            with door.document(None, minutes, token=secrets[0], origin=None) as newcomer:
                newcomer.sync()
                stored = load_document(minutes.id).build()
                honest.pump(lambda typist: typist.doc.get_state() != b"\0")
                assert said(newcomer.doc) == said(stored) == said(honest.doc)
        assert live.pid == born
        assert set(codes) - {None} <= REFUSALS
        assert codes.keys() & {4400}
        assert "Traceback" not in live.server.log.read_text(encoding="utf-8", errors="replace")
    finally:
        live.server.stop()


def attack(line: Line, enemy: Enemy) -> int:
    """Send frames by one line until it is closed; return how many were looked at."""
    try:
        for number in range(1, FRAMES_A_LINE + 1):
            if not line.bears(*enemy.frame()):
                return number
        return FRAMES_A_LINE
    finally:
        line.close()


def said(doc: AnyDoc) -> tuple[str, str]:
    return str(doc.get("text", type=Text)), str(doc.get("default", type=XmlFragment))
