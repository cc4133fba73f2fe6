"""Live documents while parts die: the door, the database, the broker."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pycrdt import Text

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import create_token
from apps.core.access import Role
from apps.core.clock import utc_now
from apps.documents.models import Document, DocumentUpdate
from apps.documents.queries.content import load_document
from apps.drive.models import Item
from tests.documents.writing import document
from tests.faults.kills import WORD, Writer, rounds
from tests.realtime.conftest import Door, door
from tests.realtime.documents.live import Live, database_url, live_door
from tests.services import servers
from tests.services.processes import Server
from tests.world import Agent, alice, bob, organisation

__all__ = ["alice", "bob", "door", "organisation"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def minutes(alice: Agent, bob: Agent) -> Item:
    item = document(alice)
    alice.share(item, bob, Role.EDITOR)
    return item


@pytest.fixture
def live(short_dir: Path, minutes: Item) -> Iterator[Live]:
    there = live_door(short_dir)
    yield there
    there.server.stop()


def stored_text(item: Item) -> str:
    return str(load_document(item.id).build().get("text", type=Text))


def test_what_was_called_saved_survives_any_kill(
    live: Live, minutes: Item, secrets: list[str], pytestconfig: pytest.Config
) -> None:
    there = Door(live.port)
    writers = [
        Writer(
            number,
            lambda number, doc: there.document(
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


def test_a_kind_end_stores_what_came_and_sends_everybody_back(
    live: Live, minutes: Item, alice: Agent
) -> None:
    with Door(live.port).document(alice, minutes) as typist:
        typist.sync()
        for word in range(200):
            typist.write(f"<{word}>")
        live.signal(signal.SIGTERM)
        assert typist.until_closed() == 1012
        durable = 0 if typist.saved is None else typist.saved[2]
        doc = typist.doc
    # What reached the server is stored, whether or not there was time to say so.
    stored = WORD.findall(stored_text(minutes))
    assert stored == [str(word) for word in range(len(stored))]
    assert len(stored) >= durable - 1
    with Door(live.port).document(alice, minutes, doc=doc) as again:
        again.sync().write("<fin>")
        again.until_saved()
    assert WORD.findall(stored_text(minutes)) == [*map(str, range(200)), "fin"]


@pytest.fixture
def secrets(minutes: Item, alice: Agent, bob: Agent) -> list[str]:
    """Tokens of Alice and Bob."""
    return [
        create_token(actor=agent.actor, name="test", scope=TokenScope.WRITE)[1]
        for agent in (alice, bob)
    ]


@pytest.fixture
def own_database(short_dir: Path, secrets: list[str]) -> Iterator[tuple[Server, str]]:
    """A PostgreSQL of the test's own with a copy of its tables, and where it is."""
    # Its server runs as somebody else.
    short_dir.chmod(0o755)
    server = servers.postgres(short_dir)
    server.start()
    url = servers.postgres_url(short_dir)
    dump = subprocess.run(
        ["pg_dump", "--no-owner", database_url()], check=True, capture_output=True
    ).stdout
    subprocess.run(["psql", "--quiet", url], input=dump, check=True, capture_output=True)
    yield server, url
    server.stop()


def test_a_database_that_stops_is_told_and_nothing_is_lost(
    short_dir: Path, own_database: tuple[Server, str], minutes: Item, secrets: list[str]
) -> None:
    database, url = own_database
    live = live_door(short_dir, DATABASE_URL=url)
    enter = partial(Door(live.port).document, None, minutes, origin=None)
    with enter(token=secrets[0]) as one, enter(token=secrets[1]) as two:
        one.sync().write("avant ")
        one.until_saved()
        two.sync()
        database.kill()
        one.write("pendant ")
        one.pump(lambda typist: {"code": "not_saved_yet"} in typist.notices)
        assert one.saved is not None
        assert one.saved[2] < one.frames
        # Nobody is shown what could still be lost.
        two.glance(0.5)
        assert str(two.text) == "avant "
        (short_dir / "postgres" / "data" / "postmaster.pid").unlink(missing_ok=True)
        database.start()
        one.until_saved()
        one.pump(lambda typist: {"code": "saved_again"} in typist.notices)
        two.until_text("avant pendant ")
    live.server.stop()


def test_a_document_that_cannot_be_loaded_is_not_opened_empty(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.document(alice, minutes) as typist:
        typist.sync().write("important")
        typist.until_saved()
    other = document(alice, "Abîmée")
    DocumentUpdate.objects.create(document_id=other.id, seq=1, update=b"\xff", key=1, at=utc_now())
    Document.objects.filter(item_id=other.id).update(seq=1)
    with door.document(alice, other) as typist:
        typist.send_update(typist.doc.get_update())
        assert typist.until_closed() == 1013
    assert DocumentUpdate.objects.filter(document_id=other.id).count() == 1


def test_a_document_purged_while_open_sends_everybody_away(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.document(alice, minutes) as typist:
        typist.sync().write("avant")
        typist.until_saved()
        Item.objects.filter(id=minutes.id).delete()
        typist.write("après")
        assert typist.until_closed() in {4403, 4404}
