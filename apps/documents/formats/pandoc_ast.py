"""A document as pandoc's own tree (pandoc-types 1.23, JSON), from which it writes DOCX and ODT."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from apps.documents.content.nodes import Node, plain_text_of
from apps.documents.content.tidying import tidy

from .addresses import ImageAddress
from .grids import Grid, grid_of
from .words import CALLOUT_STYLE, words_in

API_VERSION = [1, 23, 1]
_NO_ATTRIBUTES: list[Any] = ["", [], []]
_WRAPPERS = {"bold": "Strong", "italic": "Emph", "strike": "Strikeout", "underline": "Underline"}
_BOXES = {True: "☒", False: "☐"}
_PAGE_BREAKS = {
    "docx": ("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'),
    "odt": ("opendocument", '<text:p text:style-name="Sovshare_PageBreak"/>'),
}
Element = dict[str, Any]


def pandoc_document(
    root: Node, *, target: str, language: str, image_address: ImageAddress
) -> Element:
    """Return the JSON that pandoc reads; ``target`` is ``docx`` or ``odt``."""
    writer = _Writer(target, language, image_address)
    return {
        "pandoc-api-version": API_VERSION,
        "meta": {"lang": {"t": "MetaInlines", "c": [_str(language)]}},
        "blocks": writer.blocks(tidy(root).children),
    }


class _Writer:
    def __init__(self, target: str, language: str, image_address: ImageAddress) -> None:
        self._page_break = _PAGE_BREAKS[target]
        self._words = words_in(language)
        self._image_address = image_address
        self._writers: dict[str, Callable[[Node], Element]] = {
            "paragraph": lambda node: _element("Para", _inlines(node)),
            "heading": self._heading,
            "bulletList": lambda node: _element("BulletList", self._items(node)),
            "taskList": lambda node: _element("BulletList", self._items(node)),
            "orderedList": self._ordered,
            "blockquote": lambda node: _element("BlockQuote", self.blocks(node.children)),
            "callout": self._callout,
            "codeBlock": _code_block,
            "horizontalRule": lambda _: {"t": "HorizontalRule"},
            "pageBreak": lambda _: _element("RawBlock", list(self._page_break)),
            "table": self._table,
            "image": self._image,
        }

    def blocks(self, nodes: Iterable[Node]) -> list[Element]:
        """Return blocks in pandoc's words."""
        return [self._writers[node.type](node) for node in nodes]

    def _heading(self, node: Node) -> Element:
        return _element("Header", [node.attrs["level"], _NO_ATTRIBUTES, _inlines(node)])

    def _items(self, node: Node) -> list[list[Element]]:
        return [self._item(item) for item in node.children]

    def _item(self, item: Node) -> list[Element]:
        first, *others = item.children
        line = _inlines(first)
        if item.type == "taskItem":
            line = [_str(_BOXES[item.attrs["checked"]]), {"t": "Space"}, *line]
        return [_element("Plain", line), *self.blocks(others)]

    def _ordered(self, node: Node) -> Element:
        style = [node.attrs["start"], {"t": "Decimal"}, {"t": "Period"}]
        return _element("OrderedList", [style, self._items(node)])

    def _callout(self, node: Node) -> Element:
        kind = node.attrs["kind"]
        title = _element("Para", [_element("Strong", _words(self._words[kind]))])
        attributes = ["", [], [["custom-style", f"{CALLOUT_STYLE} {kind}"]]]
        return _element("Div", [attributes, [title, *self.blocks(node.children)]])

    def _table(self, node: Node) -> Element:
        grid = grid_of(node)
        return _element(
            "Table",
            [
                _NO_ATTRIBUTES,
                [None, []],
                [[{"t": "AlignDefault"}, width] for width in _shares(grid)],
                [_NO_ATTRIBUTES, [self._row(row) for row in grid.rows[: grid.head]]],
                [[_NO_ATTRIBUTES, 0, [], [self._row(row) for row in grid.rows[grid.head :]]]],
                [_NO_ATTRIBUTES, []],
            ],
        )

    def _row(self, row: Iterable[Node]) -> list[Any]:
        return [_NO_ATTRIBUTES, [self._cell(cell) for cell in row]]

    def _cell(self, cell: Node) -> list[Any]:
        spans = [cell.attrs["rowspan"], cell.attrs["colspan"]]
        return [_NO_ATTRIBUTES, {"t": "AlignDefault"}, *spans, self.blocks(cell.children)]

    def _image(self, node: Node) -> Element:
        address = self._image_address(node.attrs["id"])
        alt = _words(node.attrs["alt"] or node.attrs["title"] or "")
        if address is None:
            return _element("Para", alt or _words(self._words["image"]))
        width = node.attrs["width"]
        attributes = ["", [], [["width", f"{width}px"]] if width else []]
        target = [address, node.attrs["title"] or ""]
        return _element("Para", [_element("Image", [attributes, alt, target])])


def _shares(grid: Grid) -> list[Element]:
    """Return each column's share of the page, for tables whose widths somebody set."""
    widths = [width or 120 for width in grid.widths]
    return [_element("ColWidth", width / sum(widths)) for width in widths]


def _code_block(node: Node) -> Element:
    language = node.attrs["language"]
    attributes = ["", [language] if language else [], []]
    return _element("CodeBlock", [attributes, plain_text_of(node)])


def _inlines(node: Node) -> list[Element]:
    return [element for child in node.children for element in _inline(child)]


def _inline(node: Node) -> list[Element]:
    if node.type == "hardBreak":
        return [{"t": "LineBreak"}]
    if node.type == "mention":
        return [_element("Strong", _words(plain_text_of(node)))]
    is_code = node.mark("code") is not None
    made = [_element("Code", [_NO_ATTRIBUTES, node.text])] if is_code else _words(node.text)
    for mark in node.marks:
        if mark.type in _WRAPPERS:
            made = [_element(_WRAPPERS[mark.type], made)]
    link = node.mark("link")
    return [_element("Link", [_NO_ATTRIBUTES, made, [link.attrs["href"], ""]])] if link else made


def _words(text: str) -> list[Element]:
    """Return words and the spaces between them; runs of spaces are kept as they are."""
    parts = re.split(r"(?<! )( )(?! )", text)
    return [{"t": "Space"} if part == " " else _str(part) for part in parts if part]


def _str(text: str) -> Element:
    return _element("Str", text)


def _element(name: str, content: Any) -> Element:
    return {"t": name, "c": content}
