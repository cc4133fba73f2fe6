"""The PDF: tagged by PDF/UA-1, whatever people or hostile updates wrote."""

from __future__ import annotations

import re
import struct
import zlib

import pytest
from hypothesis import given, settings

from apps.documents.content.nodes import Node, paragraph, root_node, text_node
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.formats.pixels import is_huge
from apps.documents.formats.typst_out import render_pdf
from tests.documents.formats.archives import png
from tests.documents.formats.test_office import CALLOUT, MEETING
from tests.documents.formats.trees import IMAGE, documents

IMAGES = {IMAGE: (png(), "image/png")}


def pdf_of(root: Node, title: str = "Compte rendu", language: str = "fr") -> str:
    """The objects of the PDF of a document, object streams unpacked."""
    made = render_pdf(root, title=title, language=language, images=IMAGES)
    assert made.startswith(b"%PDF-")
    unpacked = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(unpacked).decode("latin-1")


def test_the_pdf_is_tagged_and_says_what_it_is() -> None:
    pdf = pdf_of(parse_markdown(MEETING + "\n" + CALLOUT + f"\n![plan](image:{IMAGE})\n"))
    assert re.search(r"/MarkInfo\s*<<\s*/Marked true", pdf)
    assert "/StructTreeRoot" in pdf
    assert re.search(r"/Lang\s*\(fr\)", pdf)
    assert re.search(r"/DisplayDocTitle true", pdf)
    assert re.search(r"pdfuaid:part>1<", pdf)
    assert "Compte rendu" in pdf
    for tag in ("H1", "P", "L", "LI", "Lbl", "Table", "TH", "TD", "THead", "Figure", "Link"):
        assert re.search(rf"/S\s*/{tag}\b", pdf), tag
    assert re.search(r"/Scope\s*/Column", pdf)
    assert re.search(r"/Alt\s*\(plan\)", pdf)


def test_headings_begin_with_the_first_level_and_skip_none() -> None:
    pdf = pdf_of(parse_markdown("### Trois\n\n#### Quatre\n\n# Un\n\n### Trois"))
    assert re.search(r"/S\s*/H1\b", pdf)
    assert not re.search(r"/S\s*/H[34]\b", pdf)


@given(documents)
@settings(deadline=None, max_examples=60)
def test_any_document_can_be_exported(document: Node) -> None:
    assert "/StructTreeRoot" in pdf_of(document, title="", language="xx")


@pytest.mark.parametrize(
    "text",
    [
        '"] #read("/etc/passwd") [',
        '\\"#import "@preview/x:1.0.0"',
        "#sys.inputs $ x $ @ref <label> // */ /*",
        "\\u{41}\u2028\u202e\u0000",
    ],
)
def test_text_is_never_typst_s_markup(text: str) -> None:
    root = root_node(
        [
            paragraph(text_node(text)),
            Node("codeBlock", {"language": "x"}, (text_node(text),)),
            Node("image", {"id": IMAGE, "alt": text}),
        ]
    )
    plain = pdf_of(root_node([paragraph(text_node("a"))]))
    assert "root:" not in pdf_of(root, title=text)
    assert "root:" not in plain


def test_characters_in_no_font_cost_the_claim_not_the_document() -> None:
    pdf = pdf_of(root_node([paragraph(text_node("\U0010fffd 😀 日本"))]))
    assert "/StructTreeRoot" in pdf


@pytest.mark.parametrize("kind", ["png", "gif", "webp", "jpeg"])
def test_a_small_file_that_unpacks_to_a_huge_picture_is_left_out_for_its_text(kind: str) -> None:
    huge = {
        "png": b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 60_000, 60_000),
        "gif": b"GIF89a" + struct.pack("<HH", 60_000, 60_000),
        "webp": b"RIFF0000WEBPVP8X" + bytes(8) + b"\xff\xff\x00\xff\xff\x00",
        "jpeg": b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", 60_000, 60_000),
    }[kind]
    shown = root_node([Node("image", {"id": IMAGE, "alt": "plan immense"})])
    made = render_pdf(shown, title="x", language="fr", images={IMAGE: (huge, f"image/{kind}")})
    assert made.startswith(b"%PDF-")
    assert not is_huge(png())


@pytest.mark.parametrize("spans", [(0, 0), (50, 3), (3, 900)])
def test_a_table_whose_spans_fit_nothing_is_set_all_the_same(spans: tuple[int, int]) -> None:
    cell = Node("tableCell", {"colspan": spans[0], "rowspan": spans[1]}, (paragraph(),))
    head = Node("tableHeader", {"rowspan": 5}, (paragraph(text_node("h")),))
    rows = [Node("tableRow", {}, (head, head)), Node("tableRow", {}, (cell, cell, cell))]
    table = Node("table", {}, (*rows, Node("tableRow", {}, (cell,))))
    assert re.search(r"/S\s*/Table\b", pdf_of(root_node([table])))
