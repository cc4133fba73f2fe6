"""A room without sockets and without a database: ticks, slow lines, and what is shown when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pycrdt import Doc, Text

from apps.core.access import PersonActor
from apps.documents.bounds import Bounds, Ground, check_update
from apps.documents.queries.content import LoadedDocument
from apps.realtime.documents.member import Member, identity_of
from apps.realtime.documents.outbox import QUEUE_MAXIMUM_BYTES
from apps.realtime.documents.protocol import Kind, parse_frame
from apps.realtime.documents.replica import Replica
from apps.realtime.documents.room import Room


class Line:
    """What the server below us is to a member: takes frames, or makes them wait."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.is_free = asyncio.Event()
        self.is_free.set()

    async def send(self, message: Any) -> None:
        await self.is_free.wait()
        self.frames.append(message["bytes"])

    @property
    def doc(self) -> Doc[Any]:
        """A document made of what came by this line."""
        doc: Doc[Any] = Doc()
        for frame in self.frames:
            if frame[0] == 0 and frame[1] != Kind.STATE:
                doc.apply_update(parse_frame(frame)[1])
        return doc

    @property
    def text(self) -> str:
        return str(self.doc.get("text", type=Text))


class Author:
    """Somebody's own document, and what she sends."""

    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get("text", type=Text)
        self.sent: list[bytes] = []
        self.doc.observe(lambda event: self.sent.append(event.update))

    def write(self, text: str) -> bytes:
        self.text += text
        return self.sent[-1]


@pytest.fixture
def room() -> Iterator[Room]:
    loaded = LoadedDocument(
        document_id=uuid4(), seq=0, updates=(), known={}, ground=Ground(), owners={}
    )
    room = Room(loaded.document_id, Replica(loaded, Bounds()), lambda _: None)
    yield room
    room.replica.close()


def enter(room: Room, name: str, *, may_write: bool = True) -> tuple[Member, Line]:
    line = Line()
    actor = PersonActor(label=name, person_id=uuid4(), organisation_id=uuid4())
    member = Member(
        room,
        identity_of(actor),
        line.send,
        lambda _: None,
        may_write=may_write,
        speaks_ours=True,
    )
    room.enter(member)
    return member, line


def tick(room: Room) -> None:
    """One tick with a log that never fails."""
    entries = room.begin_tick()
    room.end_tick(range(room.replica.seq + 1, room.replica.seq + 1 + len(entries)))


async def test_nothing_is_shown_before_it_is_stored(room: Room) -> None:
    alice, _ = enter(room, "Alice")
    bob, seen = enter(room, "Bob")
    room.ask(bob, b"\0")
    room.change(alice, Kind.UPDATE, Author().write("secret"))
    entries = room.begin_tick()
    assert len(entries) == 1
    newcomer, seen_late = enter(room, "Charlie")
    room.ask(newcomer, b"\0")
    assert (seen.text, seen_late.text) == ("", "")
    room.end_tick([1])
    assert (seen.text, seen_late.text) == ("secret", "secret")


async def test_a_tick_is_one_frame_and_one_row_an_author(room: Room) -> None:
    alice, _ = enter(room, "Alice")
    bob, seen = enter(room, "Bob")
    room.ask(bob, b"\0")
    author, other = Author(), Author()
    before = len(seen.frames)
    for letter in "abc":
        room.change(alice, Kind.UPDATE, author.write(letter))
        room.change(bob, Kind.UPDATE, other.write(letter.upper()))
    assert len(room.begin_tick()) == 2
    room.end_tick([1, 2])
    updates = [frame for frame in seen.frames[before:] if frame[0] == 0]
    assert len(updates) == 1
    assert sorted(seen.text) == sorted("abcABC")


async def test_a_slow_line_gets_at_one_go_what_it_missed(room: Room) -> None:
    alice, _ = enter(room, "Alice")
    sleeper, seen = enter(room, "Bob")
    room.ask(sleeper, b"\0")
    author = Author()
    room.change(alice, Kind.UPDATE, author.write("avant "))
    tick(room)
    seen.is_free.clear()
    pieces = 3 * QUEUE_MAXIMUM_BYTES // 10_000
    for _ in range(pieces):
        room.change(alice, Kind.UPDATE, author.write("x" * 10_000))
        tick(room)
    while_asleep = len(seen.frames)
    seen.is_free.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert seen.text == "avant " + "x" * 10_000 * pieces
    assert len(seen.frames) - while_asleep < 10
    room.change(alice, Kind.UPDATE, author.write(" après"))
    tick(room)
    assert seen.text.endswith(" après")


async def test_a_slow_line_that_frees_within_a_tick_waits_for_its_end(room: Room) -> None:
    alice, _ = enter(room, "Alice")
    sleeper, seen = enter(room, "Bob")
    room.ask(sleeper, b"\0")
    author = Author()
    seen.is_free.clear()
    for _ in range(2 * QUEUE_MAXIMUM_BYTES // 10_000):
        room.change(alice, Kind.UPDATE, author.write("x" * 10_000))
        tick(room)
    room.change(alice, Kind.UPDATE, author.write("fin"))
    room.begin_tick()
    seen.is_free.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert "fin" not in seen.text
    room.end_tick([room.replica.seq + 1])
    for _ in range(5):
        await asyncio.sleep(0)
    assert seen.text == str(author.text)


async def test_what_others_stored_meanwhile_is_found_by_the_gap(room: Room) -> None:
    alice, _ = enter(room, "Alice")
    room.change(alice, Kind.UPDATE, Author().write("ici"))
    room.begin_tick()
    # Another process stored two rows before ours.
    room.end_tick([3])
    assert room.replica.has_gap
    assert room.replica.seq == 0


async def test_a_room_built_anew_shows_what_it_had_not_shown(room: Room) -> None:
    alice, _ = enter(room, "Alice")
    _, line = enter(room, "Bob")
    room.ask(next(one for one in room.members if one is not alice), b"\0")
    writer, other = Author(), Author()
    room.change(alice, Kind.UPDATE, writer.write("Bonjour"))
    tick(room)
    # Another process stored this, and our native library broke before it was read here.
    stored = (*writer.sent, other.write(" Charlie"))
    room.change(alice, Kind.UPDATE, writer.write(" Bob"))
    room.begin_tick()
    loaded = LoadedDocument(
        document_id=room.document_id,
        seq=2,
        updates=stored,
        known=known_of(stored),
        ground=Ground(),
        owners={},
    )

    room.rebuild(Replica(loaded, Bounds()))
    tick(room)

    assert "Charlie" in line.text
    assert "Bonjour Bob" in line.text


def known_of(updates: tuple[bytes, ...]) -> dict[int, int]:
    known: dict[int, int] = {}
    for update in updates:
        facts = check_update(update, known, Bounds(), Ground())
        known |= {client: clock for client, (_, clock) in facts.clients.items()}
    return known
