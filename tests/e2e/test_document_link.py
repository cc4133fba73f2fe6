"""Dominique, without account, in a live document: by a link, under a name of her own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from apps.core.access import Ability
from apps.documents.content.changing import append_content
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.models import Thread
from apps.documents.native import AnyDoc
from apps.documents.operations.creating import create_document
from apps.drive.models import Item
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.links import edit_link, revoke_link
from tests.documents.writing import text_of
from tests.e2e.agent import OpenApp, _store, axe_violations, open_app, origin, watch
from tests.e2e.embedded import Embedded, embedded
from tests.e2e.test_document_margin import cards, select
from tests.portal.browser import OpenBrowser, chromium, open_browser
from tests.portal.conftest import Partner, share
from tests.world import Agent, alice, bob, organisation

__all__ = [
    "_store",
    "alice",
    "bob",
    "chromium",
    "embedded",
    "open_app",
    "open_browser",
    "organisation",
    "origin",
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

TEXT = """## Ordre du jour

Budget de la salle des fêtes.

- [x] Convoquer
- [ ] Voter
"""

Visit = Callable[..., Page]


@pytest.fixture
def document(alice: Agent) -> Item:
    def change(doc: AnyDoc) -> None:
        append_content(doc, parse_markdown(TEXT).children)

    return create_document(access=alice.enter(alice.root), name="Réunion du 3 mars", content=change)


@pytest.fixture
def visit(origin: str, open_browser: OpenBrowser) -> Iterator[Visit]:
    """Follow a link, in a window of its own; nothing may go wrong unseen."""
    troubles: list[str] = []

    def visit_one(partner: Partner, *, has_script: bool = True, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        page = open_browser(java_script_enabled=has_script, **options).new_page()
        watch(page, troubles)
        page.goto(f"{origin}/l/{partner.token}")
        return page

    yield visit_one
    assert troubles == [], troubles


def join(page: Page, button: str, name: str = "Dominique") -> None:
    page.get_by_role("link", name=button).click()
    page.get_by_role("textbox", name="Votre nom").fill(name)
    page.get_by_role("button", name="Ouvrir le document").click()
    expect(text(page)).to_contain_text("Budget de la salle des fêtes.")


def text(page: Page) -> Any:
    return page.locator(".doc-content")


def write(page: Page, words: str) -> None:
    text(page).get_by_text("Budget de la salle").click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def change_link(alice: Agent, document: Item, link: Link, mode: LinkMode) -> None:
    access = alice.enter(document, Ability.SHARE_LINK)
    edit_link(access=access, link_id=link.id, mode=mode)


def test_a_document_is_read_without_script_and_without_account(
    alice: Agent, document: Item, visit: Visit
) -> None:
    page = visit(share(alice, document, mode=LinkMode.READ), has_script=False)
    expect(page.get_by_role("heading", name="Ordre du jour")).to_be_visible()
    expect(page.get_by_role("link", name="Écrire dans ce document")).to_have_count(0)


def test_dominique_writes_with_alice_under_her_name(
    alice: Agent, document: Item, open_app: OpenApp, visit: Visit
) -> None:
    page = visit(share(alice, document, mode=LinkMode.EDIT))
    join(page, "Écrire dans ce document")
    agent = open_app(alice, f"/documents/{document.id}")
    write(page, " Et le toit ?")
    expect(text(agent)).to_contain_text("Et le toit ?")
    # Whoever names herself like a colleague is still told apart from one.
    expect(agent.locator(".peer-caret-name")).to_have_text("Dominique (invitation par lien)")
    write(agent, " Aussi.")
    expect(text(page)).to_contain_text("Aussi.")
    expect(page.get_by_text("Enregistré").first).to_be_visible()
    assert "Et le toit ?" in text_of(document.id)


@pytest.mark.embedded
def test_a_guest_writes_where_pages_and_sockets_have_ports_of_their_own(
    embedded: Embedded, open_browser: OpenBrowser
) -> None:
    secret = embedded.manage("create_agent", "redactrice@ministere.test", "--token")
    api = httpx.Client(
        base_url=f"{embedded.address}/api/v1", headers={"Authorization": f"Bearer {secret}"}
    )
    with api:
        root = api.get("/me").json()["personal_space"]["root_id"]
        made = api.post(f"/items/{root}/documents", json={"name": "Réunion"}).json()
        api.post(
            f"/items/{made['id']}/document/append",
            content="Budget de la salle des fêtes.",
            headers={"Content-Type": "text/markdown"},
        )
        link = api.post(f"/items/{made['id']}/links", json={"mode": "edit"}).json()
        page = open_browser(java_script_enabled=True).new_page()
        troubles: list[str] = []
        watch(page, troubles)
        page.goto(f"{embedded.address}/l/{link['url'].rpartition('/')[2]}")
        join(page, "Écrire dans ce document")
        write(page, " Et le toit ?")
        expect(page.get_by_text("Enregistré").first).to_be_visible()
        text = api.get(f"/items/{made['id']}/document", params={"format": "text"}).text
    assert "Et le toit ?" in text
    assert troubles == []


def test_a_commenting_guest_cannot_write(alice: Agent, document: Item, visit: Visit) -> None:
    page = visit(share(alice, document, mode=LinkMode.COMMENT))
    join(page, "Commenter ce document")
    expect(text(page)).to_have_attribute("contenteditable", "false")
    write(page, "intrusion")
    expect(text(page)).not_to_contain_text("intrusion")
    assert "intrusion" not in text_of(document.id)


def test_a_commenting_guest_comments_under_her_name(
    alice: Agent, document: Item, open_app: OpenApp, visit: Visit
) -> None:
    page = visit(share(alice, document, mode=LinkMode.COMMENT))
    join(page, "Commenter ce document")
    agent = open_app(alice, f"/documents/{document.id}")
    expect(text(agent)).to_contain_text("Budget")
    select(page, "salle des fêtes")
    page.get_by_role("button", name="Commenter").last.click()
    page.get_by_label("Votre commentaire").fill("Et le préau ?")
    page.get_by_role("button", name="Commenter", exact=True).last.click()
    expect(cards(page).get_by_text("Et le préau ?")).to_be_visible()
    text(agent).locator(".margin-quote").click()
    expect(cards(agent).get_by_text("Et le préau ?")).to_be_visible()
    expect(cards(agent).get_by_text("Dominique (invitation par lien)")).to_be_visible()
    cards(agent).get_by_label("Répondre").fill("Aussi.")
    cards(agent).get_by_role("button", name="Envoyer").click()
    expect(cards(page).get_by_text("Aussi.")).to_be_visible()
    assert Thread.objects.get().author_name == "Dominique"


def test_a_link_that_is_revoked_ends_the_writing(
    alice: Agent, document: Item, visit: Visit
) -> None:
    dominique = share(alice, document, mode=LinkMode.EDIT)
    page = visit(dominique)
    join(page, "Écrire dans ce document")
    write(page, " Gardé.")
    expect(page.get_by_text("Enregistré").first).to_be_visible()
    access = alice.enter(document, Ability.SHARE_LINK)
    revoke_link(access=access, link_id=dominique.link.id)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(text(page)).to_have_attribute("contenteditable", "false")
    page.reload()
    expect(page.get_by_role("heading", name="Ce lien ne fonctionne plus")).to_be_visible()
    assert "Gardé." in text_of(document.id)


def test_a_link_that_allows_less_makes_the_editor_a_page(
    alice: Agent, document: Item, visit: Visit
) -> None:
    dominique = share(alice, document, mode=LinkMode.EDIT)
    page = visit(dominique)
    join(page, "Écrire dans ce document")
    expect(text(page)).to_have_attribute("contenteditable", "true")
    change_link(alice, document, dominique.link, LinkMode.COMMENT)
    expect(text(page)).to_have_attribute("contenteditable", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_axe_finds_nothing_on_the_guests_pages(
    alice: Agent, document: Item, visit: Visit, width: int, scheme: str
) -> None:
    partner = share(alice, document, mode=LinkMode.EDIT, note="Pour avis avant jeudi")
    page = visit(
        partner, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    for name in ("read", "name", "write"):
        if name == "name":
            page.get_by_role("link", name="Écrire dans ce document").click()
        if name == "write":
            page.get_by_role("textbox", name="Votre nom").fill("Dominique")
            page.get_by_role("button", name="Ouvrir le document").click()
            expect(text(page)).to_contain_text("Budget")
        assert axe_violations(page) == [], name
