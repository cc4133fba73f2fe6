"""A document as a tagged PDF (PDF/UA-1, ISO 14289-1), set by Typst.

Text never becomes Typst's markup: every character goes through ``_quoted`` into a string literal,
and the rest of the source is written here. The fonts are those inside the Typst library; the
system's are asked only for characters that these lack.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from apps.documents.content.nodes import Node, plain_text_of
from apps.documents.content.tidying import tidy

from .grids import grid_of
from .pixels import is_huge
from .words import words_in

_COLOURS = {"info": "#3a5fcd", "success": "#18753c", "warning": "#b34000", "danger": "#c9191e"}
_MARKS = {"bold": "strong", "italic": "emph"}
_SIZES = {1: "20pt", 2: "16pt", 3: "13pt", 4: "11.5pt"}
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_TEXT_WIDTH_PX = 640


def render_pdf(
    root: Node, *, title: str, language: str, images: Mapping[str, tuple[bytes, str]]
) -> bytes:
    """Return the document as PDF/UA-1; ``images`` are content and media type by id.

    An image with more pixels than fit is left out for its text. If a character is in no font at all, the PDF is tagged all the same but claims no standard.
    Raises ``typst.TypstError`` where Typst gives up, on a broken image for instance.
    """
    with TemporaryDirectory(prefix="typst-") as folder:
        names = _write_images(Path(folder), images)
        source = _Source(language, names).document(tidy(root), title)
        return _compiled(source.encode(), folder)


def _compiled(source: bytes, folder: str) -> bytes:
    attempts: tuple[tuple[bool, typst.PDFStandards], ...] = (
        (False, ["ua-1"]),
        (True, ["ua-1"]),
        (True, []),
    )
    for number, (with_system_fonts, standards) in enumerate(attempts, start=1):
        compiler = typst.Compiler(root=folder, font_paths=_fonts(with_system_fonts))
        try:
            made = compiler.compile(
                input=source, format="pdf", pdf_standards=standards, timestamp=int(time.time())
            )
        except typst.TypstError as error:
            if "could not be displayed" not in error.message or number == len(attempts):
                raise
        else:
            return made if isinstance(made, bytes) else b"".join(made or ())
    raise AssertionError("the last attempt returns or raises")


@cache
def _fonts(with_system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system_fonts)


def _write_images(folder: Path, images: Mapping[str, tuple[bytes, str]]) -> dict[str, str]:
    names = {}
    for number, (image_id, (content, media_type)) in enumerate(images.items()):
        if media_type in _ENDINGS and not is_huge(content):
            names[image_id] = f"image-{number}.{_ENDINGS[media_type]}"
            (folder / names[image_id]).write_bytes(content)
    return names


class _Source:
    """Typst's source of a tidy document."""

    def __init__(self, language: str, images: Mapping[str, str]) -> None:
        self._words = words_in(language)
        self._language = language[:2] if re.fullmatch(r"[a-z]{2}(-.*)?", language) else "en"
        self._images = images
        self._level = 0
        self._depth = 0
        self._writers: dict[str, Callable[[Node], str]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "bulletList": self._bullets,
            "orderedList": self._numbers,
            "taskList": self._tasks,
            "blockquote": lambda node: f"#quote(block: true)[{self._inside(node)}]\n",
            "callout": self._callout,
            "codeBlock": self._code,
            "horizontalRule": lambda _: "#line(length: 100%, stroke: 0.5pt + gray)\n",
            "pageBreak": lambda _: "" if self._depth else "#pagebreak(weak: true)\n",
            "table": self._table,
            "image": self._image,
        }

    def document(self, root: Node, title: str) -> str:
        """Return the whole source."""
        page, pages = self._words["page"].split("{page}")[0], self._words["page"]
        between = pages.split("{page}")[1].split("{pages}")[0]
        shown, last = "#context counter(page).display()", "#context counter(page).final().first()"
        footer = f"{_text(page)}{shown}{_text(between)}{last}"
        head = _PREAMBLE % (_quoted(title or "-"), _quoted(self._language), footer)
        return head + "".join(self._block(node) for node in root.children)

    def _block(self, node: Node) -> str:
        return self._writers[node.type](node)

    def _inside(self, node: Node) -> str:
        self._depth += 1
        text = "".join(self._block(child) for child in node.children)
        self._depth -= 1
        return text

    def _paragraph(self, node: Node) -> str:
        return f"#par[{_line(node)}]\n" if node.children else "#v(1em)\n"

    def _heading(self, node: Node) -> str:
        # PDF/UA-1: levels begin with 1 and are not skipped. The size is the writer's choice.
        size, line = _SIZES[node.attrs["level"]], _line(node)
        if not plain_text_of(node).strip():
            return "#v(1em)\n"
        if self._depth:
            return f'#par[#text(size: {size}, weight: "bold")[{line}]]\n'
        self._level = min(node.attrs["level"], self._level + 1)
        return f"#heading(level: {self._level})[#text(size: {size})[{line}]]\n"

    def _items(self, node: Node) -> str:
        return ", ".join(f"[{self._inside(item)}]" for item in node.children)

    def _bullets(self, node: Node) -> str:
        return f"#list({self._items(node)})\n"

    def _numbers(self, node: Node) -> str:
        return f"#enum(start: {node.attrs['start']}, {self._items(node)})\n"

    def _tasks(self, node: Node) -> str:
        items = []
        for item in node.children:
            box = "☑ " if item.attrs["checked"] else "☐ "
            first = item.children[0]
            line = f"#par[{_text(box)}{_line(first)}]"
            rest = self._inside(item.with_children(item.children[1:]))
            items.append(f"[{line}#pad(left: 1.2em)[{rest}]]" if rest else f"[{line}]")
        return f"#list(marker: [], {', '.join(items)})\n"

    def _callout(self, node: Node) -> str:
        colour, label = _COLOURS[node.attrs["kind"]], self._words[node.attrs["kind"]]
        title = f'#par[#text(fill: rgb("{colour}"), weight: "bold")[{_text(label)}]]'
        return (
            f'#block(stroke: (left: 3pt + rgb("{colour}")), inset: (left: 10pt, y: 4pt), '
            f"width: 100%)[{title}{self._inside(node)}]\n"
        )

    def _code(self, node: Node) -> str:
        language = node.attrs["language"]
        named = f", lang: {_quoted(language)}" if language else ""
        return f"#raw({_quoted(plain_text_of(node))}, block: true{named})\n"

    def _table(self, node: Node) -> str:
        grid = grid_of(node)
        widths = ", ".join(f"{width}fr" if width else "120fr" for width in grid.widths)
        rows = ["".join(self._cell(cell) for cell in row) for row in grid.rows]
        head = f"table.header({''.join(rows[: grid.head])})," if grid.head else ""
        return f"#table(columns: ({widths},), {head}{''.join(rows[grid.head :])})\n"

    def _cell(self, cell: Node) -> str:
        colspan, rowspan = cell.attrs["colspan"], cell.attrs["rowspan"]
        inside = self._inside(cell)
        if cell.type == "tableHeader":
            inside = f"#strong[{inside}]"
        return f"table.cell(colspan: {colspan}, rowspan: {rowspan})[{inside}],"

    def _image(self, node: Node) -> str:
        name, alt = self._images.get(node.attrs["id"]), node.attrs["alt"] or node.attrs["title"]
        if name is None:
            return f"#par[{_text(alt or self._words['image'])}]\n"
        width = min(100, round(100 * (node.attrs["width"] or 0) / _TEXT_WIDTH_PX))
        sized = f", width: {width}%" if width else ""
        return f"#image({_quoted(name)}, alt: {_quoted(alt or self._words['image'])}{sized})\n"


def _line(node: Node) -> str:
    return "".join(_run(child) for child in node.children)


def _run(node: Node) -> str:
    if node.type == "hardBreak":
        return "#linebreak()"
    if node.type == "mention":
        return f"#strong[{_text(plain_text_of(node))}]"
    is_code = node.mark("code") is not None
    written = f"#raw({_quoted(node.text)})" if is_code else _text(node.text)
    for mark in node.marks:
        if mark.type in _MARKS:
            written = f"#{_MARKS[mark.type]}[{written}]"
    link = node.mark("link")
    # Text of a tagged PDF carries one line only; links are underlined.
    if node.mark("strike"):
        written = f"#strike[{written}]"
    elif link or node.mark("underline"):
        written = f"#underline[{written}]"
    return f"#link({_quoted(link.attrs['href'])})[{written}]" if link else written


def _text(text: str) -> str:
    return f"#{_quoted(text)};"


def _quoted(text: str) -> str:
    """Return a string literal that means ``text``, whatever is in it."""
    escaped = "".join(_literal(character) for character in text)
    return f'"{escaped}"'


def _literal(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{{{ord(character):x}}}"


_PREAMBLE = """\
#set document(title: %s)
#set text(lang: %s, size: 11pt, font: ("Libertinus Serif", "New Computer Modern",
  "New Computer Modern Math", "DejaVu Sans Mono"))
#set page(paper: "a4", margin: (x: 2.5cm, y: 2.5cm), footer: align(center, text(size: 9pt)[%s]))
#set par(justify: false, leading: 0.65em, spacing: 1em)
#set table(stroke: 0.5pt + gray, inset: 6pt)
#set enum(numbering: "1.a.i.")
#show heading: set block(above: 1.4em, below: 0.8em)
#show link: set text(fill: rgb("#0b4fb3"))
#show raw: set text(font: "DejaVu Sans Mono", size: 9pt)
#show raw.where(block: true): block.with(fill: luma(245), inset: 8pt, width: 100%%)
#set quote(block: true)
"""
