"""What an update builds on: that the server has it, that it does not build on itself, that it cuts
nothing in half, and how deep it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from .errors import UpdateGapError, UpdateRefusedError
from .ground import Ground
from .limits import MOST_CLOCK
from .structs import Identity, ParsedUpdate, Struct


class Walk:
    """One walk through the new structures of an update, each after what it builds on.

    ``ends`` is the next clock of each client that brings something new; ``types``, ``pairs`` and
    ``deepest`` grow on the way.
    """

    def __init__(
        self, parsed: ParsedUpdate, known: Mapping[int, int], ground: Ground, most_depth: int
    ) -> None:
        self._known = known
        self._ground = ground
        self._most_depth = most_depth
        self._deletes = parsed.deletes
        self._fresh = {
            client: fresh
            for client, block in parsed.blocks.items()
            if (fresh := _fresh_part(block, known.get(client, 0)))
        }
        self.ends = {
            client: block[-1].clock + block[-1].length for client, block in self._fresh.items()
        }
        # How many structures of each client were passed, where they begin, how deep they are.
        self._done = dict.fromkeys(self._fresh, 0)
        self._starts: dict[int, list[int]] = {client: [] for client in self._fresh}
        self._depths: dict[int, list[int]] = {client: [] for client in self._fresh}
        self.types: dict[Identity, int] = {}
        self.pairs = {
            (client, struct.clock + half)
            for client, block in self._fresh.items()
            for struct in block
            for half in struct.halves
        }
        self.deepest = 0
        # The highest clock it builds on of what came before it, by client.
        self.needs: dict[int, int] = {}

    def removed_clients(self) -> frozenset[int]:
        """Return the clients some of whose new structures hold removed content."""
        return frozenset(
            client
            for client, block in self._fresh.items()
            if any(struct.is_removed for struct in block)
        )

    def run(self) -> None:
        """Walk. Raises ``UpdateGapError`` and ``UpdateRefusedError``."""
        for client in self._fresh:
            # Who waits, and up to which clock the one before waits for it.
            stack: dict[int, int] = {client: MOST_CLOCK}
            while stack:
                waiting, until = next(reversed(stack.items()))
                needed = self._advance(waiting, until)
                if needed is None:
                    del stack[waiting]
                elif needed[0] in stack:
                    raise UpdateRefusedError("circle")
                else:
                    stack[needed[0]] = needed[1]
        self._check_deletes()

    def _advance(self, client: int, until: int) -> Identity | None:
        """Go on with one client past ``until``; return what it has to wait for, if anything."""
        block = self._fresh[client]
        while self._done[client] < len(block):
            struct = block[self._done[client]]
            if struct.clock > until:
                return None
            for needed in (struct.origin, struct.right, struct.parent):
                if needed is not None and self._is_missing(needed, client, struct):
                    return needed
            self._pass(client, struct)
            self._done[client] += 1
        return None

    def _is_missing(self, needed: Identity, client: int, struct: Struct) -> bool:
        other, clock = needed
        if other == client:
            if clock >= struct.clock:
                raise UpdateRefusedError("circle")
            return False
        if clock < self._known.get(other, 0):
            self._need(other, clock)
            return False
        if clock >= self.ends.get(other, 0):
            raise UpdateGapError
        place, block = self._done[other], self._fresh[other]
        return place < len(block) and block[place].clock <= clock

    def _need(self, client: int, clock: int) -> None:
        if clock > self.needs.get(client, -1):
            self.needs[client] = clock

    def _pass(self, client: int, struct: Struct) -> None:
        if struct.origin is not None:
            other, clock = struct.origin
            self._refuse_half((other, clock + 1))
        if struct.right is not None:
            self._refuse_half(struct.right)
        depth = self._depth_of(struct)
        if depth > self._most_depth:
            raise UpdateRefusedError("depth")
        self.deepest = max(self.deepest, depth)
        self._starts[client].append(struct.clock)
        self._depths[client].append(depth)
        if struct.is_type:
            self.types[client, struct.clock] = depth

    def _refuse_half(self, identity: Identity) -> None:
        if identity in self._ground.pairs or identity in self.pairs:
            raise UpdateRefusedError("half a pair")

    def _check_deletes(self) -> None:
        has_pairs = bool(self._ground.pairs or self.pairs)
        for client, clock, length in self._deletes:
            end = clock + length
            if end > self.ends.get(client, 0) and end > self._known.get(client, 0):
                raise UpdateGapError
            self._need(client, end - 1)
            if has_pairs:
                self._refuse_half((client, clock))
                self._refuse_half((client, end))

    def _depth_of(self, struct: Struct) -> int:
        if struct.parent is not None:
            return self._depth_below(struct.parent) + 1
        if struct.origin is None and struct.right is None:
            return 0 if struct.is_removed else 1
        beside = (self._depth_at(one) for one in (struct.origin, struct.right) if one is not None)
        return max(beside)

    def _depth_below(self, parent: Identity) -> int:
        """Return the depth of a parent, which must be a type, or gone."""
        client, clock = parent
        is_new = clock >= self._known.get(client, 0)
        if is_new and parent not in self.types:
            place = bisect_right(self._starts[client], clock) - 1
            if not self._fresh[client][place].is_removed:
                raise UpdateRefusedError("parent")
        return self._depth_at(parent)

    def _depth_at(self, identity: Identity) -> int:
        client, clock = identity
        if clock < self._known.get(client, 0):
            return self._ground.depth_of(identity)
        place = bisect_right(self._starts[client], clock) - 1
        return self._depths[client][place]


def _fresh_part(block: list[Struct], known: int) -> list[Struct]:
    """Return the structures of a block that are not wholly known. Raises ``UpdateGapError``."""
    if block[0].clock > known:
        raise UpdateGapError
    for place, struct in enumerate(block):
        if struct.clock + struct.length > known:
            if known - struct.clock in struct.halves:
                raise UpdateRefusedError("half a pair")
            return block[place:]
    return []
