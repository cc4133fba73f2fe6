"""A document as HTML: only known elements, every text and every address escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from apps.documents.content.nodes import Mark, Node, plain_text_of
from apps.documents.content.tidying import tidy

from .addresses import ImageAddress, named_image
from .words import words_in

_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "underline": "u", "code": "code"}
_ORDER = ("link", "underline", "bold", "italic", "strike", "code")
_CONTAINERS = {"bulletList": "ul", "blockquote": "blockquote", "listItem": "li", "tableRow": "tr"}


def render_html(
    root: Node, image_address: ImageAddress = named_image, *, language: str = "en"
) -> str:
    """Return the document's content as HTML, without head and body.

    ``language`` is that of the few words said to who cannot see, such as the state of a task.
    """
    return HtmlWriter(image_address, language).write(tidy(root).children) + "\n"


def render_page(
    root: Node, *, title: str, language: str, image_address: ImageAddress = named_image
) -> str:
    """Return a whole page that needs nothing else: no script, no address outside it."""
    body = render_html(root, image_address, language=language)
    return _PAGE.format(title=escape(title), language=escape(language), body=body)


class HtmlWriter:
    """Writes tidy nodes."""

    def __init__(self, image_address: ImageAddress, language: str = "en") -> None:
        self._image_address = image_address
        self._words = words_in(language)
        self._writers: dict[str, Callable[[Node], str]] = {
            "text": self._text,
            "paragraph": lambda node: f"<p>{self.inside(node)}</p>",
            "heading": self._heading,
            "orderedList": self._ordered,
            "taskList": lambda node: f'<ul data-type="taskList">{self.inside(node)}</ul>',
            "taskItem": self._task,
            "callout": self._callout,
            "codeBlock": self._code,
            "horizontalRule": lambda _: "<hr>",
            "pageBreak": lambda _: '<div data-page-break class="page-break"></div>',
            "hardBreak": lambda _: "<br>",
            "table": lambda node: f"<table><tbody>{self.inside(node)}</tbody></table>",
            "tableHeader": lambda node: self._cell(node, "th"),
            "tableCell": lambda node: self._cell(node, "td"),
            "image": self._image,
            "mention": self._mention,
        }

    def write(self, nodes: Iterable[Node]) -> str:
        """Return nodes one after the other."""
        return "".join(self._node(node) for node in nodes)

    def inside(self, node: Node) -> str:
        """Return what a node holds."""
        return self.write(node.children)

    def _node(self, node: Node) -> str:
        tag = _CONTAINERS.get(node.type)
        return f"<{tag}>{self.inside(node)}</{tag}>" if tag else self._writers[node.type](node)

    def _text(self, node: Node) -> str:
        return _marked(escape(node.text, quote=False), node.marks)

    def _heading(self, node: Node) -> str:
        level = node.attrs["level"]
        return f"<h{level}>{self.inside(node)}</h{level}>"

    def _ordered(self, node: Node) -> str:
        start = node.attrs["start"]
        return f"<ol{_attributes(start=start if start != 1 else None)}>{self.inside(node)}</ol>"

    def _task(self, node: Node) -> str:
        is_checked = node.attrs["checked"]
        words = escape(self._words["done" if is_checked else "to_do"])
        state = " checked" if is_checked else ""
        box = f'<input type="checkbox" disabled{state} aria-label="{words}">'
        checked = "true" if is_checked else "false"
        return (
            f'<li data-type="taskItem" data-checked="{checked}"><label>{box}</label>'
            f"<div>{self.inside(node)}</div></li>"
        )

    def _callout(self, node: Node) -> str:
        kind = escape(node.attrs["kind"])
        return f'<div data-callout="{kind}" role="note">{self.inside(node)}</div>'

    def _code(self, node: Node) -> str:
        language = node.attrs["language"]
        name = f' class="language-{escape(language)}"' if language else ""
        text = escape(plain_text_of(node), quote=False)
        # Readers take one line end before the end tag for the element's own.
        end = "\n" if text.endswith("\n") else ""
        return f"<pre><code{name}>{text}{end}</code></pre>"

    def _cell(self, node: Node, tag: str) -> str:
        widths = node.attrs["colwidth"]
        attributes = _attributes(
            colspan=node.attrs["colspan"] if node.attrs["colspan"] != 1 else None,
            rowspan=node.attrs["rowspan"] if node.attrs["rowspan"] != 1 else None,
            colwidth=",".join(str(width or 0) for width in widths) if widths else None,
        )
        return f"<{tag}{attributes}>{self.inside(node)}</{tag}>"

    def _image(self, node: Node) -> str:
        address = self._image_address(node.attrs["id"])
        if address is None:
            return f"<p>{escape(node.attrs['alt'])}</p>"
        attributes = f' data-image="{escape(node.attrs["id"])}"' + _attributes(
            src=address,
            alt=node.attrs["alt"],
            title=node.attrs["title"],
            width=node.attrs["width"],
        )
        return f"<img{attributes}>"

    def _mention(self, node: Node) -> str:
        person = escape(node.attrs["id"])
        return f'<span data-mention="{person}">{escape(plain_text_of(node), quote=False)}</span>'


def _marked(inner: str, marks: Sequence[Mark]) -> str:
    """Wrap text in its marks, the outermost last."""
    for mark in sorted(marks, key=lambda mark: _ORDER.index(mark.type), reverse=True):
        if mark.type == "link":
            address = escape(mark.attrs["href"])
            inner = f'<a href="{address}" rel="noopener noreferrer">{inner}</a>'
        else:
            inner = f"<{_TAGS[mark.type]}>{inner}</{_TAGS[mark.type]}>"
    return inner


def _attributes(**values: str | int | None) -> str:
    named = [(name, value) for name, value in values.items() if value is not None]
    return "".join(f' {name}="{escape(str(value))}"' for name, value in named)


_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #888; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }}
th {{ background: #eee; }}
pre {{ background: #f4f4f4; padding: 0.8rem; overflow-x: auto; }}
blockquote {{ margin-left: 0; padding-left: 1rem; border-left: 3px solid #bbb; }}
[data-callout] {{ padding: 0.1rem 1rem; margin: 1rem 0; border-left: 4px solid #36c; }}
[data-callout="success"] {{ border-color: #18753c; }}
[data-callout="warning"] {{ border-color: #b34000; }}
[data-callout="danger"] {{ border-color: #c00; }}
[data-type="taskList"] {{ list-style: none; padding-left: 0; }}
[data-type="taskItem"] {{ display: flex; gap: 0.5rem; }}
img {{ max-width: 100%; height: auto; }}
.page-break {{ break-after: page; }}
</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""
