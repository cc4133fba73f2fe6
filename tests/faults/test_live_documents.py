"""Live documents while parts die: the door, the database, the broker."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pycrdt import Text

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import create_token
from apps.core.access import Role
from apps.documents.queries.content import load_document
from apps.drive.models import Item
from tests.documents.writing import document
from tests.faults.kills import Writer, rounds
from tests.realtime.conftest import Door
from tests.realtime.documents.live import Live, live_door
from tests.world import Agent, alice, bob, organisation

__all__ = ["alice", "bob", "organisation"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def minutes(alice: Agent, bob: Agent) -> Item:
    item = document(alice)
    alice.share(item, bob, Role.EDITOR)
    return item


@pytest.fixture
def live(short_dir: Path, minutes: Item) -> Iterator[Live]:
    door = live_door(short_dir)
    yield door
    door.server.stop()


def stored_text(item: Item) -> str:
    return str(load_document(item.id).build().get("text", type=Text))


def test_what_was_called_saved_survives_any_kill(
    live: Live, minutes: Item, alice: Agent, bob: Agent, pytestconfig: pytest.Config
) -> None:
    secrets = [
        create_token(actor=agent.actor, name="test", scope=TokenScope.WRITE)[1]
        for agent in (alice, bob)
    ]
    door = Door(live.port)
    writers = [
        Writer(
            number,
            lambda number, doc: door.document(
                None, minutes, doc=doc, token=secrets[number % 2], origin=None
            ),
        )
        for number in range(4)
    ]
    saved = [0]
    saved += rounds(
        writers,
        lambda: live.signal(signal.SIGKILL),
        lambda: stored_text(minutes),
        pytestconfig.getoption("--kills"),
    )
    assert saved[-1]
