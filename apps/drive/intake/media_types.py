"""The media type of content, from its first bytes and an allow-list; never from a name.

Whatever is not on the list is ``application/octet-stream``. HTML, SVG and XML are recognised so
that the doors know never to show them inline.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import puremagic

HEAD_BYTES = 64 * 1024
UNKNOWN = "application/octet-stream"
PLAIN_TEXT = "text/plain"
ZIP = "application/zip"

# First match wins: containers come before what they contain.
ALLOWED = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/heic",
    "image/tiff",
    "image/bmp",
    "audio/mpeg",
    "audio/ogg",
    "audio/flac",
    "video/mp4",
    "video/webm",
    "video/x-matroska",
    "video/quicktime",
    "application/x-7z-compressed",
    "application/gzip",
    "application/x-bzip2",
    "application/x-xz",
    "application/zstd",
    "application/rtf",
)
# What puremagic calls otherwise than IANA or the world does.
ALIASES = {
    "audio/mp3": "audio/mpeg",
    "audio/x-flac": "audio/flac",
    "image/tif": "image/tiff",
    "image/x-ms-bmp": "image/bmp",
    "image/heif": "image/heic",
    "application/x-gzip": "application/gzip",
    "application/x-rtf": "application/rtf",
    "text/rtf": "application/rtf",
}
OFFICE_FOLDERS = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN_DOCUMENT = re.compile(
    rb"application/(?:vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation|graphics)|epub\+zip)"
)
ZIP_ENTRY = b"PK\3\4"
# APPNOTE 4.3.7: the fixed part of a local file header, its name's length at byte 26.
ZIP_HEADER_BYTES = 30
ZIP_NAME_LENGTH = struct.Struct("<26xH")

MARKUP_BYTES = 2048
MARKUP = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (
        re.compile(
            rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta|title|img|a|div|p|table)[\s>/]",
            re.IGNORECASE,
        ),
        "text/html",
    ),
    (re.compile(rb"^\s*<\?xml\s", re.IGNORECASE), "application/xml"),
)
TEXT_MAGIC = ((b"%PDF-", "application/pdf"), (b"{\\rtf", "application/rtf"))
WIDE_TEXT = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Control characters that no text has; tab, line ends, form feed and escape do occur.
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def detect_media_type(head: bytes) -> str:
    """Return the media type of content that starts with ``head`` (``HEAD_BYTES`` suffice)."""
    if head.startswith(ZIP_ENTRY):
        return _type_of_zip(head)
    text = _as_text(head)
    return _type_of_binary(head) if text is None else _type_of_text(text)


def _type_of_zip(head: bytes) -> str:
    names = list(_entry_names(head))
    if names[0] == b"mimetype":
        # OpenDocument 1.3 part 2, 3.3: the type is the first entry, stored, without extra field.
        declared = OPEN_DOCUMENT.match(head, ZIP_HEADER_BYTES + len(names[0]))
        return declared.group().decode("ascii") if declared else ZIP
    if b"[Content_Types].xml" not in names:
        return ZIP
    for folder, media_type in OFFICE_FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return media_type
    return ZIP


def _entry_names(head: bytes) -> Iterator[bytes]:
    start = 0
    while start >= 0:
        header = head[start : start + ZIP_HEADER_BYTES].ljust(ZIP_HEADER_BYTES, b"\0")
        (length,) = ZIP_NAME_LENGTH.unpack_from(header)
        name_start = start + ZIP_HEADER_BYTES
        yield head[name_start : name_start + length]
        start = head.find(ZIP_ENTRY, start + len(ZIP_ENTRY))


def _as_text(head: bytes) -> bytes | None:
    """Return ``head`` with one byte for each ASCII character, or None when it is no text."""
    for mark, encoding in WIDE_TEXT:
        if head.startswith(mark):
            head = head.decode(encoding, "replace").encode("ascii", "replace")
    return None if NOT_TEXT.search(head) else head


def _type_of_text(text: bytes) -> str:
    for start, media_type in TEXT_MAGIC:
        if text.startswith(start):
            return media_type
    for pattern, media_type in MARKUP:
        if pattern.search(text[:MARKUP_BYTES]):
            return media_type
    return PLAIN_TEXT


def _type_of_binary(head: bytes) -> str:
    try:
        guesses = puremagic.magic_string(head)
    except puremagic.PureError:
        return UNKNOWN
    found = {ALIASES.get(guess.mime_type, guess.mime_type) for guess in guesses}
    return next((allowed for allowed in ALLOWED if allowed in found), UNKNOWN)
