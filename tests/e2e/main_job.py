"""The main job, as the two who do it see it: an agent and a partner, each at a browser of her own."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.agent import choose, row
from tests.hostile import EICAR

PASSWORD = "mot de passe du lien"
ANALYSIS_MS = 30_000

DROP = """
({ name, bytes }) => {
  const transfer = new DataTransfer()
  transfer.items.add(new File([new Uint8Array(bytes)], name))
  const target = document.querySelector("main")
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }
}
"""


def walk_main_job(browser: Browser, origin: str, email: str, password: str, folder: Path) -> None:
    """Sign in, drop, share, open without account and without scripts, download the same bytes."""
    agent = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}).new_page()
    content = os.urandom(700_000)
    sign_in(agent, origin, email, password)
    make_folder(agent, "Dossier de la demande")
    agent.get_by_role("link", name="Dossier de la demande").click()
    expect(agent.get_by_role("heading", name="Dossier de la demande", level=1)).to_be_visible()
    drop(agent, "Pièce n° 1.bin", content)
    expect(row(agent, "Pièce n° 1.bin")).to_be_visible(timeout=ANALYSIS_MS)
    refuse_virus(agent)
    file_link = share_by_link(agent, "Pièce n° 1.bin")
    open_parent(agent, origin)
    folder_link = share_by_link(agent, "Dossier de la demande", password=PASSWORD)
    take_as_partner(browser, file_link, content, folder)
    take_folder_as_partner(browser, folder_link, content, folder)
    revoke(agent, file_link)
    find_dead_link(browser, file_link)


def sign_in(page: Page, origin: str, email: str, password: str) -> None:
    page.goto(f"{origin}/files")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", name="Mes fichiers", level=1)).to_be_visible()


def make_folder(page: Page, name: str) -> None:
    page.get_by_role("button", name="Nouveau").click()
    page.get_by_role("menuitem", name="Nouveau dossier").click()
    page.get_by_label("Nom du dossier").fill(name)
    page.keyboard.press("Enter")
    expect(row(page, name)).to_be_visible()


def open_parent(page: Page, origin: str) -> None:
    page.goto(f"{origin}/files")
    expect(page.get_by_role("heading", name="Mes fichiers", level=1)).to_be_visible()


def drop(page: Page, name: str, content: bytes) -> None:
    """Drop a file on the window, as from the desktop."""
    page.evaluate(DROP, {"name": name, "bytes": list(content)})


def refuse_virus(page: Page) -> None:
    """A virus is refused with its name, and nothing is listed."""
    drop(page, "facture.txt", EICAR)
    expect(page.get_by_text("Eicar", exact=False).first).to_be_visible(timeout=ANALYSIS_MS)
    expect(row(page, "facture.txt")).to_have_count(0)


def share_by_link(page: Page, name: str, *, password: str | None = None) -> str:
    """Make a link in the share dialog and return its address, which is shown once."""
    choose(page, name, button="right")
    page.get_by_role("menuitem", name="Partager").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Créer un lien").click()
    if password is not None:
        dialog.get_by_label("Mot de passe (facultatif)").fill(password)
    dialog.get_by_role("button", name="Créer un lien").click()
    shown = dialog.get_by_role("textbox", name="Adresse du lien")
    expect(shown).to_be_visible()
    address = shown.input_value()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return address


def take_as_partner(browser: Browser, link: str, content: bytes, folder: Path) -> None:
    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    page.goto(link)
    assert link.rsplit("/", 1)[1] not in page.url
    expect(page.get_by_role("heading", name="Pièce n° 1.bin")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger").first.click()
    target = folder / "received.bin"
    download.value.save_as(target)
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(content).digest()
    page.context.close()


def take_folder_as_partner(browser: Browser, link: str, content: bytes, folder: Path) -> None:
    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    page.goto(link)
    expect(page.get_by_text("Dossier de la demande")).to_have_count(0)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("heading", name="Dossier de la demande")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tout télécharger").click()
    target = folder / "received.zip"
    download.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [content]
    page.context.close()


def revoke(page: Page, link: str) -> None:
    """End the link of the file from the list of open links."""
    page.get_by_role("link", name="Liens ouverts").click()
    entry = page.get_by_role("listitem").filter(has_text="Pièce n° 1.bin")
    entry.get_by_role("button", name="Révoquer").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Révoquer").click()
    expect(entry).to_have_count(0)


def find_dead_link(browser: Browser, link: str) -> None:
    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("Ce lien ne fonctionne plus")).to_be_visible()
    page.context.close()
