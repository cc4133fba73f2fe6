"""A document as plain text: a line for each paragraph, cells apart by tabs."""

from __future__ import annotations

from collections.abc import Iterator

from .nodes import Node, paragraph, plain_text_of, root_node, text_node
from .tidying import tidy


def render_text(root: Node) -> str:
    """Return the characters of a document; blocks are apart by an empty line, items by none."""
    parts = ["\n".join(_lines(block)) for block in tidy(root).children]
    return "\n\n".join(part for part in parts if part) + "\n"


def parse_text(text: str) -> Node:
    """Return a document of paragraphs: an empty line ends one, a line end breaks the line."""
    chunks = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n\n")
    return root_node(_paragraph(chunk.strip("\n")) for chunk in chunks if chunk.strip("\n"))


def _paragraph(chunk: str) -> Node:
    line: list[Node] = []
    for row in chunk.split("\n"):
        if line:
            line.append(Node("hardBreak"))
        line.extend([text_node(row)] if row else [])
    return paragraph(*line)


def _lines(node: Node) -> Iterator[str]:
    if node.holds_inline:
        yield from plain_text_of(node).split("\n")
    elif node.type == "tableRow":
        yield "\t".join(" ".join(_lines(cell)) for cell in node.children)
    elif node.type == "image":
        yield node.attrs["alt"]
    elif node.type in {"listItem", "taskItem"}:
        yield from _item_lines(node)
    else:
        for child in node.children:
            yield from _lines(child)


def _item_lines(node: Node) -> Iterator[str]:
    box = "" if node.type == "listItem" else "[x] " if node.attrs["checked"] else "[ ] "
    for number, line in enumerate(line for child in node.children for line in _lines(child)):
        yield f"- {box}{line}" if number == 0 else f"  {line}"
