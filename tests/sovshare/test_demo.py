"""The live document of the demonstration."""

from __future__ import annotations

from apps.core.access import Role
from apps.documents.margin.anchors import parse_anchor
from apps.documents.margin.places import Target, locate
from apps.documents.models.margin import Thread
from apps.documents.queries.content import load_document
from apps.drive.models import Item
from sovshare.management.demo_document import QUOTE, SAMPLE, write_demo_document
from tests.documents.writing import text_of
from tests.world import Agent, alice, bob, organisation

__all__ = ["alice", "bob", "organisation"]


def test_two_agents_wrote_a_note_and_a_word_in_its_margin(alice: Agent, bob: Agent) -> None:
    folder = alice.team_space("Équipe")
    alice.share(folder, bob, Role.EDITOR)
    write_demo_document(alice.actor, bob.actor, folder.id)
    document = Item.objects.get(name=SAMPLE.stem)
    text = text_of(document.id)
    for part in ("tableHeader", "taskItem", "callout", QUOTE):
        assert part in text
    thread = Thread.objects.get()
    assert [comment.author_name for comment in thread.comments.order_by("created_at")] == [
        "Bob",
        "Alice",
    ]
    target = Target(
        start=parse_anchor(bytes(thread.anchor_start)),
        end=parse_anchor(bytes(thread.anchor_end)),
        quote=thread.quote,
        prefix=thread.prefix,
    )
    (spot,) = locate(load_document(document.id).build(), [target])
    assert spot is not None
    assert spot.text == QUOTE
