"""Bytes of WebSocket and of Yjs, made by hand so that the crowd costs less than what it measures.

Frames of a client carry a mask of zeros: allowed by RFC 6455, and the payload stays as it is. An edit
is the update that Yjs writes for one character typed at the end of one's own text.
"""

from __future__ import annotations

import re

EMPTY_UPDATE = b"\x00\x00"
# Ids of five bytes as varints, as nearly all that Yjs draws at random.
FIRST_ID, LAST_ID = 2**28, 2**32 - 1
# Clocks of what ``begin_text`` writes: a paragraph, its text, the first character.
FIRST_CLOCK = 3
_STRING, _ORIGIN = 4, 0x80
_TYPED = rb"\x84[\x80-\xff]*[\x00-\x7f][\x80-\xff]*[\x00-\x7f]\x01[\x20-\x7e]"
_patterns: dict[int, re.Pattern[bytes]] = {}


def varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number and where the next thing begins."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def client_frame(payload: bytes, opcode: int = 2) -> bytes:
    """Return one masked WebSocket frame."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size < 2**16:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + b"\x00\x00\x00\x00" + payload


def sync_message(step: int, content: bytes) -> bytes:
    """Return a message of y-protocols: what I have (0), what you lack (1), what changed (2)."""
    return bytes((0, step)) + varint(len(content)) + content


def begin_text(client_id: int) -> bytes:
    """Return the update that begins a paragraph of one's own with one character."""
    own = varint(client_id)
    paragraph = b"\x07\x01\x07default\x03\x09paragraph"
    text = b"\x07\x00" + own + b"\x00\x06"
    character = b"\x04\x00" + own + b"\x01\x01a"
    return b"\x01\x03" + own + b"\x00" + paragraph + text + character + b"\x00"


def type_one(client_id: bytes, clock: int) -> bytes:
    """Return the update for one more character; ``client_id`` is a varint already."""
    origin = client_id + varint(clock - 1)
    return b"\x01\x01" + client_id + varint(clock) + b"\x84" + origin + b"\x01x\x00"


def written(update: bytes) -> list[tuple[int, int, int]]:
    """Return ``(client id, first clock, next clock)`` of each section of an update of typing."""
    sections, at = read_varint(update, 0)
    found = []
    for _ in range(sections):
        structs, at = read_varint(update, at)
        client_id, at = read_varint(update, at)
        clock, at = read_varint(update, at)
        match = _typed(structs).match(update, at)
        if match:
            length, at = structs, match.end()
        else:
            length, at = _walk(update, at, structs)
        found.append((client_id, clock, clock + length))
    return found


def _typed(structs: int) -> re.Pattern[bytes]:
    """Read a whole section at once: characters typed one after the other."""
    if structs not in _patterns:
        _patterns[structs] = re.compile(
            _TYPED + rb"{%d}" % structs if structs == 1 else rb"(?:" + _TYPED + rb"){%d}" % structs,
            re.DOTALL,
        )
    return _patterns[structs]


def _walk(update: bytes, at: int, structs: int) -> tuple[int, int]:
    """Return how many clocks ``structs`` structs cover, and where they end."""
    length = 0
    for _ in range(structs):
        info = update[at]
        at += 1
        if info & _ORIGIN:
            at = read_varint(update, read_varint(update, at)[1])[1]
        else:
            at = _skip_parent(update, at)
        if info & 0x1F == _STRING:
            size, at = read_varint(update, at)
            at += size
            length += size
        else:
            at = _skip_type(update, at)
            length += 1
    return length, at


def _skip_parent(update: bytes, at: int) -> int:
    is_root, at = read_varint(update, at)
    if is_root:
        size, at = read_varint(update, at)
        return at + size
    return read_varint(update, read_varint(update, at)[1])[1]


def _skip_type(update: bytes, at: int) -> int:
    kind, at = read_varint(update, at)
    if kind == 3:
        size, at = read_varint(update, at)
        at += size
    return at
