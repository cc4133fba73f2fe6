"""A document made to say something else by as few changes as possible.

Somebody may be typing in it, and comments hang on its characters. So blocks that say the same stay
untouched, blocks that changed keep their element and their id, and in a changed paragraph only the
words that differ are written: everything else merges with what others do at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from apps.documents.native import children_of

from .nodes import Node
from .reading import attributes_of, fragment_of, read_element, read_text
from .writing import (
    Parent,
    Part,
    attributes_for,
    insert_nodes,
    insert_part,
    marks_for,
    parts_of,
    write_attributes,
)

# What a node says, without its id: two nodes with the same key need no change.
Key = Callable[[Part], Hashable]
# Their id says what they show; it is no block's id.
_NAMING = frozenset({"image", "mention"})
# Above this many pairs, comparing every one with every one takes too long.
LARGEST_COMPARISON = 4_000_000
# A changed block is looked for among this many new ones.
NEAR = 50
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
Token = tuple[str, tuple[tuple[str, Any], ...]]


def replace_content(
    doc: Doc[Any],
    root: Node,
    key: Key | None = None,
    keeps: Callable[[Part], bool] | None = None,
) -> None:
    """Make the document's content that of ``root``; the change is the document's own transaction.

    ``key`` says when an old block and a new one say the same, so that the old one stays with all
    it carries; by default when nothing but their ids differs. ``keeps`` names blocks of the old
    content that ``root`` cannot speak of: they stay where they are.
    """
    fragment = fragment_of(doc)
    with doc.transaction():
        old = [(index, _read(child)) for index, child in children_of(fragment)]
        seen = [(index, part) for index, part in old if keeps is None or not keeps(part)]
        new = [part for part in parts_of(root.children) if keeps is None or not keeps(part)]
        _change(_Children(fragment, [index for index, _ in seen]), [p for _, p in seen], new, key)


def append_content(doc: Doc[Any], blocks: Sequence[Node]) -> None:
    """Write blocks at the end; an empty last paragraph, as editors keep one, gives its place."""
    fragment = fragment_of(doc)
    with doc.transaction():
        end = len(fragment.children)
        old = list(children_of(fragment))
        if old and old[-1][0] == end - 1 and _is_blank(old[-1][1]):
            end -= 1
        insert_nodes(fragment, end, blocks)


def content_key(part: Part) -> Hashable:
    """Return what a node says: its type, attributes but for the id, and content."""
    if isinstance(part, tuple):
        return tuple(content_key(run) for run in part)
    attrs = {name: value for name, value in part.attrs.items() if value is not None}
    if part.type not in _NAMING:
        attrs.pop("id", None)
    marks = tuple(sorted((mark.type, _frozen(dict(mark.attrs))) for mark in part.marks))
    children = tuple(content_key(child) for child in parts_of(part.children))
    return part.type, _frozen(attrs), part.text, marks, children


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return tuple(sorted((name, _frozen(part)) for name, part in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else repr(value)


def _is_blank(child: object) -> bool:
    return (
        isinstance(child, XmlElement)
        and child.tag == "paragraph"
        and not any(True for _ in child.children)
    )


class _Children:
    """Children of a node by their places among those that are looked at."""

    def __init__(self, parent: Parent, indexes: list[int]) -> None:
        self.parent = parent
        self._indexes = indexes

    def index(self, place: int) -> int:
        """Return the index at ``place``; one past the end is where more may be written."""
        if place < len(self._indexes):
            return self._indexes[place]
        return self._indexes[-1] + 1 if self._indexes else 0


def _change_children(parent: Parent, wanted: Sequence[Node], key: Key | None) -> None:
    old = [(index, _read(child)) for index, child in children_of(parent)]
    children = _Children(parent, [index for index, _ in old])
    _change(children, [part for _, part in old], list(parts_of(wanted)), key)


def _change(children: _Children, old: Sequence[Part], new: Sequence[Part], key: Key | None) -> None:
    """Bring children to ``new``, from the end so that the indexes before stay true."""
    say = key or content_key
    steps = steps_between([say(part) for part in old], [say(part) for part in new])
    for old_start, old_end, new_start, new_end in reversed(steps):
        pairs = _pairs(old[old_start:old_end], new[new_start:new_end])
        _change_range(children, (old_start, old_end), new[new_start:new_end], pairs, key)


def steps_between(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> list[tuple[int, int, int, int]]:
    """Return which runs of ``old`` become which of ``new``, the rest being equal, in order.

    Where both are long the comparison would take the square of that: then what lies between the
    equal beginning and the equal end is one run.
    """
    start, end = _equal_edges(old, new)
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if len(inner_old) * len(inner_new) > LARGEST_COMPARISON:
        return [(start, len(old) - end, start, len(new) - end)]
    matcher = SequenceMatcher(None, inner_old, inner_new, autojunk=False)
    return [
        (start + old_start, start + old_end, start + new_start, start + new_end)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def word_steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """``steps_between`` for words: changes with nothing but space between them are one change."""
    merged: list[tuple[int, int, int, int]] = []
    for step in steps_between(old, new):
        if merged and not "".join(old[merged[-1][1] : step[0]]).strip():
            before = merged.pop()
            merged.append((before[0], step[1], before[2], step[3]))
        else:
            merged.append(step)
    return merged


def _equal_edges(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    room = min(len(old), len(new))
    start = 0
    while start < room and old[start] == new[start]:
        start += 1
    end = 0
    while end < room - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _read(child: object) -> Part:
    if isinstance(child, XmlText):
        return tuple(read_text(child))
    return read_element(child) if isinstance(child, XmlElement) else Node("")


def _change_range(
    children: _Children,
    span: tuple[int, int],
    new: Sequence[Part],
    pairs: Sequence[tuple[int, int]],
    key: Key | None,
) -> None:
    """Turn one run of children into ``new``: alike ones are changed in place, in their order.

    ``pairs`` says by places within both which old one becomes which new one.
    """
    start, end = span
    parent = children.parent
    old_end, new_end = end - start, len(new)
    for old_index, new_index in [*reversed(pairs), (-1, -1)]:
        after = children.index(start + old_index) + 1 if start + old_index >= 0 else 0
        # From the end: whatever is deleted or inserted leaves the indexes before it alone.
        for place in range(old_end - 1, old_index, -1):
            del parent.children[children.index(start + place)]
        for offset, part in enumerate(new[new_index + 1 : new_end]):
            insert_part(parent, after + offset, part)
        if old_index >= 0:
            index = children.index(start + old_index)
            _change_child(parent.children[index], new[new_index], key)
        old_end, new_end = old_index, new_index


def _pairs(old: Sequence[Part], new: Sequence[Part]) -> list[tuple[int, int]]:
    """Return which old part becomes which new one: the next of its type, in order."""
    pairs: list[tuple[int, int]] = []
    place = 0
    for index, part in enumerate(old):
        found = next(
            (
                at
                for at in range(place, min(place + NEAR, len(new)))
                if _type(new[at]) == _type(part)
            ),
            None,
        )
        if found is not None:
            pairs.append((index, found))
            place = found + 1
    return pairs


def _type(part: Part) -> str:
    return "#text" if isinstance(part, tuple) else part.type


def _change_child(child: object, wanted: Part, key: Key | None) -> None:
    if isinstance(child, XmlText) and isinstance(wanted, tuple):
        change_text(child, wanted)
    elif isinstance(child, XmlElement) and isinstance(wanted, Node):
        stored, attributes = attributes_of(child), dict(wanted.attrs)
        if wanted.type not in _NAMING and isinstance(stored.get("id"), str):
            attributes["id"] = stored["id"]
        if attributes.get("colwidth", "") is None and attributes["colspan"] == stored.get(
            "colspan"
        ):
            # No text format speaks of widths: what says nothing of them leaves them.
            attributes["colwidth"] = stored.get("colwidth")
        write_attributes(child, attributes_for(replace(wanted, attrs=attributes)))
        _change_children(child, wanted.children, key)


def change_text(text: XmlText, wanted: Sequence[Node]) -> None:
    """Make a text say ``wanted``, word by word; formats that changed are set where they changed."""
    old, new = list(_tokens(list(read_text(text)))), list(_tokens(wanted))
    steps = word_steps([word for word, _ in old], [word for word, _ in new])
    old_end, new_end, offset = len(old), len(new), _length(old)
    for old_start, old_stop, new_start, new_stop in [*reversed(steps), (0, 0, 0, 0)]:
        offset -= _length(old[old_stop:old_end])
        _set_formats(text, offset, old[old_stop:old_end], new[new_stop:new_end])
        # Written before the old goes, so that the new takes its place and not its formats.
        _insert_tokens(text, offset, new[new_start:new_stop])
        start = offset - _length(old[old_start:old_stop])
        if start < offset:
            del text[start:offset]
        old_end, new_end, offset = old_start, new_start, start


def _length(tokens: Sequence[Token]) -> int:
    """Count bytes, as pycrdt does."""
    return sum(len(word.encode()) for word, _ in tokens)


def _tokens(runs: Sequence[Node]) -> Iterator[Token]:
    for run in runs:
        marks = tuple(sorted(marks_for(run).items()))
        for word in _WORD.findall(run.text):
            yield word, marks


def _insert_tokens(text: XmlText, offset: int, tokens: Sequence[Token]) -> None:
    for word, marks in tokens:
        text.insert(offset, word, dict(marks))
        offset += len(word.encode())


def _set_formats(text: XmlText, start: int, old: Sequence[Token], new: Sequence[Token]) -> None:
    for (word, was), (_, wanted) in zip(old, new, strict=True):
        end = start + len(word.encode())
        if was != wanted:
            dropped = {name: None for name, _ in was}
            text.format(start, end, dropped | dict(wanted))
        start = end
