"""Measuring a whole state that the server made itself."""

from __future__ import annotations

from .causality import Walk
from .ground import Ground
from .limits import MOST_CLOCK, UNBOUNDED
from .structs import parse_update


def measure_state(state: bytes) -> Ground:
    """Return what the next updates stand on.

    Raises ``UpdateRefusedError`` and ``UpdateGapError`` if the state is not whole.
    """
    walk = Walk(parse_update(state, UNBOUNDED), {}, Ground(), MOST_CLOCK)
    walk.run()
    return Ground(walk.ends, walk.deepest, frozenset(walk.pairs))
