"""Who calls: sessions with CSRF, tokens with scope and end, and everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import ApiToken, Person, TokenScope
from apps.core.clock import utc_now
from apps.core.ids import token_digest
from apps.drive.models import Item
from tests.api.conftest import API, Caller, is_problem

UNSAFE: list[tuple[str, str, Any]] = [
    ("POST", "/spaces", {"name": "x"}),
    ("DELETE", "/trash", None),
    ("PATCH", "/items/{item}", {"name": "x"}),
    ("DELETE", "/items/{item}", None),
    ("POST", "/items/{item}/folders", {"name": "x"}),
    ("PUT", "/items/{item}/files/x.txt", b"x"),
    ("PUT", "/items/{item}/content", b"x"),
    ("POST", "/items/{item}/move", {}),
    ("POST", "/items/{item}/copy", {}),
    ("POST", "/items/{item}/restore", None),
    ("POST", "/items/{item}/purge", None),
    ("POST", "/items/{item}/grants", {"email": "bob@ministere.test", "role": "reader"}),
    ("POST", "/items/{item}/links", {}),
]


def test_nobody_gets_nothing(db: None) -> None:
    answer = Client().get(f"{API}/recent")
    assert is_problem(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="sovshare"'


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer " + "x" * 5000,
        "Bearer \u00e9\u00e9",
        "bearer a b c",
        "Basic YWxpY2U6c2VjcmV0",
    ],
)
def test_a_credential_that_is_none_is_refused(db: None, header: str) -> None:
    answer = Client().get(f"{API}/recent", HTTP_AUTHORIZATION=header)
    assert is_problem(answer, 401, "not_authenticated")


def test_a_token_dies_with_its_end_its_person_and_its_deletion(alice: Caller) -> None:
    assert alice.get("/recent").status_code == 200
    token = ApiToken.objects.get(token_hash=token_digest(alice.secret))
    token.expires_at = utc_now() - timedelta(seconds=1)
    token.save()
    assert is_problem(alice.get("/recent"), 401, "not_authenticated")
    token.expires_at = utc_now() + timedelta(hours=1)
    token.save()
    assert alice.get("/recent").status_code == 200
    Person.objects.filter(id=alice.person.id).update(is_active=False)
    assert is_problem(alice.get("/recent"), 401, "not_authenticated")
    Person.objects.filter(id=alice.person.id).update(is_active=True)
    token.delete()
    assert is_problem(alice.get("/recent"), 401, "not_authenticated")


def test_a_tokens_use_is_noted_now_and_then_not_each_time(alice: Caller) -> None:
    alice.get("/recent")
    tokens = ApiToken.objects.filter(token_hash=token_digest(alice.secret))
    first = tokens.get().last_used_at
    assert first is not None
    alice.get("/recent")
    assert tokens.get().last_used_at == first
    tokens.update(last_used_at=utc_now() - timedelta(hours=1))
    alice.get("/recent")
    last = tokens.get().last_used_at
    assert last is not None
    assert last >= first


@pytest.mark.parametrize(("method", "path", "body"), UNSAFE)
def test_a_token_for_reading_changes_nothing(
    alice: Caller, method: str, path: str, body: Any
) -> None:
    item = alice.folder("Intact")
    reader = Caller(alice.person, TokenScope.READ)
    before = list(Item.objects.order_by("id").values())
    assert reader.get(f"/items/{item}").status_code == 200
    answer = reader.call(method, path.format(item=item), body)
    assert is_problem(answer, 403, "forbidden")
    assert answer.json()["facts"] == {"reason": "scope", "needed_scope": "write"}
    assert list(Item.objects.order_by("id").values()) == before


def test_what_a_token_for_reading_shows_offers_no_change(alice: Caller) -> None:
    item = alice.file("a.txt")
    reader = Caller(alice.person, TokenScope.READ)
    assert reader.get(f"/items/{item}").json()["abilities"] == ["read", "download"]


def test_a_token_that_administers_nothing_reads_no_audit(
    make_person: Callable[..., Person],
) -> None:
    officer = Caller(make_person("Olga", is_officer=True), TokenScope.WRITE)
    assert is_problem(officer.get("/audit"), 403, "forbidden")


def test_a_session_needs_the_csrf_token_for_every_unsafe_method(alice: Caller) -> None:
    item = alice.folder("Intact")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.person)
    assert browser.get(f"{API}/items/{item}").status_code == 200
    for method, path, body in UNSAFE:
        content = body if isinstance(body, bytes) else b"{}"
        answer = browser.generic(method, API + path.format(item=item), content, "application/json")
        assert is_problem(answer, 403, "csrf_failed"), (method, path)


def test_a_session_with_the_csrf_token_works(alice: Caller) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.person)
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(
        f"{API}/items/{alice.root_id}/folders",
        b'{"name": "Budget"}',
        "application/json",
        headers={"X-CSRFToken": "a" * 32},
    )
    assert answer.status_code == 201


def test_a_token_beside_a_session_decides_alone(alice: Caller, bob: Caller) -> None:
    browser = Client()
    browser.force_login(alice.person)
    headers = {"Authorization": f"Bearer {bob.secret}"}
    spaces = browser.get(f"{API}/spaces", headers=headers).json()["items"]
    assert [space["id"] for space in spaces] == [bob.root_id]
    wrong = browser.get(f"{API}/spaces", headers={"Authorization": "Bearer wrong"})
    assert is_problem(wrong, 401, "not_authenticated")


def test_an_answer_speaks_its_readers_language(alice: Caller) -> None:
    browser = Client()
    browser.force_login(alice.person)
    path = f"{API}/items/01890000-0000-7000-8000-000000000000"
    assert browser.get(path, headers={"Accept-Language": "en"}).json()["title"] == "Introuvable"
    program = {"Authorization": f"Bearer {alice.secret}"}
    english = Client().get(path, headers={**program, "Accept-Language": "en"})
    assert english.json()["title"] == "Not found"
    assert english.headers["Content-Language"] == "en"
    silent = Client().get(path, headers=program)
    assert silent.json()["title"] == "Introuvable"
