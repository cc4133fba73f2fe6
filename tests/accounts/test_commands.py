"""The command line of the operator."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import ApiToken, Organisation, Person
from apps.drive.models import Space
from tests.accounts.conftest import PASSWORD, Browser, audited


def _create(*args: str) -> str:
    out = io.StringIO()
    call_command("create_agent", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_an_agent_is_made_with_her_space_and_a_token_printed_once() -> None:
    printed = _create("Alice@Ministere.test", "--name", "Alice", "--token")
    alice = Person.objects.get(email="alice@ministere.test")
    assert not alice.has_usable_password()
    assert Space.objects.filter(owner=alice).exists()
    secret = printed.strip()
    assert printed == f"{secret}\n"
    answer = Browser().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["email"] == alice.email
    assert ApiToken.objects.get().scope == "write"
    assert audited("token.created")[0].actor_label == "manage.py create_agent"


@pytest.mark.django_db
def test_the_password_is_read_from_the_standard_input(
    monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    _create("alice@ministere.test", "--password-stdin", "--officer", "--administrator")
    alice = Person.objects.get()
    assert alice.is_officer
    assert alice.is_administrator
    browser.sign_in(alice)
    assert browser.is_signed_in()


@pytest.mark.django_db
def test_the_organisation_is_made_found_or_asked_for() -> None:
    _create("a@x.test")
    _create("b@x.test")
    _create("c@x.test", "--organisation", "Ministère de l’Écologie")
    _create("d@x.test", "--organisation", "ministere de l’ecologie")
    assert Organisation.objects.count() == 2
    with pytest.raises(CommandError, match="several organisations"):
        _create("e@x.test")


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "nobody", "a b@x.test", "x" * 300 + "@x.test"])
def test_nonsense_is_refused_in_a_sentence(email: str) -> None:
    with pytest.raises(CommandError):
        _create(email)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_failed_creation_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("court\n"))
    with pytest.raises(CommandError):
        _create("alice@ministere.test", "--password-stdin", "--organisation", "Ministère")
    assert not Organisation.objects.exists()
    _create("alice@ministere.test")
    with pytest.raises(CommandError, match="already"):
        _create("ALICE@ministere.test", "--token")
    assert not ApiToken.objects.exists()


@pytest.mark.django_db
def test_a_lost_key_is_replaced() -> None:
    lost = _create("archives@ministere.test", "--token").strip()

    def renew(*args: str) -> str:
        out = io.StringIO()
        call_command("create_token", "ARCHIVES@ministere.test", *args, stdout=out)
        return out.getvalue().strip()

    def works(secret: str) -> bool:
        answer = Browser().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
        return bool(answer.status_code == 200)

    second = renew("--scope", "read", "--days", "30")
    assert works(lost)
    assert works(second)
    third = renew("--replace", "--name", "Archives")
    assert [works(secret) for secret in (lost, second, third)] == [False, False, True]
    assert len(audited("token.revoked")) == 2
    assert ApiToken.objects.get().name == "Archives"
    for wrong in (["--days", "0"], ["--days", "99999999999"], ["--name", " "]):
        with pytest.raises(CommandError, match="at least 1"):
            renew("--replace", *wrong)
    assert works(third)
    with pytest.raises(CommandError, match="no open account"):
        call_command("create_token", "nobody@ministere.test")


@pytest.mark.django_db
def test_an_agent_is_shut_out(browser: Browser, alice: Person) -> None:
    browser.sign_in(alice)
    call_command("deactivate_agent", "ALICE@ministere.test", stderr=io.StringIO())
    assert not browser.is_signed_in()
    with pytest.raises(CommandError):
        call_command("deactivate_agent", "nobody@ministere.test")
