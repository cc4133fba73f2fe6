"""Lines of text as Markdown, and the escapes that keep text from being read as signs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.documents.content.nodes import Mark, Node, plain_text_of, text_node

_SIGNS = {"bold": "**", "italic": "*", "strike": "~~"}
_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "underline": "u"}
# From the outside in: a link holds the others, code holds none.
_ORDER = ("link", "underline", "bold", "italic", "strike", "code")
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~]")
# Signs that mean something at the beginning of a line: headings, quotes, lists, rules, tables.
_LINE_START = re.compile(r"^(?:([#+=>|:-])|(\d{1,9})([.)]))")
_ADDRESS = re.compile(r"(?<=www)\.|(?<=http):|(?<=https):|(?<=mailto):|(?<=xmpp):|@")
_EDGE_SPACE = re.compile(r"^\s+|\s+$")


def longest_run(sign: str, text: str) -> int:
    """Return how often ``sign`` follows itself at most."""
    return max((len(run) for run in re.findall(f"{re.escape(sign)}+", text)), default=0)


class InlineWriter:
    """Writes the text of a paragraph.

    The rules by which ``**`` opens or closes depend on the neighbouring characters; rather than
    repeat them, what was written is read again, and written with tags where it came out otherwise.
    """

    def write(self, nodes: Sequence[Node], *, line_break: str = "\\\n") -> str:
        """Return one line, or several with hard breaks between."""
        if not any(mark.type in _SIGNS for node in nodes for mark in node.marks):
            return self._line(nodes, line_break, tag_mode=False)
        written = self._line(nodes, line_break, tag_mode=False)
        from .markdown_in import parse_inline

        if parse_inline(written) == tuple(nodes):
            return written
        return self._line(nodes, line_break, tag_mode=True)

    def escaped(self, text: str) -> str:
        """Return text that means itself, at the beginning of a line too."""
        escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
        return _LINE_START.sub(_escape_start, escaped)

    def _line(self, nodes: Sequence[Node], line_break: str, *, tag_mode: bool) -> str:
        pieces: list[str] = []
        open_marks: list[Mark] = []
        last = max(
            (index for index, node in enumerate(nodes) if node.type != "hardBreak"), default=-1
        )
        if last < 0:
            return ""
        for index, node in enumerate((*nodes, text_node(""))):
            wanted = sorted(node.marks, key=lambda mark: _ORDER.index(mark.type))
            kept = _common(open_marks, wanted)
            pieces.extend(_close(mark, tag_mode=tag_mode) for mark in reversed(open_marks[kept:]))
            pieces.extend(_open(mark, tag_mode=tag_mode) for mark in wanted[kept:])
            open_marks = wanted
            # A break at the end is a line of its own only as a tag.
            pieces.append(self._piece(node, line_break if index < last else "<br>"))
        return self._guarded("".join(pieces))

    def _piece(self, node: Node, line_break: str) -> str:
        if node.type == "hardBreak":
            return line_break
        if node.type == "mention":
            return f"[{_escape(plain_text_of(node))}](mention:{node.attrs['id']})"
        return _code(node.text) if node.mark("code") else _escape(node.text)

    def _guarded(self, line: str) -> str:
        """Keep the beginning of each line from meaning something, and spaces at its edges."""
        rows = [_LINE_START.sub(_escape_start, row) for row in line.split("\n")]
        # The space of an edge is eaten, whatever space it is: written by number it stays.
        return "\n".join(_EDGE_SPACE.sub(_numbered, row) for row in rows)


def _escape_start(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def _numbered(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in match[0])


def _escape(text: str) -> str:
    text = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    # Before a bracket it would make an image of a link.
    text = re.sub(r"!(?=\\\[|$)", r"\\!", text)
    # What looks like an address is none unless it was made a link.
    return _ADDRESS.sub(r"\\\g<0>", text)


def _code(text: str) -> str:
    fence = "`" * (longest_run("`", text) + 1)
    is_padded = text.startswith("`") or text.endswith("`") or _has_both_edges(text)
    return f"{fence} {text} {fence}" if is_padded else f"{fence}{text}{fence}"


def _has_both_edges(text: str) -> bool:
    return text.startswith(" ") and text.endswith(" ") and bool(text.strip(" "))


def _common(first: Sequence[Mark], second: Sequence[Mark]) -> int:
    same = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same += 1
    return same


def _open(mark: Mark, *, tag_mode: bool) -> str:
    if mark.type == "link":
        return "["
    if mark.type == "code":
        return ""
    is_sign = mark.type in _SIGNS and not tag_mode
    return _SIGNS[mark.type] if is_sign else f"<{_TAGS[mark.type]}>"


def _close(mark: Mark, *, tag_mode: bool) -> str:
    if mark.type == "link":
        return f"]({_destination(mark.attrs['href'])})"
    if mark.type == "code":
        return ""
    is_sign = mark.type in _SIGNS and not tag_mode
    return _SIGNS[mark.type] if is_sign else f"</{_TAGS[mark.type]}>"


def _destination(href: str) -> str:
    escaped = re.sub(r"([\\<>&])", r"\\\1", href)
    return f"<{escaped}>" if re.search(r"[()\s]", href) or escaped != href else href
