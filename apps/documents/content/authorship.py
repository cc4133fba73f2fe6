"""Who wrote each character: every structure of the CRDT carries its client's id.

pycrdt shows texts without their structures. Those are read from the encoded state (by the grammar
that guards the server, ``bounds``), and where each lies is asked from the library by its id, as for
the anchor of a comment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, StickyIndex, Transaction

from apps.documents.bounds.limits import UNBOUNDED
from apps.documents.bounds.structs import Identity, ParsedUpdate, Struct, parse_update
from apps.documents.bounds.vectors import encode_number

# Places of children from the root down to a text.
Path = tuple[int, ...]


TO_THE_END = -1


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes ``start`` to ``end`` of a text in UTF-8, and the client that wrote them.

    The last part of a text ends at ``TO_THE_END``.
    """

    start: int
    end: int
    client: int


def written_in(doc: Doc[Any], state: bytes) -> dict[Path, list[Written]]:
    """Return, by the path of each text, who wrote which part of it, in order and without gaps.

    ``doc`` is made of ``state``, and nothing else. Raises ``UpdateRefusedError`` for a state that is
    none.
    """
    with doc.transaction() as transaction:
        return _Reading(parse_update(state, UNBOUNDED), transaction).run()


class _Reading:
    def __init__(self, parsed: ParsedUpdate, transaction: Transaction) -> None:
        self._blocks = parsed.blocks
        self._clocks = {
            client: [struct.clock for struct in block] for client, block in parsed.blocks.items()
        }
        self._deleted = _ranges(parsed.deletes)
        self._transaction = transaction
        self._paths: dict[Identity, Path | None] = {}
        self._parents: dict[Identity, Identity | None] = {}

    def run(self) -> dict[Path, list[Written]]:
        """Return everything that was written and still stands."""
        starts: dict[Path, list[tuple[int, int]]] = defaultdict(list)
        for client, struct in self._standing():
            parent = self._parent_of(client, struct)
            path = None if parent is None else self._path_of(parent)
            if path is not None:
                starts[path].append((self._place_of((client, struct.clock)), client))
        return {path: list(_joined(sorted(found))) for path, found in starts.items()}

    def _standing(self) -> Iterator[tuple[int, Struct]]:
        for client, block in self._blocks.items():
            for struct in block:
                if struct.is_text and not self._is_deleted((client, struct.clock)):
                    yield client, struct

    def _is_deleted(self, identity: Identity) -> bool:
        """Whether a structure is; the library encodes it apart from what still stands."""
        client, clock = identity
        starts, ends = self._deleted.get(client, ([], []))
        index = bisect_right(starts, clock) - 1
        return index >= 0 and clock < ends[index]

    def _struct_at(self, identity: Identity) -> Struct | None:
        client, clock = identity
        index = bisect_right(self._clocks.get(client, []), clock) - 1
        return self._blocks[client][index] if index >= 0 else None

    def _parent_of(self, client: int, struct: Struct) -> Identity | None:
        """Return the type a structure stands in: its neighbours' where it does not say."""
        chain: list[Identity] = []
        at: Identity = (client, struct.clock)
        found: Identity | None = None
        while at not in self._parents:
            chain.append(at)
            here = self._struct_at(at)
            neighbour = None if here is None else here.origin or here.right
            if here is None or neighbour is None:
                found = here.parent if here is not None else None
                break
            near = self._struct_at(neighbour)
            at = (neighbour[0], near.clock) if near is not None else neighbour
        else:
            found = self._parents[at]
        for seen in chain:
            self._parents[seen] = found
        return found

    def _path_of(self, identity: Identity) -> Path | None:
        """Return where a type stands; None when it, or what it is in, was deleted."""
        if identity not in self._paths:
            self._paths[identity] = self._find_path(identity)
        return self._paths[identity]

    def _find_path(self, identity: Identity) -> Path | None:
        struct = self._struct_at(identity)
        if struct is None or not struct.is_type or self._is_deleted(identity):
            return None
        place = self._place_of(identity)
        parent = self._parent_of(identity[0], struct)
        above = () if parent is None else self._path_of(parent)
        return None if above is None else (*above, place)

    def _place_of(self, identity: Identity) -> int:
        """Ask the library where a structure lies among what stands around it."""
        client, clock = identity
        encoded = b"\x00" + encode_number(client) + encode_number(clock) + b"\x00"
        return StickyIndex.decode(encoded).get_index(self._transaction)


def _ranges(
    deletes: list[tuple[int, int, int]],
) -> Mapping[int, tuple[list[int], list[int]]]:
    ranges: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for client, clock, length in sorted(deletes):
        starts, ends = ranges[client]
        starts.append(clock)
        ends.append(clock + length)
    return ranges


def _joined(starts: list[tuple[int, int]]) -> Iterator[Written]:
    """Yield one part for neighbours by the same client; the last reaches to the text's end."""
    begun = 0
    for index in range(1, len(starts) + 1):
        is_end = index == len(starts)
        if is_end or starts[index][1] != starts[begun][1]:
            end = TO_THE_END if is_end else starts[index][0]
            yield Written(starts[begun][0], end, starts[begun][1])
            begun = index
