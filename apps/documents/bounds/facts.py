"""What an accepted update is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_NO_CLIENTS: Final[Mapping[int, tuple[int, int]]] = {}
_NO_NEEDS: Final[Mapping[int, int]] = {}
_NO_TYPES: Final[Mapping[tuple[int, int], int]] = {}
_NOBODY: Final[frozenset[int]] = frozenset()


class UpdateFacts:
    """``clients`` gives, by client id, the first clock that is new and the next clock after all;
    clients of which everything was known are not in it. ``needs`` gives the highest clock the update
    builds on of other clients. ``gc_clients`` are those whose new structures hold removed content.
    The others are for ``Ground.learn``: the depth of each new type
    by (client, clock), that of the deepest new structure, the second halves of new pairs.

    A plain class: one is made for every keystroke, and a dataclass shares no empty mappings.
    """

    __slots__ = ("clients", "depth", "gc_clients", "has_deletes", "needs", "pairs", "types")

    def __init__(
        self,
        clients: Mapping[int, tuple[int, int]] = _NO_CLIENTS,
        *,
        has_deletes: bool = False,
        gc_clients: frozenset[int] = _NOBODY,
        types: Mapping[tuple[int, int], int] = _NO_TYPES,
        depth: int = 0,
        pairs: Collection[tuple[int, int]] = (),
        needs: Mapping[int, int] = _NO_NEEDS,
    ) -> None:
        self.clients = clients
        self.needs = needs
        self.has_deletes = has_deletes
        self.gc_clients = gc_clients
        self.types = types
        self.depth = depth
        self.pairs = pairs
