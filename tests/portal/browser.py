"""Chromium before the partner's pages, on a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from apps.api.streaming import bound_bodies
from sovshare.static import serve_static
from tests.api.running import running
from tests.perimeter import is_here

CHROMIUM = "/usr/bin/chromium"
AXE = Path(settings.BASE_DIR) / "frontend/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The address of a server with the built style sheets."""
    application: Any = get_asgi_application()
    static = serve_static(
        bound_bodies(application),
        root=settings.FRONTEND_DIST_DIR,
        prefix=f"{settings.STATIC_URL}app/",
    )
    with running(static) as (_, port):
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which the tests' own queries do not disturb.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[OpenBrowser]:
    """Open a window of its own; by default in French and without scripts.

    Nothing that is opened in it may ask anything of another machine.
    """
    opened = []
    strangers: set[str] = set()

    def open_one(**options: Any) -> BrowserContext:
        options.setdefault("java_script_enabled", False)
        options.setdefault("locale", "fr-FR")
        context = chromium.new_context(**options)
        context.on("request", lambda request: strangers.update(_elsewhere(request.url)))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert strangers == set()


def _elsewhere(url: str) -> set[str]:
    """Return the address if it is of another machine."""
    parts = urlsplit(url)
    return {url} if parts.hostname and not is_here(parts.hostname) else set()


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on the page; its context must run scripts and bypass the policy."""
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map("
        "v => `${v.id}: ${v.nodes.map(n => n.html).join(' | ')}`))",
        WCAG,
    )
    return [str(violation) for violation in found]
