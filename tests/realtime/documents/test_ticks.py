"""What a tick stores: each author's edits together, and no row that needs a later one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest
from pycrdt import Doc, Text

from apps.documents.authors import Author
from apps.documents.bounds import Bounds, Ground, UpdateRefusedError, check_update
from apps.documents.queries.content import LoadedDocument
from apps.realtime.documents.replica import Edit, Entry, Replica

ALICE, BOB = Author(person_id=uuid4()), Author(person_id=uuid4())


class Typist:
    """Somebody with a document of her own, and what she did in it since she was last asked."""

    def __init__(self) -> None:
        self.doc: Doc[Text] = Doc()
        self.text = self.doc.get("default", type=Text)

    def type(self, place: int, text: str) -> bytes:
        before = self.doc.get_state()
        self.text.insert(place, text)
        return self.doc.get_update(before)

    def remove(self, begin: int, end: int) -> bytes:
        before = self.doc.get_state()
        del self.text[begin:end]
        return self.doc.get_update(before)

    def hear(self, *updates: bytes) -> None:
        for update in updates:
            self.doc.apply_update(update)


def empty_replica(bounds: Bounds | None = None) -> Replica:
    loaded = LoadedDocument(
        document_id=uuid4(), seq=0, updates=(), owners={}, known={}, ground=Ground()
    )
    return Replica(loaded, bounds or Bounds())


def tick(replica: Replica, updates: Sequence[tuple[Author, bytes]]) -> list[Entry]:
    edits = []
    for author, update in updates:
        clocks, follows = replica.admit(update, author)
        edits.append(Edit(update, author, None, 0, clocks, follows))
    return replica.prepare(edits)


def read_one_by_one(entries: Sequence[Entry]) -> str:
    """As another process does: a row that does not follow from those before is an error."""
    typist, ground = Typist(), Ground()
    known: dict[int, int] = {}
    for entry in entries:
        facts = check_update(entry.update, known, Bounds(), ground)
        known |= {client: clock for client, (_, clock) in facts.clients.items()}
        ground.learn(facts)
        typist.hear(entry.update)
    return str(typist.text)


def test_two_who_write_by_turns_make_two_rows() -> None:
    alice, bob = Typist(), Typist()
    updates = [
        (author, typist.type(place, "x"))
        for place in range(20)
        for author, typist in ((ALICE, alice), (BOB, bob))
    ]

    entries = tick(empty_replica(), updates)

    assert [entry.author for entry in entries] == [ALICE, BOB]
    assert read_one_by_one(entries) == "x" * 40


def test_what_builds_on_somebody_else_comes_in_a_later_row() -> None:
    alice, bob = Typist(), Typist()
    first = alice.type(0, "Bonjour")
    bob.hear(first)
    answer = bob.type(7, " Alice")
    alice.hear(answer)
    correction = alice.remove(7, 9)
    last = alice.type(7, ", A")

    entries = tick(
        empty_replica(), [(ALICE, first), (BOB, answer), (ALICE, correction), (ALICE, last)]
    )

    assert [entry.author for entry in entries] == [ALICE, BOB, ALICE]
    assert read_one_by_one(entries) == "Bonjour, Alice"


def test_what_builds_on_an_earlier_tick_is_stored_with_the_rest() -> None:
    replica, alice, bob = empty_replica(), Typist(), Typist()
    first = alice.type(0, "Bonjour")
    bob.hear(first)
    replica.confirm([seq for seq, _ in enumerate(tick(replica, [(ALICE, first)]), 1)])

    entries = tick(
        replica,
        [(BOB, bob.type(7, "!")), (ALICE, alice.type(7, "?")), (BOB, bob.type(8, "!"))],
    )

    assert [entry.author for entry in entries] == [BOB, ALICE]


def test_a_full_document_takes_deletions_and_then_text_again() -> None:
    alice = Typist()
    replica = empty_replica(Bounds(document_bytes=1000))
    tick(replica, [(ALICE, alice.type(0, "x" * 600))])
    for _ in range(10):
        # What is deleted again does not count, though the updates that brought it were longer.
        tick(replica, [(ALICE, alice.type(0, "y" * 50))])
        tick(replica, [(ALICE, alice.remove(0, 50))])
    beyond = Typist()
    beyond.hear(replica.missing_from(b"\x00"))
    with pytest.raises(UpdateRefusedError, match="document bytes"):
        replica.admit(beyond.type(0, "z" * 400), BOB)
    tick(replica, [(ALICE, alice.remove(0, 500))])
    assert tick(replica, [(ALICE, alice.type(0, "z" * 200))])
