"""Finding words again by what they were and what stood around them.

The browser follows the same rules (frontend/src/editor/margin/searching.ts): if one changes, so
must the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Fewer characters are found anywhere, so they prove nothing.
SHORTEST = 4
# So many characters of the surroundings, or so many of the words themselves, are no coincidence.
ENOUGH_AROUND = 8
ENOUGH_WORDS = 20
# Fewer do where nothing contradicts: the line ends before the surroundings differ.
ENOUGH_UNCONTRADICTED = 4
CANDIDATES_MAXIMUM = 1000


def find_words(
    lines: Sequence[str], quote: str, prefix: str, suffix: str
) -> tuple[int, int] | None:
    """Return the line and the offset in it where ``quote`` stands, or None unless it is certain.

    An empty quote is the point between ``prefix`` and ``suffix``. Certain is the one place with
    the most of its surroundings, if these are enough.
    """
    if len((prefix + quote + suffix).strip()) < SHORTEST:
        return None
    best = _Around(-1, is_contradicted=True)
    places: list[tuple[int, int]] = []
    for count, (number, at) in enumerate(_candidates(lines, quote, prefix, suffix)):
        if count >= CANDIDATES_MAXIMUM:
            return None
        around = _around(lines[number], at, at + len(quote), prefix, suffix)
        if around.alike > best.alike:
            best, places = around, []
        if around.alike == best.alike and (number, at) not in places:
            places.append((number, at))
    is_whole = best.alike == len(prefix) + len(suffix)
    needed = ENOUGH_AROUND if best.is_contradicted else ENOUGH_UNCONTRADICTED
    is_enough = is_whole or best.alike >= needed or len(quote.strip()) >= ENOUGH_WORDS
    return places[0] if len(places) == 1 and is_enough else None


@dataclass(frozen=True)
class _Around:
    """How many characters around a place are alike, and whether others differ before its line ends."""

    alike: int
    is_contradicted: bool


def _candidates(
    lines: Sequence[str], quote: str, prefix: str, suffix: str
) -> Iterator[tuple[int, int]]:
    """Yield where the words stand; a point stands behind or before what was at its side."""
    before, behind = prefix[-ENOUGH_AROUND:], suffix[:ENOUGH_AROUND]
    for number, line in enumerate(lines):
        if quote:
            yield from ((number, at) for at in _occurrences(line, quote))
            continue
        if before:
            yield from ((number, at + len(before)) for at in _occurrences(line, before))
        if behind:
            yield from ((number, at) for at in _occurrences(line, behind))


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _around(line: str, start: int, end: int, prefix: str, suffix: str) -> _Around:
    """Compare what is around a range with what was."""
    before = line[max(0, start - len(prefix)) : start]
    behind = line[end : end + len(suffix)]
    alike = _alike(before[::-1], prefix[::-1]) + _alike(behind, suffix)
    return _Around(alike, is_contradicted=alike < len(before) + len(behind))


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
