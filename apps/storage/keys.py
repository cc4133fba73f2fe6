"""Names of objects: random, so that they say nothing and never collide."""

from __future__ import annotations

import secrets

KEY_RANDOM_BYTES = 20


def new_object_key() -> str:
    """Return a fresh key of 160 random bits, such as ``objects/3f/3fa9…``.

    The two leading digits spread the objects over 256 folders, which stores kept on a file
    system (the embedded one) list faster than a single large one.
    """
    name = secrets.token_hex(KEY_RANDOM_BYTES)
    return f"objects/{name[:2]}/{name}"
