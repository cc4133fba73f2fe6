"""A document made to say something else by as few changes as possible.

Somebody may be typing in it, and comments hang on its characters. So blocks that say the same stay
untouched, blocks that changed keep their element and their id, and in a changed paragraph only the
words that differ are written: everything else merges with what others do at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from .nodes import Node
from .reading import fragment_of, read_element, read_text
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
Key = Callable[[Part], object]
# Their id says what they show; it is no block's id.
_NAMING = frozenset({"image", "mention"})
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
Token = tuple[str, tuple[tuple[str, Any], ...]]


def replace_content(doc: Doc[Any], root: Node, key: Key | None = None) -> None:
    """Make the document's content that of ``root``; the change is the document's own transaction.

    ``key`` says when an old block and a new one say the same, so that the old one stays with all
    it carries; by default when nothing but their ids differs.
    """
    with doc.transaction():
        _change_children(fragment_of(doc), tuple(root.children), key or content_key)


def append_content(doc: Doc[Any], blocks: Sequence[Node]) -> None:
    """Write blocks at the end; an empty last paragraph, as editors keep one, gives its place."""
    fragment = fragment_of(doc)
    with doc.transaction():
        end = len(fragment.children)
        if end and _is_blank(fragment.children[end - 1]):
            end -= 1
        insert_nodes(fragment, end, blocks)


def content_key(part: Part) -> object:
    """Return what a node says: its type, attributes but for the id, and content."""
    if isinstance(part, tuple):
        return tuple(content_key(run) for run in part)
    attrs = {name: value for name, value in part.attrs.items() if value is not None}
    if part.type not in _NAMING:
        attrs.pop("id", None)
    marks = tuple(sorted((mark.type, _frozen(dict(mark.attrs))) for mark in part.marks))
    children = tuple(content_key(child) for child in parts_of(part.children))
    return part.type, _frozen(attrs), part.text, marks, children


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(sorted((name, _frozen(part)) for name, part in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else repr(value)


def _is_blank(child: object) -> bool:
    return (
        isinstance(child, XmlElement)
        and child.tag == "paragraph"
        and not any(True for _ in child.children)
    )


def _change_children(parent: Parent, wanted: Sequence[Node], key: Key) -> None:
    """Bring the children of ``parent`` to ``wanted``, from the end so that indexes stay true."""
    old = [_read(child) for child in parent.children]
    new = list(parts_of(wanted))
    matcher = SequenceMatcher(None, [key(part) for part in old], [key(part) for part in new], False)
    for tag, old_start, old_end, new_start, new_end in reversed(matcher.get_opcodes()):
        if tag != "equal":
            _change_range(parent, old[old_start:old_end], new[new_start:new_end], old_start, key)


def _read(child: object) -> Part:
    if isinstance(child, XmlText):
        return tuple(read_text(child))
    return read_element(child) if isinstance(child, XmlElement) else Node("")


def _change_range(
    parent: Parent, old: Sequence[Part], new: Sequence[Part], start: int, key: Key
) -> None:
    """Turn one run of children into another: alike ones are changed in place, in their order."""
    pairs = _pairs(old, new)
    # From the end: whatever is inserted or deleted leaves the indexes before it alone.
    old_end, new_end = len(old), len(new)
    for old_index, new_index in [*reversed(pairs), (-1, -1)]:
        for index in range(old_end - 1, old_index, -1):
            del parent.children[start + index]
        for offset, part in enumerate(new[new_index + 1 : new_end]):
            insert_part(parent, start + old_index + 1 + offset, part)
        if old_index >= 0:
            _change_child(parent.children[start + old_index], new[new_index], key)
        old_end, new_end = old_index, new_index


def _pairs(old: Sequence[Part], new: Sequence[Part]) -> list[tuple[int, int]]:
    """Return which old part becomes which new one: the longest run of equal types, in order."""
    matcher = SequenceMatcher(None, list(map(_type, old)), list(map(_type, new)), False)
    return [
        (block.a + step, block.b + step)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]


def _type(part: Part) -> str:
    return "#text" if isinstance(part, tuple) else part.type


def _change_child(child: object, wanted: Part, key: Key) -> None:
    if isinstance(child, XmlText) and isinstance(wanted, tuple):
        change_text(child, wanted)
    elif isinstance(child, XmlElement) and isinstance(wanted, Node):
        kept_id = child.attributes.get("id")
        attributes = dict(wanted.attrs)
        if wanted.type not in _NAMING and isinstance(kept_id, str):
            attributes["id"] = kept_id
        write_attributes(child, attributes_for(replace(wanted, attrs=attributes)))
        _change_children(child, wanted.children, key)


def change_text(text: XmlText, wanted: Sequence[Node]) -> None:
    """Make a text say ``wanted``, word by word; formats that changed are set where they changed."""
    old, new = list(_tokens(list(read_text(text)))), list(_tokens(wanted))
    matcher = SequenceMatcher(None, [word for word, _ in old], [word for word, _ in new], False)
    offset = sum(len(word.encode()) for word, _ in old)
    for tag, old_start, old_end, new_start, new_end in reversed(matcher.get_opcodes()):
        start = offset - sum(len(word.encode()) for word, _ in old[old_start:old_end])
        if tag == "equal":
            _set_formats(text, start, old[old_start:old_end], new[new_start:new_end])
        else:
            # Written before the old goes, so that the new takes its place and not its formats.
            if new_start < new_end:
                _insert_tokens(text, offset, new[new_start:new_end])
            if start < offset:
                del text[start:offset]
        offset = start


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
