"""Finding colleagues."""

from __future__ import annotations

from collections.abc import Callable

from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Organisation, Person
from apps.accounts.operations.people import create_person
from apps.core.access import SystemActor
from tests.api.conftest import Caller, is_problem


def _names(caller: Caller, query: str = "") -> list[str]:
    answer = caller.get(f"/people{query}")
    assert answer.status_code == 200, answer.content
    return [person["name"] for person in answer.json()["items"]]


def test_colleagues_are_found_by_name_or_address(alice: Caller, bob: Caller) -> None:
    create_person(
        actor=SystemActor(),
        organisation=alice.person.organisation,
        email="h@ministere.test",
        name="Hélène",
    )
    assert _names(alice) == ["Alice", "Bob", "Hélène"]
    assert _names(alice, "?query=helene") == ["Hélène"]
    assert _names(alice, "?query=BOB@minis") == ["Bob"]
    assert _names(alice, "?query=zzz") == []
    person = alice.get("/people?query=bob").json()["items"][0]
    assert set(person) == {"id", "name", "email", "service"}


def test_people_of_other_organisations_are_not_seen(
    alice: Caller, make_person: Callable[..., Person]
) -> None:
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    make_person("Zoe", organisation=other)
    assert _names(alice, "?query=zoe") == []


def test_pages_follow_one_another_without_gap_or_repetition(
    alice: Caller, make_person: Callable[..., Person]
) -> None:
    for number in range(7):
        make_person(f"Jean{number}")
    seen: list[str] = []
    cursor = ""
    while True:
        page = alice.get(f"/people?limit=3{cursor}").json()
        seen += [person["email"] for person in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 8


def test_nonsense_is_refused(alice: Caller) -> None:
    for query in ("?limit=0", "?limit=x", "?cursor=x", "?qurey=a", "?query=" + "x" * 201):
        assert is_problem(alice.get(f"/people{query}"), 400, "invalid_request")
    assert is_problem(alice.get("/people?query=%00"), 400, "invalid_request")
    for query in ("?query=%ff", "?query=%25_", "?query='%22;--"):
        assert alice.get(f"/people{query}").status_code == 200


def test_a_page_costs_the_same_for_two_and_for_twenty(
    alice: Caller,
    make_person: Callable[..., Person],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        make_person(f"P{number}")
    alice.get("/people")
    with django_assert_max_num_queries(3):
        alice.get("/people")
