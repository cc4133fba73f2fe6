"""What the native library may see: updates are read here first, in Python, byte by byte.

The library trusts its input: counts become allocations, strings are not checked for UTF-8, nested
types recurse on the stack, and what refers to nothing waits for ever. So nothing reaches it that
did not pass ``check_update``, which knows the grammar of Yjs' update format 1 and what the server
has of the document, and nothing of what the update means.

Source: https://github.com/yjs/yjs/blob/main/src/utils/encoding.js and lib0/encoding.js.
"""

from .errors import UpdateGapError, UpdateRefusedError
from .facts import UpdateFacts
from .ground import Ground, decode_ground, encode_ground
from .limits import UNBOUNDED, Bounds, configured_bounds
from .state import measure_state
from .updates import check_update
from .vectors import check_state_vector, encode_state_vector

__all__ = [
    "UNBOUNDED",
    "Bounds",
    "Ground",
    "UpdateFacts",
    "UpdateGapError",
    "UpdateRefusedError",
    "check_state_vector",
    "check_update",
    "configured_bounds",
    "decode_ground",
    "encode_ground",
    "encode_state_vector",
    "measure_state",
]
