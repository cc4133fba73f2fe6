"""Frames of y-protocols (sync, awareness) and our own additions, as bytes. No meaning, no state.

One message a WebSocket frame: type, then by type a sync step with its payload, an awareness
update, or nothing. Source: https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md
Our additions (*saved*, *notice*) go only to clients that asked for ``SUBPROTOCOL``:
a plain y-websocket client logs an error for each type it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

SUBPROTOCOL = "sovshare.v1"
EMPTY_UPDATE = b"\x00\x00"
# Nine groups of seven bits hold every number that JavaScript writes.
_VARINT_MAXIMUM_BYTES = 9


class FrameError(Exception):
    """The bytes are not one whole message of the protocol."""


class Kind(IntEnum):
    """What a client may send; each value is (type, step) folded into one number."""

    STATE = 0
    ANSWER = 1
    UPDATE = 2
    AWARENESS = 3
    QUERY_AWARENESS = 4


# An enumeration looks its members up slowly, and this is done for every keystroke.
_STEPS = (Kind.STATE, Kind.ANSWER, Kind.UPDATE)
_SYNC, _AWARENESS, _QUERY_AWARENESS = 0, 1, 3
SAVED, NOTICE = 100, 101


@dataclass(frozen=True, slots=True)
class AwarenessEntry:
    """One client's state as it travels; ``state`` is JSON, ``null`` for one who left."""

    client_id: int
    clock: int
    state: str


def parse_frame(frame: bytes) -> tuple[Kind, bytes]:
    """Return a frame's kind and payload. Raises ``FrameError``."""
    # The frame of typing: an update shorter than 128 bytes.
    if len(frame) > 3 and frame[0] == _SYNC and frame[2] < 0x80:
        if frame[1] <= Kind.UPDATE and len(frame) == 3 + frame[2]:
            return _STEPS[frame[1]], frame[3:]
        raise FrameError("a frame that does not end where it says")
    return _parse_any(frame)


def _parse_any(frame: bytes) -> tuple[Kind, bytes]:
    kind, at = read_varint(frame, 0)
    if kind == _QUERY_AWARENESS and at == len(frame):
        return Kind.QUERY_AWARENESS, b""
    if kind == _AWARENESS:
        return Kind.AWARENESS, _rest(frame, at)
    if kind == _SYNC:
        step, at = read_varint(frame, at)
        if step <= Kind.UPDATE:
            return Kind(step), _rest(frame, at)
    raise FrameError("a message of no known type")


def _rest(frame: bytes, at: int) -> bytes:
    length, at = read_varint(frame, at)
    if at + length != len(frame):
        raise FrameError("a frame that does not end where it says")
    return frame[at:]


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at ``at`` and where the next thing begins."""
    number = shift = 0
    for byte in data[at : at + _VARINT_MAXIMUM_BYTES]:
        number |= (byte & 0x7F) << shift
        shift += 7
        at += 1
        if byte < 0x80:
            return number, at
    raise FrameError("a number without end")


def write_varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    if number < 0x80:
        return bytes((number,))
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def with_length(data: bytes) -> bytes:
    """Return bytes preceded by their number."""
    return write_varint(len(data)) + data


def state_frame(state_vector: bytes) -> bytes:
    """Ask: this is what I have, send me the rest (sync step 1)."""
    return b"\x00\x00" + with_length(state_vector)


def answer_frame(update: bytes) -> bytes:
    """Answer such a question (sync step 2)."""
    return b"\x00\x01" + with_length(update)


def update_frame(update: bytes) -> bytes:
    """Tell of a change."""
    return b"\x00\x02" + with_length(update)


def saved_frame(client_id: int, clock: int, frames: int) -> bytes:
    """Tell that everything this client wrote below ``clock`` is durable, and so are the first
    ``frames`` answers and updates of this connection: a deletion advances no clock.
    """
    return bytes((SAVED,)) + write_varint(client_id) + write_varint(clock) + write_varint(frames)


def notice_frame(code: str, facts: Mapping[str, object] | None = None) -> bytes:
    """Tell something for the person in front of the screen, as JSON with a ``code``."""
    return bytes((NOTICE,)) + with_length(json.dumps({"code": code, **(facts or {})}).encode())


def parse_awareness(payload: bytes, *, limit: int) -> list[AwarenessEntry]:
    """Return at most ``limit`` entries of an awareness update. Raises ``FrameError``."""
    count, at = read_varint(payload, 0)
    if count > limit:
        raise FrameError("too many states in one message")
    entries = []
    for _ in range(count):
        client_id, at = read_varint(payload, at)
        clock, at = read_varint(payload, at)
        length, at = read_varint(payload, at)
        entries.append(AwarenessEntry(client_id, clock, _text(payload[at : at + length], length)))
        at += length
    if at != len(payload):
        raise FrameError("a frame that does not end where it says")
    return entries


def _text(data: bytes, length: int) -> str:
    if len(data) != length:
        raise FrameError("a frame that does not end where it says")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise FrameError("text that is not UTF-8") from error


def awareness_frame(entries: Iterable[AwarenessEntry]) -> bytes:
    """Tell where others are."""
    told = list(entries)
    parts = [write_varint(len(told))]
    for entry in told:
        parts += [write_varint(entry.client_id), write_varint(entry.clock)]
        parts.append(with_length(entry.state.encode()))
    return bytes((_AWARENESS,)) + with_length(b"".join(parts))
