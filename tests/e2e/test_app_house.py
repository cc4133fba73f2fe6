"""Settings, spaces, the audit log; and what holds on every screen: axe, narrow, dark, English."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from apps.accounts.models import ApiToken, GroupMembership, Session
from tests.e2e.agent import OpenApp, _store, axe_violations, open_app, origin, row
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

PLACES = [
    "/files",
    "/recent",
    "/spaces",
    "/shared",
    "/links",
    "/trash",
    "/settings",
    "/audit",
    "/people",
]
NARROW = {"width": 320, "height": 640}


def fill(alice: Agent) -> None:
    """Give every screen something to show, some of it long."""
    alice.person.is_officer = alice.person.is_administrator = True
    alice.person.save()
    alice.folder("Dossier")
    long_name = "Compte rendu " + "très " * 30 + "long.odt"
    item = alice.file(long_name)
    alice.link(item, password="correct horse battery")
    alice.trash(alice.file("Brouillon.txt"))
    alice.team_space("Espace partagé entre la préfecture, la région et les communes volontaires")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_screen_shuts_anyone_out(
    alice: Agent, open_app: OpenApp, scheme: str, width: int
) -> None:
    fill(alice)
    page = open_app(
        alice,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found = {}
    for place in PLACES:
        page.goto(_root(page.url) + place)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        found[place] = axe_violations(page)
    assert found == {place: [] for place in PLACES}


def _root(url: str) -> str:
    return "/".join(url.split("/")[:3])


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_lost_at_320_pixels(alice: Agent, open_app: OpenApp, place: str) -> None:
    fill(alice)
    page = open_app(alice, place, viewport=NARROW)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


def test_narrow_screens_reach_every_place_through_the_menu(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice, viewport=NARROW)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("dialog").get_by_role("link", name="Corbeille").click()
    expect(page.get_by_role("heading", name="Corbeille", level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_language_is_changed_at_once_and_kept(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice, "/settings")
    page.get_by_label("Langue").select_option("English")
    page.get_by_label("Service").fill("Bureau du courrier")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    alice.person.refresh_from_db()
    assert (alice.person.locale, alice.person.service) == ("en", "Bureau du courrier")


def test_a_chosen_theme_is_worn_from_the_first_byte(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice, "/settings", color_scheme="light")
    page.get_by_label("Sombre").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    answer = page.request.get(page.url)
    assert 'data-theme="dark"' in answer.text()
    page.get_by_label("Comme mon appareil").check()
    assert "data-theme" not in page.request.get(page.url).text()


def test_a_token_is_shown_once_and_revoked(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice, "/settings")
    page.get_by_role("button", name="Créer un jeton").click()
    page.get_by_label("Nom", exact=True).fill("Dépôt des comptes rendus")
    page.get_by_label("Ce qu’il permet").select_option("Lecture et écriture")
    page.get_by_role("button", name="Créer un jeton").click()
    secret = page.get_by_label("Jeton", exact=True).input_value()
    me = page.request.get(
        f"{_root(page.url)}/api/v1/me", headers={"Authorization": f"Bearer {secret}"}
    )
    assert me.json()["email"] == alice.person.email
    page.reload()
    expect(page.get_by_text("Dépôt des comptes rendus")).to_be_visible()
    assert page.get_by_label("Jeton", exact=True).count() == 0
    page.get_by_role("button", name="Révoquer Dépôt des comptes rendus").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Révoquer").click()
    expect(page.get_by_text("Aucun jeton.")).to_be_visible()
    assert not ApiToken.objects.filter(person=alice.person).exists()


def test_other_sessions_are_ended_and_this_one_goes_on(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice, "/settings")
    other = open_app(alice, "/files")
    page.reload()
    expect(page.get_by_text("Cette session")).to_be_visible()
    page.get_by_role("button", name="Terminer les autres sessions").click()
    page.get_by_role("alertdialog").get_by_role(
        "button", name="Terminer les autres sessions"
    ).click()
    expect(page.get_by_text("Les autres sessions sont terminées.")).to_be_visible()
    assert Session.objects.filter(person=alice.person).count() == 1
    # It may have noticed by itself and left already.
    other.reload()
    other.wait_for_url(re.compile(r"/account/login/\?next="))
    page.reload()
    expect(page.get_by_role("heading", name="Paramètres", level=1)).to_be_visible()


def test_a_team_space_is_made_entered_and_given_members(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    page = open_app(alice, "/spaces")
    page.get_by_role("button", name="Créer un espace").click()
    page.get_by_label("Nom de l’espace").fill("Marchés publics")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Marchés publics").click()
    expect(page.get_by_role("heading", name="Marchés publics", level=1)).to_be_visible()
    page.get_by_role("button", name="Gérer les membres").click()
    page.get_by_role("combobox", name="Nom ou adresse électronique").fill("bob")
    page.get_by_role("option", name="Bob").click()
    page.get_by_label("Droit accordé").select_option("Modification")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_label("Droit de Bob")).to_have_value("editor")
    other = open_app(bob, "/spaces")
    other.get_by_role("link", name="Marchés publics").click()
    expect(other.get_by_role("button", name="Nouveau")).to_be_visible()


def test_officers_filter_the_log_and_others_have_no_way_to_it(
    alice: Agent, open_app: OpenApp
) -> None:
    assert open_app(alice).get_by_role("link", name="Journal").count() == 0
    alice.person.is_officer = True
    alice.person.save()
    alice.folder("Archives")
    page = open_app(alice, "/audit")
    page.get_by_label("Action").fill("item.created")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("button", name="Archives")).to_be_visible()
    assert page.url.endswith("?action=item.created")
    expect(page.get_by_role("cell", name="a ajouté").first).to_be_visible()
    page.get_by_label("Action").fill("link.revoked")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Aucun événement ne correspond")).to_be_visible()


def test_a_place_that_is_missing_or_forbidden_says_so(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice, "/folders/00000000-0000-7000-8000-000000000000")
    expect(page.get_by_role("heading", name="Introuvable")).to_be_visible()
    page.goto(f"{_root(page.url)}/nulle-part")
    page.get_by_role("main").get_by_role("link", name="Mes fichiers").click()
    expect(page.get_by_role("heading", name="Mes fichiers", level=1)).to_be_visible()


def test_what_a_colleague_does_appears_by_itself(alice: Agent, open_app: OpenApp) -> None:
    page = open_app(alice)
    expect(page.get_by_text("Ce dossier est vide")).to_be_visible()
    alice.folder("Ajouté ailleurs")
    expect(row(page, "Ajouté ailleurs")).to_be_visible(timeout=15_000)


def test_an_administrator_invites_and_keeps_groups(
    alice: Agent, bob: Agent, open_app: OpenApp
) -> None:
    assert open_app(alice).get_by_role("link", name="Agents et groupes").count() == 0
    alice.person.is_administrator = True
    alice.person.save()
    page = open_app(alice, "/people", reduced_motion="reduce")
    page.get_by_label("Adresse électronique").fill("dominique@ministere.test")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("En attente, valable jusqu’au")).to_be_visible()
    page.get_by_role("button", name="Annuler l’invitation de dominique@ministere.test").click()
    expect(page.get_by_text("Aucune invitation en attente.")).to_be_visible()
    page.get_by_role("button", name="Créer un groupe").click()
    page.get_by_label("Nom du groupe").fill("Juristes")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Membres de Juristes").click()
    page.get_by_role("combobox", name="Nom ou adresse électronique").focus()
    page.keyboard.type("bob")
    page.get_by_role("option", name="Bob").click()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("button", name="Retirer Bob")).to_be_visible()
    assert axe_violations(page) == []
    assert GroupMembership.objects.filter(group__name="Juristes", person=bob.person).exists()
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 membre", exact=True)).to_be_visible()
    page.get_by_role("button", name="Supprimer Juristes").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Supprimer").click()
    expect(page.get_by_text("Aucun groupe.")).to_be_visible()
    assert axe_violations(page) == []
