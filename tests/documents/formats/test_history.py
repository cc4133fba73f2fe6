"""Who wrote what, and what changed between two states, by block and by word."""

from __future__ import annotations

import random
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from apps.documents.content.changing import replace_content
from apps.documents.content.difference import difference_between
from apps.documents.content.lines import lines_of
from apps.documents.content.nodes import plain_text_of
from apps.documents.content.reading import fragment_of, read_document
from apps.documents.formats.markdown_in import parse_markdown

ALICE, BOB = 11, 22


def doc_by(client: int, state: bytes = b"\x00\x00") -> Doc[Any]:
    doc: Doc[Any] = Doc(client_id=client)
    doc.apply_update(state)
    return doc


def text_at(doc: Doc[Any], *path: int) -> XmlText:
    node: Any = fragment_of(doc)
    for index in path:
        node = node.children[index]
    assert isinstance(node, XmlText)
    return node


def written(client: int, markdown: str, state: bytes = b"\x00\x00") -> bytes:
    doc = doc_by(client, state)
    replace_content(doc, parse_markdown(markdown))
    return doc.get_update()


def parts(state: bytes) -> list[list[tuple[str, int]]]:
    return [[(part.text, part.client) for part in line.parts] for line in lines_of(state)]


def test_each_character_has_its_author_also_after_others_wrote_into_the_middle() -> None:
    first = written(ALICE, "Réunion 😀 lundi\n\n- un\n- deux")
    bob = doc_by(BOB, first)
    text_at(bob, 0, 0).insert(len("Réunion ".encode()), "très **longue** ".replace("*", ""))
    text_at(bob, 1, 1, 0, 0).insert(0, "vingt-")
    assert parts(bob.get_update()) == [
        [("Réunion ", ALICE), ("très longue ", BOB), ("😀 lundi", ALICE)],
        [("un", ALICE)],
        [("vingt-", BOB), ("deux", ALICE)],
    ]


def test_what_was_deleted_is_nobody_s_any_more() -> None:
    bob = doc_by(BOB, written(ALICE, "un deux trois\n\nparti"))
    text = text_at(bob, 0, 0)
    del text[3:8]
    del fragment_of(bob).children[1]
    text.insert(3, "2 ", {"bold": {}})
    assert parts(bob.get_update()) == [[("un ", ALICE), ("2 ", BOB), ("trois", ALICE)]]


def test_authors_cover_the_whole_text_whatever_was_typed() -> None:
    dice = random.Random(7)
    docs = [doc_by(client, written(ALICE, "é\n\nb")) for client in (1, 2, 3)]
    for _ in range(300):
        doc = dice.choice(docs)
        text = text_at(doc, dice.randrange(2), 0)
        plain = "".join(run for run, _ in text.diff())
        cut = len(plain[: dice.randrange(len(plain) + 1)].encode())
        if dice.random() < 0.3 and cut < len(text):
            end = cut + len(plain.encode()[cut:].decode()[0].encode())
            del text[cut:end]
        else:
            text.insert(cut, dice.choice(["é", "😀", "mot ", "x"]), dice.choice([{}, {"bold": {}}]))
        if dice.random() < 0.2:
            for other in docs:
                other.apply_update(doc.get_update())
    for doc in docs:
        read = [plain_text_of(block) for block in read_document(doc).children]
        assert [line.text for line in lines_of(doc.get_update())] == read


def test_a_difference_shows_words_and_whose_they_were() -> None:
    first = written(ALICE, "# Titre\n\nLe comité se réunit lundi.\n\nParti.\n\nReste.")
    second = written(BOB, "# Titre\n\nLe comité se réunit mardi soir.\n\nReste.\n\nArrivé.", first)
    changes = difference_between(lines_of(first), lines_of(second))
    assert [(change.kind, change.node) for change in changes] == [
        ("same", "heading"),
        ("changed", "paragraph"),
        ("removed", "paragraph"),
        ("same", "paragraph"),
        ("added", "paragraph"),
    ]
    assert [(span.kind, span.text, span.client) for span in changes[1].spans] == [
        ("same", "Le comité se réunit ", ALICE),
        ("removed", "lundi", ALICE),
        ("added", "mardi soir", BOB),
        ("same", ".", ALICE),
    ]


def test_a_difference_of_the_same_is_all_same_and_of_nothing_all_added() -> None:
    state = written(ALICE, "un\n\n- deux\n\n| a |\n| --- |\n| b |")
    lines = lines_of(state)
    assert {change.kind for change in difference_between(lines, lines)} == {"same"}
    assert {change.kind for change in difference_between([], lines)} == {"added"}
    assert {change.kind for change in difference_between(lines, [])} == {"removed"}


def test_unknown_and_empty_blocks_do_not_disturb() -> None:
    doc = doc_by(ALICE)
    fragment_of(doc).children.append(XmlElement("paragraph"))
    fragment_of(doc).children.append(
        XmlElement("hologram", {}, [XmlElement("paragraph", {}, [XmlText("vu")])])
    )
    assert [line.text for line in lines_of(doc.get_update())] == ["", "vu"]
