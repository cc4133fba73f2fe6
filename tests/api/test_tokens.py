"""Keys for programs, and what each scope may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.models import ApiToken, Person, TokenScope
from apps.core.clock import utc_now
from apps.core.ids import new_id, token_digest
from tests.api.browsing import Browsing
from tests.api.conftest import Caller, audited, is_problem

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def _make(browser: Browsing, **body: Any) -> Any:
    return browser.call("POST", "/tokens", {"name": "robot", "scope": "write", **body})


def test_a_key_is_shown_once_and_opens_the_api(alice: Caller) -> None:
    browser = Browsing(alice.person)
    made = _make(browser)
    assert made.status_code == 201
    secret = made.json()["token"]
    program = alice
    program.secret = secret
    assert program.get("/me").json()["name"] == "Alice"
    listed = browser.call("GET", "/tokens").json()["items"]
    assert secret not in str(listed)
    assert listed[0]["name"] == "robot"
    assert listed[0]["last_used_at"] is not None
    assert audited("token.created")[0].facts["scope"] == "write"


def test_the_database_does_not_hold_it(alice: Caller) -> None:
    secret = _make(Browsing(alice.person)).json()["token"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in repr(cursor.fetchall()), table


def test_keys_make_no_keys(alice: Caller) -> None:
    for scope in TokenScope:
        caller = Caller(alice.person, scope)
        for wanted in TokenScope:
            answer = caller.post("/tokens", {"name": "x", "scope": wanted.value})
            assert is_problem(answer, 403, "forbidden")
    assert not ApiToken.objects.filter(name="x").exists()


def test_who_administers_nothing_gets_no_such_scope(
    alice: Caller, make_person: Callable[..., Person]
) -> None:
    assert is_problem(_make(Browsing(alice.person), scope="admin"), 403, "forbidden")
    ada = make_person("Ada", is_administrator=True)
    assert _make(Browsing(ada), scope="admin").status_code == 201


def test_an_expired_a_revoked_and_a_wrong_key_get_the_same_answer(alice: Caller) -> None:
    answers = []
    expired, revoked = Caller(alice.person), Caller(alice.person)
    ApiToken.objects.filter(id=token_id_of(expired)).update(expires_at=utc_now())
    answers.append(expired.get("/me"))
    browser = Browsing(alice.person)
    assert browser.call("DELETE", f"/tokens/{token_id_of(revoked)}").status_code == 204
    answers.append(revoked.get("/me"))
    wrong = Caller(alice.person)
    for secret in ("x" * 43, "", "é", wrong.secret + "x", wrong.secret.swapcase(), "x" * 10_000):
        wrong.secret = secret
        answers.append(wrong.get("/me"))
    for answer in answers:
        assert is_problem(answer, 401, "not_authenticated")
    assert len({answer.content for answer in answers}) == 1
    assert audited("token.revoked")


def token_id_of(caller: Caller) -> str:
    """The id of the token with which she calls."""
    return str(ApiToken.objects.get(token_hash=token_digest(caller.secret)).id)


def test_the_keys_of_others_do_not_exist(alice: Caller, bob: Caller) -> None:
    bobs = Browsing(bob.person)
    for unknown in (token_id_of(alice), str(new_id())):
        assert is_problem(bobs.call("DELETE", f"/tokens/{unknown}"), 404, "not_found")
    assert alice.get("/me").status_code == 200
    assert len(bobs.call("GET", "/tokens").json()["items"]) == 1
    assert is_problem(bob.get("/tokens"), 403, "forbidden")


@pytest.mark.parametrize(
    "body",
    [
        {"scope": "owner"},
        {"scope": "READ"},
        {"scope": True},
        {"scope": None},
        {"scope": ["admin"]},
        {"name": ""},
        {"name": 3},
        {"name": "x" * 151},
        {"expires_at": "tomorrow"},
        {"expires_at": "2030-01-01T00:00:00"},
        {"expires_at": 1893456000},
        {"person": "x"},
        {"is_administrator": True},
    ],
)
def test_wrong_values_make_no_key(alice: Caller, body: dict[str, Any]) -> None:
    before = ApiToken.objects.count()
    assert is_problem(_make(Browsing(alice.person), **body), 400, "invalid_request")
    assert ApiToken.objects.count() == before


def test_an_expiry_lies_ahead(alice: Caller) -> None:
    browser = Browsing(alice.person)
    past = (utc_now() - timedelta(seconds=1)).isoformat()
    assert is_problem(_make(browser, expires_at=past), 422, "invalid_input")
    ahead = (utc_now() + timedelta(days=1)).isoformat()
    assert _make(browser, expires_at=ahead).json()["expires_at"] is not None
    assert _make(browser, expires_at=None).json()["expires_at"] is None


def _paths(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and path.startswith("api/v1/"):
            yield path


def _addresses() -> list[str]:
    """Every address of the API, with some id in each place, from the URL map."""
    return [
        re.sub(r"<\w+:\w+>", str(new_id()), path).removeprefix("api/v1")
        for path in _paths(get_resolver().url_patterns)
    ]


def test_a_read_token_is_refused_by_every_unsafe_method_of_every_address(
    alice: Caller,
) -> None:
    reader = Caller(alice.person, TokenScope.READ)
    addresses = _addresses()
    assert len(addresses) > 30
    tried = 0
    for address in addresses:
        for method in UNSAFE:
            answer = reader.call(method, address, b"{}")
            # 405: nothing is there to be refused.
            assert answer.status_code in {403, 405}, (method, address, answer.content)
            if answer.status_code == 403:
                assert answer.json()["facts"]["needed_scope"] in {"write", "admin"}
                tried += 1
    assert tried > 30
