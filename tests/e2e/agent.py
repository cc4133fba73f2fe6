"""An agent at her browser: signed in, with the application before her, on a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from apps.storage.objects import ObjectStore
from sovshare.static import serve_static
from tests.api.running import QUICK_WEB_SOCKETS, running
from tests.portal.browser import AXE, WCAG, OpenBrowser
from tests.world import Agent

# What the browser itself says of an answer that refuses; the application tells it in words.
REFUSED = "Failed to load resource"

OpenApp = Callable[..., Page]

# Patience for a loaded machine, not an expectation of speed.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The address of the whole product: pages, API, sockets, and the application as Vite built it."""
    from sovshare.asgi import application

    # The server lists its files when it is made; another test may have made that one before.
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = serve_static(application, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)
    built = serve_static(
        collected, root=settings.FRONTEND_DIST_DIR, prefix=f"{settings.STATIC_URL}app/"
    )
    whole = ProtocolTypeRouter({"http": built, "websocket": application})
    with running(whole, ws=QUICK_WEB_SOCKETS) as (_, port):
        yield f"http://localhost:{port}"


@pytest.fixture(autouse=True)
def _store(store: ObjectStore) -> None:
    """Content needs a bucket."""


@pytest.fixture
def open_app(origin: str, open_browser: OpenBrowser) -> Iterator[OpenApp]:
    """Open the application as an agent, at a place; afterwards nothing may have gone wrong unseen."""
    troubles: list[str] = []

    def open_one(agent: Agent, place: str = "/files", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = open_browser(java_script_enabled=True, accept_downloads=True, **options)
        context.add_cookies([session_cookie(agent, origin)])
        page = context.new_page()
        watch(page, troubles)
        page.goto(origin + place)
        page.get_by_role("main").wait_for()
        return page

    yield open_one
    assert troubles == [], troubles


def watch(page: Page, troubles: list[str]) -> None:
    """Keep what a developer would see in red: errors, and refusals of the content policy."""

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            troubles.append(message.text)

    page.on("console", keep)
    page.on("pageerror", lambda error: troubles.append(str(error)))


def session_cookie(agent: Agent, origin: str) -> Any:
    """Sign in without the page, and return the cookie."""
    client = Client()
    client.force_login(agent.person, backend="django.contrib.auth.backends.ModelBackend")
    morsel = client.cookies[settings.SESSION_COOKIE_NAME]
    host = urlsplit(origin).hostname
    return {"name": morsel.key, "value": morsel.value, "domain": host, "path": "/"}


def row(page: Page, name: str) -> Locator:
    """Return the row of an item."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def choose(page: Page, name: str, **options: Any) -> None:
    """Click a row beside its name, which would open it."""
    row(page, name).get_by_role("gridcell").nth(2).click(**options)


def names(page: Page) -> list[str]:
    """Return the names listed, from the top."""
    return page.get_by_role("grid").locator("a.item-link").all_inner_texts()


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds. Evaluated as a debugger does: the content policy lets no script in."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map("
        "v => `${v.id}: ${v.nodes.map(n => n.html).join(' | ')}`))",
        WCAG,
    )
    return [str(violation) for violation in found]
