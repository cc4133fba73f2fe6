"""State vectors: the next clock of each client."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import UpdateRefusedError
from .limits import Bounds
from .reader import Reader


def check_state_vector(vector: bytes, bounds: Bounds) -> dict[int, int]:
    """Return the next clock by client. Raises ``UpdateRefusedError``."""
    reader = Reader(vector)
    clocks = read_state_vector(reader, bounds.clients)
    reader.finish()
    return clocks


def read_state_vector(reader: Reader, most_clients: int) -> dict[int, int]:
    """Read a state vector. Raises ``UpdateRefusedError``."""
    clocks: dict[int, int] = {}
    for _ in range(reader.count(most_clients)):
        client, clock = reader.identity()
        if client in clocks:
            raise UpdateRefusedError("client twice")
        clocks[client] = clock
    return clocks


def encode_state_vector(clocks: Mapping[int, int]) -> bytes:
    """Return the vector as Yjs writes it."""
    encoded = bytearray(encode_number(len(clocks)))
    for client, clock in clocks.items():
        encoded += encode_number(client)
        encoded += encode_number(clock)
    return bytes(encoded)


def encode_number(value: int) -> bytes:
    """Return a number as lib0 writes it: seven bits a byte, the lowest first."""
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    groups.append(value)
    return bytes(groups)
