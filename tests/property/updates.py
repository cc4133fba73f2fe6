"""Updates of random peers, and what becomes of them in the hands of an enemy."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pycrdt import Array, Doc, Map, Text, TransactionEvent, XmlElement, XmlFragment, XmlText

from apps.documents.bounds import Bounds, Ground, check_update, encode_ground
from apps.documents.bounds.vectors import encode_number
from apps.documents.native import AnyDoc

BOUNDS = Bounds()
_TEXTS = ("ab", "é", "😀x", "mot")
# Every content of the grammar: its number, and how it is written.
_CONTENTS = (
    (0, b""),
    (1, b"\x03"),
    (3, b"\x03abc"),
    (4, b"\x05h\xc3\xa9llo"[:6]),
    (4, b"\x06a\xf0\x9f\x98\x80b"),
    (5, b'\x07{"a":1}'),
    (6, b"\x04bold\x04true"),
    (6, b"\x04bold\x04null"),
    *((7, bytes([kind]) + (b"\x01p" if kind == 3 else b"")) for kind in (0, 1, 2, 3, 4, 6)),
    (8, b"\x04\x7f\x7e\x7d\x41\x77\x02hi"),
    (8, b"\x02\x76\x01\x01k\x75\x02\x78\x79\x74\x02ab"),
    (8, b"\x03\x7c\x3f\x80\x00\x00\x7b" + bytes(8) + b"\x7a" + bytes(8)),
    (8, b"\x01\x7d\xbf\xff\xff\x7f"),
)
# Bytes that mean something at many places of an update.
_TELLING = bytes([0, 1, 2, 4, 7, 127, 128, 255, 0x84, 0x44, 0xC4, 0x27, 0x87])


@dataclass(frozen=True)
class Sent:
    """An update as a server got it: what it knew, and the state it had."""

    update: bytes
    known: dict[int, int]
    ground: bytes
    state: bytes


def story(rng: random.Random, *, edits: int = 60) -> list[Sent]:
    """Let three peers write, sometimes hearing of each other; return what they sent."""
    peers: list[AnyDoc] = [Doc(client_id=rng.randrange(1, 2**32)) for _ in range(3)]
    made: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        made.append(event.update)

    for peer in peers:
        peer.observe(keep)
    server: AnyDoc = Doc()
    known: dict[int, int] = {}
    ground = Ground()
    sent: list[Sent] = []
    for _ in range(edits):
        peer = rng.choice(peers)
        made.clear()
        write(peer, rng)
        for update in tuple(made):
            sent.append(Sent(update, dict(known), _frozen(ground, known), server.get_update()))
            facts = check_update(update, known, BOUNDS, ground)
            ground.learn(facts)
            known.update({client: clock for client, (_, clock) in facts.clients.items()})
            server.apply_update(update)
        if rng.random() < 0.3:
            other = rng.choice(peers)
            other.apply_update(server.get_update(other.get_state()))
    return sent


def _frozen(ground: Ground, known: dict[int, int]) -> bytes:
    return encode_ground(Ground(known, ground.deepest, frozenset(ground.pairs)))


def write(doc: AnyDoc, rng: random.Random) -> None:
    """Change something, of any kind, somewhere."""
    root: XmlFragment = doc.get("default", type=XmlFragment)
    table: Map[object] = doc.get("m", type=Map)
    many: Array[object] = doc.get("a", type=Array)
    with doc.transaction():
        what, size = rng.randrange(9), len(root.children)
        if what < 3 or not size:
            fresh = XmlElement("p", {"level": "2"}, [XmlText(rng.choice(_TEXTS))])
            root.children.insert(rng.randint(0, size), fresh)
        elif what < 6:
            element = root.children[rng.randrange(size)]
            inside = element.children[0] if isinstance(element, XmlElement) else element
            if isinstance(inside, XmlText):
                marks: dict[str, object] | None = {"bold": {}} if rng.random() < 0.5 else None
                inside.insert(rng.choice([0, len(inside)]), rng.choice(_TEXTS), marks)
        elif what == 6:
            del root.children[rng.randrange(size)]
        elif what == 7:
            table[rng.choice("xy")] = rng.choice(
                [1, "s", [1, {"a": None}], True, 1.5, Map({"q": 1}), Array([1, 2])]
            )
        else:
            many.append(rng.choice([b"bytes", Text("t"), {"a": [1]}]))


def crafted(known: dict[int, int], rng: random.Random) -> bytes:
    """Return an update by the grammar alone, with contents that no editor of ours makes."""
    client = rng.choice([rng.randrange(1, 2**32), *known])
    clock = known.get(client, 0)
    structs = [_struct(client, clock, known, rng) for _ in range(rng.randint(1, 3))]
    head = b"\x01" + encode_number(len(structs)) + encode_number(client) + encode_number(clock)
    return head + b"".join(structs) + _deletes(known, rng)


def _struct(client: int, clock: int, known: dict[int, int], rng: random.Random) -> bytes:
    content, written = rng.choice(_CONTENTS)
    if content == 0:
        return b"\x00" + encode_number(rng.randint(1, 9))
    info, place = content, b""
    for flag in (0x80, 0x40):
        if known and rng.random() < 0.4:
            other = rng.choice(list(known))
            info |= flag
            place += encode_number(other) + encode_number(rng.randrange(known[other] or 1))
    if not place:
        place = b"\x01" + rng.choice([b"\x07default", b"\x01m", b"\x01a"])
        if rng.random() < 0.3:
            info |= 0x20
            place += b"\x03key"
    return bytes([info]) + place + written


def _deletes(known: dict[int, int], rng: random.Random) -> bytes:
    if not known or rng.random() < 0.5:
        return b"\x00"
    client = rng.choice(list(known))
    start = rng.randrange(known[client] or 1)
    length = rng.randint(1, max(1, known[client] - start))
    return b"\x01" + b"".join(map(encode_number, (client, 1, start, length)))


def mutated(update: bytes, others: Sequence[Sent], rng: random.Random) -> bytes:
    """Return an update with some bytes changed, lost, doubled or taken from another one."""
    content = bytearray(update)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        if not content:
            break
        at, what = rng.randrange(len(content)), rng.randrange(7)
        if what == 0:
            content[at] = rng.randrange(256)
        elif what == 1:
            content[at] ^= 1 << rng.randrange(8)
        elif what == 2:
            del content[at]
        elif what == 3:
            content.insert(at, rng.choice(_TELLING))
        elif what == 4:
            taken = rng.choice(others).update
            start = rng.randrange(len(taken))
            content[at:at] = taken[start : start + rng.randint(1, 12)]
        elif what == 5:
            del content[at + 1 :]
        else:
            content[at] = min(255, max(0, content[at] + rng.choice([-1, 1])))
    return bytes(content)


def hostile_updates(rng: random.Random, *, count: int) -> Iterator[tuple[Sent, bytes]]:
    """Yield ``count`` mutated updates, each with what the server had when the true one came."""
    for _ in range(-(-count // 400)):
        sent = story(rng)
        for _ in range(min(400, count)):
            original = rng.choice(sent)
            update = original.update
            if rng.random() < 0.3:
                update = crafted(original.known, rng)
            yield original, update if rng.random() < 0.1 else mutated(update, sent, rng)
