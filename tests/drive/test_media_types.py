"""The type of content, by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.drive.intake.media_types import HEAD_BYTES, detect_media_type

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0"


def archive(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive_file:
        if first:
            archive_file.writestr(first[0], first[1], zipfile.ZIP_STORED)
        for name in names:
            archive_file.writestr(name, b"content " * 20)
    return made.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"
ODT = b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", "text/plain"),
        (b"Bonjour, l'\xc3\xa9t\xc3\xa9\r\n\tarrive\n", "text/plain"),
        ("Été en latin".encode("cp1252"), "text/plain"),
        ("\ufeffÀ suivre".encode("utf-16-le"), "text/plain"),
        (b"BMW: prix du mois", "text/plain"),
        (b"PK is a prefix", "text/plain"),
        (b"a;b;c\n1;2;3\n", "text/plain"),
        (b"%PDF-1.7\n1 0 obj", "application/pdf"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\0", "application/pdf"),
        (rb"{\rtf1\ansi Bonjour}", "application/rtf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\0\x10Exif\0\0MM\0*", "image/jpeg"),
        (b"\xff\xd8\xff\xdb\0\x43\0\1\1", "image/jpeg"),
        (b"GIF89a\1\0\1\0\0\0\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0", "image/webp"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2mp41", "video/mp4"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\3", "application/gzip"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "application/x-7z-compressed"),
        (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff", "application/octet-stream"),
        (b"\x7fELF\2\1\1\0", "application/octet-stream"),
        (bytes(100), "application/octet-stream"),
        (archive("notes.txt"), "application/zip"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            f"{OFFICE}.wordprocessingml.document",
        ),
        (archive("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
        (
            archive("[Content_Types].xml", "ppt/presentation.xml"),
            f"{OFFICE}.presentationml.presentation",
        ),
        (archive("[Content_Types].xml", "evil/x"), "application/zip"),
        (archive("content.xml", first=("mimetype", ODT)), ODT.decode()),
        (archive("x", first=("mimetype", b"application/epub+zip")), "application/epub+zip"),
        (archive("x", first=("mimetype", b"text/html")), "application/zip"),
        (b"PK\3\4", "application/zip"),
    ],
)
def test_the_type_is_known_by_the_first_bytes(head: bytes, expected: str) -> None:
    assert detect_media_type(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"<html><script>alert(1)</script>",
        b"<!DOCTYPE html>\n<p>",
        b"\xef\xbb\xbf\n\n  <HTML>",
        b"hello <script>alert(1)</script>",
        "\ufeff<html><body>".encode("utf-16-le"),
        b"<!-- comment --><body onload=alert(1)>",
    ],
)
def test_html_is_recognised_as_such(head: bytes) -> None:
    assert detect_media_type(head) == "text/html"


@pytest.mark.parametrize(
    "head",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?>\n<!-- x -->\n<svg>',
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'>\n<SVG\n>",
    ],
)
def test_svg_is_recognised_as_such(head: bytes) -> None:
    assert detect_media_type(head) == "image/svg+xml"


def test_other_xml_is_no_plain_text() -> None:
    assert detect_media_type(b'<?xml version="1.0"?><a xmlns="http://www.w3.org/1999/xhtml"/>') != (
        "text/plain"
    )


@given(st.binary(max_size=4096))
def test_any_bytes_have_a_type(head: bytes) -> None:
    assert "/" in detect_media_type(head)


def test_a_large_head_is_judged_quickly() -> None:
    for filling in (b"PK\3\4", b"<", b"\0", b"a"):
        detect_media_type((filling * HEAD_BYTES)[:HEAD_BYTES])
