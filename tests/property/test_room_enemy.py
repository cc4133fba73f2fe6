"""An enemy in a room: whatever she sends, she alone is sent away, and the others go on writing.

``HOSTILE_UPDATES=1000000 pytest tests/property/test_room_enemy.py`` lets her send a million frames.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from uuid import NAMESPACE_DNS, UUID, uuid4, uuid5

from apps.core.access import PersonActor
from apps.documents.bounds import Bounds, Ground, UpdateRefusedError, check_state_vector
from apps.documents.bounds.vectors import encode_number
from apps.documents.queries.content import LoadedDocument
from apps.realtime.documents.errors import (
    BrokenReplicaError,
    ForeignClientError,
    ReadOnlyError,
    RestlessError,
)
from apps.realtime.documents.member import Member, identity_of
from apps.realtime.documents.protocol import (
    FrameError,
    Kind,
    answer_frame,
    parse_frame,
    state_frame,
    update_frame,
)
from apps.realtime.documents.replica import Replica, Stretch, find_breaking
from apps.realtime.documents.room import Room
from tests.property.test_updates import HOSTILE
from tests.property.updates import Sent, crafted, mutated, story
from tests.realtime.documents.test_room_alone import Author, Line

REFUSALS = (FrameError, UpdateRefusedError, ForeignClientError, ReadOnlyError, RestlessError)
FRAMES_A_TICK = 25
FRAMES_A_ROOM = 4_000


def test_an_enemy_is_sent_away_and_the_others_go_on() -> None:
    rng = random.Random(20261124)
    left = HOSTILE
    sent_away = 0
    while left > 0:
        sent_away += Siege(rng).run(min(left, FRAMES_A_ROOM))
        left -= FRAMES_A_ROOM
    assert sent_away > HOSTILE / 10


class Siege:
    """A room with Alice, who types, Bob, who reads along, and an enemy with the right to write."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.document_id = uuid4()
        self.log: list[bytes] = []
        self.room = Room(self.document_id, self._replica(), lambda _: None)
        self.alice, _ = self._enter("Alice")
        self.author = Author()
        self.bob, self.seen = self._enter("Bob")
        self.room.ask(self.bob, b"\0")
        self.enemy, _ = self._enter("Ennemie")
        self.others: list[Sent] = story(rng)
        self.now = 0.0
        self.sent_away = 0

    def run(self, count: int) -> int:
        for number in range(count):
            self._attack()
            if number % FRAMES_A_TICK == 0:
                self.room.change(self.alice, Kind.UPDATE, self.author.write("a"))
                self._tick()
        self._tick()
        written = str(self.author.text)
        assert written == "a" * len(written)
        # Hers is all there, in memory, in the log and on the others' screens.
        assert self.room.replica.known[self.author.doc.client_id] == len(written)
        assert self._replica().known == self.room.replica.known
        shown = check_state_vector(self.seen.doc.get_state(), Bounds())
        assert shown == self.room.replica.known
        self.room.replica.close()
        return self.sent_away

    def _attack(self) -> None:
        self.now += 1.0
        frame = self._frame()
        try:
            kind, payload = parse_frame(frame)
            if kind in {Kind.UPDATE, Kind.ANSWER}:
                self.room.change(self.enemy, kind, payload)
            elif kind is Kind.AWARENESS:
                self.room.hear(self.enemy, payload, self.now)
            elif kind is Kind.STATE:
                self.room.ask(self.enemy, payload)
        except REFUSALS:
            self._send_away()
        except BrokenReplicaError:
            self._mend()

    def _frame(self) -> bytes:
        rng, known = self.rng, self.room.replica.known
        update = crafted(known, rng) if rng.random() < 0.6 else rng.choice(self.others).update
        if rng.random() < 0.5:
            update = mutated(update, self.others, rng)
        wrap = rng.choice([update_frame, update_frame, answer_frame, state_frame, _presence])
        frame = wrap(update)
        return mutated(frame, self.others, rng) if rng.random() < 0.3 else frame

    def _tick(self) -> None:
        try:
            entries = self.room.begin_tick()
        except BrokenReplicaError:
            self._mend()
            entries = self.room.begin_tick()
        first = len(self.log) + 1
        self.log += [entry.update for entry in entries]
        self.room.end_tick(range(first, len(self.log) + 1))

    def _mend(self) -> None:
        """As the hub does."""
        breaking = find_breaking(self._loaded(self.log), self.room.unsaved())
        culprits = {edit.sender for edit in breaking}
        assert self.alice not in culprits
        self.room.rebuild(self._replica(), without=culprits)
        self._send_away()

    def _send_away(self) -> None:
        self.sent_away += 1
        self.room.leave(self.enemy, self.now)
        self.enemy, _ = self._enter("Ennemie")

    def _enter(self, name: str) -> tuple[Member, Line]:
        line = Line()
        actor = PersonActor(label=name, person_id=_person(name), organisation_id=uuid4())
        member = Member(
            self.room,
            identity_of(actor),
            line.send,
            lambda _: None,
            may_write=True,
            speaks_ours=True,
        )
        self.room.enter(member)
        return member, line

    def _replica(self) -> Replica:
        """The replica that the log makes."""
        replica = Replica(self._loaded(()), Bounds())
        replica.absorb(Stretch(seq, seq, update) for seq, update in enumerate(self.log, 1))
        return replica

    def _loaded(self, updates: Iterable[bytes]) -> LoadedDocument:
        return LoadedDocument(
            document_id=self.document_id,
            seq=0,
            updates=tuple(updates),
            known={},
            ground=Ground(),
            owners={},
        )


def _person(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


def _presence(update: bytes) -> bytes:
    return b"\x01" + encode_number(len(update)) + update
