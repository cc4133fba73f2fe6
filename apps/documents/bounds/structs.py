"""The grammar of an update: blocks of structures by client, then ranges of deletions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from .errors import UpdateRefusedError
from .limits import MOST_CLOCK, Bounds
from .reader import Reader, halves_of
from .values import check_any, check_json

_GC, _DELETED, _, _BINARY, _STRING, _EMBED, _FORMAT, _TYPE, _ANY = range(9)
_CONTENT, _HAS_ORIGIN, _HAS_RIGHT_ORIGIN, _HAS_PARENT_SUB = 0b11111, 0x80, 0x40, 0x20
# Array, map, text, XML element, fragment and text; an element carries a name. Not the XML hook (5),
# whose name the native library forgets to read: it would take the rest for something else.
_TYPES, _ELEMENT = frozenset({0, 1, 2, 3, 4, 6}), 3
_PARENT_IS_ROOT = 1

Identity = tuple[int, int]


class Struct(NamedTuple):
    """A structure: where it stands, how long it is, what it hangs on.

    ``parent`` is None where it is that of ``origin`` or ``right``, or where it is a root.
    ``halves`` are the places, within it, of the second halves of pairs; ``is_text`` says that it is
    characters.
    """

    clock: int
    length: int
    origin: Identity | None = None
    right: Identity | None = None
    parent: Identity | None = None
    is_type: bool = False
    is_removed: bool = False
    halves: tuple[int, ...] = ()
    is_text: bool = False


class ParsedUpdate(NamedTuple):
    """The structures by client, in the order of their clocks, and the deletions: client, clock,
    length.
    """

    blocks: dict[int, list[Struct]]
    deletes: list[tuple[int, int, int]]


def parse_update(update: bytes, bounds: Bounds) -> ParsedUpdate:
    """Return what an update holds. Raises ``UpdateRefusedError`` for anything that is not exactly
    an update of format 1 within bounds; an update of format 2 always is something else.
    """
    reader = Reader(update)
    left = bounds.structs
    blocks: dict[int, list[Struct]] = {}
    for _ in range(reader.count(bounds.clients)):
        count = reader.count(left)
        left -= count
        client = reader.client()
        if client in blocks or not count:
            raise UpdateRefusedError("block")
        blocks[client] = _read_block(reader, count, bounds)
    deletes = _read_deletes(reader, left, bounds)
    reader.finish()
    return ParsedUpdate(blocks, deletes)


def _read_block(reader: Reader, count: int, bounds: Bounds) -> list[Struct]:
    clock = reader.number()
    structs = []
    for _ in range(count):
        struct = _read_struct(reader, clock, bounds)
        clock += struct.length
        if clock > MOST_CLOCK:
            raise UpdateRefusedError("clock")
        structs.append(struct)
    return structs


def _read_struct(reader: Reader, clock: int, bounds: Bounds) -> Struct:
    info = reader.byte()
    content = info & _CONTENT
    if content == _GC:
        if info:
            raise UpdateRefusedError("info")
        return Struct(clock, reader.length(), is_removed=True)
    origin = reader.identity() if info & _HAS_ORIGIN else None
    right = reader.identity() if info & _HAS_RIGHT_ORIGIN else None
    parent = None
    if origin is None and right is None:
        parent = _read_parent(reader, bounds)
        if info & _HAS_PARENT_SUB:
            reader.string(bounds.name_bytes)
    length, halves = _read_content(content, reader, bounds)
    is_type, is_removed = content == _TYPE, content == _DELETED
    is_text = content == _STRING
    return Struct(clock, length, origin, right, parent, is_type, is_removed, halves, is_text)


def _read_parent(reader: Reader, bounds: Bounds) -> Identity | None:
    kind = reader.number()
    if kind == _PARENT_IS_ROOT:
        reader.string(bounds.name_bytes)
        return None
    if kind:
        raise UpdateRefusedError("parent")
    return reader.identity()


def _read_deletes(reader: Reader, most: int, bounds: Bounds) -> list[tuple[int, int, int]]:
    deletes: list[tuple[int, int, int]] = []
    for _ in range(reader.count(bounds.clients)):
        client = reader.client()
        for _ in range(reader.count(most - len(deletes))):
            deletes.append((client, reader.number(), reader.length()))  # noqa: PERF401 - the bound shrinks
    return deletes


def _read_content(content: int, reader: Reader, bounds: Bounds) -> tuple[int, tuple[int, ...]]:
    """Return how long the content is, and where in it the second halves of pairs are."""
    if content == _STRING:
        text = reader.string(bounds.string_bytes)
        halves = halves_of(text)
        return _at_least_one(len(text) + len(halves)), halves
    read = _CONTENTS.get(content)
    if read is None:
        raise UpdateRefusedError("content")
    return read(reader, bounds), ()


def _read_anys(reader: Reader, bounds: Bounds) -> int:
    count = reader.count(bounds.structs)
    for _ in range(count):
        check_any(reader, bounds)
    return _at_least_one(count)


def _at_least_one(count: int) -> int:
    if not count:
        raise UpdateRefusedError("empty structure")
    return count


def _read_binary(reader: Reader, bounds: Bounds) -> int:
    reader.raw(bounds.string_bytes)
    return 1


def _read_embed(reader: Reader, bounds: Bounds) -> int:
    check_json(reader, bounds)
    return 1


def _read_format(reader: Reader, bounds: Bounds) -> int:
    reader.string(bounds.name_bytes)
    check_json(reader, bounds)
    return 1


def _read_type(reader: Reader, bounds: Bounds) -> int:
    kind = reader.number()
    if kind not in _TYPES:
        raise UpdateRefusedError("type")
    if kind == _ELEMENT:
        reader.string(bounds.name_bytes)
    return 1


def _read_deleted(reader: Reader, bounds: Bounds) -> int:
    return reader.length()


# Not JSON (2), which Yjs 13 no longer writes and the native library reads one value too far; not
# documents within documents (9), which no editor of ours makes; not gaps (10).
_CONTENTS: Final[dict[int, Callable[[Reader, Bounds], int]]] = {
    _DELETED: _read_deleted,
    _BINARY: _read_binary,
    _EMBED: _read_embed,
    _FORMAT: _read_format,
    _TYPE: _read_type,
    _ANY: _read_anys,
}
