"""People write together through real sockets: they converge, and what is called saved is stored."""

from __future__ import annotations

import pytest

from apps.core.access import Role
from apps.documents.queries.content import load_document
from apps.drive.models import Item
from tests.documents.writing import document
from tests.realtime.conftest import Door
from tests.world import Agent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def minutes(alice: Agent, bob: Agent) -> Item:
    """A document that Alice owns and Bob may edit."""
    item = document(alice)
    alice.share(item, bob, Role.EDITOR)
    return item


def stored_text(item: Item) -> str:
    from pycrdt import Text

    return str(load_document(item.id).build().get("text", type=Text))


def test_two_people_converge_and_what_is_saved_is_stored(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        one.sync()
        two.sync()
        one.write("Bonjour ")
        one.until_saved()
        assert stored_text(minutes) == "Bonjour "
        two.until_text("Bonjour ")
        two.write("à tous")
        two.until_saved()
        one.until_text("Bonjour à tous")
        assert stored_text(minutes) == "Bonjour à tous"
