"""The browsable reference in a real browser, under its own Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.handlers.asgi import ASGIHandler
from playwright.sync_api import ConsoleMessage, Request, sync_playwright

from tests.api.running import running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page_url() -> Iterator[str]:
    with running(ASGIStaticFilesHandler(ASGIHandler())) as (host, port):
        yield f"http://{host}:{port}/api/docs/"


def test_the_reference_shows_every_operation_without_a_policy_violation(page_url: str) -> None:
    complaints: list[str] = []
    asked: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def note_request(request: Request) -> None:
        asked.append(request.url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", note_request)
        page.goto(page_url)
        page.wait_for_selector(".opblock")
        assert page.locator(".opblock").count() > 40
        page.locator("#operations-items-items_rename .opblock-summary-control").click()
        page.wait_for_selector("#operations-items-items_rename .responses-table")
        browser.close()
    assert complaints == []
    host = page_url.removesuffix("/api/docs/")
    assert [url for url in asked if not url.startswith((host, "data:"))] == []
