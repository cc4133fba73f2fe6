"""Where anchors point now: the range of characters between two of them, or that it is gone.

When the items an anchor names were deleted (a paragraph split or wrapped by the editor is written
anew, elsewhere), the quoted words are looked for; they count where they stand among enough of the
words that stood around them, and nowhere else as well.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pycrdt import Doc

from apps.documents.native import AnyDoc, NativeFailureError, native_call

from .anchors import Anchor
from .lines import Line, Path, Run, read_lines
from .probes import Markers, Vector, marking_update, read_state_vector
from .searching import find_words


@dataclass(frozen=True, kw_only=True)
class Target:
    """A range that was anchored, with the words it had and those around it in its line."""

    start: Anchor
    end: Anchor
    quote: str
    prefix: str
    suffix: str = ""


@dataclass(frozen=True, order=True)
class Place:
    """A point in a line: which child, how many UTF-8 bytes into it."""

    child: int
    offset: int


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A range inside one line, and what it says now."""

    path: Path
    start: Place
    end: Place
    text: str


@dataclass(frozen=True)
class _Point:
    path: Path
    place: Place


def locate(doc: AnyDoc, targets: Sequence[Target]) -> list[Spot | None]:
    """Return where each target is now; None for one that is gone. ``doc`` stays untouched.

    Costs a copy of the document, and another for each target whose words are not found as quoted:
    hostile anchors may spoil what is marked beside them, so those are looked for alone.
    """
    state, vector = doc.get_update(), read_state_vector(doc.get_state())
    # Read when something has to be searched for, which is rare and costs a pass over all.
    lines: list[Line] | None = None
    spots = []
    for target, spot in zip(targets, _resolve(state, vector, targets), strict=True):
        is_sure = len(targets) == 1 or (spot is not None and spot.text == target.quote)
        found = spot if is_sure else _resolve(state, vector, [target])[0]
        if found is None:
            lines = read_lines(doc) if lines is None else lines
            found = _search(lines, target)
        spots.append(found)
    return spots


def _resolve(state: bytes, vector: Vector, targets: Sequence[Target]) -> list[Spot | None]:
    marks = _Marks(vector)
    for target in targets:
        marks.add(target.start)
        marks.add(target.end)
    try:
        with native_call():
            points = marks.look(state)
    except NativeFailureError:
        return [None] * len(targets)
    return [_spot_of(target, points, marks.lines) for target in targets]


class _Marks:
    """The markers for some anchors, and the scratch copy they are read from."""

    def __init__(self, vector: Vector) -> None:
        self._vector = vector
        self._nonce = secrets.token_hex(8)
        self._pattern = re.compile(rf"{self._nonce}\d{{6}}")
        self._markers = Markers()
        self._tokens: dict[Anchor, str] = {}
        self.lines: dict[Path, Line] = {}

    def add(self, anchor: Anchor) -> None:
        """Mark an anchor's place, if the document has its item."""
        if anchor.clock >= self._vector.get(anchor.client, 0) or anchor in self._tokens:
            return
        item = anchor.client, anchor.clock
        if anchor.is_type:
            marked = self._markers.inside
        else:
            marked = self._markers.behind if anchor.is_after else self._markers.before
        token = f"{self._nonce}{len(self._tokens):06}"
        self._tokens[anchor] = marked.setdefault(item, token)

    def look(self, state: bytes) -> dict[Anchor, _Point]:
        """Return where each marked anchor is."""
        scratch: AnyDoc = Doc()
        scratch.apply_update(state)
        scratch.apply_update(marking_update(self._vector, self._markers))
        places: dict[str, _Point] = {}
        insides: list[tuple[Line, Line]] = []
        for line in read_lines(scratch):
            clean = _without(self._pattern, line)
            self.lines[line.path] = clean
            insides.append((line, clean))
            places |= {token: _Point(line.path, place) for token, place in self._marked(line)}
        points = {anchor: places.get(token) for anchor, token in self._tokens.items()}
        for anchor in points:
            if anchor.is_type:
                points[anchor] = _inside(insides, self._tokens[anchor], at_start=anchor.is_after)
        return {anchor: point for anchor, point in points.items() if point is not None}

    def _marked(self, line: Line) -> Iterator[tuple[str, Place]]:
        """Yield each marker in a line with the place it stands at, as if no marker were there."""
        for number, child in enumerate(line.children):
            width = 0
            for match in self._pattern.finditer("" if child.runs is None else child.text):
                before = _size(child.text[: match.start()]) - width
                yield match.group(), Place(number, before)
                width += len(match.group())


def _inside(lines: Sequence[tuple[Line, Line]], name: str, *, at_start: bool) -> _Point | None:
    for line, clean in lines:
        place = _place_inside(line, clean, name, at_start=at_start)
        if place is not None:
            return _Point(line.path, place)
    return None


def _place_inside(line: Line, clean: Line, name: str, *, at_start: bool) -> Place | None:
    """Return the start or end of the type that carries the attribute ``name``."""
    if name in line.names:
        return Place(0, 0) if at_start else _end_of(clean)
    for number, child in enumerate(line.children):
        if name in child.names:
            return Place(number, 0 if at_start else _size(clean.children[number].text))
    return None


def _end_of(line: Line) -> Place:
    if not line.children:
        return Place(0, 0)
    last = line.children[-1]
    if last.runs is None:
        return Place(len(line.children), 0)
    return Place(len(line.children) - 1, _size(last.text))


def _size(text: str) -> int:
    return len(text.encode())


def _without(pattern: re.Pattern[str], line: Line) -> Line:
    children = tuple(
        child if child.runs is None else replace(child, runs=_cleaned(pattern, child.runs))
        for child in line.children
    )
    return replace(line, children=children)


def _cleaned(pattern: re.Pattern[str], runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(replace(run, text=pattern.sub("", run.text)) for run in runs)


def _spot_of(
    target: Target, points: Mapping[Anchor, _Point], lines: Mapping[Path, Line]
) -> Spot | None:
    start, end = points.get(target.start), points.get(target.end)
    if start is None or end is None or start.path != end.path or end.place < start.place:
        return None
    line = lines[start.path]
    text = text_between(line, start.place, end.place)
    if target.quote and not text:
        return None
    if not target.quote and not _stands_behind(line, start.place, target.prefix):
        return None
    return Spot(path=start.path, start=start.place, end=end.place, text=text)


def _stands_behind(line: Line, place: Place, prefix: str) -> bool:
    """Say whether an insertion still follows the character it was made behind."""
    return text_between(line, Place(0, 0), place).endswith(prefix[-1:])


def text_between(line: Line, start: Place, end: Place) -> str:
    """Return what stands between two places of a line."""
    parts = []
    for number, child in enumerate(line.children):
        if not start.child <= number <= end.child:
            continue
        raw = child.text.encode()
        first = start.offset if number == start.child else 0
        last = end.offset if number == end.child else len(raw)
        # An element lies in the range if the range begins before it and ends behind it.
        if child.runs is None and last < len(raw) and number == end.child:
            continue
        parts.append(raw[first:last].decode(errors="replace"))
    return "".join(parts)


def _search(lines: Sequence[Line], target: Target) -> Spot | None:
    """Return the only place where the target's words stand as they stood."""
    texts = [line.text for line in lines]
    found = find_words(texts, target.quote, target.prefix, target.suffix)
    if found is None:
        return None
    number, first = found
    line = lines[number]
    start = _place_of(line, first, at_end=not target.quote)
    end = _place_of(line, first + len(target.quote), at_end=True)
    return Spot(path=line.path, start=start, end=end, text=target.quote)


def _place_of(line: Line, characters: int, *, at_end: bool) -> Place:
    """Return the place behind so many characters; between two children, the earlier's end or not."""
    for number, child in enumerate(line.children):
        length = len(child.text)
        is_here = characters <= length if at_end and child.runs is not None else characters < length
        if is_here:
            return Place(number, _size(child.text[:characters]))
        characters -= length
    return _end_of(line)
