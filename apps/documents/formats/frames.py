"""What the bounded process is asked and answers: a head in JSON, and contents behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_LENGTH_BYTES = 8


def pack(head: Mapping[str, Any], contents: Sequence[bytes] = ()) -> bytes:
    """Return one message."""
    sized = {**head, "sizes": [len(content) for content in contents]}
    encoded = json.dumps(sized).encode()
    return b"".join([len(encoded).to_bytes(_LENGTH_BYTES, "big"), encoded, *contents])


def unpack(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return head and contents of a message. Raises ``ValueError`` for anything else."""
    length = int.from_bytes(message[:_LENGTH_BYTES], "big")
    start = _LENGTH_BYTES + length
    head = json.loads(message[_LENGTH_BYTES:start])
    contents = []
    for size in head["sizes"]:
        contents.append(message[start : start + size])
        start += size
    if start != len(message):
        raise ValueError("a message of another length")
    return head, contents
