"""A document as lines of text, each with its block's id and with who wrote which part of it.

What history compares and what "who wrote this" shows: paragraphs, headings, code; other blocks hold
these. Lengths are counted as browsers do, in units of UTF-16.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pycrdt import XmlElement, XmlFragment, XmlText

from apps.documents.native import children_of
from apps.documents.schema import document_schema

from .authorship import TO_THE_END, Path, Written, written_in
from .nodes import MAXIMUM_DEPTH, plain_text_of
from .reading import attributes_of, doc_of, fragment_of, read_element

# Nobody known: of hard breaks, mentions and images.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Some characters, and the client that wrote them."""

    text: str
    client: int


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a block: ``kind`` is its node's name, ``block_id`` may be empty."""

    block_id: str
    kind: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All characters."""
        return "".join(part.text for part in self.parts)


def lines_of(state: bytes) -> list[Line]:
    """Return the lines of a document, in the order of reading.

    Raises ``UpdateRefusedError`` for bytes that are no state.
    """
    doc = doc_of(state)
    written = written_in(doc, state)
    with doc.transaction():
        return list(_Lines(written).below(fragment_of(doc), ()))


class _Lines:
    def __init__(self, written: dict[Path, list[Written]]) -> None:
        self._written = written
        self._nodes = document_schema().nodes

    def below(self, parent: XmlFragment | XmlElement, path: Path) -> Iterator[Line]:
        """Yield the lines below a node."""
        if len(path) > MAXIMUM_DEPTH:
            return
        for index, child in children_of(parent):
            if not isinstance(child, XmlElement):
                continue
            known = self._nodes.get(child.tag or "")
            here = (*path, index)
            if known is not None and known.holds_inline:
                yield self._line(child, here)
            elif known is not None and known.is_leaf:
                yield _leaf(child)
            else:
                yield from self.below(child, here)

    def _line(self, element: XmlElement, path: Path) -> Line:
        parts: list[Part] = []
        for index, child in children_of(element):
            if isinstance(child, XmlText):
                parts.extend(self._parts(child, (*path, index)))
            elif isinstance(child, XmlElement):
                parts.append(Part(plain_text_of(read_element(child)) or " ", NOBODY))
        return Line(_id_of(element), element.tag or "", tuple(parts))

    def _parts(self, text: XmlText, path: Path) -> Iterator[Part]:
        content = "".join(run for run, _ in text.diff() if isinstance(run, str)).encode()
        for part in self._written.get(path, []):
            end = len(content) if part.end == TO_THE_END else part.end
            characters = content[part.start : end].decode("utf-8", "replace")
            if characters:
                yield Part(characters, part.client)


def _leaf(element: XmlElement) -> Line:
    words = str(attributes_of(element).get("alt", ""))
    return Line(_id_of(element), element.tag or "", (Part(words, NOBODY),) if words else ())


def _id_of(element: XmlElement) -> str:
    value = attributes_of(element).get("id")
    return value if isinstance(value, str) else ""
