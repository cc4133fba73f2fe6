"""Trees written into a document's CRDT, as y-prosemirror would write them.

pycrdt counts text in bytes of UTF-8; ``Run`` lengths here are in the same unit.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pycrdt import XmlElement, XmlFragment, XmlText

from apps.documents.schema import document_schema

from .nodes import Node
from .reading import attributes_of

Parent = XmlFragment | XmlElement
# An element, or a run of text nodes that share one text type.
Part = Node | tuple[Node, ...]
_ID_BYTES = 9


def new_block_id() -> str:
    """Return an id for a block, unique in any document one can write."""
    return secrets.token_urlsafe(_ID_BYTES)


def insert_nodes(parent: Parent, index: int, nodes: Iterable[Node]) -> int:
    """Write nodes as children of ``parent`` from ``index`` on; return the index after them."""
    for part in parts_of(nodes):
        insert_part(parent, index, part)
        index += 1
    return index


def parts_of(nodes: Iterable[Node]) -> Iterator[Part]:
    """Yield elements as they are, neighbouring text nodes together."""
    for is_text, group in groupby(nodes, key=lambda node: node.is_text):
        if is_text:
            yield tuple(group)
        else:
            yield from group


def insert_part(parent: Parent, index: int, part: Part) -> None:
    """Write one element or one text."""
    if isinstance(part, tuple):
        text = parent.children.insert(index, XmlText())
        insert_runs(text, 0, part)
        return
    element = parent.children.insert(index, XmlElement(part.type))
    write_attributes(element, attributes_for(part))
    insert_nodes(element, 0, part.children)


def insert_runs(text: XmlText, offset: int, runs: Sequence[Node]) -> int:
    """Write runs of text at a byte offset; return the offset after them."""
    for run in runs:
        text.insert(offset, run.text, marks_for(run))
        offset += len(run.text.encode())
    return offset


def marks_for(run: Node) -> dict[str, Any]:
    """Return the formatting attributes of a run."""
    return {
        mark.type: {name: value for name, value in mark.attrs.items() if value is not None}
        for mark in run.marks
    }


def attributes_for(node: Node) -> dict[str, Any]:
    """Return what is stored: every attribute that has a value, and an id where one belongs."""
    stored = {name: value for name, value in node.attrs.items() if value is not None}
    known = document_schema().nodes.get(node.type)
    if known is not None and known.has_block_id:
        stored.setdefault("id", new_block_id())
    return stored


def write_attributes(element: XmlElement, attributes: dict[str, Any]) -> None:
    """Set attributes that differ from what is stored; take away what is not named."""
    stored = attributes_of(element)
    for name, value in attributes.items():
        if name not in stored or stored[name] != value:
            element.attributes[name] = value
    for name in stored.keys() - attributes.keys():
        del element.attributes[name]
