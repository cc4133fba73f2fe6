"""The caller herself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import Person, TokenScope
from tests.api.browsing import Browsing
from tests.api.conftest import Caller, audited, is_problem


def test_the_caller_learns_who_she_is_and_what_holds_here(alice: Caller) -> None:
    me = alice.get("/me").json()
    assert (me["id"], me["email"], me["name"]) == (
        str(alice.person.id),
        "alice@ministere.test",
        "Alice",
    )
    assert me["organisation"]["name"] == "Ministère"
    assert me["personal_space"]["root_id"] == alice.root_id
    assert me["personal_space"]["role"] == "owner"
    assert set(me["limits"]) == {
        "upload_one_shot_max_bytes",
        "link_default_days",
        "link_maximum_days",
        "trash_retention_days",
    }


def test_relaxed_signatures_are_said_to_everybody(alice: Caller, settings: Settings) -> None:
    settings.SIGNATURE_MAX_AGE_HOURS = 0
    assert alice.get("/me").json()["banners"] == [{"code": "signatures_relaxed"}]
    settings.SIGNATURE_MAX_AGE_HOURS = 24
    assert alice.get("/me").json()["banners"] == []


def test_a_profile_is_changed_field_by_field(alice: Caller) -> None:
    answer = alice.patch("/me", {"name": " Alice  Martin ", "service": "DINUM", "locale": "en"})
    assert answer.status_code == 200
    me = alice.get("/me").json()
    assert (me["name"], me["service"], me["locale"]) == ("Alice Martin", "DINUM", "en")
    alice.patch("/me", {"service": ""})
    assert alice.get("/me").json()["service"] == ""
    assert alice.get("/me").json()["name"] == "Alice Martin"
    assert audited("person.updated")[0].actor_id == alice.person.id


@pytest.mark.parametrize(
    "value", [True, "true", "True", 1, "1", "on", ["true"], {"value": True}, None, False]
)
@pytest.mark.parametrize(
    "field", ["is_officer", "is_administrator", "is_active", "email", "organisation", "id"]
)
def test_no_spelling_of_a_privilege_is_writable(alice: Caller, field: str, value: Any) -> None:
    answer = alice.patch("/me", {"name": "Mallory", field: value})
    assert is_problem(answer, 400, "invalid_request")
    assert answer.json()["errors"][0]["field"] == field
    person = Person.objects.get(id=alice.person.id)
    assert (person.name, person.email) == ("Alice", "alice@ministere.test")
    assert not person.is_officer
    assert not person.is_administrator


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "  "},
        {"name": 1},
        {"name": None},
        {"name": "x" * 151},
        {"name": "a\0b"},
        {"service": ["x"]},
        {"locale": "de"},
        {"locale": True},
        [],
        "x",
        None,
        {"nmae": "typo"},
    ],
)
def test_wrong_values_change_nothing(alice: Caller, body: Any) -> None:
    answer = alice.patch("/me", body)
    if body is None:
        assert answer.status_code in {200, 400}
    else:
        assert is_problem(answer, 400, "invalid_request")
    assert alice.get("/me").json()["name"] == "Alice"
    assert not audited("person.updated")


def test_a_narrow_token_has_no_privileges(make_person: Callable[..., Person]) -> None:
    olga = make_person("Olga", is_officer=True, is_administrator=True)
    shown = {}
    for scope in TokenScope:
        me = Caller(olga, scope).get("/me").json()
        shown[scope] = (me["is_officer"], me["is_administrator"])
    assert shown == {
        TokenScope.READ: (False, False),
        TokenScope.WRITE: (False, False),
        TokenScope.ADMIN: (True, True),
    }
    assert Browsing(olga).call("GET", "/me").json()["is_officer"] is True


def test_a_read_token_changes_nothing(make_person: Callable[..., Person]) -> None:
    reader = Caller(make_person("Rita"), TokenScope.READ)
    assert is_problem(reader.patch("/me", {"name": "x"}), 403, "forbidden")
    assert reader.get("/me").json()["name"] == "Rita"


def test_nobody_is_nobody(db: None, alice: Caller) -> None:
    alice.secret = "x" * 43
    assert is_problem(alice.get("/me"), 401, "not_authenticated")


def test_it_costs_few_queries(
    alice: Caller, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    alice.get("/me")
    with django_assert_max_num_queries(8):
        alice.get("/me")
