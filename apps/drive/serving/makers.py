"""Files made on the way out, of items that have no bytes of their own.

What a live document says is known one floor up, which registers here how it becomes a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.drive.errors import IsDocumentError
from apps.drive.models import Item


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A small file, whole in memory. ``name`` ends as its format does."""

    name: str
    content: bytes


Maker = Callable[[Item], MadeFile]

_makers: list[Maker] = []


def register_maker(maker: Maker) -> None:
    """Say how documents become files; called once, from ``AppConfig.ready()``."""
    if maker not in _makers:
        _makers.append(maker)


def made_file(item: Item) -> MadeFile:
    """Return what a document is in an archive. Raises ``IsDocumentError`` where nobody knows."""
    if not _makers:
        raise IsDocumentError
    return _makers[0](item)
