"""Alice among her files: goes, makes, renames, moves, throws away, takes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from apps.core.access import Role
from apps.core.clock import utc_now
from apps.core.ids import new_id
from apps.drive.models import Item
from apps.drive.operations.naming import write_name
from tests.e2e.agent import (
    OpenApp,
    _store,
    axe_violations,
    choose,
    names,
    open_app,
    origin,
    row,
)
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


def test_every_place_has_an_address_and_going_back_works(alice: Agent, open_app: OpenApp) -> None:
    inner = alice.folder("Pièces", alice.folder("Marchés"))
    page = open_app(alice)
    page.get_by_role("link", name="Marchés").click()
    page.get_by_role("link", name="Pièces").click()
    expect(page.get_by_role("heading", name="Pièces", level=1)).to_be_visible()
    assert page.url.endswith(f"/folders/{inner.id}")
    page.reload()
    expect(page.get_by_role("heading", name="Pièces", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Marchés", level=1)).to_be_visible()
    path = page.get_by_role("navigation", name="Chemin du dossier")
    path.get_by_role("link", name="Mes fichiers").click()
    expect(page.get_by_role("heading", name="Mes fichiers", level=1)).to_be_visible()
    expect(page).to_have_title("Mes fichiers – sovshare")


def test_a_folder_is_made_renamed_and_undone_by_keyboard(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice)
    page.get_by_role("button", name="Nouveau").press("Enter")
    page.get_by_role("menuitem", name="Nouveau dossier").press("Enter")
    expect(page.get_by_label("Nom du dossier")).to_be_focused()
    page.keyboard.type("Comptes rendus")
    page.keyboard.press("Enter")
    expect(row(page, "Comptes rendus")).to_be_visible()
    row(page, "Comptes rendus").focus()
    page.keyboard.press("F2")
    expect(page.get_by_label("Nouveau nom")).to_be_focused()
    page.keyboard.type("Procès-verbaux")
    page.keyboard.press("Enter")
    expect(row(page, "Procès-verbaux")).to_be_visible()
    expect(page.get_by_text("Renommé en « Procès-verbaux »")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(row(page, "Comptes rendus")).to_be_visible()
    expect(row(page, "Procès-verbaux")).to_have_count(0)


def test_a_name_that_is_taken_is_explained_and_can_be_corrected(
    alice: Agent, open_app: OpenApp
) -> None:
    alice.folder("Actes")
    page = open_app(alice)
    page.get_by_role("button", name="Nouveau").click()
    page.get_by_role("menuitem", name="Nouveau dossier").click()
    page.get_by_label("Nom du dossier").fill("actes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("de ce nom")
    expect(page.get_by_label("Nom du dossier")).to_be_focused()
    page.get_by_label("Nom du dossier").fill("Actes 2")
    page.keyboard.press("Enter")
    expect(row(page, "Actes 2")).to_be_visible()


def test_rows_are_chosen_with_mouse_and_keyboard(alice: Agent, open_app: OpenApp) -> None:
    for name in ("Archives", "Budget", "Contrats", "Élections"):
        alice.folder(name)
    page = open_app(alice)
    choose(page, "Archives")
    choose(page, "Contrats", modifiers=["Shift"])
    expect(page.get_by_text("3 sélectionnés")).to_be_visible()
    choose(page, "Budget", modifiers=["Control"])
    expect(page.get_by_text("2 sélectionnés")).to_be_visible()
    page.keyboard.press("Control+a")
    expect(page.get_by_text("4 sélectionnés")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("row", selected=True)).to_have_count(0)
    page.keyboard.type("el")
    expect(row(page, "Élections")).to_be_focused()
    page.keyboard.press("Shift+ArrowUp")
    expect(page.get_by_text("2 sélectionnés")).to_be_visible()
    page.keyboard.press("Home")
    expect(row(page, "Archives")).to_be_focused()


def test_what_is_thrown_away_comes_back_by_undo_or_from_the_trash(
    alice: Agent, open_app: OpenApp
) -> None:
    alice.file("Brouillon.txt")
    page = open_app(alice)
    choose(page, "Brouillon.txt")
    page.keyboard.press("Delete")
    expect(row(page, "Brouillon.txt")).to_have_count(0)
    page.get_by_role("button", name="Annuler", exact=True).click()
    choose(page, "Brouillon.txt")
    page.keyboard.press("Delete")
    expect(row(page, "Brouillon.txt")).to_have_count(0)
    page.get_by_role("link", name="Corbeille").click()
    choose(page, "Brouillon.txt")
    page.get_by_role("button", name="Restaurer").click()
    expect(page.get_by_text("La corbeille est vide")).to_be_visible()
    expect(page.get_by_text("« Brouillon.txt » a été restauré")).to_be_visible()
    assert Item.objects.get(name="Brouillon.txt").trashed_at is None


def test_destroying_asks_first_and_then_destroys(alice: Agent, open_app: OpenApp) -> None:
    alice.trash(alice.file("Doublon.txt"))
    page = open_app(alice, "/trash")
    choose(page, "Doublon.txt")
    page.get_by_role("button", name="Supprimer définitivement").click()
    asking = page.get_by_role("alertdialog")
    asking.get_by_role("button", name="Annuler").click()
    assert Item.objects.filter(name="Doublon.txt").exists()
    page.get_by_role("button", name="Supprimer définitivement").click()
    asking.get_by_role("button", name="Supprimer définitivement").click()
    expect(page.get_by_text("La corbeille est vide")).to_be_visible()
    assert not Item.objects.filter(name="Doublon.txt").exists()


def test_items_are_moved_by_dragging_and_by_choosing_a_place(
    alice: Agent, open_app: OpenApp
) -> None:
    target = alice.folder("Archives")
    first, second = alice.file("un.txt"), alice.file("deux.txt")
    page = open_app(alice)
    row(page, "un.txt").drag_to(row(page, "Archives"))
    expect(row(page, "un.txt")).to_have_count(0)
    expect(page.get_by_text("déplacé vers « Archives »")).to_be_visible()
    first.refresh_from_db()
    assert first.parent_id == target.id
    choose(page, "deux.txt")
    page.get_by_role("button", name="Déplacer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Mes fichiers").click()
    dialog.get_by_role("button", name="Archives").click()
    dialog.get_by_role("button", name="Déplacer ici").click()
    expect(page.get_by_text("« deux.txt » a été déplacé")).to_be_visible()
    second.refresh_from_db()
    assert second.parent_id == target.id
    page.keyboard.press("Control+z")
    expect(row(page, "deux.txt")).to_be_visible()


def test_a_reader_is_offered_nothing_that_would_be_refused(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    folder = alice.folder("Partagé")
    alice.file("Note.txt", parent=folder)
    alice.share(folder, bob, Role.READER)
    page = open_app(bob, "/shared")
    page.get_by_role("link", name="Partagé", exact=True).click()
    expect(row(page, "Note.txt")).to_be_visible()
    assert not page.get_by_role("button", name="Nouveau").is_visible()
    choose(page, "Note.txt", button="right")
    offered = page.get_by_role("menuitem").all_inner_texts()
    assert [words.split("\n")[0] for words in offered] == ["Détails", "Télécharger", "Copier vers…"]
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    page.keyboard.press("Delete")
    expect(row(page, "Note.txt")).to_be_visible()
    assert page.get_by_role("dialog").count() == 0


def test_ten_thousand_rows_are_listed_by_scrolling_and_by_keyboard(
    alice: Agent, open_app: OpenApp
) -> None:
    folder = alice.folder("Actes")
    plant_many(folder, 10_000)
    page = open_app(alice, f"/folders/{folder.id}")
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "10001")
    assert names(page)[0] == "Acte 00001"
    assert page.get_by_role("row").count() < 60
    row(page, "Acte 00001").focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(page.locator("[role=row]:focus")).to_have_attribute("aria-rowindex", re.compile(r"\d\d"))
    page.keyboard.press("Home")
    expect(row(page, "Acte 00001")).to_be_focused()
    page.keyboard.press("Control+a")
    expect(page.get_by_text("10 000 sélectionnés")).to_be_visible(timeout=60_000)
    page.keyboard.press("End")
    expect(row(page, "Acte 10000")).to_be_focused()


KEYS_WITHIN_A_FRAME = """
async () => {
  for (let pressed = 0; pressed < 3; pressed++) {
    const key = new KeyboardEvent("keydown", { key: "PageDown", bubbles: true, cancelable: true })
    document.activeElement.dispatchEvent(key)
    // React has drawn by then; the browser has not scrolled.
    await new Promise((done) => queueMicrotask(() => queueMicrotask(done)))
  }
}
"""


def test_keys_faster_than_the_screen_lose_no_focus(alice: Agent, open_app: OpenApp) -> None:
    folder = alice.folder("Actes")
    plant_many(folder, 100)
    page = open_app(alice, f"/folders/{folder.id}")
    row(page, "Acte 00001").focus()
    page.evaluate(KEYS_WITHIN_A_FRAME)
    expect(page.locator("[role=row]:focus")).to_have_attribute("aria-rowindex", re.compile(r"\d\d"))


def plant_many(parent: Item, count: int) -> None:
    """Write the rows of so many folders at once."""
    now = utc_now()
    items = []
    for number in range(1, count + 1):
        item = Item(
            id=new_id(),
            space_id=parent.space_id,
            parent=parent,
            kind="folder",
            created_at=now,
            updated_at=now,
        )
        write_name(item, f"Acte {number:05}")
        items.append(item)
    Item.objects.bulk_create(items, batch_size=1000)


def test_the_order_is_in_the_address_and_survives_a_reload(alice: Agent, open_app: OpenApp) -> None:
    for name in ("B", "A"):
        alice.folder(name)
    page = open_app(alice)
    page.get_by_role("button", name="Nom", exact=True).click()
    expect(page.get_by_role("columnheader", name="Nom")).to_have_attribute(
        "aria-sort", "descending"
    )
    assert page.url.endswith("?sort=-name")
    page.reload()
    expect(row(page, "B")).to_be_visible()
    assert names(page) == ["B", "A"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_files_are_readable_by_everyone(alice: Agent, open_app: OpenApp, scheme: str) -> None:
    alice.folder("Archives")
    alice.file("Budget.ods")
    page = open_app(alice, color_scheme=scheme, reduced_motion="reduce")
    choose(page, "Budget.ods")
    page.get_by_role("button", name="Autres actions").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert axe_violations(page) == []
