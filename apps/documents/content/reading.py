"""A document's CRDT read as a tree, by the conventions of y-prosemirror.

Elements are nodes, their attributes the node's; the characters of a paragraph lie in text types
between the inline elements, marks as formatting attributes. A mark that may stand on the same text
twice has a hash behind its name. What the schema does not know is read like the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from apps.documents.native import children_of
from apps.documents.schema import document_schema

from .nodes import MAXIMUM_DEPTH, Mark, Node, root_node, text_node

_HASHED_MARK = re.compile(r"(.+)--[a-zA-Z0-9+/=]{8}")


def fragment_of(doc: Doc[Any]) -> XmlFragment:
    """Return the shared type that holds the document's text."""
    fragment: XmlFragment = doc.get(document_schema().field, type=XmlFragment)
    return fragment


def doc_of(*updates: bytes) -> Doc[Any]:
    """Return a fresh document made of updates; it belongs to the calling thread."""
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return doc


def read_document(doc: Doc[Any]) -> Node:
    """Return the whole document as one node, as it is: nothing in it is to be believed yet."""
    fragment = fragment_of(doc)
    with doc.transaction():
        return root_node(_children(fragment, 0))


def read_state(state: bytes) -> Node:
    """Return the document that an update from nothing makes."""
    return read_document(doc_of(state))


def read_element(element: XmlElement) -> Node:
    """Return one element with all below it."""
    return _element(element, 0)


def _children(parent: XmlFragment | XmlElement, depth: int) -> Iterator[Node]:
    if depth > MAXIMUM_DEPTH:
        return
    for _, child in children_of(parent):
        if isinstance(child, XmlText):
            yield from read_text(child)
        elif isinstance(child, XmlElement):
            yield _element(child, depth)


def _element(element: XmlElement, depth: int) -> Node:
    attrs = {name: _number(value) for name, value in attributes_of(element).items()}
    return Node(element.tag or "", attrs, tuple(_children(element, depth + 1)))


def attributes_of(node: XmlElement | XmlText) -> dict[str, Any]:
    """Return the attributes as they are stored."""
    # The view iterates over pairs, but says of itself that it can only be iterated over.
    pairs = cast("Iterator[tuple[str, Any]]", node.attributes.__iter__())
    return dict(pairs)


def read_text(text: XmlText) -> Iterator[Node]:
    """Yield the runs of a text; an embedded object, which no editor of ours makes, is left out."""
    for run, attributes in text.diff():
        if isinstance(run, str) and run:
            yield text_node(run, *_marks(attributes or {}))


def _marks(attributes: Mapping[str, Any]) -> list[Mark]:
    marks = []
    for name, value in sorted(attributes.items()):
        if value is None:
            continue
        hashed = _HASHED_MARK.fullmatch(name)
        marks.append(Mark(hashed.group(1) if hashed else name, _mark_attrs(value)))
    return marks


def _mark_attrs(value: Any) -> dict[str, Any]:
    return {name: _number(part) for name, part in value.items()} if isinstance(value, dict) else {}


def _number(value: Any) -> Any:
    """Numbers come back as floats; whole ones are what was meant."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_number(part) for part in value] if isinstance(value, list) else value
