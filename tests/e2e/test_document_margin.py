"""Beside the text: comments, suggestions, who did what when."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pycrdt import XmlElement, XmlText

from apps.core.access import Ability, Role
from apps.documents.models import Comment, Suggestion, Thread
from apps.documents.models.margin import SuggestionKind
from apps.documents.native import AnyDoc
from apps.documents.operations.comments import add_comment, begin_thread
from apps.documents.operations.editing import edit_document
from apps.documents.operations.margin import Selection
from apps.documents.operations.suggestions import suggest
from apps.documents.queries.content import load_document
from apps.documents.tree import root_of
from apps.drive.models import Item
from apps.sharing.modes import LinkMode
from tests.documents import anchoring
from tests.documents.writing import document
from tests.e2e.agent import OpenApp, _store, axe_violations, open_app, origin
from tests.portal.browser import OpenBrowser, chromium, open_browser
from tests.portal.conftest import share
from tests.world import Agent, alice, bob, organisation

__all__ = [
    "_store",
    "alice",
    "bob",
    "chromium",
    "open_app",
    "open_browser",
    "organisation",
    "origin",
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LINES = ("Le budget primitif est voté.", "Il sera exécuté dès janvier.")


def note(alice: Agent, bob: Agent, role: Role) -> Item:
    item = document(alice, "Budget", *LINES)
    alice.share(item, bob, role)
    return item


def opened(open_app: OpenApp, agent: Agent, item: Item, **options: object) -> Page:
    page = open_app(agent, f"/documents/{item.id}", **options)
    expect(text(page)).to_contain_text("exécuté")
    return page


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Contenu du document")


def cards(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Commentaires et suggestions")


def select(page: Page, words: str) -> None:
    """Select words in the text as a mouse does, and let the editor notice."""
    page.evaluate(
        """words => {
            const root = document.querySelector(".doc-content");
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                root.focus();
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
            throw new Error(`not in the text: ${words}`);
        }""",
        words,
    )
    expect(page.get_by_role("toolbar", name="Actions sur la sélection")).to_be_visible()


def stored(item: Item) -> str:
    return str(root_of(load_document(item.id).build()))


def test_a_comment_is_answered_and_resolved(alice: Agent, bob: Agent, open_app: OpenApp) -> None:
    item = note(alice, bob, Role.COMMENTER)
    hers, his = opened(open_app, alice, item), opened(open_app, bob, item)
    select(his, "budget")
    his.get_by_role("button", name="Commenter").last.click()
    his.get_by_label("Votre commentaire").fill("Lequel ?")
    look(his, "comment-writing")
    his.get_by_role("button", name="Commenter", exact=True).last.click()
    expect(cards(his).get_by_text("Lequel ?")).to_be_visible()
    mark = text(hers).locator(".margin-quote")
    expect(mark).to_have_text("budget")
    mark.click()
    look(hers, "comment-open")
    cards(hers).get_by_label("Répondre").fill("Celui de 2027.")
    cards(hers).get_by_role("button", name="Envoyer").click()
    expect(cards(his).get_by_text("Celui de 2027.")).to_be_visible()
    cards(hers).get_by_role("button", name="Marquer comme traité").click()
    expect(mark).to_have_count(0)
    expect(text(his).locator(".margin-quote")).to_have_count(0)
    cards(his).get_by_label("Afficher").select_option("Traités")
    expect(cards(his).get_by_text("Traité par Alice")).to_be_visible()
    cards(his).get_by_role("button", name="Rouvrir").click()
    expect(mark).to_have_text("budget")
    assert Thread.objects.get().comments.count() == 2


def test_a_comment_follows_its_words(alice: Agent, bob: Agent, open_app: OpenApp) -> None:
    item = note(alice, bob, Role.EDITOR)
    page = opened(open_app, alice, item)
    select(page, "janvier")
    page.keyboard.press("Control+Alt+m")
    page.get_by_label("Votre commentaire").fill("Ou février")
    page.keyboard.press("Control+Enter")
    mark = text(page).locator(".margin-quote")
    expect(mark).to_have_text("janvier")
    his = opened(open_app, bob, item)
    text(his).locator("p").first.click()
    his.keyboard.press("Home")
    his.keyboard.type("Attention : ")
    his.keyboard.press("Enter")
    expect(text(page)).to_contain_text("Attention :")
    expect(mark).to_have_text("janvier")


def test_a_comment_stays_with_its_words_when_their_paragraph_is_split(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    item = note(alice, bob, Role.EDITOR)
    page = opened(open_app, alice, item)
    for words in ("sera", "janvier"):
        select(page, words)
        page.keyboard.press("Control+Alt+m")
        page.get_by_label("Votre commentaire").fill(words)
        page.keyboard.press("Control+Enter")
    marks = text(page).locator(".margin-quote")
    expect(marks).to_have_text(["sera", "janvier"])
    select(page, "exécuté")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(text(page).locator("p")).to_have_count(3)
    expect(marks).to_have_text(["sera", "janvier"])
    page.reload()
    expect(marks).to_have_text(["sera", "janvier"])


def test_a_colleague_is_mentioned_by_keyboard(alice: Agent, bob: Agent, open_app: OpenApp) -> None:
    item = note(alice, bob, Role.COMMENTER)
    page = opened(open_app, alice, item)
    select(page, "voté")
    page.keyboard.press("Control+Alt+m")
    field = page.get_by_label("Votre commentaire")
    expect(field).to_be_focused()
    page.keyboard.type("Qu'en dit @Bo")
    expect(page.get_by_role("option", name="Bob")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Qu'en dit @Bob ")
    page.keyboard.type("?")
    page.keyboard.press("Control+Enter")
    expect(cards(page).locator(".mention")).to_have_text("@Bob")
    assert [person.id for person in Comment.objects.get().mentions.all()] == [bob.id]


def test_bob_suggests_what_he_types_and_alice_accepts(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    item = note(alice, bob, Role.COMMENTER)
    hers, his = opened(open_app, alice, item), opened(open_app, bob, item)
    select(his, "primitif")
    his.get_by_role("toolbar", name="Actions sur la sélection").get_by_role(
        "button", name="Suggérer"
    ).click()
    expect(his.get_by_label("Texte suggéré")).to_be_focused()
    his.keyboard.type("supplémentaire")
    look(his, "suggesting")
    his.keyboard.press("Enter")
    expect(text(hers).locator("ins.margin-ins")).to_have_text("supplémentaire")
    expect(text(hers).locator("del.margin-del")).to_have_text("primitif")
    # Without a right to write, the text itself takes nothing but suggestions.
    his.keyboard.press("Control+End")
    his.keyboard.type(" Fin.")
    his.keyboard.press("Enter")
    expect(text(hers).locator("ins.margin-ins").last).to_have_text(" Fin.")
    assert "Fin" not in stored(item)
    text(hers).locator("ins.margin-ins").first.click()
    look(hers, "suggestions-open")
    assert axe_violations(hers) == []
    hers.get_by_role("button", name="Accepter", exact=True).first.click()
    expect(text(hers)).to_contain_text("Le budget supplémentaire est voté.")
    expect(text(his)).to_contain_text("Le budget supplémentaire est voté.")
    expect(text(hers).locator("del.margin-del")).to_have_count(0)
    cards(hers).get_by_role("button", name="Refuser").click()
    expect(text(hers).locator("ins.margin-ins")).to_have_count(0)
    expect(text(his).locator("ins.margin-ins")).to_have_count(0)
    assert "supplémentaire est voté" in stored(item)
    assert {one.status for one in Suggestion.objects.all()} == {"accepted", "refused"}


def test_what_is_deleted_while_suggesting_is_struck_out_and_all_is_accepted_at_once(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    item = note(alice, bob, Role.EDITOR)
    page = opened(open_app, alice, item)
    page.get_by_role("toolbar").get_by_role("button", name="Mode suggestion").click()
    text(page).locator("p").last.click()
    page.keyboard.press("End")
    for _ in range(8):
        page.keyboard.press("Backspace")
    expect(text(page).locator("del.margin-del")).to_have_text("janvier.")
    page.keyboard.type("février.")
    page.keyboard.press("Enter")
    expect(text(page).locator("ins.margin-ins")).to_have_text("février.")
    text(page).locator("p").first.click(position={"x": 1, "y": 10})
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    expect(text(page).locator("del.margin-del").first).to_have_text("Le ")
    page.get_by_role("button", name="Commentaires et suggestions").click()
    page.get_by_role("button", name="Tout accepter").click()
    expect(text(page).locator("p").first).to_have_text("budget primitif est voté.")
    expect(text(page).locator("p").last).to_have_text("Il sera exécuté dès février.")
    assert "dès février." in stored(item)


def test_a_suggestion_whose_words_are_gone_says_so(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    item = note(alice, bob, Role.EDITOR)
    page = opened(open_app, bob, item)
    page.get_by_role("toolbar").get_by_role("button", name="Mode suggestion").click()
    select(page, "primitif")
    page.keyboard.press("Delete")
    expect(text(page).locator("del.margin-del")).to_have_text("primitif")
    expect(cards(page)).to_have_count(0)

    def without_the_first_line(doc: AnyDoc) -> None:
        del root_of(doc).children[0]

    expect(page.locator("del.margin-del[data-margin]")).to_have_count(1)
    edit_document(access=alice.enter(item, Ability.EDIT), change=without_the_first_line)
    expect(text(page).locator("del.margin-del")).to_have_count(0)
    page.get_by_role("button", name="Commentaires et suggestions").click()
    expect(cards(page)).to_contain_text("ne sont plus dans le texte")
    expect(cards(page).get_by_role("button", name="Accepter", exact=True)).to_have_count(0)
    look(page, "suggestion-lost")
    cards(page).get_by_role("button", name="Retirer").click()
    expect(cards(page)).not_to_contain_text("ne sont plus dans le texte")


def test_dominique_comments_by_a_link_under_her_name(
    alice: Agent, bob: Agent, open_app: OpenApp, origin: str, open_browser: OpenBrowser
) -> None:
    item = note(alice, bob, Role.COMMENTER)
    link = share(alice, item, mode=LinkMode.COMMENT)
    page = open_browser(
        java_script_enabled=True, viewport={"width": 1280, "height": 800}
    ).new_page()
    page.goto(f"{origin}/l/{link.token}")
    page.get_by_role("link", name="Commenter ce document").click()
    page.get_by_role("textbox", name="Votre nom").fill("Dominique")
    page.get_by_role("button", name="Ouvrir le document").click()
    expect(text(page)).to_contain_text("exécuté")
    hers = opened(open_app, alice, item)
    select(page, "budget")
    page.get_by_role("button", name="Commenter").last.click()
    page.get_by_label("Votre commentaire").fill("Est-ce bien sûr ?")
    page.keyboard.press("Control+Enter")
    expect(text(hers).locator(".margin-quote")).to_have_text("budget")
    text(hers).locator(".margin-quote").click()
    expect(cards(hers)).to_contain_text("Dominique")
    select(page, "primitif")
    page.get_by_role("button", name="Suggérer").click()
    page.keyboard.type("final")
    page.keyboard.press("Enter")
    cards(hers).get_by_role("button", name="Accepter").click()
    expect(text(page)).to_contain_text("Le budget final est voté.")
    look(page, "guest")
    assert {one.author_name for one in (*Comment.objects.all(), *Suggestion.objects.all())} == {
        "Dominique"
    }


def history(page: Page) -> Locator:
    page.get_by_role("button", name="Historique").click()
    return page.get_by_role("complementary", name="Historique")


def test_a_version_is_named_compared_and_restored(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    item = note(alice, bob, Role.EDITOR)
    edit_document(access=alice.enter(item, Ability.EDIT), change=with_an_id)
    page = opened(open_app, alice, item)
    panel = history(page)
    panel.get_by_label("Nom de la version actuelle").fill("Avant le conseil")
    panel.get_by_role("button", name="Garder sous ce nom").click()
    kept = panel.get_by_role("button", name="Avant le conseil")
    expect(kept).to_be_visible()
    edit_document(access=bob.enter(item, Ability.EDIT), change=with_other_words)
    expect(text(page)).to_contain_text("Le budget rectifié est voté.")
    kept.click()
    dialog = page.get_by_role("dialog", name="Avant le conseil")
    expect(dialog.get_by_role("region")).to_contain_text("Le budget primitif est voté.")
    dialog.get_by_label("Comparer avec").select_option("Maintenant")
    expect(dialog.locator("del")).to_have_text("primitif")
    expect(dialog.locator("ins")).to_have_text("rectifié")
    expect(dialog.get_by_text("Ajouts de Bob")).to_be_visible()
    look(page, "history-difference")
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="Restaurer cette version").click()
    expect(dialog).to_have_count(0)
    expect(text(page)).to_contain_text("Le budget primitif est voté.")
    expect(panel.get_by_role("button", name="Avant restauration")).to_be_visible()
    look(page, "history-panel")
    assert "primitif" in stored(item)


def test_who_wrote_a_sentence_is_told(alice: Agent, bob: Agent, open_app: OpenApp) -> None:
    item = note(alice, bob, Role.EDITOR)
    his = opened(open_app, bob, item)
    text(his).locator("p").last.click()
    his.keyboard.press("End")
    his.keyboard.type(" Et après ?")
    page = opened(open_app, alice, item)
    expect(text(page)).to_contain_text("Et après ?")
    panel = history(page)
    text(page).locator("p").last.click()
    page.keyboard.press("End")
    panel.get_by_role("button", name="Qui a écrit cette phrase").click()
    expect(panel.get_by_role("status")).to_contain_text("Bob")
    expect(panel.get_by_role("status")).to_contain_text("Et après ?")
    select(page, "exécuté")
    panel.get_by_role("button", name="Qui a écrit cette phrase").click()
    expect(panel.get_by_role("status")).to_contain_text("Alice")


def with_an_id(doc: AnyDoc) -> None:
    """Give the first line the id that an editor gives it, by which it is known again."""
    line = root_of(doc).children[0]
    assert isinstance(line, XmlElement)
    line.attributes["id"] = "aaaaaaaa"


def with_other_words(doc: AnyDoc) -> None:
    """Replace one word of the first line, as somebody who types."""
    line = root_of(doc).children[0]
    assert isinstance(line, XmlElement)
    words = line.children[0]
    assert isinstance(words, XmlText)
    del words[10:18]
    words.insert(10, "rectifié")


MORE = tuple(f"Paragraphe {number} du rapport, avec quelques mots de plus." for number in range(30))


def full_note(alice: Agent, bob: Agent) -> Item:
    """A long document with two threads and three suggestions, made without a browser."""
    lines = (*LINES, *MORE)
    item = document(alice, "Budget", *lines)
    alice.share(item, bob, Role.COMMENTER)
    access, his = alice.enter(item), bob.enter(item)
    for words, body in (("budget", "Vraiment ?"), ("Paragraphe 20", "À revoir.")):
        thread = begin_thread(access=his, selection=words_at(item, lines, words), body=body)
        add_comment(access=access, thread_id=thread.id, body="Oui, @Bob.", mentions=[bob.id])
    changes = (("primitif", "supplémentaire"), ("Paragraphe 3 ", ""), ("exécuté", "appliqué"))
    for words, replacement in changes:
        kind = SuggestionKind.REPLACE if replacement else SuggestionKind.DELETE
        chosen = words_at(item, lines, words)
        suggest(access=his, kind=kind, selection=chosen, replacement=replacement)
    return item


def words_at(item: Item, lines: tuple[str, ...], words: str) -> Selection:
    return anchoring.select(item.id, lines, words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_margin_is_accessible_in_both_themes_and_three_widths(
    alice: Agent, bob: Agent, open_app: OpenApp, scheme: str, width: int
) -> None:
    item = full_note(alice, bob)
    viewport = {"width": width, "height": 900}
    page = opened(open_app, alice, item, viewport=viewport, color_scheme=scheme)
    page.get_by_role("button", name="Commentaires et suggestions").click()
    expect(cards(page).get_by_text("Vraiment ?")).to_be_visible()
    look(page, f"margin-{width}-{scheme}")
    assert axe_violations(page) == []


def look(page: Page, name: str) -> None:
    """Keep a picture, if somebody wants to look."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"{name}.png")
