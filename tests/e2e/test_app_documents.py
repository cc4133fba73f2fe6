"""Live documents among the files: made, opened, copied, taken away, shared by a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.drive.models import Item, ItemKind
from apps.sharing.models import Link
from tests.documents.writing import document, text_of
from tests.e2e.agent import OpenApp, _store, axe_violations, choose, names, open_app, origin, row
from tests.portal.browser import chromium, open_browser
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

EDITOR = ".doc-content"


def menu_of(page: Page, name: str) -> Locator:
    row(page, name).click(button="right")
    return page.get_by_role("menu")


def begin_document(page: Page, title: str) -> Locator:
    page.get_by_role("button", name="Nouveau").click()
    page.get_by_role("menuitem", name="Nouveau document").click()
    dialog = page.get_by_role("dialog", name="Nouveau document")
    dialog.get_by_label("Titre (facultatif)").fill(title)
    return dialog


def test_a_new_document_opens_in_the_editor(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice)
    begin_document(page, "Réunion").get_by_role("button", name="Créer").click()
    made = re.compile(r"/documents/[0-9a-f-]{36}$")
    expect(page).to_have_url(made)
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator(EDITOR).click()
    page.keyboard.type("Ordre du jour")
    expect(page.get_by_text("Enregistré").first).to_be_visible()
    item = Item.objects.get(kind=ItemKind.DOCUMENT)
    assert item.name == "Réunion"
    assert "Ordre du jour" in text_of(item.id)
    page.go_back()
    expect(row(page, "Réunion")).to_be_visible()
    row(page, "Réunion").get_by_role("link", name="Réunion").click()
    expect(page.locator(EDITOR)).to_contain_text("Ordre du jour")


def test_a_document_without_title_gets_one_and_a_template_fills_it(
    alice: Agent, open_app: OpenApp
) -> None:
    page = open_app(alice)
    dialog = begin_document(page, "")
    expect(dialog.get_by_label("Modèle").get_by_role("option")).not_to_have_count(1)
    dialog.get_by_label("Modèle").select_option(index=2)
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="Créer").click()
    expect(page.locator(EDITOR)).not_to_have_text("")
    item = Item.objects.get(kind=ItemKind.DOCUMENT)
    assert item.name
    assert len(text_of(item.id)) > 100


def test_a_file_becomes_a_document_and_stays(alice: Agent, open_app: OpenApp) -> None:
    alice.file("Compte rendu.md", "# Présents\n\n- Alice\n".encode())
    page = open_app(alice)
    menu_of(page, "Compte rendu.md").get_by_role("menuitem", name="Convertir en document").click()
    expect(page.locator(EDITOR)).to_contain_text("Présents")
    page.goto(page.url.partition("/documents/")[0] + "/files")
    expect(row(page, "Compte rendu")).to_be_visible()
    assert sorted(names(page)) == ["Compte rendu", "Compte rendu.md"]


def test_a_document_is_duplicated_beside_itself(alice: Agent, open_app: OpenApp) -> None:
    document(alice, "Note", "Bonjour à tous")
    page = open_app(alice)
    menu_of(page, "Note").get_by_role("menuitem", name="Dupliquer").click()
    expect(page.get_by_text("a été dupliqué")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(3)
    twins = Item.objects.filter(kind=ItemKind.DOCUMENT)
    assert len({item.name for item in twins}) == 2
    assert all("Bonjour à tous" in text_of(item.id) for item in twins)


def test_a_document_is_taken_away_in_a_format_of_ones_choice_by_keyboard(
    alice: Agent, open_app: OpenApp, tmp_path: Path
) -> None:
    document(alice, "Note", "Bonjour à tous")
    page = open_app(alice)
    menu = menu_of(page, "Note")
    menu.get_by_role("menuitem", name="Télécharger en").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("menuitem", name="PDF")).to_be_focused()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Markdown (.md)").press("Enter")
    assert download.value.suggested_filename == "Note.md"
    download.value.save_as(tmp_path / "Note.md")
    assert "Bonjour à tous" in (tmp_path / "Note.md").read_text(encoding="utf-8")


def test_a_document_goes_to_the_trash_and_comes_back(alice: Agent, open_app: OpenApp) -> None:
    document(alice, "Note", "Bonjour")
    page = open_app(alice)
    choose(page, "Note")
    page.keyboard.press("Delete")
    expect(row(page, "Note")).to_have_count(0)
    page.get_by_role("navigation").get_by_role("link", name="Corbeille").click()
    choose(page, "Note")
    page.get_by_role("button", name="Restaurer").click()
    page.get_by_role("navigation").get_by_role("link", name="Récents").click()
    row(page, "Note").get_by_role("link", name="Note").click()
    expect(page.locator(EDITOR)).to_contain_text("Bonjour")


def test_the_address_of_a_document_among_folders_leads_to_it(
    alice: Agent, open_app: OpenApp
) -> None:
    item = document(alice, "Note", "Bonjour")
    page = open_app(alice, f"/folders/{item.id}")
    expect(page).to_have_url(re.compile(f"/documents/{item.id}$"))
    expect(page.locator(EDITOR)).to_contain_text("Bonjour")


def test_what_a_link_allows_is_chosen_in_a_sentence_and_changed(
    alice: Agent, open_app: OpenApp
) -> None:
    document(alice, "Note", "Bonjour")
    page = open_app(alice)
    choose(page, "Note")
    page.get_by_role("button", name="Partager", exact=True).click()
    dialog = page.get_by_role("dialog", name="Partager « Note »")
    dialog.get_by_role("button", name="Créer un lien").click()
    form = dialog.get_by_role("form", name="Créer un lien")
    expect(form.get_by_role("radio")).to_have_count(4)
    expect(form.get_by_role("radio", name="Lire sur place")).to_be_checked()
    form.get_by_role("radio", name="Lire, télécharger, commenter et modifier").check()
    assert axe_violations(page) == []
    form.get_by_role("button", name="Créer un lien").click()
    expect(
        dialog.get_by_text("Toute personne munie du lien peut lire, télécharger et modifier")
    ).to_be_visible()
    assert Link.objects.get().mode == "edit"
    dialog.get_by_role("button", name="Modifier les règles").click()
    dialog.get_by_role("radio", name="Lire sur place").check()
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog.get_by_text("peut lire, sans télécharger, jusqu’au")).to_be_visible()
    assert Link.objects.get().mode == "read"
