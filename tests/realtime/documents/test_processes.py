"""Several processes serve one document, with a broker between them and without; REST writes into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pycrdt import Text

from apps.core.access import Ability, Role
from apps.documents.native import AnyDoc
from apps.documents.operations.editing import edit_document
from apps.documents.operations.margin import announce
from apps.drive.models import Item
from apps.sharing.operations.grants import take_role
from tests.documents.writing import document
from tests.realtime.conftest import Door
from tests.realtime.documents.live import live_door
from tests.services import servers
from tests.services.processes import Server
from tests.world import Agent

pytestmark = pytest.mark.django_db(transaction=True)

Doors = tuple[Door, Door, Server]


@pytest.fixture
def minutes(alice: Agent, bob: Agent) -> Item:
    item = document(alice)
    alice.share(item, bob, Role.EDITOR)
    return item


@pytest.fixture
def doors(short_dir: Path, minutes: Item) -> Iterator[Doors]:
    """Two processes, and the broker between them."""
    broker = servers.redis(short_dir)
    broker.start()
    url = f"unix://{short_dir / 'redis.sock'}"
    lives = [live_door(short_dir, name, REDIS_URL=url) for name in ("one", "two")]
    yield Door(lives[0].port), Door(lives[1].port), broker
    for live in lives:
        live.server.stop()
    broker.stop()


def test_two_processes_converge_whatever_becomes_of_the_broker(
    doors: Doors, minutes: Item, alice: Agent, bob: Agent
) -> None:
    first, second, broker = doors
    with first.document(alice, minutes) as one, second.document(bob, minutes) as two:
        one.sync()
        two.sync()
        one.write("avec ")
        two.until_text("avec ")
        broker.kill()
        two.write("et sans ")
        one.until_text("avec et sans ")
        one.write("courtier ")
        two.until_text("avec et sans courtier ")
        broker.start()
        two.write("du tout")
        one.until_text("avec et sans courtier du tout")
        one.until_saved()


def test_cursors_are_seen_from_one_process_to_the_other(
    doors: Doors, minutes: Item, alice: Agent, bob: Agent
) -> None:
    first, second, _ = doors
    with second.document(bob, minutes) as two:
        two.sync()
        with first.document(alice, minutes) as one:
            one.sync().tell('{"cursor": 1}')
            two.pump(lambda typist: one.doc.client_id in typist.states)
            assert two.states[one.doc.client_id]["user"]["name"] == "Alice"  # type: ignore[index]
        two.pump(lambda typist: typist.states[one.doc.client_id] is None)


def test_a_client_id_keeps_its_owner_in_every_process(
    doors: Doors, minutes: Item, alice: Agent, bob: Agent
) -> None:
    first, second, _ = doors
    with first.document(alice, minutes) as one:
        one.sync().write("d'Alice")
        one.until_saved()
        with second.document(bob, minutes) as two:
            two.sync()
            forged: AnyDoc = type(two.doc)(client_id=one.doc.client_id)
            forged.apply_update(two.doc.get_update())
            sent: list[bytes] = []
            subscription = forged.observe(lambda event: sent.append(event.update))
            forged.get("text", type=Text).insert(7, " falsifié")
            forged.unobserve(subscription)
            two.send_update(sent[0])
            assert two.until_closed() == 4400


def test_a_right_taken_away_closes_the_sockets_of_every_process(
    doors: Doors, minutes: Item, alice: Agent, bob: Agent
) -> None:
    first, second, _ = doors
    grant = minutes.grants.get(person=bob.person)
    with first.document(bob, minutes) as one, second.document(bob, minutes) as two:
        one.sync()
        two.sync()
        take_role(access=alice.enter(minutes, Ability.MANAGE_GRANTS), grant_id=grant.id)
        assert (one.until_closed(), two.until_closed()) == (4403, 4403)


def test_an_edit_by_rest_during_typing_survives_and_is_shown(
    door: Door, minutes: Item, alice: Agent
) -> None:
    def append(doc: AnyDoc) -> None:
        doc.get("text", type=Text).insert(0, "par le programme, ")

    with door.document(alice, minutes) as typist:
        typist.sync().write("à la main")
        edit_document(access=alice.enter(minutes, Ability.EDIT), change=append)
        typist.until_saved()
        typist.pump(lambda one: "programme" in str(one.text))
        assert "à la main" in str(typist.text)


def test_a_comment_is_told_to_who_has_the_document_open(
    door: Door, minutes: Item, alice: Agent
) -> None:
    from django.db import transaction

    with door.document(alice, minutes) as typist:
        typist.sync()
        with transaction.atomic():
            announce(alice.enter(minutes), "comment.added", facts={})
        typist.pump(lambda one: any(told["code"] == "margin_changed" for told in one.notices))
