"""A document as Markdown: CommonMark with tables, task lists, strike-through and alerts of GFM.

What Markdown has no words for is written in the HTML it allows (``<u>``, tables with merged cells,
a comment for a page break), and ``markdown_in`` reads all of it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.documents.content.nodes import Node, plain_text_of
from apps.documents.content.tidying import tidy, tidy_blocks

from .addresses import ImageAddress, named_image
from .html_out import HtmlWriter
from .markdown_inline import InlineWriter, longest_run

PAGE_BREAK = "<!-- page break -->"
ALERTS = {"info": "NOTE", "success": "TIP", "warning": "WARNING", "danger": "CAUTION"}
_BULLETS = ("-", "*")
_NUMBERS = (".", ")")
_LISTS = frozenset({"bulletList", "orderedList", "taskList"})


def render_markdown(root: Node, image_address: ImageAddress = named_image) -> str:
    """Return the document as Markdown, ending with a line end; an empty one is an empty string.

    ``image_address`` gives the address an image is written with; without one its text remains.
    """
    text = _Writer(image_address).blocks(tidy(root).children)
    return f"{text}\n" if text else ""


def render_block(node: Node) -> str:
    """Return one block, list item, row or line of text as Markdown: what it says, for comparing."""
    return _Writer(named_image).block(node)


class _Writer:
    def __init__(self, image_address: ImageAddress) -> None:
        self._image_address = image_address
        self._inline = InlineWriter()
        self._html = HtmlWriter(image_address)

    def blocks(self, nodes: Iterable[Node], separator: str = "\n\n") -> str:
        """Join blocks by empty lines; lists that follow one another get different signs."""
        parts: list[str] = []
        alternate, before = False, ""
        for node in nodes:
            family = _family(node.type)
            alternate = bool(family) and family == before and not alternate
            text = self.block(node, alternate=alternate)
            # An empty paragraph has no words in Markdown, and ends no list.
            if text:
                parts.append(text)
                before = family
        return separator.join(parts)

    def block(self, node: Node, *, alternate: bool = False) -> str:
        """Return one block."""
        if node.type in _LISTS:
            return self._list(node, alternate=alternate)
        writers = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "blockquote": self._quote,
            "callout": self._callout,
            "codeBlock": _code,
            "horizontalRule": lambda _: "___",
            "pageBreak": lambda _: PAGE_BREAK,
            "table": self._table,
            "image": self._image,
        }
        writer = writers.get(node.type)
        if writer is not None:
            return writer(node)
        # A part of a block, asked for by ``render_block``.
        inner = tidy_blocks(node.children)
        return f"{node.type}{dict(node.attrs)}{self.blocks(inner)}{plain_text_of(node)}"

    def _paragraph(self, node: Node) -> str:
        return self._inline.write(node.children)

    def _heading(self, node: Node) -> str:
        line = self._inline.write(node.children, line_break="<br>")
        # A run of signs at the end would be taken for the closing one.
        line = re.sub(r"(#+)$", lambda match: "\\#" * len(match[1]), line)
        return f"{'#' * node.attrs['level']} {line}".rstrip()

    def _quote(self, node: Node) -> str:
        return _prefixed(self.blocks(node.children), "> ")

    def _callout(self, node: Node) -> str:
        head = f"[!{ALERTS[node.attrs['kind']]}]"
        return _prefixed(f"{head}\n{self.blocks(node.children)}", "> ")

    def _list(self, node: Node, *, alternate: bool) -> str:
        is_tight = all(_is_tight(item) for item in node.children)
        separator = "\n" if is_tight else "\n\n"
        items = []
        for number, item in enumerate(node.children, node.attrs.get("start", 1)):
            sign = self._sign(node, number, alternate=alternate)
            text = self._item(item, separator)
            indent = " " * (len(sign) + 1)
            items.append(f"{sign} {_indented(text, indent).removeprefix(indent)}".rstrip(" "))
        return separator.join(items)

    def _sign(self, node: Node, number: int, *, alternate: bool) -> str:
        if node.type == "orderedList":
            return f"{number}{_NUMBERS[alternate]}"
        return _BULLETS[alternate]

    def _item(self, item: Node, separator: str) -> str:
        text = self.blocks(item.children, separator)
        if item.type == "listItem":
            return text
        box = "[x]" if item.attrs["checked"] else "[ ]"
        is_line = self.block(item.children[0]) != ""
        return f"{box} {text}" if is_line else f"{box}{separator}{text}".rstrip()

    def _table(self, node: Node) -> str:
        if not _is_simple(node):
            # A line end would end the table.
            return self._html.write([node]).replace("\n", "&#10;")
        rows = [self._row(row) for row in node.children]
        rule = "| " + " | ".join("---" for _ in node.children[0].children) + " |"
        return "\n".join([rows[0], rule, *rows[1:]])

    def _row(self, row: Node) -> str:
        cells = [self._cell(cell) for cell in row.children]
        return "| " + " | ".join(cells) + " |"

    def _cell(self, cell: Node) -> str:
        line = self._inline.write(cell.children[0].children, line_break="<br>")
        return line.replace("|", "\\|")

    def _image(self, node: Node) -> str:
        address = self._image_address(node.attrs["id"])
        if address is None:
            return self._inline.escaped(node.attrs["alt"])
        alt = self._inline.escaped(node.attrs["alt"].replace("\n", " "))
        title = node.attrs["title"]
        quoted = f' "{_quoted(title)}"' if title else ""
        width = f"{{width={node.attrs['width']}}}" if node.attrs["width"] else ""
        return f"![{alt}]({address}{quoted}){width}"


def _quoted(title: str) -> str:
    return re.sub(r'([\\"&<])', r"\\\1", title.replace("\n", " "))


def _family(node_type: str) -> str:
    """Return what lists share whose items have the same sign."""
    if node_type not in _LISTS:
        return ""
    return "ordered" if node_type == "orderedList" else "bullet"


def _is_tight(item: Node) -> bool:
    """Whether an item is a line, with lists below it at most that may follow it closely.

    CommonMark takes a list for more text of the line if it counts from elsewhere than 1 or begins
    with an empty item.
    """
    return all(
        child.type in _LISTS
        and child.attrs.get("start", 1) == 1
        and plain_text_of(child.children[0].children[0]).strip() != ""
        for child in item.children[1:]
    )


def _is_simple(table: Node) -> bool:
    """Whether GFM has words for a table: a head, one line a cell, nothing merged."""
    head, *rows = table.children
    width = len(head.children)
    return (
        all(cell.type == "tableHeader" for cell in head.children)
        and all(len(row.children) == width for row in rows)
        and all(cell.type == "tableCell" for row in rows for cell in row.children)
        and all(_is_simple_cell(cell) for row in table.children for cell in row.children)
    )


def _is_simple_cell(cell: Node) -> bool:
    is_merged = cell.attrs["colspan"] != 1 or cell.attrs["rowspan"] != 1
    return not is_merged and len(cell.children) == 1 and cell.children[0].type == "paragraph"


def _code(node: Node) -> str:
    text = plain_text_of(node)
    fence = "`" * max(3, longest_run("`", text) + 1)
    return f"{fence}{node.attrs['language'] or ''}\n{text}\n{fence}"


def _prefixed(text: str, prefix: str) -> str:
    lines = (prefix + line if line else prefix.rstrip() for line in text.split("\n"))
    return "\n".join(lines)


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}" if line else line for line in text.split("\n"))
