"""A tree made safe and valid: what is rendered, exported or written goes through here.

An editor that meets an invalid node deletes it, so what the server writes must satisfy the schema;
and attributes can be written into the CRDT without any editor, so what leaves must be made safe.
Unknown nodes are replaced by what they hold; ``without_unsafe_values`` keeps them instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from apps.documents.schema import (
    ROOT,
    TEXT,
    clean_attributes,
    clean_block_id,
    document_schema,
    safe_href,
)

from .nodes import Mark, Node, map_nodes, paragraph, plain_text_of, root_node, text_node

# XML has no place for these, and no font a glyph.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|\n")
_LISTS = {"bulletList": "listItem", "orderedList": "listItem", "taskList": "taskItem"}
_CELLS = frozenset({"tableCell", "tableHeader"})


def tidy(root: Node) -> Node:
    """Return the document with known, valid and harmless content only; at least one paragraph."""
    return root_node(_blocks(root.children) or (paragraph(),))


def tidy_blocks(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return what stands in a document as valid blocks; nothing stays nothing."""
    return _blocks(nodes)


def without_unsafe_values(root: Node) -> Node:
    """Return the same tree, unknown nodes included, without addresses that run something."""
    return map_nodes(root, _disarm)


def _disarm(node: Node) -> Node:
    known = document_schema().nodes.get(node.type)
    attrs = {name: value for name, value in node.attrs.items() if _is_harmless(name, value)}
    if known is not None:
        attrs |= {
            name: value
            for name, value in clean_attributes(known.attributes, node.attrs).items()
            if name in node.attrs
        }
    marks = tuple(mark for mark in map(_disarm_mark, node.marks) if mark is not None)
    return replace(node, attrs=attrs, marks=marks)


def _is_harmless(name: str, value: Any) -> bool:
    is_address = name.lower() in {"href", "src", "action", "formaction", "data", "xlink:href"}
    return not name.lower().startswith("on") and (not is_address or safe_href(value) is not None)


def _disarm_mark(mark: Mark) -> Mark | None:
    if mark.type == "link":
        return _clean_mark(mark)
    attrs = {name: value for name, value in mark.attrs.items() if _is_harmless(name, value)}
    return Mark(mark.type, attrs)


def _blocks(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return valid blocks: runs of inline content become paragraphs, stray parts their wholes."""
    made: list[Node] = []
    for kind, group in groupby(_unwrapped(nodes), key=_place):
        made.extend(_GROUPS[kind](list(group)))
    return tuple(made)


def _unwrapped(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield known nodes; of unknown ones what they hold."""
    known = document_schema().nodes
    for node in nodes:
        if node.type in known and node.type != ROOT:
            yield node
        else:
            yield from _unwrapped(node.children)


def _filled(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield known nodes but for the space that some write between items, rows and cells."""
    for node in _unwrapped(nodes):
        if not node.is_text or node.text.strip():
            yield node


def _place(node: Node) -> str:
    if node.type in {"listItem", "taskItem"}:
        return node.type
    return document_schema().nodes[node.type].kind


def _inline_group(nodes: list[Node]) -> list[Node]:
    line = _inline(nodes)
    return [paragraph(*line)] if plain_text_of(paragraph(*line)).strip() else []


def _item_group(list_type: str) -> Callable[[list[Node]], list[Node]]:
    def wrap(nodes: list[Node]) -> list[Node]:
        return [_list(Node(list_type, children=tuple(nodes)))]

    return wrap


def _row_group(nodes: list[Node]) -> list[Node]:
    return _table(Node("table", children=tuple(nodes)))


def _cell_group(nodes: list[Node]) -> list[Node]:
    return [block for node in nodes for block in _blocks(node.children)]


def _block_group(nodes: list[Node]) -> list[Node]:
    return [block for node in nodes for block in _block(node)]


_GROUPS: dict[str, Callable[[list[Node]], list[Node]]] = {
    "inline": _inline_group,
    "listItem": _item_group("bulletList"),
    "taskItem": _item_group("taskList"),
    "row": _row_group,
    "cell": _cell_group,
    "block": _block_group,
}


def _block(node: Node) -> list[Node]:
    """Return a block made valid; none when nothing is left, several when it held blocks."""
    if node.type == "codeBlock":
        return [_with_attrs(node, _code(node))]
    if node.holds_inline:
        return _text_block(node)
    if node.type in _LISTS:
        return [_list(node)] if node.children else []
    if node.type in _WHOLE:
        return _WHOLE[node.type](node)
    if document_schema().nodes[node.type].is_leaf:
        return [_with_attrs(node, ())]
    return [_with_attrs(node, _blocks(node.children) or (paragraph(),))]


def _image(node: Node) -> list[Node]:
    """Return an image; its text where it names none."""
    image = _with_attrs(node, ())
    return [image] if image.attrs["id"] else _inline_group([text_node(image.attrs["alt"])])


def _text_block(node: Node) -> list[Node]:
    """Return a paragraph or heading; a block that somebody put inside parts it in two."""
    made: list[Node] = []
    for is_inline, group in groupby(_unwrapped(node.children), key=lambda part: part.is_inline):
        if not is_inline:
            made.extend(_blocks(group))
            continue
        line = _with_attrs(node if not made else Node(node.type, node.attrs), _inline(group))
        if plain_text_of(line).strip() or len(line.children) == len(node.children):
            made.append(line)
    return made or [_with_attrs(node, ())]


def _list(node: Node) -> Node:
    item_type = _LISTS[node.type]
    items = []
    for child in _filled(node.children):
        if child.type in {"listItem", "taskItem"}:
            items.append(_item(replace(child, type=item_type)))
        else:
            items.append(_item(Node(item_type, children=(child,))))
    return _with_attrs(node, items or [_item(Node(item_type))])


def _item(node: Node) -> Node:
    blocks = _blocks(node.children)
    if not blocks or blocks[0].type != "paragraph":
        blocks = (paragraph(), *blocks)
    return _with_attrs(node, blocks)


def _table(node: Node) -> list[Node]:
    rows = []
    for child in _filled(node.children):
        cells = child.children if child.type == "tableRow" else (child,)
        row = tuple(_cell(cell) for cell in _filled(cells))
        rows.append(Node("tableRow", children=row))
    filled = [row for row in rows if row.children]
    return [_with_attrs(node, filled)] if filled else []


_WHOLE: dict[str, Callable[[Node], list[Node]]] = {"table": _table, "image": _image}


def _cell(node: Node) -> Node:
    if node.type not in _CELLS:
        node = Node("tableCell", children=(node,))
    return _with_attrs(node, _blocks(node.children) or (paragraph(),))


def _code(node: Node) -> tuple[Node, ...]:
    text = _CONTROL.sub("", plain_text_of(node))
    text = _LINE_ENDS.sub("\n", text)
    return (text_node(text),) if text else ()


def _inline(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return clean runs: neighbours with the same marks are one, as the editor keeps them."""
    made: list[Node] = []
    for node in nodes:
        clean = _clean_text(node) if node.is_text else _with_attrs(node, ())
        if clean.type == "mention" and not clean.attrs["id"]:
            clean = text_node(plain_text_of(clean))
        if clean.is_text and not clean.text:
            continue
        if made and clean.is_text and made[-1].is_text and made[-1].marks == clean.marks:
            clean = replace(clean, text=made.pop().text + clean.text)
        made.append(clean)
    return tuple(made)


def _clean_text(node: Node) -> Node:
    text = _LINE_ENDS.sub(" ", _CONTROL.sub("", node.text))
    marks = {mark.type: mark for mark in map(_clean_mark, node.marks) if mark is not None}
    if "code" in marks:
        marks = {"code": marks["code"]}
    return Node(TEXT, text=text, marks=tuple(marks[name] for name in sorted(marks)))


def _clean_mark(mark: Mark) -> Mark | None:
    known = document_schema().marks.get(mark.type)
    if known is None:
        return None
    attrs = clean_attributes(known, mark.attrs)
    return None if mark.type == "link" and attrs["href"] is None else Mark(mark.type, attrs)


def _with_attrs(node: Node, children: Iterable[Node]) -> Node:
    known = document_schema().nodes[node.type]
    attrs = clean_attributes(known.attributes, node.attrs)
    if known.has_block_id:
        block_id = clean_block_id(node.attrs.get("id"))
        attrs |= {"id": block_id} if block_id else {}
    return Node(node.type, attrs, tuple(children))
