"""The pages in Chromium: passkeys under the content policy, and everything else without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.handlers.asgi import ASGIHandler
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from apps.accounts.actors import person_actor
from apps.accounts.models import Person
from apps.accounts.operations.invitations import invite_person
from tests.accounts.conftest import PASSWORD, Mailbox
from tests.api.running import running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SUBMIT = "form button.button-primary"
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    # Playwright keeps a loop in this thread, between whose turns the tests do use the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[str]:
    """A passkey needs a name: an address of numbers has none."""
    with running(ASGIStaticFilesHandler(ASGIHandler())) as (_, port):
        yield f"http://localhost:{port}"


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A tab with a passkey device, that fails the test for what it complains about."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 390, "height": 800})
    tab = context.new_page()
    complaints: list[str] = []

    def note(text: str) -> None:
        # What the application itself complains about is the business of its own tests.
        if "/account/" in tab.url and "Failed to load resource" not in text:
            complaints.append(text)

    tab.on("pageerror", lambda error: note(str(error)))
    tab.on("console", lambda message: note(message.text))
    session = context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
    yield tab
    context.close()
    assert complaints == []


def _sign_in(page: Page, site: str, person: Person, next_path: str) -> None:
    page.goto(f"{site}/account/login/?next={next_path}")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.wait_for_url(f"{site}{next_path}")


def _sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/account/logout/")
    page.click(SUBMIT)
    page.wait_for_url("**/account/login/")


def _add_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/account/mfa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.check("#id_passwordless")
    page.click("#passkey-button")
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_is_added_signs_in_alone_and_is_removed(
    page: Page, site: str, alice: Person, mailbox: Mailbox
) -> None:
    _sign_in(page, site, alice, "/account/mfa/")
    _add_passkey(page, site)
    _sign_out(page, site)
    page.click("#passkey-button")
    page.wait_for_url(lambda url: "/account/login/" not in url)
    page.goto(f"{site}/account/mfa/webauthn/")
    page.click("text=Retirer")
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.click("button.button-danger")
    page.wait_for_url("**/account/mfa/webauthn/")
    assert not Authenticator.objects.exists()


def test_a_passkey_is_the_second_proof_after_a_password(
    page: Page, site: str, alice: Person, mailbox: Mailbox
) -> None:
    _sign_in(page, site, alice, "/account/mfa/")
    _add_passkey(page, site)
    _sign_out(page, site)
    page.fill("#id_login", alice.email)
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.wait_for_url("**/account/mfa/authenticate/")
    page.click("#passkey-button")
    page.wait_for_url(lambda url: "/account/" not in url)


def test_a_cancelled_passkey_is_said_in_words(chromium: Chromium, site: str, alice: Person) -> None:
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {**VIRTUAL_KEY, "isUserVerified": False}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.goto(f"{site}/account/login/")
    assert page.locator("[data-passkey-error]").is_hidden()
    page.click("#passkey-button")
    page.wait_for_selector("[data-passkey-error]:visible")
    context.close()


def test_an_invited_agent_comes_in_with_scripts_blocked(
    chromium: Chromium, site: str, ada: Person, mailbox: Mailbox
) -> None:
    invite_person(actor=person_actor(ada), email="emma@ministere.test")
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site}{mailbox.link}")
    assert page.url == f"{site}/account/invitation/"
    page.fill("#id_name", "Emma Petit")
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.click("a.button-primary")
    assert page.locator("#passkey-button").is_hidden()
    page.fill("#id_login", "emma@ministere.test")
    page.fill("#id_password", PASSWORD)
    page.click(SUBMIT)
    page.goto(f"{site}/account/mfa/")
    assert page.locator("h1").inner_text() == "Sécurité de la connexion"
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Chromium, site: str, alice: Person, theme: Any) -> None:
    # The content policy refuses injected scripts, as it should; only this test goes round it.
    context = chromium.new_context(color_scheme=theme, locale="fr-FR", bypass_csp=True)
    page = context.new_page()
    found = []
    for path in ("login", "signup", "password/reset", "password/reset/done", "invitation"):
        page.goto(f"{site}/account/{path}/")
        found += _violations(page)
    _sign_in(page, site, alice, "/account/mfa/")
    found += _violations(page)
    for path in ("password/change", "logout", "reauthenticate", "mfa/webauthn"):
        page.goto(f"{site}/account/{path}/")
        found += _violations(page)
    context.close()
    assert found == []


def _violations(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)
    result = page.evaluate("axe.run()")
    return [f"{page.url}: {violation['id']}" for violation in result["violations"]]
