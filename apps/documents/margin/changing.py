"""What an accepted suggestion does to the text: as few operations as its author would have typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pycrdt import XmlElement, XmlText

from apps.documents.native import AnyDoc

from .lines import element_at
from .places import Place, Spot

# Whoever types at the edge of a link writes outside it.
_NOT_CONTINUED = frozenset({"link"})


def apply_change(doc: AnyDoc, spot: Spot, replacement: str) -> None:
    """Put ``replacement`` where ``spot`` is. ``spot`` must have been located in this state."""
    with doc.transaction():
        line = element_at(doc, spot.path)
        if replacement:
            # Written first and behind the old words, so that it takes their format.
            _insert(line, spot.end, replacement, is_pure=spot.start == spot.end)
        if spot.start != spot.end:
            _delete(line, spot.start, spot.end)


def _insert(line: XmlElement, place: Place, text: str, *, is_pure: bool) -> None:
    child = line.children[place.child] if place.child < len(line.children) else None
    if not isinstance(child, XmlText):
        line.children.insert(place.child, XmlText(text))
        return
    marks = _marks_before(child, place.offset)
    kept = {name: mark for name, mark in marks.items() if not (is_pure and name in _NOT_CONTINUED)}
    child.insert(place.offset, text, kept)


def _marks_before(text: XmlText, offset: int) -> Mapping[str, Any]:
    """Return the format of the character before an offset, or of the first one."""
    seen = 0
    runs = [(run, marks) for run, marks in text.diff() if isinstance(run, str)]
    for run, marks in runs:
        seen += len(run.encode())
        if seen >= offset:
            return {name: mark for name, mark in (marks or {}).items() if mark is not None}
    return {}


def _delete(line: XmlElement, start: Place, end: Place) -> None:
    """Delete from the end, so that what comes before keeps its indexes."""
    for number in range(end.child, start.child - 1, -1):
        if number >= len(line.children):
            continue
        child = line.children[number]
        first = start.offset if number == start.child else 0
        if isinstance(child, XmlText):
            last = end.offset if number == end.child else len(child)
            if first < last:
                del child[first:last]
        elif number < end.child or end.offset:
            del line.children[number]
