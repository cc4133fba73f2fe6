"""Content that no editor makes hides nothing of what people wrote."""

from __future__ import annotations

from pycrdt import Doc, XmlFragment

from apps.documents.bounds import Bounds, check_update
from apps.documents.content.changing import append_content, replace_content
from apps.documents.content.nodes import paragraph, plain_text_of, text_node
from apps.documents.content.reading import read_document
from apps.documents.native import AnyDoc
from apps.documents.tree import copy_document
from tests.documents.writing import typing

# A character directly in the root, before all blocks.
STRAY = b"\x01\x01\x81\x82\x83\x84\x05\x00\x04\x01\x07default\x01x\x00"


def strayed(*paragraphs: str) -> AnyDoc:
    check_update(STRAY, {}, Bounds())
    doc: AnyDoc = Doc(client_id=2**32 - 1)
    typing(*paragraphs)(doc)
    doc.apply_update(STRAY)
    assert not list(doc.get("default", type=XmlFragment).children)
    return doc


def words(doc: AnyDoc) -> list[str]:
    return [plain_text_of(block) for block in read_document(doc).children]


def test_a_stray_character_hides_no_block() -> None:
    assert words(strayed("Bonjour", "Au revoir")) == ["Bonjour", "Au revoir"]


def test_a_copy_holds_what_can_be_read() -> None:
    copy: AnyDoc = Doc()
    copy_document(strayed("Bonjour", "Au revoir"), copy)

    assert words(copy) == ["Bonjour", "Au revoir"]


def test_content_is_replaced_and_added_to_beside_it() -> None:
    doc = strayed("Bonjour", "Au revoir")

    append_content(doc, [paragraph(text_node("Fin"))])
    assert words(doc) == ["Bonjour", "Au revoir", "Fin"]

    replace_content(doc, read_document(strayed("Bonjour", "Fin")))
    assert words(doc) == ["Bonjour", "Fin"]
