"""Alice makes a document of a file, writes in it with a picture, and takes it away in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.documents.content.text import render_text
from apps.documents.formats.bounded import read_bounded
from apps.documents.models import DocumentImage
from apps.drive.models import Item
from tests.documents.formats.archives import png
from tests.e2e.agent import OpenApp, _store, open_app, origin, row
from tests.portal.browser import chromium, open_browser
from tests.world import Agent, alice, organisation

__all__ = ["_store", "alice", "chromium", "open_app", "open_browser", "organisation", "origin"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FILE = """\
# Ordre du jour

Le **comité** se réunit « mardi » à 10 h.

- [x] convocations
- [ ] procès-verbal

| Poste | Montant |
| --- | --- |
| Loyer | 1 200 € |
"""
TYPED = "Fin de la séance : 12 h 30."
FORMATS = {
    "PDF": "pdf",
    "OpenDocument (.odt)": "odt",
    "Word (.docx)": "docx",
    "Markdown (.md)": "markdown",
    "Page web (.html)": "html",
}


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Contenu du document")


def words(of: str) -> list[str]:
    """The words a person reads, in order: without signs, bullets and spaces."""
    return re.findall(r"\w+", of)


def converted(page: Page) -> None:
    """Make a document of the file in the list, which opens it."""
    row(page, "Séance.md").click(button="right")
    page.get_by_role("menuitem", name="Convertir en document").click()
    expect(text(page)).to_contain_text("procès-verbal")


def test_a_file_becomes_a_document_and_leaves_in_every_format_with_what_was_written(
    alice: Agent, open_app: OpenApp, tmp_path: Path
) -> None:
    alice.file("Séance.md", FILE.encode())
    page = open_app(alice)
    converted(page)
    item = Item.objects.get(name="Séance", kind="document")
    text(page).locator("p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED)
    page.get_by_role("button", name="Insérer").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Image", exact=True).click()
    chooser.value.set_files({"name": "plan.png", "mimeType": "image/png", "buffer": png(40, 40)})
    image = text(page).locator("img")
    expect(image).to_have_js_property("naturalWidth", 40)
    expect(page.get_by_text(re.compile("^Enregistré"))).to_be_visible()
    assert DocumentImage.objects.filter(document_id=item.id).count() == 1
    # Not what is only said of boxes to who cannot see them.
    written = words(" ".join(text(page).locator("p, h1").all_inner_texts()))
    assert words(TYPED) == [word for word in written if word in words(TYPED)][-len(words(TYPED)) :]
    page.goto(page.url.partition("/documents")[0] + "/files")
    for name, target in FORMATS.items():
        made = taken_away(page, name, tmp_path)
        assert made.stem == "Séance"
        assert image_is_inside(made, target)
        if target == "pdf":
            assert b"/StructTreeRoot" in made.read_bytes()
            continue
        read = render_text(read_bounded(made.read_bytes(), target).root)
        assert [word for word in words(read) if word != "x"] == written, target


def taken_away(page: Page, name: str, folder: Path) -> Path:
    """Download the document in a format, as a person does, and return the file."""
    row(page, "Séance").click(button="right")
    page.get_by_role("menuitem", name="Télécharger en").hover()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def image_is_inside(made: Path, target: str) -> bool:
    content = made.read_bytes()
    if target in {"markdown", "html"}:
        return b"data:image/png;base64," in content
    return {"pdf": b"/Image", "odt": b"Pictures/", "docx": b"word/media/"}[target] in content
