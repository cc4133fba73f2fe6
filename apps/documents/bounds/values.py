"""Values inside a document: lib0's ``any``, and JSON kept as a string."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from .errors import UpdateRefusedError
from .limits import Bounds
from .reader import Reader

_FIXED_SIZES = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}
_INTEGER, _STRING, _OBJECT, _ARRAY, _BYTES = 125, 119, 118, 117, 116
# A JavaScript integer: six bits in the first byte, then seven.
_MOST_INTEGER_BYTES = 8
# Sets an object's prototype in JavaScript.
_FORBIDDEN_NAME = "__proto__"


def check_any(reader: Reader, bounds: Bounds, depth: int = 1) -> None:
    """Pass over one ``any``. Raises ``UpdateRefusedError``."""
    tag = reader.byte()
    size = _FIXED_SIZES.get(tag)
    if size is not None:
        reader.skip(size)
    elif tag == _STRING:
        reader.string(bounds.string_bytes)
    elif tag == _INTEGER:
        _check_integer(reader)
    elif tag == _BYTES:
        reader.raw(bounds.string_bytes)
    elif tag in {_OBJECT, _ARRAY}:
        if depth >= bounds.depth:
            raise UpdateRefusedError("depth")
        _check_inner(reader, bounds, depth, is_object=tag == _OBJECT)
    else:
        raise UpdateRefusedError("any")


def _check_inner(reader: Reader, bounds: Bounds, depth: int, *, is_object: bool) -> None:
    for _ in range(reader.count(bounds.structs)):
        if is_object and reader.string(bounds.name_bytes) == _FORBIDDEN_NAME:
            raise UpdateRefusedError("name")
        check_any(reader, bounds, depth + 1)


def _check_integer(reader: Reader) -> None:
    for _ in range(_MOST_INTEGER_BYTES):
        if reader.byte() < 128:
            return
    raise UpdateRefusedError("number")


def check_json(reader: Reader, bounds: Bounds) -> None:
    """Pass over a string that must be JSON, or every browser that gets it would fail."""
    text = reader.string(bounds.string_bytes)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise UpdateRefusedError("json") from None
    if isinstance(value, dict | list):
        _check_depth(value, bounds.depth)


def _check_depth(value: Any, most: int) -> None:
    level = [value]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise UpdateRefusedError("depth")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
