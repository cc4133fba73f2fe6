"""What became of a document between two states: by block, and within blocks by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .changing import steps_between, word_steps
from .lines import Line, Part

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """Some characters that stayed, came or went, and the client that had written them."""

    kind: str
    text: str
    client: int


@dataclass(frozen=True, slots=True)
class LineChange:
    """What became of a block; ``node`` is its type, in the newer state if it is in both."""

    kind: str
    block_id: str
    node: str
    spans: tuple[Span, ...]


def difference_between(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """Return all blocks of both states, those that stayed included, in the order of reading."""
    changes: list[LineChange] = []
    old_at = new_at = 0
    steps = steps_between([_key(line) for line in old], [_key(line) for line in new])
    for old_start, old_end, new_start, new_end in [
        *steps,
        (len(old), len(old), len(new), len(new)),
    ]:
        stayed = zip(old[old_at:old_start], new[new_at:new_start], strict=True)
        changes.extend(_compared(before, after) for before, after in stayed)
        changes.extend(_replaced(old[old_start:old_end], new[new_start:new_end]))
        old_at, new_at = old_end, new_end
    return changes


def _key(line: Line) -> tuple[str, str]:
    """A block is known by its id; one without, by what it says."""
    return ("id", line.block_id) if line.block_id else (line.kind, line.text)


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[LineChange]:
    yield from (_whole(line, REMOVED) for line in old)
    yield from (_whole(line, ADDED) for line in new)


def _whole(line: Line, kind: str) -> LineChange:
    spans = tuple(Span(kind, part.text, part.client) for part in line.parts)
    return LineChange(kind, line.block_id, line.kind, spans)


def _compared(old: Line, new: Line) -> LineChange:
    if old.text == new.text:
        kind = SAME if old.kind == new.kind else CHANGED
        spans = tuple(Span(SAME, part.text, part.client) for part in new.parts)
        return LineChange(kind, new.block_id, new.kind, spans)
    return LineChange(CHANGED, new.block_id, new.kind, tuple(_joined(_spans(old, new))))


def _spans(old: Line, new: Line) -> Iterator[Span]:
    before, after = list(_words(old.parts)), list(_words(new.parts))
    steps = word_steps([word.text for word in before], [word.text for word in after])
    at = 0
    for old_start, old_end, new_start, new_end in steps:
        yield from (Span(SAME, word.text, word.client) for word in after[at:new_start])
        yield from (Span(REMOVED, word.text, word.client) for word in before[old_start:old_end])
        yield from (Span(ADDED, word.text, word.client) for word in after[new_start:new_end])
        at = new_end
    yield from (Span(SAME, word.text, word.client) for word in after[at:])


def _words(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield words; one by two hands counts for the hand that began it."""
    text = "".join(part.text for part in parts)
    ends, end = [], 0
    for part in parts:
        end += len(part.text)
        ends.append((end, part.client))
    place = 0
    for match in _WORD.finditer(text):
        while ends[place][0] <= match.start():
            place += 1
        yield Part(match[0], ends[place][1])


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    waiting: Span | None = None
    for span in spans:
        if waiting and (waiting.kind, waiting.client) == (span.kind, span.client):
            waiting = Span(span.kind, waiting.text + span.text, span.client)
            continue
        if waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting
