"""The pages themselves: both languages, no inline code, nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from apps.accounts.models import Person
from tests.accounts.conftest import LOGIN, Browser, Mailbox
from tests.accounts.test_factors import prove_again

ANONYMOUS = {
    LOGIN: "Se connecter",
    "/account/signup/": "Sur invitation",
    "/account/inactive/": "Compte fermé",
    "/account/password/reset/": "Mot de passe oublié",
    "/account/password/reset/done/": "Consultez votre messagerie",
    "/account/password/reset/key/0-0/": "Ce lien ne fonctionne plus",
    "/account/password/reset/key/done/": "Mot de passe modifié",
    "/account/invitation/": "Cette invitation ne fonctionne plus",
}
SIGNED_IN = {
    "/account/logout/": "Se déconnecter",
    "/account/password/change/": "Changer de mot de passe",
    "/account/reauthenticate/": "Confirmez que c’est bien vous",
    "/account/mfa/": "Sécurité de la connexion",
    "/account/mfa/webauthn/": "Clés d’accès",
    "/account/mfa/webauthn/add/": "Ajouter une clé d’accès",
    "/account/mfa/totp/activate/": "Activer une application d’authentification",
}
INLINE = re.compile(
    r"<script(?![^>]*(src=|application/json))|<style|\son\w+=|\sstyle=|javascript:", re.IGNORECASE
)
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE)


def check(page: str, heading: str, language: str) -> None:
    """One document, in its language, that a strict content policy leaves whole."""
    assert f'<html lang="{language}">' in page
    assert heading in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0].replace("&#x27;", "’")
    assert len(re.findall(r"<h1", page)) == 1
    assert not INLINE.search(page)
    assert not ELSEWHERE.search(page)
    for control in re.findall(r"<input(?![^>]*hidden)[^>]*>", page):
        identifier = re.search(r'id="([^"]+)"', control)
        assert identifier is not None, control
        assert f'<label for="{identifier[1]}">' in page, control


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANONYMOUS)
def test_pages_before_signing_in_speak_french(path: str, browser: Browser) -> None:
    page = browser.get(path, headers={"Accept-Language": "fr"}).content.decode()
    check(page, ANONYMOUS[path], "fr")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANONYMOUS)
def test_pages_before_signing_in_speak_english(path: str, browser: Browser) -> None:
    page = browser.get(path).content.decode()
    check(page, "", "en")
    assert ANONYMOUS[path] not in page


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_signed_in_person_reads_her_own_language(
    path: str, alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    prove_again(browser, "/account/mfa/")
    check(browser.get(path).content.decode(), SIGNED_IN[path], "fr")
    Person.objects.update(locale="en")
    page = browser.get(path, headers={"Accept-Language": "fr"}).content.decode()
    check(page, "", "en")
    assert SIGNED_IN[path] not in page


@pytest.mark.django_db
def test_the_language_is_chosen_without_account(browser: Browser) -> None:
    browser.post("/i18n/setlang/", {"language": "fr", "next": LOGIN})
    assert '<html lang="fr">' in browser.get(LOGIN).content.decode()


@pytest.mark.django_db
def test_answers_are_kept_by_nobody_and_bear_a_strict_policy(browser: Browser) -> None:
    answer = browser.get(LOGIN)
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_mails_are_written_in_the_language_of_their_reader(
    alice: Person, browser: Browser, mailbox: Mailbox
) -> None:
    browser.post("/account/password/reset/", {"email": alice.email})
    assert "ouvrez ce lien" in mailbox.last
