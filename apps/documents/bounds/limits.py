"""How much one update may hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

# Yjs counts in JavaScript numbers, the native library in 32 bits.
MOST_CLOCK = 2**31 - 1
MOST_CLIENT = 2**53 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """``document_bytes`` is that of a whole state, for those who keep one. ``depth`` counts types
    above a structure, and levels of a JSON value; ``string_bytes`` is that of one run of text or
    one value, ``name_bytes`` of a node's, attribute's or mark's name.
    """

    document_bytes: int = 64 * 1024 * 1024
    update_bytes: int = 8 * 1024 * 1024
    structs: int = 200_000
    depth: int = 100
    string_bytes: int = 1024 * 1024
    name_bytes: int = 256
    clients: int = 100_000


# For what the server wrote itself.
UNBOUNDED = Bounds(
    document_bytes=MOST_CLOCK,
    update_bytes=MOST_CLOCK,
    structs=MOST_CLOCK,
    depth=MOST_CLOCK,
    string_bytes=MOST_CLOCK,
    name_bytes=MOST_CLOCK,
    clients=MOST_CLOCK,
)


def configured_bounds() -> Bounds:
    """Return the bounds the operator set."""
    return _bounds(
        settings.DOCUMENT_MAX_BYTES,
        settings.DOCUMENT_UPDATE_MAX_BYTES,
        settings.DOCUMENT_UPDATE_MAX_STRUCTS,
        settings.DOCUMENT_MAX_DEPTH,
        settings.DOCUMENT_STRING_MAX_BYTES,
    )


@lru_cache
def _bounds(
    document_bytes: int, update_bytes: int, structs: int, depth: int, string_bytes: int
) -> Bounds:
    return Bounds(
        document_bytes=document_bytes,
        update_bytes=update_bytes,
        structs=structs,
        depth=depth,
        string_bytes=string_bytes,
    )
