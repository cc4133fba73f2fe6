"""Signing in: who gets in, and what a stranger can learn by trying."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Person
from apps.accounts.operations.people import deactivate_person
from apps.core.access import SystemActor
from tests.accounts.conftest import LOGIN, PASSWORD, Browser, audited
from tests.services.processes import free_port

WRONG = "pas le bon mot de passe"


def _try(email: str, password: str = WRONG, address: str = "127.0.0.1") -> tuple[int, int]:
    form = {"login": email, "password": password}
    answer = Browser().post(LOGIN, form, REMOTE_ADDR=address)
    token = answer.context["csrf_token"]
    page = answer.content.decode().replace(str(token), "").replace(email, "")
    return answer.status_code, len(page)


def test_an_agent_signs_in_and_lands_in_the_application(alice: Person, browser: Browser) -> None:
    answer = browser.sign_in(alice)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert browser.is_signed_in()
    assert audited("person.signed_in")[0].address == "127.0.0.1"


@pytest.mark.parametrize("spelling", ["ALICE@Ministere.TEST", "  alice@ministere.test "])
def test_the_spelling_of_the_address_does_not_matter(
    alice: Person, browser: Browser, spelling: str
) -> None:
    browser.post(LOGIN, {"login": spelling, "password": PASSWORD})
    assert browser.is_signed_in()


def test_unknown_known_and_closed_accounts_get_the_same_answer(alice: Person, bob: Person) -> None:
    deactivate_person(actor=SystemActor(), person_id=bob.id)
    answers = {
        _try(alice.email),
        _try("nobody@ministere.test"),
        _try(bob.email),
        _try(bob.email, PASSWORD),
    }
    assert len(answers) == 1


def test_unknown_and_known_accounts_take_the_same_time(alice: Person, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    alice.set_password(PASSWORD)
    alice.save()

    def seconds(email: str) -> float:
        cache.clear()
        started = time.process_time()
        Browser().post(LOGIN, {"login": email, "password": WRONG})
        return time.process_time() - started

    # The processor's time, and the least of several: what the work costs, however busy the machine.
    known, unknown = [], []
    for _ in range(8):
        known.append(seconds(alice.email))
        unknown.append(seconds("nobody@ministere.test"))
    assert 0.6 < min(known) / min(unknown) < 1.6


def test_a_refusal_is_recorded_without_what_was_typed(alice: Person) -> None:
    _try(alice.email)
    _try("my-password-by-mistake@x.test")
    unknown, known = audited("person.sign_in_refused")
    assert known.organisation_id == alice.organisation_id
    assert known.actor_label == alice.email
    assert unknown.organisation_id is None
    assert "mistake" not in f"{unknown.actor_label} {unknown.facts}"


def test_after_five_misses_even_the_right_password_waits(alice: Person, browser: Browser) -> None:
    spellings = ["alice@ministere.test", "ALICE@ministere.test", " alice@MINISTERE.test"]
    for attempt in range(5):
        Browser().post(LOGIN, {"login": spellings[attempt % 3], "password": WRONG})
    answer = browser.sign_in(alice)
    assert "Too many attempts" in answer.content.decode()
    assert not browser.is_signed_in()


def test_a_locked_unknown_address_answers_like_a_locked_known_one(alice: Person) -> None:
    for number in range(5):
        _try(alice.email, address=f"192.0.2.{number}")
        _try("nobody@ministere.test", address=f"192.0.2.{number}")
    known, unknown = _try(alice.email), _try("nobody@ministere.test")
    assert known == unknown != _try("somebody.else@ministere.test")


def test_forwarding_headers_and_spellings_of_the_path_do_not_evade_the_limit(
    make_person: Callable[..., Person],
) -> None:
    people = [make_person(f"P{number}") for number in range(12)]
    statuses = []
    for number, person in enumerate(people):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        answer = Browser().post(LOGIN, {"login": person.email, "password": WRONG}, headers=headers)
        statuses.append("Too many attempts" in answer.content.decode())
    assert statuses == [False] * 10 + [True] * 2
    for path in ("/account/Login/", "/account/login", "//account/login/", "/ACCOUNT/login/"):
        answer = Browser().post(path, {"login": people[0].email, "password": PASSWORD})
        assert "sessionid" not in answer.cookies


def test_without_its_memory_of_attempts_the_door_stays_shut(
    alice: Person, settings: Settings
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    answer = client.post(LOGIN, {"login": alice.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert "try again in a minute" in answer.content.decode()
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test", "javascript:alert(1)", "/\\evil.test"]
)
def test_nobody_is_sent_to_another_site(alice: Person, browser: Browser, target: str) -> None:
    answer = browser.post(
        f"{LOGIN}?next={target}", {"login": alice.email, "password": PASSWORD, "next": target}
    )
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back_to_where_one_was(alice: Person, browser: Browser) -> None:
    answer = browser.post(
        LOGIN, {"login": alice.email, "password": PASSWORD, "next": "/folders/1?sort=name"}
    )
    assert answer.headers["Location"] == "/folders/1?sort=name"


def test_a_forged_form_is_refused(alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(LOGIN, {"login": alice.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "x" * 5000, "password": "y"},
        {"login": "alice@ministere.test", "password": "y" * 100_000},
        {"login": "a\0b@ministere.test", "password": "\0"},
        {"login": ["a@b.test", "c@d.test"], "password": ["1", "2"]},
    ],
)
def test_nonsense_gets_the_form_again(db: None, browser: Browser, data: dict[str, str]) -> None:
    assert browser.post(LOGIN, data).status_code == 200
    assert not browser.is_signed_in()


def test_nobody_makes_an_account_alone(db: None, browser: Browser) -> None:
    form = {"email": "mallory@evil.test", "password1": PASSWORD, "password2": PASSWORD}
    answer = browser.post("/account/signup/", form)
    assert "By invitation" in answer.content.decode()
    assert not Person.objects.exists()
    assert browser.get("/account/email/").status_code == 404
