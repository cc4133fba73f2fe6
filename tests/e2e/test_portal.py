"""Dominique at her browser: reads, gives the password, downloads; without scripts, by keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, ViewportSize, expect

from apps.core.clock import utc_now
from apps.sharing.models import Link
from tests.portal.browser import OpenBrowser, axe_violations, chromium, open_browser, origin
from tests.portal.conftest import (
    PASSWORD,
    Partner,
    _nobody_guessed_before,
    _store,
    alice,
    infect,
    organisation,
    share,
)
from tests.world import Agent, plant_file, plant_folder

__all__ = [
    "_nobody_guessed_before",
    "_store",
    "alice",
    "chromium",
    "open_browser",
    "organisation",
    "origin",
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MAXIMUM_VISIT_BYTES = 50_000


def test_a_protected_folder_is_opened_and_taken_by_keyboard_alone(
    alice: Agent, origin: str, open_browser: OpenBrowser, tmp_path: Path
) -> None:
    folder = alice.folder("Marchés")
    content = os.urandom(300_000)
    alice.file("Offre définitive.bin", content, folder)
    dominique = share(alice, folder, password=PASSWORD)
    page = open_browser(accept_downloads=True).new_page()
    page.goto(f"{origin}/l/{dominique.token}")
    assert page.url == f"{origin}{dominique.home}"
    expect(page.get_by_role("textbox", name="Mot de passe", exact=True)).to_be_visible()
    page.keyboard.type("pas le bon mot de passe")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ce n’est pas le bon mot de passe.")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Marchés")).to_be_visible()
    assert page.url == f"{origin}{dominique.home}"
    tab_to(page, "Télécharger Offre définitive.bin")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "Offre définitive.bin"
    download.value.save_as(tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == content


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link or button with that accessible name has the focus."""
    wanted = page.get_by_role("link", name=name, exact=True)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(":focus").and_(wanted).count():
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def test_the_language_is_changed_by_a_link(
    alice: Agent, origin: str, open_browser: OpenBrowser
) -> None:
    dominique = share(alice, alice.file("Bilan.pdf"))
    page = open_browser().new_page()
    page.goto(f"{origin}/l/{dominique.token}")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    assert page.url == f"{origin}{dominique.home}"


@pytest.mark.parametrize("name", ["page.html", "image.svg", "page.xhtml"])
def test_hostile_content_opened_directly_is_saved_not_run(
    alice: Agent, origin: str, open_browser: OpenBrowser, name: str
) -> None:
    script = b"<script>document.title='ran';fetch('/l/ran')</script>"
    hostile = b"<svg xmlns='http://www.w3.org/2000/svg'>" + script + b"</svg>"
    file = alice.file(name, hostile)
    dominique = share(alice, file)
    page = open_browser(java_script_enabled=True, accept_downloads=True).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{origin}/l/{dominique.token}")
    with page.expect_download():
        page.evaluate(f"location.href = '{dominique.at(file, 'content')}'")
    assert page.title() != "ran"
    assert not [url for url in asked if url.endswith("/ran")]


def every_screen(alice: Agent) -> dict[str, tuple[Partner, str]]:
    """Each screen, with usual and with excessive content."""
    alice.person.service = "Direction des achats"
    alice.person.save()
    folder = alice.folder("Marchés")
    inner = plant_folder(folder, "Lot 1 – Postes de travail")
    deep = plant_folder(inner, "x" * 200)
    for number in range(50):
        plant_file(deep, f"Pièce_{number:02}_" + "sans_espace_" * 15, by=alice)
    file = alice.file("Règlement de consultation.pdf", parent=folder)
    infected = alice.file("Annexe.docx", parent=folder)
    infect(infected)
    open_ = share(alice, folder, note="À lire avant vendredi. " * 8)
    locked, delayed = (share(alice, folder, password=PASSWORD) for _ in range(2))
    Link.objects.filter(id=delayed.link.id).update(
        failed_unlocks=9, locked_until=utc_now().replace(year=utc_now().year + 1)
    )
    return {
        "folder": (open_, ""),
        "subfolder": (open_, f"i/{inner.id}/"),
        "excess": (open_, f"i/{deep.id}/"),
        "file": (open_, f"i/{file.id}/"),
        "blocked file": (open_, f"i/{infected.id}/"),
        "refusal": (open_, f"i/{infected.id}/content"),
        "password": (locked, ""),
        "delay": (delayed, ""),
        "gone": (open_, "nowhere"),
    }


def test_every_screen_is_accessible_fits_and_loads_nothing_from_elsewhere(
    alice: Agent, origin: str, open_browser: OpenBrowser
) -> None:
    screens = every_screen(alice)
    for theme in ("light", "dark"):
        for width in (320, 1440):
            window = open_browser(
                java_script_enabled=True,
                bypass_csp=True,
                color_scheme=theme,
                viewport=ViewportSize(width=width, height=800),
            )
            page = window.new_page()
            hosts: set[str] = set()
            page.on("request", _noting_host(hosts))
            for name, (partner, path) in screens.items():
                page.goto(f"{origin}/l/{partner.token}")
                page.goto(f"{origin}{partner.home}{path}")
                assert axe_violations(page) == [], (name, theme, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert hosts == {urlsplit(origin).netloc}


def _noting_host(hosts: set[str]) -> Callable[[Request], None]:
    return lambda request: hosts.add(urlsplit(request.url).netloc)


def test_a_visit_weighs_little(alice: Agent, origin: str, open_browser: OpenBrowser) -> None:
    folder = alice.folder("Marchés")
    for number in range(60):
        plant_file(folder, f"Pièce n° {number:03} du dossier.pdf", by=alice)
    dominique = share(alice, folder, note="À lire avant vendredi.")
    page = open_browser(java_script_enabled=True).new_page()
    received: list[int] = []
    page.on("requestfinished", lambda request: received.append(weight_of(request)))
    page.goto(f"{origin}/l/{dominique.token}")
    page.wait_for_load_state("networkidle")
    assert 20_000 < sum(received) < MAXIMUM_VISIT_BYTES


def weight_of(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
