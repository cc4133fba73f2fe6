"""A document made to say something else keeps what stays the same: ids, comments, typing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from pycrdt import Doc, XmlElement, XmlText

from apps.documents.content.changing import append_content, content_key, replace_content
from apps.documents.content.lines import lines_of
from apps.documents.content.nodes import Mark, Node, paragraph, root_node, text_node
from apps.documents.content.reading import doc_of, fragment_of, read_document
from apps.documents.content.tidying import tidy, without_unsafe_values
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.formats.markdown_out import render_markdown
from tests.documents.formats.trees import documents, meaning


def written(document: Node) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    replace_content(doc, document)
    return doc


def block_ids(doc: Doc[Any]) -> list[object]:
    return [block.attrs.get("id") for block in read_document(doc).children]


@given(documents, documents)
@settings(deadline=None, max_examples=150)
def test_any_document_becomes_any_other(before: Node, after: Node) -> None:
    doc = written(before)
    assert meaning(read_document(doc)) == meaning(before)
    replace_content(doc, after)
    assert content_key(tidy(read_document(doc))) == content_key(after)
    size = len(doc.get_update())
    replace_content(doc, after)
    assert len(doc.get_update()) == size, "saying the same again writes nothing"


def test_blocks_that_stay_keep_their_ids_and_a_changed_one_too() -> None:
    doc = written(parse_markdown("# Titre\n\nUn.\n\nDeux.\n\nTrois."))
    title, first, second, third = block_ids(doc)
    replace_content(doc, parse_markdown("# Titre\n\nNeuf.\n\nUn.\n\nDeux mots.\n\nTrois."))
    ids = block_ids(doc)
    assert [ids[0], ids[2], ids[3], ids[4]] == [title, first, second, third]


def test_what_somebody_types_meanwhile_survives() -> None:
    doc = written(parse_markdown("Le comité se réunit lundi.\n\nFin."))
    state = doc.get_update()
    hers, theirs = doc_of(state), doc_of(state)
    line = fragment_of(hers).children[0]
    assert isinstance(line, XmlElement)
    text = line.children[0]
    assert isinstance(text, XmlText)
    text.insert(0, "URGENT ")
    replace_content(theirs, parse_markdown("Le comité se réunit mardi soir.\n\nFin."))
    hers.apply_update(theirs.get_update())
    assert render_markdown(read_document(hers)) == (
        "URGENT Le comité se réunit mardi soir.\n\nFin.\n"
    )


def test_formats_change_without_the_words_being_written_again() -> None:
    doc = written(parse_markdown("un deux trois"))
    before = doc.get_state()
    replace_content(doc, parse_markdown("un **deux** trois"))
    update = doc.get_update(before)
    assert b"deux" not in update
    assert render_markdown(read_document(doc)) == "un **deux** trois\n"


def test_appending_leaves_the_rest_alone_and_takes_the_place_of_the_blank_last_line() -> None:
    doc = written(root_node([paragraph(text_node("Un.")), paragraph()]))
    first, blank = block_ids(doc)
    append_content(doc, parse_markdown("- deux").children)
    assert [block.type for block in read_document(doc).children] == [
        *("paragraph", "bulletList", "paragraph")
    ]
    assert block_ids(doc)[0] == first
    assert block_ids(doc)[2] == blank


def test_unknown_nodes_are_kept_when_read_and_unwrapped_when_written_out() -> None:
    doc: Doc[Any] = Doc()
    fragment_of(doc).children.append(
        XmlElement("hologram", {"depth": "3"}, [XmlElement("paragraph", {}, [XmlText("vu")])])
    )
    document = read_document(doc)
    assert document.children[0].type == "hologram"
    assert without_unsafe_values(document).children[0].attrs == {"depth": "3"}
    assert render_markdown(document) == "vu\n"


@pytest.mark.parametrize("href", ["javascript:alert(1)", 7, None, ["https://a.fr"], "x" * 9000])
def test_a_hostile_update_s_attributes_are_no_longer_there(href: object) -> None:
    doc: Doc[Any] = Doc()
    line = XmlElement("paragraph", {"onclick": "alert(1)"})
    fragment_of(doc).children.append(line)
    line.children.append(XmlText()).insert(
        0, "clic", {"link": {"href": href}, "evil": {"src": "x"}}
    )
    document = read_document(doc)
    safe = without_unsafe_values(document).children[0]
    assert "onclick" not in safe.attrs
    assert safe.children[0].mark("link") is None
    assert tidy(document).children[0].children[0].marks == ()


def test_attributes_of_a_wrong_type_become_what_the_schema_says() -> None:
    heading = Node("heading", {"level": "7<script>"}, (text_node("a", Mark("bold", {"x": 1})),))
    image = Node("image", {"id": "../../etc", "alt": "texte"})
    tidied = tidy(root_node([heading, image]))
    assert tidied.children[0].attrs == {"level": 1}
    assert tidied.children[1] == paragraph(text_node("texte"))


def test_a_tree_deeper_than_anybody_writes_is_cut_instead_of_exhausting_the_stack() -> None:
    doc: Doc[Any] = Doc()
    parent: Any = fragment_of(doc)
    with doc.transaction():
        for _ in range(400):
            parent = parent.children.append(XmlElement("blockquote"))
        parent.children.append(XmlText("fond"))
    assert render_markdown(read_document(doc)).startswith("> >")


def test_words_that_have_only_their_spaces_in_common_are_written_in_one_piece() -> None:
    state = written(parse_markdown("# Compte rendu de réunion")).get_update()
    doc: Doc[Any] = Doc(client_id=7)
    doc.apply_update(state)
    replace_content(doc, parse_markdown("# Ordre du jour"))
    assert render_markdown(read_document(doc)) == "# Ordre du jour\n"
    (line,) = lines_of(doc.get_update())
    assert len(line.parts) == 1
