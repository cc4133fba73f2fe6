"""Files that would like to run in our origin: opened directly, embedded, and through a link."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

from apps.core.access import Ability
from apps.sharing.operations.links import create_link
from tests.e2e.agent import _store, origin, session_cookie
from tests.portal.browser import OpenBrowser, chromium, open_browser
from tests.world import Agent, alice, organisation

__all__ = ["_store", "alice", "chromium", "open_browser", "organisation", "origin"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SCRIPT = "document.title='taken';fetch('/api/v1/me').then(()=>{document.title='taken'})"
HOSTILE = {
    "page.html": f"<!doctype html><title>x</title><script>{SCRIPT}</script>",
    "image.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{SCRIPT}"><script>{SCRIPT}</script></svg>',
    "page.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><script>{SCRIPT}</script></head></html>',
    "note.txt": f"<html><script>{SCRIPT}</script></html>",
    "photo.png": f"<script>{SCRIPT}</script>",
    "feed.xml": f'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{SCRIPT}</h:script></x>',
    "script.js": SCRIPT,
}
EMBED = """
async (address) => {
  for (const [tag, attribute] of [["iframe", "src"], ["object", "data"], ["embed", "src"], ["img", "src"], ["script", "src"]]) {
    const element = document.createElement(tag)
    element.setAttribute(attribute, address)
    document.body.append(element)
  }
  await new Promise((done) => setTimeout(done, 250))
  return document.title
}
"""


def test_hostile_files_run_nothing_for_an_agent(
    alice: Agent, open_browser: OpenBrowser, origin: str
) -> None:
    # Not open_app: the refusals of the content policy are what is wanted here.
    context = open_browser(java_script_enabled=True)
    context.add_cookies([session_cookie(alice, origin)])
    page = context.new_page()
    for name, content in HOSTILE.items():
        item = alice.file(name, content.encode())
        page.goto(f"{origin}/files")
        address = f"{origin}/api/v1/items/{item.id}/content"
        for shown in (address, f"{address}?disposition=inline"):
            assert page.evaluate(EMBED, shown) != "taken", shown
            assert open_directly(page, shown) != "taken", shown
            page.goto(f"{origin}/files")


def test_hostile_files_run_nothing_for_a_partner(
    alice: Agent, open_browser: OpenBrowser, origin: str
) -> None:
    page = open_browser(java_script_enabled=True).new_page()
    folder = alice.folder("Pièces")
    items = [alice.file(name, text.encode(), folder) for name, text in HOSTILE.items()]
    link, token = create_link(access=alice.enter(folder, Ability.SHARE_LINK))
    page.goto(f"{origin}/l/{token}")
    for item in items:
        address = f"{origin}/p/{link.id}/i/{item.id}/content"
        assert open_directly(page, address) != "taken", item.name


def open_directly(page: Page, address: str) -> str:
    """Type the address into the address bar; what is saved instead of shown runs nothing."""
    with suppress(BrowserError):
        # "Download is starting": the page before stays.
        page.goto(address)
    return page.title()
