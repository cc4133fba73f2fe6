"""Anchors: places in a text that keep meaning the same place while others write around them.

An anchor is a Yjs relative position in its binary form, made by a browser: foreign bytes. They are
read here, in Python, to the last bit, and only numbers leave this module; the native library never
sees them. Source: ``encodeRelativePosition`` of Yjs (src/utils/RelativePosition.js): a kind (0 an
item, 1 a root type by name, 2 a type by its item), the item's client and clock as variable-length
unsigned integers, and an optional signed *assoc* (negative: the item before the place).
"""

from __future__ import annotations

from dataclasses import dataclass

MAXIMUM_BYTES = 32
# Yjs makes ids of 32 bits; some clients make 53, the largest a JavaScript number holds exactly.
MAXIMUM_ID = 2**53 - 1
_AT_ITEM, _IN_TYPE = 0, 2
_MORE, _SEVEN_BITS = 0x80, 0x7F
_SIGN, _SIX_BITS = 0x40, 0x3F


class AnchorInvalidError(ValueError):
    """These bytes are no anchor."""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A place beside one item of the document's history, or in a type that holds no text yet.

    ``is_type``: the item is the type itself (an empty paragraph, or the end of a text).
    ``is_after``: the place lies behind the item, else before it.
    """

    client: int
    clock: int
    is_type: bool
    is_after: bool


def parse_anchor(raw: bytes) -> Anchor:
    """Return the anchor in ``raw``. Raises ``AnchorInvalidError``; root types hold no text."""
    if not 3 <= len(raw) <= MAXIMUM_BYTES:
        raise AnchorInvalidError
    kind, at = _unsigned(raw, 0)
    if kind not in {_AT_ITEM, _IN_TYPE}:
        raise AnchorInvalidError
    client, at = _unsigned(raw, at)
    clock, at = _unsigned(raw, at)
    is_negative = at < len(raw) and _assoc_is_negative(raw, at)
    return Anchor(client=client, clock=clock, is_type=kind == _IN_TYPE, is_after=is_negative)


def _unsigned(raw: bytes, at: int) -> tuple[int, int]:
    """Return a variable-length unsigned integer and where the next one begins."""
    number = shift = 0
    while at < len(raw):
        byte = raw[at]
        at += 1
        number |= (byte & _SEVEN_BITS) << shift
        shift += 7
        if number > MAXIMUM_ID:
            break
        if not byte & _MORE:
            return number, at
    raise AnchorInvalidError


def _assoc_is_negative(raw: bytes, at: int) -> bool:
    """Read *assoc*, which is 0 or -1 and the last byte."""
    byte = raw[at]
    if at + 1 != len(raw) or byte & _MORE or byte & _SIX_BITS > 1:
        raise AnchorInvalidError
    return bool(byte & _SIGN)
