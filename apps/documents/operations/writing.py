"""Text written into documents by programs: one more participant, who replaces or appends."""

from __future__ import annotations

from collections.abc import Hashable

from apps.core.access import ItemAccess
from apps.documents.content.changing import append_content, content_key, replace_content
from apps.documents.content.nodes import Node, root_node
from apps.documents.content.writing import Part
from apps.documents.formats.bounded import read_bounded
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.formats.markdown_out import render_markdown
from apps.documents.native import AnyDoc

from .editing import Edited, edit_document

# Longer text is read in a process of its own: some Markdown takes a parser minutes, and its time
# grows with more than the square of the length.
SHORT_CHARACTERS = 4 * 1024
_PARTS = frozenset({"listItem", "taskItem", "tableRow", "tableCell", "tableHeader"})


def replace_by_markdown(*, access: ItemAccess, text: str) -> Edited:
    """Make the document say what ``text`` says, by the smallest change.

    Blocks whose Markdown stays the same are not touched: they keep ids, comments and what Markdown
    has no words for, and what others type meanwhile is merged. Raises as ``edit_document``, and
    ``UnreadableError``.
    """
    root = _read(text)

    def change(doc: AnyDoc) -> None:
        replace_content(doc, root, key=_says, keeps=lambda part: _says(part) == "")

    return edit_document(access=access, change=change)


def append_markdown(*, access: ItemAccess, text: str) -> Edited:
    """Write what ``text`` says at the end of the document; raises as ``replace_by_markdown``."""
    root = _read(text)
    blocks = () if not text.strip() else root.children
    return edit_document(access=access, change=lambda doc: append_content(doc, blocks))


def _read(text: str) -> Node:
    if len(text) <= SHORT_CHARACTERS:
        return parse_markdown(text)
    return read_bounded(text.encode(), "markdown").root


def _says(part: Part) -> Hashable:
    """Return what a block says in Markdown; of parts of blocks, what they say exactly.

    A block without words in Markdown, such as an empty paragraph, says ``""``.
    """
    if isinstance(part, Node) and not part.is_inline and part.type not in _PARTS:
        return render_markdown(root_node([part]))
    return content_key(part)
