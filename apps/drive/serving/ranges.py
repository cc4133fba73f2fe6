"""Conditional and range requests (RFC 9110, sections 13 and 14), as pure functions of headers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.core.errors import DomainError

# A position of more digits than any size has is past every end.
_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.IGNORECASE)


class RangeNotSatisfiableError(DomainError):
    """No byte of the range exists; ``size_bytes`` is the whole length."""

    code = "range_not_satisfiable"
    status = 416


@dataclass(frozen=True)
class ByteRange:
    """Bytes ``start`` (included) to ``end`` (excluded)."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start

    def content_range(self, size_bytes: int) -> str:
        """Return the value of ``Content-Range``."""
        return f"bytes {self.start}-{self.end - 1}/{size_bytes}"


def choose_range(
    *, range_header: str | None, if_range: str | None, etag: str, size_bytes: int
) -> ByteRange | None:
    """Return the part asked for, or None for the whole.

    Whatever is not one well-formed range is ignored, as the RFC allows: several ranges in one
    answer help nobody but attackers. Raises ``RangeNotSatisfiableError``.
    """
    match = _ONE_RANGE.fullmatch(range_header or "")
    if match is None or (if_range is not None and if_range.strip() != etag):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size_bytes)
    start, end = int(first), min(int(last) + 1, size_bytes) if last else size_bytes
    if last and int(last) < start:
        return None
    if start >= size_bytes:
        raise RangeNotSatisfiableError(size_bytes=size_bytes)
    return ByteRange(start, end)


def _suffix(last: str, size_bytes: int) -> ByteRange | None:
    if not last:
        return None
    length = min(int(last), size_bytes)
    if length == 0:
        raise RangeNotSatisfiableError(size_bytes=size_bytes)
    return ByteRange(size_bytes - length, size_bytes)


def names_etag(header: str | None, etag: str) -> bool:
    """Whether ``If-None-Match`` names ``etag`` (weak comparison) or is ``*``."""
    if header is None:
        return False
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in named or etag in named
