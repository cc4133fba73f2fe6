"""Groups by the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Group, Organisation, Person, TokenScope
from apps.core.ids import new_id
from tests.api.browsing import Browsing
from tests.api.conftest import Caller, audited, is_problem


@pytest.fixture
def ada(make_person: Callable[..., Person]) -> Caller:
    """The administrator."""
    return Caller(make_person("Ada", is_administrator=True), TokenScope.ADMIN)


def _group(ada: Caller, name: str = "Équipe") -> str:
    answer = ada.post("/groups", {"name": name})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_a_group_lives_its_life(ada: Caller, alice: Caller, bob: Caller) -> None:
    group = _group(ada)
    path = f"/groups/{group}"
    assert ada.patch(path, {"name": "Équipe web"}).json()["name"] == "Équipe web"
    added = ada.post(f"{path}/members", {"person_id": str(alice.person.id)})
    assert (added.status_code, added.json()["email"]) == (201, alice.person.email)
    ada.post(f"{path}/members", {"person_id": str(bob.person.id)})
    assert [p["name"] for p in bob.get(f"{path}/members").json()["items"]] == ["Alice", "Bob"]
    assert bob.get("/groups?query=équipe").json()["items"][0]["member_count"] == 2
    assert ada.delete(f"{path}/members/{alice.person.id}").status_code == 204
    assert [p["name"] for p in bob.get(f"{path}/members").json()["items"]] == ["Bob"]
    assert ada.delete(path).status_code == 204
    assert is_problem(bob.get(f"{path}/members"), 404, "not_found")
    for action in ("created", "renamed", "member_added", "member_removed", "deleted"):
        assert audited(f"group.{action}")


def test_leaving_a_group_ends_what_came_through_it(ada: Caller, alice: Caller, bob: Caller) -> None:
    group = _group(ada)
    ada.post(f"/groups/{group}/members", {"person_id": str(bob.person.id)})
    folder = alice.folder("a")
    alice.post(f"/items/{folder}/grants", {"group_id": group, "role": "reader"})
    assert bob.get(f"/items/{folder}").status_code == 200
    ada.delete(f"/groups/{group}/members/{bob.person.id}")
    assert is_problem(bob.get(f"/items/{folder}"), 404, "not_found")


def test_the_last_owners_of_a_space_cannot_leave_it_alone(
    ada: Caller, alice: Caller, bob: Caller
) -> None:
    group = _group(ada)
    member = f"/groups/{group}/members/{bob.person.id}"
    ada.post(f"/groups/{group}/members", {"person_id": str(bob.person.id)})
    space = alice.post("/spaces", {"name": "Marchés"}).json()
    grants = f"/items/{space['root_id']}/grants"
    mine = alice.get(grants).json()["items"][0]["id"]
    alice.post(grants, {"group_id": group, "role": "owner"})
    assert alice.delete(f"/grants/{mine}").status_code == 204
    for refused in (ada.delete(member), ada.delete(f"/groups/{group}")):
        assert is_problem(refused, 409, "last_owner")
    assert bob.get(f"/items/{space['root_id']}").json()["role"] == "owner"
    assert not audited("group.deleted")
    ada.post(f"/groups/{group}/members", {"person_id": str(alice.person.id)})
    assert ada.delete(member).status_code == 204
    bob_again = alice.post(grants, {"person_id": str(bob.person.id), "role": "owner"})
    assert bob_again.status_code == 201
    assert ada.delete(f"/groups/{group}").status_code == 204


def _writes(group: str, person_id: object) -> list[tuple[str, str, Any]]:
    return [
        ("POST", "/groups", {"name": "x"}),
        ("PATCH", f"/groups/{group}", {"name": "x"}),
        ("DELETE", f"/groups/{group}", None),
        ("POST", f"/groups/{group}/members", {"person_id": str(person_id)}),
        ("DELETE", f"/groups/{group}/members/{person_id}", None),
    ]


def test_only_administrators_with_that_scope_write(
    ada: Caller, alice: Caller, make_person: Callable[..., Person]
) -> None:
    group = _group(ada)
    callers = [
        alice,
        Caller(alice.person, TokenScope.ADMIN),
        Caller(ada.person, TokenScope.READ),
        Caller(ada.person, TokenScope.WRITE),
        Caller(make_person("Olga", is_officer=True), TokenScope.ADMIN),
    ]
    for caller in callers:
        for method, path, body in _writes(group, alice.person.id):
            assert is_problem(caller.call(method, path, body), 403, "forbidden")
    assert Group.objects.get().name == "Équipe"


def test_an_administrator_elsewhere_finds_nothing_here(
    ada: Caller, alice: Caller, make_person: Callable[..., Person]
) -> None:
    group = _group(ada)
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    zoe = Caller(make_person("Zoe", organisation=other, is_administrator=True), TokenScope.ADMIN)
    hers = _group(zoe, "Sienne")
    for method, path, body in _writes(group, alice.person.id)[1:]:
        assert is_problem(zoe.call(method, path, body), 404, "not_found")
    # Hers and somebody else's in one request.
    body = {"person_id": str(alice.person.id)}
    assert is_problem(zoe.post(f"/groups/{hers}/members", body), 404, "not_found")
    assert is_problem(zoe.get(f"/groups/{group}/members"), 404, "not_found")
    assert [row["name"] for row in zoe.get("/groups").json()["items"]] == ["Sienne"]


def test_a_name_is_used_once(ada: Caller) -> None:
    _group(ada)
    answer = ada.post("/groups", {"name": "équipe"})
    assert is_problem(answer, 409, "conflict")
    assert "équipe" in answer.json()["detail"]


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": 1}, {"name": "x" * 151}, {"n": "x"}])
def test_wrong_names_are_refused(ada: Caller, body: Any) -> None:
    assert is_problem(ada.post("/groups", body), 400, "invalid_request")
    assert not Group.objects.exists()


@pytest.mark.parametrize("person_id", [None, 1, "x", "", ["x"], "00000000000000000000000000000000"])
def test_wrong_people_are_refused(ada: Caller, person_id: Any) -> None:
    group = _group(ada)
    answer = ada.post(f"/groups/{group}/members", {"person_id": person_id})
    assert is_problem(answer, 400, "invalid_request")
    unknown = ada.post(f"/groups/{group}/members", {"person_id": str(new_id())})
    assert is_problem(unknown, 404, "not_found")


def test_a_forged_request_is_refused(ada: Caller) -> None:
    browser = Browsing(ada.person, csrf=True)
    assert is_problem(browser.call("POST", "/groups", {"name": "x"}), 403, "csrf_failed")
    assert not Group.objects.exists()


def test_a_page_costs_the_same_for_one_and_for_twenty(
    ada: Caller, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        _group(ada, f"G{number}")
    ada.get("/groups")
    with django_assert_max_num_queries(3):
        ada.get("/groups")
