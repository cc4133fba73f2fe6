"""Copying XML trees from one document to another, whatever the nodes are called.

Texts are cut into runs with their marks. Lengths within a text are counted by pycrdt in UTF-8 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pycrdt import XmlElement, XmlFragment, XmlText

from .native import AnyDoc, children_of

ROOT = "default"

Parent = XmlFragment | XmlElement
Node = XmlElement | XmlText | XmlFragment


def root_of(doc: AnyDoc) -> XmlFragment:
    """Return the fragment that holds a document's blocks."""
    root: XmlFragment = doc.get(ROOT, type=XmlFragment)
    return root


def copy_document(source: AnyDoc, target: AnyDoc) -> None:
    """Write all blocks of ``source`` at the end of ``target``."""
    with source.transaction(), target.transaction():
        copy_nodes(nodes_in(root_of(source)), root_of(target))


def nodes_in(parent: Parent) -> Iterator[Node]:
    """Yield the nodes in a node."""
    return (child for _, child in children_of(parent))


def copy_nodes(nodes: Iterable[Node], parent: Parent, *, at: int | None = None) -> None:
    """Write copies of ``nodes`` into ``parent``, from place ``at`` on, by default at its end."""
    place = len(parent.children) if at is None else at
    for node in nodes:
        if _copy_node(node, parent, place):
            place += 1


def _copy_node(node: Node, parent: Parent, place: int) -> bool:
    if isinstance(node, XmlText):
        text = parent.children.insert(place, XmlText())
        _copy_attributes(node, text)
        _copy_runs(node, text)
        return True
    if isinstance(node, XmlElement):
        element = parent.children.insert(place, XmlElement(node.tag or ""))
        _copy_attributes(node, element)
        copy_nodes(nodes_in(node), element)
        return True
    return False


def _copy_attributes(source: XmlElement | XmlText, target: XmlElement | XmlText) -> None:
    attributes: Any = source.attributes  # iterable, though its hints say otherwise
    for name, value in attributes:
        target.attributes[name] = plain(value)


def _copy_runs(source: XmlText, target: XmlText) -> None:
    active: dict[str, Any] = {}
    for content, marks in source.diff():
        wanted = plain(marks or {})
        # What is inserted after a marked run inherits its marks unless they are taken away.
        changes = {name: None for name in active if name not in wanted} | wanted
        if isinstance(content, str):
            target.insert(len(target), content, changes)
        elif isinstance(content, dict | list | int | float):
            target.insert_embed(len(target), plain(content), changes)
        else:
            # A shared type inside a text: no editor of ours makes one.
            continue
        active = wanted


def plain(value: Any) -> Any:
    """Return a value as JavaScript would have written it: whole numbers are integers."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value
