"""Where anchors point while others write, and what an accepted suggestion does there."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from pycrdt import Doc, XmlElement, XmlText

from apps.documents.margin.anchors import Anchor
from apps.documents.margin.changing import apply_change
from apps.documents.margin.places import Spot, Target, locate
from apps.documents.native import AnyDoc
from apps.documents.tree import root_of
from tests.documents.anchoring import clocks

CLIENT = 7
TEXTS = ("Bonjour à tous 😀 ici", "Deuxième paragraphe")


def written(*texts: str) -> AnyDoc:
    doc: AnyDoc = Doc(client_id=CLIENT)
    for text in texts:
        root_of(doc).children.append(XmlElement("paragraph", contents=[XmlText(text)]))
    return doc


def at(clock: int, *, after: bool = False, client: int = CLIENT) -> Anchor:
    return Anchor(client=client, clock=clock, is_type=False, is_after=after)


def quoting(quote: str, texts: tuple[str, ...] = TEXTS, prefix: str = "") -> Target:
    (text,) = [each for each in texts if quote in each]
    first = clocks(*texts)[text] + len(text[: text.index(quote)].encode("utf-16-le")) // 2
    last = first + len(quote.encode("utf-16-le")) // 2 - 1
    return Target(start=at(first), end=at(last, after=True), quote=quote, prefix=prefix)


def text_at(doc: AnyDoc, number: int) -> XmlText:
    child = root_of(doc).children[number].children[0]  # type: ignore[union-attr]  # a paragraph
    assert isinstance(child, XmlText)
    return child


def find(doc: AnyDoc, target: Target) -> Spot | None:
    return locate(doc, [target])[0]


def said(doc: AnyDoc, target: Target) -> str | None:
    spot = find(doc, target)
    return None if spot is None else spot.text


@pytest.mark.parametrize("quote", ["Bonjour", "à", "tous 😀", "😀 ici", "Deuxième paragraphe"])
def test_a_range_says_what_was_selected(quote: str) -> None:
    doc = written(*TEXTS)
    before = doc.get_update()
    assert said(doc, quoting(quote)) == quote
    assert doc.get_update() == before


def test_a_range_follows_what_is_written_before_and_grows_with_what_is_written_inside() -> None:
    doc = written(*TEXTS)
    target = quoting("tous")
    text_at(doc, 0).insert(0, "Ah ! ")
    root_of(doc).children.insert(0, XmlElement("paragraph", contents=[XmlText("Avant")]))
    assert said(doc, target) == "tous"
    text = text_at(doc, 1)
    text.insert(str(text).encode().index(b"us"), "XX")
    assert said(doc, target) == "toXXus"


def test_what_is_written_at_its_edges_is_outside() -> None:
    doc = written("ab")
    target = quoting("ab", ("ab",))
    text_at(doc, 0).insert(2, "!")
    text_at(doc, 0).insert(0, "¡")
    assert said(doc, target) == "ab"


def test_a_range_shrinks_with_what_is_deleted_of_it_and_is_gone_with_all_of_it() -> None:
    doc = written(*TEXTS)
    target = quoting("Bonjour")
    text = text_at(doc, 0)
    del text[0:3]
    assert said(doc, target) == "jour"
    del text[0:4]
    assert said(doc, target) is None


def test_words_that_were_written_anew_elsewhere_are_found_by_what_stood_around_them() -> None:
    lines = ("Bonjour à tous 😀 ici présents",)
    doc = written(*lines)
    target = replace(quoting("tous", lines, "Bonjour à "), suffix=" 😀 ici présents")
    del root_of(doc).children[0]
    assert find(doc, target) is None
    # Split before the word: what stood behind it is still there.
    new = XmlElement("paragraph", contents=[XmlText("ah, tous 😀 ici présents")])
    root_of(doc).children.append(new)
    spot = find(doc, target)
    assert spot is not None
    assert (spot.path, spot.text) == ((0,), "tous")
    apply_change(doc, spot, "chacun")
    assert str(text_at(doc, 0)) == "ah, chacun 😀 ici présents"


def test_the_same_words_elsewhere_are_not_taken_for_them() -> None:
    doc = written("Le budget est voté.", "Un autre budget.")
    texts = ("Le budget est voté.", "Un autre budget.")
    target = quoting("budget est", texts)
    other = replace(target, quote="budget", prefix="Le ", suffix=" est voté.")
    del root_of(doc).children[0]
    assert find(doc, other) is None


def test_a_point_whose_neighbour_is_gone_is_gone() -> None:
    doc = written(*TEXTS)
    point = Target(start=at(8, after=True), end=at(8, after=True), quote="", prefix="Bonjour")
    spot = find(doc, point)
    assert spot is not None
    assert (spot.start, spot.text) == (spot.end, "")
    del text_at(doc, 0)[0:9]
    assert find(doc, point) is None


def test_an_empty_paragraph_takes_an_insertion() -> None:
    doc = written("a")
    root_of(doc).children.append(XmlElement("paragraph"))
    # The element is the fourth item of this client: paragraph, text, "a", paragraph.
    inside = Anchor(client=CLIENT, clock=3, is_type=True, is_after=True)
    spot = find(doc, Target(start=inside, end=inside, quote="", prefix=""))
    assert spot is not None
    apply_change(doc, spot, "neuf")
    assert str(root_of(doc)) == "<paragraph>a</paragraph><paragraph>neuf</paragraph>"


def test_a_replacement_takes_the_format_of_what_it_replaces() -> None:
    doc = written("un mot gras")
    text = text_at(doc, 0)
    text.format(3, 6, {"bold": {}})
    spot = find(doc, quoting("mot", ("un mot gras",)))
    assert spot is not None
    apply_change(doc, spot, "texte")
    assert text.diff() == [("un ", None), ("texte", {"bold": {}}), (" gras", None)]


def test_an_insertion_behind_a_link_is_not_part_of_it() -> None:
    doc = written("voir ici")
    text = text_at(doc, 0)
    text.format(5, 8, {"link": {"href": "/x"}, "bold": {}})
    point = Target(start=at(9, after=True), end=at(9, after=True), quote="", prefix="")
    spot = find(doc, point)
    assert spot is not None
    apply_change(doc, spot, " même")
    assert text.diff()[-1] == (" même", {"bold": {}})


def test_a_deletion_across_an_inline_element_takes_it_along() -> None:
    doc: AnyDoc = Doc(client_id=CLIENT)
    mention = XmlElement("mention", {"id": "1", "label": "Bob"})
    line = XmlElement("paragraph", contents=[XmlText("avant "), mention, XmlText(" après")])
    root_of(doc).children.append(line)
    first, second = line.children[0], line.children[2]
    assert isinstance(first, XmlText)
    assert isinstance(second, XmlText)
    start = next(
        at(clock)
        for clock in range(40)
        if said(doc, Target(start=at(clock), end=at(clock, after=True), quote="t", prefix=""))
        == "t"
    )
    end = next(
        at(clock, after=True)
        for clock in range(40)
        if said(doc, Target(start=at(clock), end=at(clock, after=True), quote="a", prefix=""))
        == "a"
        and clock > start.clock
    )
    spot = find(doc, Target(start=start, end=end, quote="t \ufffc a", prefix=""))
    assert spot is not None
    assert spot.text == "t \ufffc a"
    apply_change(doc, spot, "")
    assert str(root_of(doc)) == "<paragraph>avanprès</paragraph>"


@pytest.mark.parametrize(
    "anchor",
    [
        at(0),  # the paragraph itself
        at(1),  # its text
        at(0, client=99),  # nobody
        at(10**6),  # not written yet
        Anchor(client=CLIENT, clock=5, is_type=True, is_after=False),  # a character as a type
        Anchor(client=CLIENT, clock=0, is_type=True, is_after=False),
    ],
)
def test_anchors_that_name_something_else_spoil_nothing(anchor: Anchor) -> None:
    doc = written(*TEXTS)
    hostile = Target(start=anchor, end=anchor, quote="zzzz", prefix="")
    honest = quoting("tous")
    before = doc.get_update()
    first, second = locate(doc, [hostile, honest])
    assert first is None or first.text != "zzzz"
    assert second is not None
    assert second.text == "tous"
    assert doc.get_update() == before


def test_a_range_that_ends_before_it_begins_or_in_another_paragraph_is_none() -> None:
    doc = written(*TEXTS)
    target = quoting("tous")
    turned = Target(start=target.end, end=target.start, quote="tous", prefix="zz")
    across = Target(
        start=target.start, end=quoting("Deuxième").end, quote="tous…Deuxième", prefix=""
    )
    assert locate(doc, [turned, across]) == [None, None]


@pytest.mark.parametrize("seed", range(20))
def test_characters_are_found_wherever_random_edits_carry_them(seed: int) -> None:
    """Each letter occurs once, so its anchor must find exactly it, or nothing once it is deleted."""
    rng = random.Random(seed)
    letters = "abcdefghij😀klmnopé"
    doc = written(letters)
    others: list[AnyDoc] = [Doc(client_id=client) for client in (0, 3, 2**40)]
    for other in others:
        other.apply_update(doc.get_update())
    for _ in range(40):
        other = rng.choice(others)
        text = text_at(other, 0)
        content = str(text)
        cut = rng.randrange(len(content) + 1)
        offset = len(content[:cut].encode())
        if rng.random() < 0.3 and cut < len(content):
            del text[offset : offset + len(content[cut].encode())]
        else:
            text.insert(offset, "·" * rng.randrange(1, 4))
        if rng.random() < 0.3:
            doc.apply_update(other.get_update())
            other.apply_update(doc.get_update())
    for other in others:
        doc.apply_update(other.get_update())
    left = str(text_at(doc, 0))
    targets = [quoting(letter, (letters,)) for letter in letters]
    spots = locate(doc, targets)
    found = "".join(spot.text for spot in spots if spot is not None)
    assert found == "".join(letter for letter in letters if letter in left)
