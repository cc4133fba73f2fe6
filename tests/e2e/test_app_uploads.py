"""Alice drops files: they are sent, analysed, and told about in words."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.drive.models import Item
from tests.e2e.agent import OpenApp, _store, axe_violations, choose, open_app, origin, row
from tests.hostile import EICAR
from tests.portal.browser import chromium, open_browser
from tests.world import Agent, alice, organisation

__all__ = ["_store", "alice", "chromium", "open_app", "open_browser", "organisation", "origin"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

DROP = """
([files, selector]) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  const target = document.querySelector(selector);
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}
"""


def drop(page: Page, **files: str) -> None:
    """Drop files on the middle of the window; the names have their dots as underscores."""
    named = [[name.replace("_", "."), text] for name, text in files.items()]
    page.evaluate(DROP, [named, "main"])


def pick(page: Page, files: list[dict[str, Any]]) -> None:
    """Choose files with the menu."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Nouveau").click()
        page.get_by_role("menuitem", name="Importer des fichiers").click()
    chooser.value.set_files(files)  # type: ignore[arg-type]  # FilePayload is a private name


def picked(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def tray(page: Page) -> Locator:
    return page.get_by_role("region", name="Fichiers importés")


def test_a_dropped_file_is_analysed_and_then_listed(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice)
    drop(page, Bilan_txt="Rien à signaler.")
    expect(tray(page)).to_contain_text("Disponible dans « Mes fichiers »")
    expect(row(page, "Bilan.txt")).to_be_visible()
    item = Item.objects.get(name="Bilan.txt")
    assert item.current_version is not None
    assert item.current_version.sha256 == hashlib.sha256("Rien à signaler.".encode()).hexdigest()


def test_the_tray_survives_going_elsewhere(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice)
    drop(page, Bilan_txt="Rien à signaler.")
    page.get_by_role("link", name="Corbeille").click()
    expect(tray(page)).to_contain_text("Disponible dans « Mes fichiers »")
    page.get_by_role("button", name="Fermer la liste").click()
    expect(tray(page)).to_have_count(0)


def test_malware_is_refused_by_its_name_and_nothing_is_kept(
    alice: Agent, open_app: OpenApp
) -> None:
    page = open_app(alice)
    pick(page, [picked("facture.pdf", EICAR), picked("saine.txt", b"saine")])
    expect(tray(page)).to_contain_text("Refusé : logiciel malveillant")
    expect(row(page, "saine.txt")).to_be_visible()
    expect(row(page, "facture.pdf")).to_have_count(0)
    assert not Item.objects.filter(name="facture.pdf").exists()


def test_a_taken_name_is_asked_about_once_for_all(alice: Agent, open_app: OpenApp) -> None:
    for name in ("un.txt", "deux.txt"):
        alice.file(name)
    page = open_app(alice)
    expect(row(page, "un.txt")).to_be_visible()
    pick(page, [picked("un.txt", b"1"), picked("deux.txt", b"2")])
    asking = page.get_by_role("dialog", name="Ce nom existe déjà")
    asking.get_by_role("checkbox").check()
    asking.get_by_role("button", name="Nouvelle version").click()
    expect(page.get_by_text("2 fichiers importés")).to_be_visible()
    versions = [item.versions.count() for item in Item.objects.filter(kind="file")]
    assert versions == [2, 2]


def test_both_can_be_kept(alice: Agent, open_app: OpenApp) -> None:
    alice.file("Plan.txt")
    page = open_app(alice)
    drop(page, Plan_txt="un autre")
    page.get_by_role("button", name="Garder les deux").click()
    expect(tray(page)).to_contain_text("1 fichier importé")
    assert Item.objects.filter(kind="file").count() == 2


def test_a_folder_is_sent_whole(alice: Agent, open_app: OpenApp, tmp_path: Path) -> None:
    for path, text in (("un.txt", "1"), ("2026/deux.txt", "2"), ("2026/Lots/trois.txt", "3")):
        file = tmp_path / "Marché" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    page = open_app(alice)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Nouveau").click()
        page.get_by_role("menuitem", name="Importer un dossier").click()
    chooser.value.set_files(tmp_path / "Marché")
    expect(page.get_by_text("3 fichiers importés")).to_be_visible()
    page.get_by_role("link", name="Marché", exact=True).click()
    page.get_by_role("link", name="2026", exact=True).click()
    page.get_by_role("link", name="Lots", exact=True).click()
    expect(row(page, "trois.txt")).to_be_visible()
    assert Item.objects.filter(name="2026").count() == 1


def test_a_cut_network_is_said_and_sending_goes_on_by_itself(
    alice: Agent, open_app: OpenApp
) -> None:
    page = open_app(alice)
    page.context.set_offline(True)
    drop(page, Bilan_txt="Rien à signaler.")
    expect(tray(page)).to_contain_text("Connexion perdue")
    page.context.set_offline(False)
    expect(tray(page)).to_contain_text("Disponible dans « Mes fichiers »")


def test_what_waits_is_readable_by_everyone(alice: Agent, open_app: OpenApp) -> None:
    alice.file("Plan.txt")
    page = open_app(alice, reduced_motion="reduce")
    expect(row(page, "Plan.txt")).to_be_visible()
    pick(page, [picked("Plan.txt", b"1"), picked("facture.pdf", EICAR)])
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Ignorer").click()
    choose(page, "Plan.txt")
    assert axe_violations(page) == []
