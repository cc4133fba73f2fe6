"""Invitations by the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import Invitation, Organisation, Person, TokenScope
from apps.core.ids import new_id
from tests.api.conftest import Caller, audited, is_problem
from tests.services.processes import free_port


@pytest.fixture
def ada(make_person: Callable[..., Person]) -> Caller:
    """The administrator."""
    return Caller(make_person("Ada", is_administrator=True), TokenScope.ADMIN)


def _invite(by: Caller, email: str = "emma@ministere.test") -> Any:
    return by.post("/invitations", {"email": email, "name": "Emma"})


def test_an_administrator_invites_lists_and_withdraws(ada: Caller) -> None:
    made = _invite(ada, "Emma@Ministere.test")
    assert made.status_code == 201
    invitation = made.json()
    assert set(invitation) == {"id", "email", "name", "created_at", "expires_at", "invited_by"}
    assert invitation["email"] == "emma@ministere.test"
    assert invitation["invited_by"]["name"] == "Ada"
    assert mail.outbox[0].to == ["emma@ministere.test"]
    token = str(mail.outbox[0].body).split("/account/invitation/")[1].split()[0]
    assert token not in made.content.decode()
    assert ada.get("/invitations").json()["items"] == [invitation]
    assert ada.delete(f"/invitations/{invitation['id']}").status_code == 204
    assert ada.get("/invitations").json()["items"] == []
    assert is_problem(ada.delete(f"/invitations/{invitation['id']}"), 404, "not_found")
    assert audited("invitation.created")
    assert audited("invitation.revoked")


def test_an_existing_account_gets_the_same_answer(
    ada: Caller, bob: Caller, make_person: Callable[..., Person]
) -> None:
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    elsewhere = make_person("Zoe", organisation=other)
    answers = [_invite(ada, email) for email in (bob.person.email, elsewhere.email, "e@x.test")]
    assert {answer.status_code for answer in answers} == {201}
    assert len({tuple(answer.json()) for answer in answers}) == 1
    assert len(mail.outbox) == 3
    assert {
        event.facts.keys() == {"invitation_id", "email"} for event in audited("invitation.created")
    } == {True}


def test_only_administrators_with_that_scope(
    ada: Caller, alice: Caller, make_person: Callable[..., Person]
) -> None:
    invitation = _invite(ada).json()["id"]
    for caller in (
        alice,
        Caller(alice.person, TokenScope.ADMIN),
        Caller(ada.person, TokenScope.READ),
        Caller(ada.person, TokenScope.WRITE),
        Caller(make_person("Olga", is_officer=True), TokenScope.ADMIN),
    ):
        assert is_problem(caller.get("/invitations"), 403, "forbidden")
        assert is_problem(_invite(caller, "f@x.test"), 403, "forbidden")
        assert is_problem(caller.delete(f"/invitations/{invitation}"), 403, "forbidden")
    assert Invitation.objects.filter(revoked_at=None).count() == 1
    assert len(mail.outbox) == 1


def test_an_administrator_elsewhere_sees_nothing(
    ada: Caller, make_person: Callable[..., Person]
) -> None:
    invitation = _invite(ada).json()["id"]
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    zoe = Caller(make_person("Zoe", organisation=other, is_administrator=True), TokenScope.ADMIN)
    assert zoe.get("/invitations").json()["items"] == []
    for unknown in (invitation, str(new_id())):
        assert is_problem(zoe.delete(f"/invitations/{unknown}"), 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": ""},
        {"email": "x"},
        {"email": 1},
        {"email": ["e@x.test"]},
        {"email": "e@x.test\r\nBcc: all@x.test"},
        {"email": "x" * 250 + "@x.test"},
        {"email": "e@x.test", "name": "x" * 151},
        {"email": "e@x.test", "is_administrator": True},
        {"email": "e@x.test", "is_officer": "true"},
        {"email": "e@x.test", "organisation": "x"},
        {"email": "e@x.test", "expires_at": "2099-01-01T00:00:00Z"},
    ],
)
def test_wrong_values_invite_nobody(ada: Caller, body: Any) -> None:
    assert is_problem(ada.post("/invitations", body), 400, "invalid_request")
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_without_mail_server_the_answer_says_so(ada: Caller, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    answer = _invite(ada)
    assert is_problem(answer, 503, "unavailable")
    assert "mail server" in answer.json()["detail"]
    assert ada.get("/invitations").json()["items"] == []


def test_a_page_costs_the_same_for_one_and_for_ten(
    ada: Caller, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        _invite(ada, f"e{number}@x.test")
    ada.get("/invitations")
    with django_assert_max_num_queries(3):
        assert len(ada.get("/invitations").json()["items"]) == 10
