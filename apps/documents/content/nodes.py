"""A document as a tree of nodes, the shape ProseMirror and the JSON of the API use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from apps.documents.schema import ROOT, TEXT, document_schema

# Nobody nests text deeper; a document that does is cut there instead of exhausting the stack.
MAXIMUM_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A format of text: bold, a link with its address."""

    type: str
    attrs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``text`` and ``marks`` are for text nodes only. Never changed, only replaced."""

    type: str
    attrs: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    text: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is a run of characters."""
        return self.type == TEXT

    @property
    def is_inline(self) -> bool:
        """Whether it stands in a line of text."""
        known = document_schema().nodes.get(self.type)
        return known is not None and known.kind == "inline"

    @property
    def holds_inline(self) -> bool:
        """Whether it is a paragraph, a heading or code: text lies directly inside."""
        known = document_schema().nodes.get(self.type)
        return known is not None and known.holds_inline

    def mark(self, name: str) -> Mark | None:
        """Return the mark of that name, if the text carries it."""
        return next((mark for mark in self.marks if mark.type == name), None)

    def with_children(self, children: Iterable[Node]) -> Node:
        """Return the same node around other children."""
        return replace(self, children=tuple(children))

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in the order of reading."""
        yield self
        for child in self.children:
            yield from child.walk()


def text_node(text: str, *marks: Mark) -> Node:
    """Return a run of text."""
    return Node(TEXT, text=text, marks=marks)


def root_node(children: Iterable[Node]) -> Node:
    """Return a whole document."""
    return Node(ROOT, children=tuple(children))


def paragraph(*children: Node) -> Node:
    """Return a paragraph."""
    return Node("paragraph", children=children)


def plain_text_of(node: Node) -> str:
    """Return the characters of a node and all below it, hard breaks as line ends."""
    if node.is_text:
        return node.text
    if node.type == "hardBreak":
        return "\n"
    if node.type == "mention":
        return f"@{node.attrs.get('label') or ''}"
    return "".join(plain_text_of(child) for child in node.children)


def map_nodes(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with ``change`` made to each node, from the leaves up."""
    return change(node.with_children(map_nodes(child, change) for child in node.children))


def to_json(node: Node) -> dict[str, Any]:
    """Return ProseMirror's JSON of a node."""
    made: dict[str, Any] = {"type": node.type}
    if node.attrs:
        made["attrs"] = dict(node.attrs)
    if node.is_text:
        made["text"] = node.text
    if node.marks:
        made["marks"] = [_mark_to_json(mark) for mark in node.marks]
    if node.children:
        made["content"] = [to_json(child) for child in node.children]
    return made


def _mark_to_json(mark: Mark) -> dict[str, Any]:
    return {"type": mark.type, "attrs": dict(mark.attrs)} if mark.attrs else {"type": mark.type}


def from_json(value: Mapping[str, Any], depth: int = 0) -> Node:
    """Return the node that JSON describes. Raises ``ValueError`` for what is no node."""
    kind, attrs = value.get("type"), value.get("attrs") or {}
    content, text = value.get("content") or [], value.get("text", "")
    if not isinstance(kind, str) or not isinstance(attrs, Mapping) or depth > MAXIMUM_DEPTH:
        raise ValueError("not a node")
    is_list = isinstance(content, list) and all(isinstance(child, Mapping) for child in content)
    if not (is_list and isinstance(text, str)):
        raise ValueError("not a node")
    marks = tuple(_mark_from_json(mark) for mark in value.get("marks") or ())
    children = tuple(from_json(child, depth + 1) for child in content)
    return Node(kind, attrs, children, text, marks)


def _mark_from_json(value: Any) -> Mark:
    kind = value.get("type") if isinstance(value, Mapping) else None
    attrs = value.get("attrs") or {} if isinstance(value, Mapping) else None
    if isinstance(kind, str) and isinstance(attrs, Mapping):
        return Mark(kind, attrs)
    raise ValueError("not a mark")
