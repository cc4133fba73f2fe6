"""Choosing another password, remembered or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import Settings

from apps.accounts.models import Person, Session
from apps.accounts.operations.people import deactivate_person
from apps.core.access import SystemActor
from tests.accounts.conftest import PASSWORD, Browser, Mailbox, audited
from tests.services.processes import free_port

RESET = "/account/password/reset/"
CHANGE = "/account/password/change/"
OTHER = "une girafe bleue au balcon"


def _choose(browser: Browser, link: str, password: str = OTHER) -> object:
    form = browser.get(link)
    assert form.status_code == 302
    assert form.headers["Location"].endswith("-set-password/")
    return browser.post(form.headers["Location"], {"password1": password, "password2": password})


def test_a_mailed_link_chooses_another_password_and_ends_every_session(
    alice: Person, browser: Browser, mailbox: Mailbox
) -> None:
    elsewhere = Browser()
    elsewhere.sign_in(alice)
    answer = browser.post(RESET, {"email": "ALICE@ministere.test"})
    assert answer.headers["Location"] == f"{RESET}done/"
    assert mailbox.messages[0]["To"] == alice.email
    _choose(browser, mailbox.link)
    assert not elsewhere.is_signed_in()
    assert not browser.is_signed_in()
    assert not Session.objects.filter(person=alice).exists()
    browser.sign_in(alice, OTHER)
    assert browser.is_signed_in()
    assert "changed with a link" in mailbox.last or "modifié au moyen d’un lien" in mailbox.last
    assert audited("person.password_changed")[0].actor_id == alice.id


def test_the_link_works_once(alice: Person, browser: Browser, mailbox: Mailbox) -> None:
    browser.post(RESET, {"email": alice.email})
    link = mailbox.link
    _choose(browser, link)
    answer = Browser().get(link)
    assert "This link no longer works" in answer.content.decode()


def test_the_link_is_too_old_after_a_day(
    alice: Person, browser: Browser, mailbox: Mailbox, settings: Settings
) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 3600
    browser.post(RESET, {"email": alice.email})
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link no longer works" in Browser().get(mailbox.link).content.decode()


def test_a_weak_new_password_is_refused_with_a_reason(
    alice: Person, browser: Browser, mailbox: Mailbox
) -> None:
    browser.post(RESET, {"email": alice.email})
    answer = _choose(browser, mailbox.link, "court")
    assert "12" in answer.content.decode()  # type: ignore[attr-defined]  # a test response
    browser.sign_in(alice)
    assert browser.is_signed_in()


def test_known_unknown_and_closed_addresses_get_the_same_answer(
    alice: Person, bob: Person, mailbox: Mailbox
) -> None:
    deactivate_person(actor=SystemActor(), person_id=bob.id)
    answers = set()
    for email in (alice.email, bob.email, "nobody@ministere.test"):
        answer = Browser().post(RESET, {"email": email})
        answers.add((answer.status_code, answer.headers["Location"], answer.content))
    assert len(answers) == 1
    # A mail leaves in each case, so that the time is the same too.
    assert [message["To"] for message in mailbox.messages] == [
        alice.email,
        bob.email,
        "nobody@ministere.test",
    ]
    assert "/reset/key/" not in mailbox.last


def test_the_link_names_our_site_whatever_the_host_header_says(
    alice: Person, browser: Browser, mailbox: Mailbox, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    browser.post(RESET, {"email": alice.email}, headers={"Host": "evil.test"})
    assert "evil.test" not in mailbox.last
    assert mailbox.link.startswith("/account/password/reset/key/")


def test_requests_for_one_address_are_limited_however_it_is_spelt(
    alice: Person, mailbox: Mailbox
) -> None:
    spellings = ["alice@ministere.test", "ALICE@ministere.test", " Alice@Ministere.test"]
    for spelling in spellings:
        assert Browser().post(RESET, {"email": spelling}).status_code == 302
    assert Browser().post(RESET, {"email": alice.email}).status_code == 429
    assert len(mailbox.messages) == 3


def test_a_silent_mail_server_tells_nothing(
    alice: Person, browser: Browser, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for email in (alice.email, "nobody@ministere.test"):
        assert browser.post(RESET, {"email": email}).status_code == 302


def test_changing_it_signs_out_every_other_browser(
    alice: Person, browser: Browser, mailbox: Mailbox
) -> None:
    elsewhere = Browser()
    elsewhere.sign_in(alice)
    browser.sign_in(alice)
    form = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert browser.post(CHANGE, form).status_code == 302
    assert browser.is_signed_in()
    assert not elsewhere.is_signed_in()
    assert Session.objects.filter(person=alice).count() == 1
    assert mailbox.messages[0]["To"] == alice.email


@pytest.mark.parametrize(
    "form",
    [
        {"oldpassword": "faux", "password1": OTHER, "password2": OTHER},
        {"oldpassword": PASSWORD, "password1": OTHER, "password2": "autre chose encore"},
        {"oldpassword": PASSWORD, "password1": "court", "password2": "court"},
        {"oldpassword": PASSWORD, "password1": "x" * 2000, "password2": "x" * 2000},
    ],
)
def test_a_wrong_form_changes_nothing(
    alice: Person, browser: Browser, form: dict[str, str]
) -> None:
    browser.sign_in(alice)
    assert browser.post(CHANGE, form).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_an_agent_made_without_password_chooses_one_by_mail(
    make_person: Callable[..., Person], browser: Browser, mailbox: Mailbox
) -> None:
    dora = make_person("Dora", password=None)
    browser.post(RESET, {"email": dora.email})
    _choose(browser, mailbox.link)
    browser.sign_in(dora, OTHER)
    assert browser.is_signed_in()
