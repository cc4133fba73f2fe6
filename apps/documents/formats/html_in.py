"""HTML read as a document: from the clipboard's kin, from pandoc, from hostile hands.

``nh3`` (ammonia, Rust) first throws away whatever is not on its list, addresses included; then the
elements left become nodes. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby

import nh3

from apps.documents.content.nodes import Mark, Node, plain_text_of, root_node, text_node
from apps.documents.content.tidying import tidy

from .addresses import Attachments, image_of
from .words import CALLOUT_STYLE, callout_labels

# Deeper elements are read as part of the one they are in.
MAXIMUM_DEPTH = 50
_MARKS = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "cite": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
_BLOCKS = {
    "p": "paragraph",
    "ul": "bulletList",
    "ol": "orderedList",
    "li": "listItem",
    "blockquote": "blockquote",
    "pre": "codeBlock",
    "table": "table",
    "tr": "tableRow",
    "td": "tableCell",
    "th": "tableHeader",
    "dt": "paragraph",
    "figcaption": "paragraph",
    "caption": "paragraph",
}
# They end a line without being blocks of ours.
_BREAKING = {
    *("div", "section", "article", "aside", "header", "footer", "main", "figure", "dl", "dd"),
    *("thead", "tbody", "tfoot", "label", "nav", "address", "details", "summary"),
}
_LEAVES = {"br": "hardBreak", "hr": "horizontalRule"}
_VOID = {"br", "hr", "img", "input", "col", "wbr"}
_HEADING = re.compile(r"h([1-6])")
_BOX = re.compile(r"([☐☒☑])\s*")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_PAGE_BREAK_STYLE = re.compile(
    r"(?:page-)?break-(?:after|before)\s*:\s*(?:page|always)", re.IGNORECASE
)
_ATTRIBUTES = {
    "*": {
        *("class", "style", "data-type", "data-checked", "data-custom-style"),
        *("data-callout", "data-page-break", "data-mention", "data-image"),
    },
    "a": {"href"},
    "img": {"src", "alt", "title", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "colwidth"},
    "th": {"colspan", "rowspan", "colwidth"},
    "input": {"type", "checked"},
    "code": {"class"},
}
_TAGS = {
    *(_MARKS.keys() | _BLOCKS.keys() | _LEAVES.keys() | _BREAKING),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "img",
        "span",
        "input",
        "colgroup",
        "col",
        "sup",
        "sub",
    ),
}


def parse_html(text: str, attachments: Attachments | None = None) -> Node:
    """Return the document that HTML describes; ``attachments`` as for ``parse_markdown``."""
    return tidy(root_node(parse_fragment(text, attachments)))


def parse_fragment(text: str, attachments: Attachments | None = None) -> tuple[Node, ...]:
    """Return the nodes that a piece of HTML describes, not yet tidy."""
    reader = _Reader(attachments)
    reader.feed(sanitised(text))
    reader.close()
    return reader.finish()


def sanitised(text: str) -> str:
    """Return HTML without anything that could run, load or lie about its place."""
    return nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "template", "noscript", "svg", "math"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "data", "image", "mention"},
        link_rel=None,
        strip_comments=True,
    )


@dataclass
class _Open:
    """An element whose end has not come yet."""

    tag: str
    attrs: dict[str, str]
    children: list[Node] = field(default_factory=list)


class _Reader(HTMLParser):
    """Builds nodes while elements close."""

    def __init__(self, attachments: Attachments | None) -> None:
        super().__init__(convert_charrefs=True)
        self._attachments = attachments
        self._stack = [_Open("", {})]
        self._marks: list[Mark] = []
        self._skipped = 0

    def finish(self) -> tuple[Node, ...]:
        """Close what is open and return what was made."""
        while len(self._stack) > 1:
            self._close()
        return tuple(_without_edges(self._stack[0].children))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, or take a leaf."""
        named = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self._take_leaf(tag, named)
        elif tag in _MARKS or tag == "a":
            if tag == "code" and self._is_inside("pre"):
                self._stack[-1].attrs.setdefault("class", named.get("class", ""))
            else:
                self._marks.append(_mark(tag, named))
        elif len(self._stack) > MAXIMUM_DEPTH:
            self._skipped += 1
        else:
            self._stack.append(_Open(tag, named))

    def handle_endtag(self, tag: str) -> None:
        """Close an element; everything opened inside it closes with it."""
        if tag == "code" and self._is_inside("pre"):
            return
        if tag in _MARKS or tag == "a":
            self._end_mark("link" if tag == "a" else _MARKS[tag])
        elif tag in _VOID:
            return
        elif self._skipped:
            self._skipped -= 1
        elif any(opened.tag == tag for opened in self._stack[1:]):
            while self._stack[-1].tag != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        """Take text; spaces between words are one outside of code."""
        if not self._is_inside("pre"):
            data = _SPACE.sub(" ", data)
        if data:
            self._stack[-1].children.append(text_node(data, *self._marks))

    def _is_inside(self, tag: str) -> bool:
        return any(opened.tag == tag for opened in self._stack)

    def _end_mark(self, mark_type: str) -> None:
        for index in range(len(self._marks) - 1, -1, -1):
            if self._marks[index].type == mark_type:
                del self._marks[index]
                return

    def _take_leaf(self, tag: str, attrs: dict[str, str]) -> None:
        children = self._stack[-1].children
        if tag == "img":
            children.append(self._image(attrs))
        elif tag == "input":
            self._see_box(attrs)
        elif tag in _LEAVES:
            children.append(Node(_LEAVES[tag]))

    def _see_box(self, attrs: dict[str, str]) -> None:
        """A check box makes the item it is in a task."""
        if attrs.get("type") != "checkbox":
            return
        for opened in reversed(self._stack):
            if opened.tag == "li":
                opened.attrs.setdefault("data-type", "taskItem")
                opened.attrs.setdefault("data-checked", "true" if "checked" in attrs else "false")
                return

    def _image(self, attrs: dict[str, str]) -> Node:
        address, alt = attrs.get("src", ""), attrs.get("alt", "")
        image_id = image_of(address) or image_of(f"image:{attrs.get('data-image', '')}")
        if image_id is None and self._attachments is not None:
            image_id = self._attachments.take(address)
        if image_id is None:
            is_elsewhere = address and not address.startswith("data:")
            link = [Mark("link", {"href": address})] if is_elsewhere else []
            return text_node(alt or ("image" if is_elsewhere else ""), *self._marks, *link)
        width = _integer(attrs.get("width"))
        named = {"id": image_id, "alt": alt, "title": attrs.get("title"), "width": width}
        return Node("image", named)

    def _close(self) -> None:
        opened = self._stack.pop()
        siblings = self._stack[-1].children
        if opened.attrs.get("data-custom-style", "").startswith(f"{CALLOUT_STYLE} "):
            _add_to_callout(siblings, opened)
        else:
            siblings.extend(_nodes_of(opened))


def _nodes_of(opened: _Open) -> list[Node]:
    """Return what an element is in a document."""
    made_by_us = (_BY_ATTRIBUTE[name] for name in _BY_ATTRIBUTE if name in opened.attrs)
    maker = next(made_by_us, None) or _BY_TAG.get(opened.tag)
    if maker is not None:
        return [maker(opened)]
    heading = _HEADING.fullmatch(opened.tag)
    children = tuple(_without_edges(opened.children))
    if heading:
        return [Node("heading", {"level": min(int(heading[1]), 4)}, children)]
    if _PAGE_BREAK_STYLE.search(opened.attrs.get("style", "")):
        return [*children, Node("pageBreak")]
    if opened.tag in _BLOCKS:
        return [Node(_BLOCKS[opened.tag], {}, children)]
    if opened.tag in _BREAKING:
        return _paragraphed(children)
    return list(opened.children)


def _paragraphed(children: tuple[Node, ...]) -> list[Node]:
    """Let bare text of a ``div`` be a paragraph of its own."""
    made: list[Node] = []
    for is_inline, group in groupby(children, key=lambda child: child.is_inline):
        nodes = tuple(group)
        made.extend([Node("paragraph", {}, nodes)] if is_inline else nodes)
    return made


def _without_edges(children: list[Node]) -> list[Node]:
    """Drop space at the edges of lines: before and after blocks and breaks."""
    made: list[Node] = []
    for index, child in enumerate(children):
        if not child.is_text or child.mark("code"):
            made.append(child)
            continue
        text = child.text
        before = made[-1] if made else None
        after = children[index + 1] if index + 1 < len(children) else None
        if _is_edge(before) or (before and before.is_text and before.text.endswith(" ")):
            text = text.lstrip(" \t\r\n\f")
        if _is_edge(after):
            text = text.rstrip(" \t\r\n\f")
        if text:
            made.append(text_node(text, *child.marks))
    return made


def _is_edge(neighbour: Node | None) -> bool:
    return neighbour is None or neighbour.type == "hardBreak" or not neighbour.is_inline


def _mark(tag: str, attrs: dict[str, str]) -> Mark:
    return Mark("link", {"href": attrs.get("href")}) if tag == "a" else Mark(_MARKS[tag])


def _integer(text: str | None) -> int | None:
    digits = re.match(r"\d{1,6}", text or "")
    return int(digits[0]) if digits else None


def _code(opened: _Open) -> Node:
    found = re.search(r"(?:language-|sourceCode )(\S+)", opened.attrs.get("class", ""))
    text = "".join(child.text for child in opened.children).removesuffix("\n")
    language = found[1] if found else None
    return Node("codeBlock", {"language": language}, (text_node(text),) if text else ())


def _cell(opened: _Open) -> Node:
    widths = [_integer(part) or None for part in opened.attrs.get("colwidth", "").split(",")]
    attrs = {
        "colspan": _integer(opened.attrs.get("colspan")),
        "rowspan": _integer(opened.attrs.get("rowspan")),
        "colwidth": widths,
    }
    return Node(_BLOCKS[opened.tag], attrs, tuple(_without_edges(opened.children)))


def _ordered(opened: _Open) -> Node:
    start = _integer(opened.attrs.get("start"))
    return Node("orderedList", {"start": start}, tuple(opened.children))


def _item(opened: _Open) -> Node:
    children = tuple(_without_edges(opened.children))
    if opened.attrs.get("data-type") != "taskItem":
        return _drawn_task(children) or Node("listItem", {}, children)
    return Node("taskItem", {"checked": opened.attrs.get("data-checked") == "true"}, children)


def _drawn_task(children: tuple[Node, ...]) -> Node | None:
    """Return the task that an item is if it begins with a box drawn as a character."""
    first = children[0] if children else None
    holder = first if first is not None and first.holds_inline else None
    runs = holder.children if holder is not None else children
    box = _BOX.match(runs[0].text) if runs and runs[0].is_text else None
    if box is None:
        return None
    line = (replace(runs[0], text=runs[0].text[box.end() :]), *runs[1:])
    kept = line if holder is None else (holder.with_children(line), *children[1:])
    return Node("taskItem", {"checked": box[1] != "☐"}, kept)


def _unordered(opened: _Open) -> Node:
    items = [child for child in opened.children if child.type == "taskItem"]
    is_tasks = len(items) == len([child for child in opened.children if not child.is_text]) > 0
    return Node("taskList" if is_tasks else "bulletList", {}, tuple(opened.children))


def _callout(opened: _Open) -> Node:
    children = tuple(_paragraphed(tuple(_without_edges(opened.children))))
    return Node("callout", {"kind": opened.attrs["data-callout"]}, children)


def _add_to_callout(siblings: list[Node], opened: _Open) -> None:
    """Take a part of a callout that went out in an office file as styled paragraphs.

    A title in words begins one; what follows in the same style belongs to it.
    """
    kind = opened.attrs["data-custom-style"].removeprefix(CALLOUT_STYLE).strip()
    parts = list(_paragraphed(tuple(_without_edges(opened.children))))
    is_begun = bool(parts) and plain_text_of(parts[0]) in callout_labels()
    while siblings and siblings[-1].is_text and not siblings[-1].text.strip():
        siblings.pop()
    before = siblings[-1] if siblings else None
    if not is_begun and before is not None and before.attrs == {"kind": kind}:
        siblings[-1] = before.with_children((*before.children, *parts))
    else:
        siblings.append(Node("callout", {"kind": kind}, tuple(parts[is_begun:])))


def _mention(opened: _Open) -> Node:
    label = plain_text_of(Node("paragraph", {}, tuple(opened.children))).strip()
    attrs = {"id": opened.attrs["data-mention"], "label": label.removeprefix("@")}
    return Node("mention", attrs)


_BY_ATTRIBUTE: dict[str, Callable[[_Open], Node]] = {
    "data-callout": _callout,
    "data-mention": _mention,
    "data-page-break": lambda _: Node("pageBreak"),
}
_BY_TAG: dict[str, Callable[[_Open], Node]] = {
    "pre": _code,
    "td": _cell,
    "th": _cell,
    "ol": _ordered,
    "ul": _unordered,
    "li": _item,
}
