"""Markdown read as a document: CommonMark, and what GFM adds to it.

Tables, task lists, strike-through, bare addresses, footnotes and alerts (``> [!NOTE]``, our
callouts). HTML inside goes through the HTML reader, so nothing of it is believed either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.gfm import gfm_plugin

from apps.documents.content.nodes import Mark, Node, paragraph, plain_text_of, root_node, text_node
from apps.documents.content.tidying import tidy, tidy_blocks

from .addresses import Attachments, image_of, mention_of
from .html_in import parse_fragment

MAXIMUM_NESTING = 40
_ALERTS = {
    "NOTE": "info",
    "IMPORTANT": "info",
    "TIP": "success",
    "WARNING": "warning",
    "CAUTION": "danger",
}
_PAGE_BREAK = re.compile(r"<!--\s*page ?break\s*-->", re.IGNORECASE)
_WIDTH = re.compile(r"^\{width=(\d{1,4})(?:px)?\}")
_TAG = re.compile(r"<(/?)([a-z]+)\b[^>]*>", re.IGNORECASE)
_INLINE_TAGS = {
    "u": "underline",
    "ins": "underline",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strike",
    "del": "strike",
    "code": "code",
}
_WRAPPERS = {"strong": "bold", "em": "italic", "s": "strike"}


def parse_markdown(text: str, attachments: Attachments | None = None) -> Node:
    """Return the document that Markdown describes.

    ``attachments`` collects images carried inside (``data:`` addresses); without it they are
    dropped. Nothing is ever fetched: an image elsewhere becomes its text, linked.
    """
    tree = SyntaxTreeNode(_parser().parse(text))
    return tidy(root_node(_Reader(attachments).blocks(tree.children)))


def parse_inline(text: str) -> tuple[Node, ...]:
    """Return one line of text, for who writes Markdown and wants to be sure of it."""
    line = SyntaxTreeNode(_parser().parseInline(text)).children[0]
    blocks = tidy_blocks([paragraph(*_Reader(None).inline(line.children))])
    return blocks[0].children if blocks else ()


class _Parser(MarkdownIt):
    """Keeps addresses as they are written; which may be followed is the schema's business."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": True, "maxNesting": MAXIMUM_NESTING})
    gfm_plugin(parser, front_matter=True)
    return parser


@dataclass
class _Tags:
    """Marks opened by HTML tags inside a line."""

    open: list[str] = field(default_factory=list)

    def see(self, tag: str) -> None:
        match = _TAG.fullmatch(tag)
        mark = _INLINE_TAGS.get(match[2].lower()) if match else None
        if match is None or mark is None:
            return
        if not match[1]:
            self.open.append(mark)
        elif mark in self.open:
            self.open.reverse()
            self.open.remove(mark)
            self.open.reverse()


class _Reader:
    """Makes nodes of the parser's tree; valid ones only after ``tidy``."""

    def __init__(self, attachments: Attachments | None) -> None:
        self._attachments = attachments
        self._block_readers: dict[str, Callable[[SyntaxTreeNode], Iterable[Node]]] = {
            "paragraph": lambda node: [paragraph(*self._line(node))],
            "heading": lambda node: [_heading(node, self._line(node))],
            "blockquote": lambda node: [Node("blockquote", {}, self._inside(node))],
            "alert": self._alert,
            "bullet_list": self._list,
            "ordered_list": self._list,
            "fence": _code,
            "code_block": _code,
            "hr": lambda _: [Node("horizontalRule")],
            "table": self._table,
            "html_block": self._html,
            "footnote_block": self._footnotes,
        }

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> Iterator[Node]:
        """Yield the blocks of the parser's nodes; unknown ones say nothing."""
        for node in nodes:
            reader = self._block_readers.get(node.type)
            if reader is not None:
                yield from reader(node)

    def inline(self, nodes: Iterable[SyntaxTreeNode]) -> list[Node]:
        """Return the text of a line's parser nodes."""
        return _with_widths(self._runs(nodes, (), _Tags()))

    def _inside(self, node: SyntaxTreeNode) -> tuple[Node, ...]:
        return tuple(self.blocks(node.children))

    def _line(self, node: SyntaxTreeNode) -> list[Node]:
        return [run for child in node.children for run in self.inline(child.children)]

    def _alert(self, node: SyntaxTreeNode) -> Iterator[Node]:
        kind = _ALERTS.get(str(node.meta.get("kind", "")).upper(), "info")
        yield Node("callout", {"kind": kind}, self._inside(node))

    def _list(self, node: SyntaxTreeNode) -> Iterator[Node]:
        start = node.attrs.get("start", 1)
        list_type = "bulletList" if node.type == "bullet_list" else "orderedList"
        items = [self._item(child) for child in node.children]
        for item_type, group in groupby(items, key=lambda item: item.type):
            if item_type == "taskItem":
                yield Node("taskList", {}, tuple(group))
            else:
                yield Node(list_type, {"start": start}, tuple(group))

    def _item(self, node: SyntaxTreeNode) -> Node:
        children = self._inside(node)
        if "task-list-item" in str(node.attrs.get("class", "")):
            return Node("taskItem", {"checked": bool(node.meta.get("checked"))}, children)
        box = re.fullmatch(r"\[([ xX])\]", _source_of_first_line(node))
        if box is None:
            return Node("listItem", {}, children)
        return Node("taskItem", {"checked": box[1] != " "}, (paragraph(), *children[1:]))

    def _table(self, node: SyntaxTreeNode) -> Iterator[Node]:
        rows = [row for part in node.children for row in part.children]
        yield Node("table", {}, tuple(self._row(row) for row in rows))

    def _row(self, row: SyntaxTreeNode) -> Node:
        cells = []
        for cell in row.children:
            cell_type = "tableHeader" if cell.type == "th" else "tableCell"
            cells.append(Node(cell_type, {}, (paragraph(*self._line(cell)),)))
        return Node("tableRow", {}, tuple(cells))

    def _html(self, node: SyntaxTreeNode) -> Iterator[Node]:
        if _PAGE_BREAK.fullmatch(node.content.strip()):
            yield Node("pageBreak")
        else:
            yield from parse_fragment(node.content, self._attachments)

    def _footnotes(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield Node("horizontalRule")
        for note in node.children:
            label = text_node(f"[{note.meta.get('label', '')}] ")
            first, *others = self._inside(note) or (paragraph(),)
            yield first.with_children((label, *first.children))
            yield from others

    def _runs(
        self, nodes: Iterable[SyntaxTreeNode], marks: tuple[Mark, ...], tags: _Tags
    ) -> Iterator[Node]:
        for node in nodes:
            mine = (*marks, *(Mark(name) for name in tags.open))
            if node.type in _LEAVES:
                yield _LEAVES[node.type](node, mine)
            elif node.type == "html_inline":
                yield from _tag(node.content, tags)
            elif node.type in _WRAPPERS:
                inner = (*marks, Mark(_WRAPPERS[node.type]))
                yield from self._runs(node.children, inner, tags)
            elif node.type == "link":
                yield from self._link(node, marks, tags)
            elif node.type == "image":
                yield self._image(node, mine)

    def _link(self, node: SyntaxTreeNode, marks: tuple[Mark, ...], tags: _Tags) -> Iterator[Node]:
        href = str(node.attrs.get("href", ""))
        person = mention_of(href)
        if person is None:
            yield from self._runs(node.children, (*marks, Mark("link", {"href": href})), tags)
            return
        label = plain_text_of(paragraph(*self._runs(node.children, (), _Tags())))
        yield Node("mention", {"id": person, "label": label.removeprefix("@")})

    def _image(self, node: SyntaxTreeNode, marks: tuple[Mark, ...]) -> Node:
        address = str(node.attrs.get("src", ""))
        alt = plain_text_of(paragraph(*self._runs(node.children, (), _Tags())))
        image_id = image_of(address)
        if image_id is None and self._attachments is not None:
            image_id = self._attachments.take(address)
        if image_id is None:
            is_elsewhere = not address.startswith("data:")
            link = (Mark("link", {"href": address}),) if is_elsewhere else ()
            return text_node(alt or ("image" if is_elsewhere else ""), *marks, *link)
        return Node("image", {"id": image_id, "alt": alt, "title": node.attrs.get("title")})


def _with_widths(runs: Iterable[Node]) -> list[Node]:
    """Give each image the ``{width=…}`` behind it."""
    made: list[Node] = []
    for run in runs:
        width = _WIDTH.match(run.text) if made and made[-1].type == "image" else None
        if width is None:
            made.append(run)
            continue
        made[-1] = replace(made[-1], attrs={**made[-1].attrs, "width": int(width[1])})
        made.append(replace(run, text=run.text[width.end() :]))
    return made


def _heading(node: SyntaxTreeNode, line: list[Node]) -> Node:
    return Node("heading", {"level": min(int(node.tag[1:]), 4)}, tuple(line))


def _code(node: SyntaxTreeNode) -> Iterator[Node]:
    language = node.info.split()[0] if node.info.split() else None
    text = node.content.removesuffix("\n")
    yield Node("codeBlock", {"language": language}, (text_node(text),) if text else ())


def _tag(tag: str, tags: _Tags) -> Iterator[Node]:
    if re.fullmatch(r"<br\s*/?>", tag, re.IGNORECASE):
        yield Node("hardBreak")
    else:
        tags.see(tag)


def _source_of_first_line(item: SyntaxTreeNode) -> str:
    """Return the first line of an item as written, so that an escaped box is none."""
    first: Any = item.children[0] if item.children else None
    if first is None or first.type != "paragraph" or not first.children:
        return ""
    return str(first.children[0].content)


_LEAVES: dict[str, Callable[[SyntaxTreeNode, tuple[Mark, ...]], Node]] = {
    "text": lambda node, marks: text_node(node.content, *marks),
    "code_inline": lambda node, marks: text_node(node.content, *marks, Mark("code")),
    "softbreak": lambda _, marks: text_node(" ", *marks),
    "hardbreak": lambda *_: Node("hardBreak"),
    "footnote_ref": lambda node, marks: text_node(f"[{node.meta.get('label', '')}]", *marks),
}
