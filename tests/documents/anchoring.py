"""Anchors as a browser makes them, for documents one client wrote paragraph by paragraph."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from apps.documents.operations.margin import Selection
from apps.documents.queries.content import load_document


def unsigned(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(0x80 | number & 0x7F)
        number >>= 7
    out.append(number)
    return bytes(out)


def relative(client: int, clock: int, *, after: bool = False, kind: int = 0) -> bytes:
    """The binary form of a relative position."""
    return bytes([kind]) + unsigned(client) + unsigned(clock) + (b"\x41" if after else b"\x00")


def clocks(*paragraphs: str) -> dict[str, int]:
    """The clock of the first character of each paragraph, for a client that wrote nothing else."""
    found, clock = {}, 0
    for text in paragraphs:
        found[text] = clock + 2
        clock += 2 + len(text.encode("utf-16-le")) // 2
    return found


def only_client(document_id: UUID) -> int:
    (client,) = load_document(document_id).owners
    return client


def select(document_id: UUID, paragraphs: tuple[str, ...], quote: str) -> Selection:
    """The range of ``quote``, which is found once in ``paragraphs``, all there is."""
    client = only_client(document_id)
    (text,) = [each for each in paragraphs if quote in each]
    at = text.index(quote)
    first = clocks(*paragraphs)[text] + _width(text[:at])
    return Selection(
        start=relative(client, first),
        end=relative(client, first + _width(quote) - 1, after=True),
        quote=quote,
        prefix=text[:at][-64:],
        suffix=text[at + len(quote) :][:64],
    )


def caret(document_id: UUID, paragraphs: tuple[str, ...], before: str) -> Selection:
    """The point right behind ``before``."""
    chosen = select(document_id, paragraphs, before)
    prefix = (chosen.prefix + before)[-64:]
    suffix = chosen.suffix
    return Selection(start=chosen.end, end=chosen.end, quote="", prefix=prefix, suffix=suffix)


def sent(selection: Selection) -> dict[str, Any]:
    """The range as a browser sends it."""
    return {
        "anchor": {"start": _base64(selection.start), "end": _base64(selection.end)},
        "quote": selection.quote,
        "prefix": selection.prefix,
        "suffix": selection.suffix,
    }


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
