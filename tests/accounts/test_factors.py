"""Second factors: authenticator app and recovery codes. Passkeys are tried in the browser tests."""

from __future__ import annotations

import re
import time
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test import Client

from apps.accounts.models import Person
from apps.accounts.sealing import UnreadableSecretError, seal, unseal
from tests.accounts.conftest import PASSWORD, Browser, Mailbox, audited
from tests.world import together

ACTIVATE = "/account/mfa/totp/activate/"
AUTHENTICATE = "/account/mfa/authenticate/"
CODES = "/account/mfa/recovery-codes/"


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def prove_again(browser: Browser, next_path: str) -> None:
    answer = browser.post(
        f"/account/reauthenticate/?next={next_path}", {"password": PASSWORD, "next": next_path}
    )
    assert answer.headers["Location"] == next_path


def activate(browser: Browser) -> str:
    """Activate an app as the page says, and return its key."""
    prove_again(browser, ACTIVATE)
    page = browser.get(ACTIVATE).content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert found is not None, page
    answer = browser.post(ACTIVATE, {"code": code_of(found[1])})
    assert answer.status_code == 302, answer.content.decode()
    return found[1]


@pytest.fixture
def early_in_a_step() -> None:
    """Codes change every thirty seconds: do not begin a test at the very end of one."""
    if time.time() % 30 > 24:
        time.sleep(30 - time.time() % 30)


@pytest.mark.usefixtures("early_in_a_step")
@pytest.mark.django_db(transaction=True)
def test_with_an_app_the_password_alone_opens_nothing(
    alice: Person, browser: Browser, mailbox: Mailbox
) -> None:
    browser.sign_in(alice)
    secret = activate(browser)
    assert mailbox.messages[0]["To"] == alice.email
    elsewhere = Browser()
    answer = elsewhere.sign_in(alice)
    assert answer.headers["Location"].startswith(AUTHENTICATE)
    assert not elsewhere.is_signed_in()
    elsewhere.post(AUTHENTICATE, {"code": "000000"})
    assert not elsewhere.is_signed_in()
    elsewhere.post(AUTHENTICATE, {"code": code_of(secret)})
    assert elsewhere.is_signed_in()
    assert {event.facts["kind"] for event in audited("person.factor_added")} == {
        "totp",
        "recovery_codes",
    }
    assert audited("person.factor_refused")


def test_the_list_of_factors_and_a_new_one_need_a_fresh_proof(
    alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    for path in (ACTIVATE, "/account/mfa/webauthn/add/", f"{CODES}generate/"):
        answer = browser.get(path)
        assert answer.headers["Location"].startswith("/account/reauthenticate/"), path
    assert browser.get("/account/mfa/").status_code == 200


@pytest.mark.usefixtures("early_in_a_step", "mailbox")
def test_the_key_is_not_in_the_database(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    secret = activate(browser)
    seed = unseal(Authenticator.objects.get(type="recovery_codes").data["seed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        dump = repr(cursor.fetchall())
    assert secret not in dump
    assert seed not in dump


def test_a_seal_of_another_installation_does_not_open() -> None:
    assert unseal(seal("secret")) == "secret"
    assert seal("secret") != seal("secret")
    with pytest.raises(UnreadableSecretError):
        unseal(seal("secret")[:-4] + "AAA=")


@pytest.mark.usefixtures("early_in_a_step", "mailbox")
def test_five_wrong_codes_and_the_right_one_waits(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    secret = activate(browser)
    elsewhere = Browser()
    elsewhere.sign_in(alice)
    for _ in range(5):
        elsewhere.post(AUTHENTICATE, {"code": "000000"})
    answer = elsewhere.post(AUTHENTICATE, {"code": code_of(secret)})
    assert "Too many attempts" in answer.content.decode()
    assert not elsewhere.is_signed_in()


def _waiting_at_the_second_door(person: Person, count: int) -> list[Client]:
    browsers = [Browser() for _ in range(count)]
    for number, browser in enumerate(browsers):
        form = {"login": person.email, "password": PASSWORD}
        browser.post("/account/login/", form, REMOTE_ADDR=f"192.0.2.{number}")
    return [browser.client for browser in browsers]


def _enter_together(clients: list[Client], code: str) -> int:
    def enter(client: Client) -> bool:
        client.post(AUTHENTICATE, {"code": code})
        return client.get("/api/v1/me").status_code == 200

    return together(*[partial(enter, client) for client in clients]).count(True)


@pytest.mark.usefixtures("early_in_a_step", "mailbox")
@pytest.mark.django_db(transaction=True)
def test_one_code_used_twice_at_once_opens_one_session(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    secret = activate(browser)
    assert _enter_together(_waiting_at_the_second_door(alice, 5), code_of(secret)) == 1


@pytest.mark.usefixtures("early_in_a_step", "mailbox")
@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_used_fifty_times_at_once_is_accepted_once(
    alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    activate(browser)
    authenticator = Authenticator.objects.get(user=alice, type="recovery_codes")
    code = RecoveryCodes(authenticator).get_unused_codes()[0]

    def use() -> bool:
        own = Authenticator.objects.get(pk=authenticator.pk)
        return bool(RecoveryCodes(own).validate_code(code))

    assert together(*[use] * 50).count(True) == 1


@pytest.mark.usefixtures("early_in_a_step", "mailbox")
def test_recovery_codes_are_shown_once(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    activate(browser)
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    first, second = (browser.get(CODES).content.decode() for _ in range(2))
    assert all(code in first for code in codes)
    assert not any(code in second for code in codes)
    assert browser.get(f"{CODES}download/").status_code in {403, 404}


@pytest.mark.usefixtures("early_in_a_step", "mailbox")
def test_deactivating_the_app_is_recorded_and_removes_its_codes(
    alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    activate(browser)
    assert browser.get("/account/mfa/totp/deactivate/").status_code == 200
    browser.post("/account/mfa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert len(audited("person.factor_removed")) == 2
