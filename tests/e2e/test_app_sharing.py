"""Alice shares: with Bob by name, with Dominique by a link; everyone sees who may what."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from apps.core.access import Role
from apps.sharing.models import Grant, Link
from tests.e2e.agent import OpenApp, _store, axe_violations, choose, open_app, origin, row
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


def open_sharing(page: Page, name: str) -> None:
    choose(page, name)
    page.get_by_role("button", name="Partager", exact=True).click()
    expect(page.get_by_role("dialog", name=f"Partager « {name} »")).to_be_visible()


def test_a_colleague_is_found_by_name_and_given_a_role_by_keyboard(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    item = alice.file("Note.txt")
    page = open_app(alice)
    open_sharing(page, "Note.txt")
    page.get_by_role("combobox", name="Nom ou adresse électronique").focus()
    page.keyboard.type("bob")
    expect(page.get_by_role("option", name="Bob")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Nom ou adresse électronique")).to_have_value("Bob")
    page.get_by_label("Droit accordé").select_option("Modification")
    page.get_by_role("button", name="Ajouter").press("Enter")
    role = page.get_by_label("Droit de Bob")
    expect(role).to_have_value("editor")
    role.select_option("Lecture")
    expect(page.get_by_label("Droit de Bob")).to_have_value("reader")
    page.get_by_role("button", name="Retirer Bob").click()
    expect(page.get_by_label("Droit de Bob")).to_have_count(0)
    assert not Grant.objects.filter(item=item, person_id=bob.id).exists()


def test_what_is_inherited_says_from_where(alice: Agent, bob: Agent, open_app: OpenApp) -> None:
    folder = alice.folder("Marchés")
    alice.share(folder, bob, Role.READER)
    alice.file("Note.txt", parent=folder)
    page = open_app(alice, f"/folders/{folder.id}")
    open_sharing(page, "Note.txt")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Hérité de « Marchés »")).to_be_visible()
    assert dialog.get_by_role("button", name="Retirer Bob").count() == 0


def test_a_link_is_made_shown_once_prolonged_and_revoked(alice: Agent, open_app: OpenApp) -> None:
    item = alice.file("Note.txt")
    page = open_app(alice)
    open_sharing(page, "Note.txt")
    page.get_by_role("button", name="Créer un lien").click()
    page.get_by_label("Mot de passe (facultatif)").fill("correct horse battery")
    page.get_by_label("Message (facultatif)").fill("Cabinet Durand")
    page.get_by_role("form").get_by_role("button", name="Créer un lien").click()
    address = page.get_by_label("Adresse du lien")
    expect(address).to_have_value(re_link())
    link = Link.objects.get(item=item)
    assert link.password_hash
    dialog = page.get_by_role("dialog").first
    expect(dialog).to_contain_text("Toute personne munie du lien et du mot de passe peut lire")
    page.get_by_role("button", name="Modifier les règles").click()
    until = page.get_by_label("Valable jusqu’au")
    bound = until.get_attribute("max")
    assert bound is not None
    until.fill(bound)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("button", name="Modifier les règles")).to_be_visible()
    before, link = link.expires_at, Link.objects.get(id=link.id)
    assert link.expires_at > before
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Liens ouverts").click()
    expect(page.get_by_text("Cabinet Durand")).to_be_visible()
    assert page.get_by_label("Adresse du lien").count() == 0
    page.get_by_role("button", name="Révoquer").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Révoquer").click()
    expect(page.get_by_text("Aucun lien ouvert")).to_be_visible()
    assert Link.objects.get(id=link.id).revoked_at is not None


def re_link() -> re.Pattern[str]:
    return re.compile(r"/l/[\w-]{43}$")


def test_versions_are_listed_and_restored(alice: Agent, open_app: OpenApp) -> None:
    item = alice.file("Note.txt", b"un")
    alice.overwrite(item, b"deux")
    page = open_app(alice)
    page.get_by_role("link", name="Note.txt").click()
    page.get_by_role("tab", name="Versions").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger la version 1").click()
    assert download.value.path().read_bytes() == b"un"
    page.get_by_role("button", name="Restaurer la version 1").click()
    expect(page.get_by_text("Version 3")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger", exact=True).first.click()
    assert download.value.path().read_bytes() == b"un"


def test_the_passport_of_the_verdict_is_on_the_file(alice: Agent, open_app: OpenApp) -> None:
    item = alice.file("Note.txt")
    page = open_app(alice, f"/folders/{item.id}")
    expect(row(page, "Note.txt")).to_have_attribute("aria-selected", "true")
    passport = page.get_by_role("region", name="Résultat de l’analyse antivirus")
    expect(passport).to_contain_text("Sain")
    passport.locator("summary").click()
    expect(passport).to_contain_text("ClamAV")
    expect(passport).to_contain_text("SHA-256")


def test_the_dialog_is_usable_by_everyone(alice: Agent, bob: Agent, open_app: OpenApp) -> None:
    item = alice.file("Note.txt")
    alice.share(item, bob, Role.EDITOR)
    alice.link(item)
    page = open_app(alice, reduced_motion="reduce")
    open_sharing(page, "Note.txt")
    page.get_by_role("button", name="Créer un lien").click()
    assert axe_violations(page) == []
