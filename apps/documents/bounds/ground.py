"""What the server remembers of a document's structures, beside their clocks.

*Depth* counts the types above a structure. Not every structure's is kept, only an upper bound:
everything in the newest snapshot is at most as deep as its deepest part, types made since are
remembered one by one, and what is neither, text made since, is at most as deep as the deepest. So
typing costs nothing, and no chain of updates nests deeper than allowed.

*Pairs* are the characters that JavaScript counts as two. The native library loses count when one is
cut in half, and would then store a state that no longer says what was written.
"""

from __future__ import annotations

from collections.abc import Mapping

from .facts import UpdateFacts
from .reader import Reader
from .structs import Identity
from .vectors import encode_number, encode_state_vector, read_state_vector

_MOST = 2**31 - 1


class Ground:
    """What an update can stand on.

    ``clocks`` is the state vector of the snapshot that was measured, ``depth`` that of its deepest
    structure, ``pairs`` the second halves of the pairs in it. ``deepest`` and ``pairs`` go on with
    what is learnt.
    """

    __slots__ = ("_depth", "_types", "clocks", "deepest", "pairs")

    def __init__(
        self,
        clocks: Mapping[int, int] | None = None,
        depth: int = 0,
        pairs: frozenset[Identity] = frozenset(),
    ) -> None:
        self.clocks = dict(clocks or {})
        self._depth = depth
        self._types: dict[Identity, int] = {}
        self.deepest = depth
        self.pairs = set(pairs)

    def learn(self, facts: UpdateFacts) -> None:
        """Remember an update that was accepted."""
        self.deepest = max(self.deepest, facts.depth)
        if facts.types:
            self._types.update(facts.types)
        if facts.pairs:
            self.pairs.update(facts.pairs)

    def depth_of(self, identity: Identity) -> int:
        """Return how deep a structure the server has is at most."""
        client, clock = identity
        if clock < self.clocks.get(client, 0):
            return self._depth
        return self._types.get(identity, self.deepest)


def encode_ground(ground: Ground) -> bytes:
    """Return what is kept beside a snapshot: its state vector, depth and pairs."""
    encoded = bytearray(encode_state_vector(ground.clocks))
    encoded += encode_number(ground.deepest)
    encoded += encode_number(len(ground.pairs))
    for client, clock in sorted(ground.pairs):
        encoded += encode_number(client)
        encoded += encode_number(clock)
    return bytes(encoded)


def decode_ground(encoded: bytes) -> Ground:
    """Return what ``encode_ground`` wrote. Raises ``UpdateRefusedError``."""
    reader = Reader(encoded)
    clocks = read_state_vector(reader, _MOST)
    depth = reader.number()
    pairs = frozenset(reader.identity() for _ in range(reader.count(_MOST)))
    reader.finish()
    return Ground(clocks, depth, pairs)
