"""All formats behind two functions: a file read as a document, a document written as a file."""

from __future__ import annotations

import typst

from apps.documents.content.nodes import Node
from apps.documents.content.text import parse_text, render_text

from .addresses import Attachments, data_addresses
from .errors import UnreadableError
from .html_in import parse_html
from .html_out import render_page
from .kinds import Export
from .markdown_in import parse_markdown
from .markdown_out import render_markdown
from .office import read_office, write_office
from .typst_out import render_pdf


def read_file(content: bytes, source: str, attachments: Attachments) -> Node:
    """Return the document in a file of format ``source``. Raises ``UnreadableError``."""
    if source in {"docx", "odt"}:
        return read_office(content, source, attachments)
    text = decoded(content)
    if source == "markdown":
        return parse_markdown(text, attachments)
    return parse_html(text, attachments) if source == "html" else parse_text(text)


def write_file(root: Node, target: str, export: Export) -> bytes:
    """Return the document as a file of format ``target``. Raises ``UnreadableError``."""
    address = data_addresses(export.images)
    if target == "pdf":
        try:
            return render_pdf(
                root, title=export.title, language=export.language, images=export.images
            )
        except typst.TypstError as error:
            raise UnreadableError(reason="damaged") from error
    if target in {"docx", "odt"}:
        return write_office(
            root,
            target,
            title=export.title,
            language=export.language,
            image_address=address,
        )
    if target == "markdown":
        return render_markdown(root, address).encode()
    if target == "text":
        return render_text(root).encode()
    return render_page(
        root, title=export.title, language=export.language, image_address=address
    ).encode()


def decoded(content: bytes) -> str:
    """Return text in UTF-8, UTF-16 with its mark, or what Windows wrote in Western Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
