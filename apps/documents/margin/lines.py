"""The lines of a document: the paragraphs, headings and codes whose characters anchors name.

A line is an element that holds texts and inline elements. Offsets are in UTF-8 bytes, as the native
library counts; an inline element reads as one U+FFFC, as it does in the browser's quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycrdt import XmlElement, XmlFragment, XmlText

from apps.documents.native import AnyDoc
from apps.documents.schema import document_schema
from apps.documents.tree import root_of

OBJECT = "\ufffc"
MAXIMUM_DEPTH = 60

Path = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Characters of one format inside a text."""

    text: str
    marks: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Child:
    """One child of a line: a text with its runs, or an inline element (``runs`` is None)."""

    runs: tuple[Run, ...] | None
    names: frozenset[str] = field(default=frozenset())

    @property
    def text(self) -> str:
        """All characters of a text, or the stand-in of an element."""
        return OBJECT if self.runs is None else "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True)
class Line:
    """An element that holds characters, by its path of child indexes from the root."""

    path: Path
    children: tuple[Child, ...]
    names: frozenset[str]

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(child.text for child in self.children)


def read_lines(doc: AnyDoc) -> list[Line]:
    """Return the document's lines in the order of reading, with the names of their attributes."""
    fragment = root_of(doc)
    with doc.transaction():
        return list(_lines(fragment, ()))


def _lines(parent: XmlFragment | XmlElement, path: Path) -> Iterator[Line]:
    children = list(parent.children)
    if isinstance(parent, XmlElement) and _holds_characters(parent, children):
        yield Line(
            path=path, children=tuple(map(_child, children)), names=_names_of(parent.attributes)
        )
        return
    for index, child in enumerate(children):
        if isinstance(child, XmlElement) and len(path) < MAXIMUM_DEPTH:
            yield from _lines(child, (*path, index))


def _holds_characters(element: XmlElement, children: list[Any]) -> bool:
    known = document_schema().nodes.get(element.tag or "")
    if known is not None:
        return known.holds_inline
    return any(isinstance(child, XmlText) for child in children)


def _child(child: Any) -> Child:
    if not isinstance(child, XmlText):
        return Child(runs=None)
    runs = (
        # An embedded object counts one, and no editor of ours makes one.
        Run(text=run if isinstance(run, str) else "\x00", marks=marks or {})
        for run, marks in child.diff()
    )
    return Child(runs=tuple(runs), names=_names_of(child.attributes))


def _names_of(attributes: Any) -> frozenset[str]:
    return frozenset(name for name, _ in attributes)


def element_at(doc: AnyDoc, path: Path) -> XmlElement:
    """Return the element at a path that ``read_lines`` gave for the same state."""
    node: Any = root_of(doc)
    for index in path:
        node = node.children[index]
    if not isinstance(node, XmlElement):
        raise TypeError("a path leads to an element")
    return node
