"""Yjs updates written by hand that make the native library say where an anchor points.

pycrdt resolves no relative position in a text of XML, and where it resolves one at all, an unknown
item is a panic. So anchors are resolved by the rules of the CRDT itself: in a scratch copy of the
document a marker is written directly before or behind each anchor's item, and found again by
reading the text. Only items that the state vector knows are named: nothing is left pending.

Where two wrote at the same place, Yjs puts the smaller client id first (``Item.integrate``). So a
marker whose left origin is the item stands right behind it if its id is the smallest, and one whose
right origin is the item right before it if its id is the largest.

Source: update format v1 of Yjs (INTERNALS.md, src/utils/encoding.js, src/structs/Item.js).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .anchors import MAXIMUM_ID

ItemId = tuple[int, int]
Vector = Mapping[int, int]

_STRING, _ANY = 4, 8
_HAS_ORIGIN, _HAS_RIGHT_ORIGIN, _HAS_KEY = 0x80, 0x40, 0x20
_ANY_TRUE = 120
_SMALLEST_ID = 0


@dataclass(frozen=True, kw_only=True)
class Markers:
    """What to write where: texts before and behind items, attributes onto types."""

    before: dict[ItemId, str] = field(default_factory=dict)
    behind: dict[ItemId, str] = field(default_factory=dict)
    inside: dict[ItemId, str] = field(default_factory=dict)


def read_state_vector(raw: bytes) -> dict[int, int]:
    """Return the next clock by client from what ``Doc.get_state`` gave."""
    numbers = list(_numbers(raw))
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))


def _numbers(raw: bytes) -> Iterable[int]:
    number = shift = 0
    for byte in raw:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0


def marking_update(vector: Vector, markers: Markers) -> bytes:
    """Return the update that writes ``markers``; the document must know all items they name."""
    behind = [_text(_HAS_ORIGIN, item, text) for item, text in markers.behind.items()]
    behind += [_attribute_on(item, name) for item, name in markers.inside.items()]
    before = [_text(_HAS_RIGHT_ORIGIN, item, text) for item, text in markers.before.items()]
    # Nobody has the largest id a number can be; if somebody has, what is before stays unfound.
    largest = min(max(vector, default=0) + 1, MAXIMUM_ID)
    parts = [
        _section(client, vector.get(client, 0), structs)
        for client, structs in ((largest, before), (_SMALLEST_ID, behind))
        if structs
    ]
    return _unsigned(len(parts)) + b"".join(parts) + bytes(1)


def _section(client: int, clock: int, structs: Sequence[bytes]) -> bytes:
    head = _unsigned(len(structs)) + _unsigned(client) + _unsigned(clock)
    return head + b"".join(structs)


def _text(side: int, item: ItemId, text: str) -> bytes:
    return bytes([_STRING | side]) + _id(item) + _string(text)


def _attribute_on(item: ItemId, name: str) -> bytes:
    parent_is_item = _unsigned(0) + _id(item)
    value = _unsigned(1) + bytes([_ANY_TRUE])
    return bytes([_ANY | _HAS_KEY]) + parent_is_item + _string(name) + value


def _id(item: ItemId) -> bytes:
    return _unsigned(item[0]) + _unsigned(item[1])


def _string(text: str) -> bytes:
    encoded = text.encode()
    return _unsigned(len(encoded)) + encoded


def _unsigned(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(0x80 | number & 0x7F)
        number >>= 7
    out.append(number)
    return bytes(out)
