"""DOCX and ODT in and out, by pandoc, a program of its own in a sandbox of its own.

Office files are ZIP archives of XML that come from anywhere. They are looked at before pandoc gets
them (a small archive may hold gigabytes), pandoc reads nothing but its input (``--sandbox``), has
a bound on its heap, and runs in the bounded process that ``bounded`` starts.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from apps.documents.content.nodes import Node

from .addresses import Attachments, ImageAddress
from .errors import UnreadableError
from .html_in import parse_html
from .pandoc_ast import pandoc_document

FORMATS = ("docx", "odt")
MAXIMUM_MEMBERS = 5000
MAXIMUM_UNPACKED_BYTES = 200 * 1024 * 1024
# XML compresses well, but not like this: 200 MB of one letter in 200 kB.
MAXIMUM_RATIO = 250
_SMALL_BYTES = 1024 * 1024
_READING = ("-t", "html+task_lists", "--embed-resources", "--wrap=none", "--track-changes=accept")
_HEAP = "700M"
_SECONDS = 60
_PAGE_BREAK_STYLE = (
    b'<style:style style:name="Sovshare_PageBreak" style:family="paragraph">'
    b'<style:paragraph-properties fo:break-before="page"/></style:style>'
)
# What stands for a page break while pandoc, which knows none, reads.
_BREAK_SIGN = "\ue0f1page\ue0f1"
_DOCX_BREAK = re.compile(rb'<w:br\b[^>]*w:type="page"[^>]*/>')


def read_office(content: bytes, source: str, attachments: Attachments) -> Node:
    """Return the document in a DOCX or ODT file. Raises ``UnreadableError``."""
    _refuse_bombs(content)
    html = _pandoc(
        ("-f", f"{source}+styles" if source == "docx" else source, *_READING),
        _with_break_signs(content) if source == "docx" else content,
    )
    text = html.decode("utf-8", "replace")
    return parse_html(text.replace(_BREAK_SIGN, "</p><div data-page-break></div><p>"), attachments)


def write_office(
    root: Node, target: str, *, title: str, language: str, image_address: ImageAddress
) -> bytes:
    """Return the document as a DOCX or ODT file. Raises ``UnreadableError``."""
    tree = pandoc_document(root, target=target, language=language, image_address=image_address)
    made = _pandoc(["-f", "json", "-t", target], json.dumps(tree).encode())
    return _finished(made, target, title)


def _pandoc(arguments: Sequence[str], content: bytes) -> bytes:
    command = [
        _program(),
        "--sandbox",
        *arguments,
        "+RTS",
        f"-M{_HEAP}",
        "-RTS",
        "-o",
        "-",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, arguments of ours
            command, input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(reason="too_long") from error
    if done.returncode == 251:
        raise UnreadableError(reason="too_large")
    if done.returncode != 0:
        raise UnreadableError(reason="damaged")
    return done.stdout


@cache
def _program() -> str:
    """Return the program inside the package: no other that a search path may offer."""
    return str(files("pypandoc") / "files" / "pandoc")


def _refuse_bombs(content: bytes) -> None:
    """Raise ``UnreadableError`` for what is no archive, or unpacks to more than anybody writes.

    Sizes are counted while unpacking: those in the archive's list are the sender's word.
    """
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAXIMUM_MEMBERS:
                raise UnreadableError(reason="too_large")
            for member in members:
                unpacked += _unpacked_bytes(archive, member, MAXIMUM_UNPACKED_BYTES - unpacked)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnreadableError(reason="damaged") from error


def _unpacked_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    size = 0
    with archive.open(member) as stream:
        while piece := stream.read(_SMALL_BYTES):
            size += len(piece)
            is_dense = size > _SMALL_BYTES and size > member.compress_size * MAXIMUM_RATIO
            if size > room or is_dense:
                raise UnreadableError(reason="too_large")
    return size


def _with_break_signs(content: bytes) -> bytes:
    """Put a sign where DOCX has a page break, which pandoc would leave out."""
    sign = f"<w:t>{_BREAK_SIGN}</w:t>".encode()
    return _changed(content, {"word/document.xml": lambda member: _DOCX_BREAK.sub(sign, member)})


def _finished(content: bytes, target: str, title: str) -> bytes:
    """Give the file its title, which pandoc would print, and ODT the style of page breaks."""
    named = f"<dc:title>{escape(title)}</dc:title>".encode()
    if target == "docx":
        return _changed(content, {"docProps/core.xml": lambda member: _titled(member, named)})
    return _changed(
        content,
        {
            "meta.xml": lambda member: _titled(member, named),
            "content.xml": lambda member: member.replace(
                b"</office:automatic-styles>",
                _PAGE_BREAK_STYLE + b"</office:automatic-styles>",
            ),
        },
    )


def _titled(member: bytes, title: bytes) -> bytes:
    without = re.sub(rb"<dc:title\s*/>|<dc:title>.*?</dc:title>", b"", member)
    return re.sub(
        rb"(</cp:coreProperties>|</office:meta>)", lambda match: title + match[1], without
    )


def _changed(content: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """Return the archive with some members changed, the others as they were, in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            change = changes.get(member.filename)
            data = old.read(member)
            new.writestr(
                member, change(data) if change else data, compress_type=member.compress_type
            )
    return made.getvalue()
