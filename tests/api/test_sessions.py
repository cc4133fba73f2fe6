"""Sessions by the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.models import Person, Session, TokenScope
from apps.core.ids import new_id
from tests.api.browsing import Browsing
from tests.api.conftest import Caller, audited, is_problem


def _is_open(browser: Browsing) -> bool:
    return bool(browser.call("GET", "/me").status_code == 200)


def test_a_person_sees_her_browsers_and_which_one_she_sits_at(alice: Caller) -> None:
    here, there = Browsing(alice.person, user_agent="Here"), Browsing(alice.person)
    here.call("GET", "/me")
    rows = here.call("GET", "/sessions").json()["items"]
    assert len(rows) == 2
    assert sum(row["is_current"] for row in rows) == 1
    assert set(rows[0]) == {
        "id",
        "created_at",
        "last_seen_at",
        "address",
        "user_agent",
        "is_current",
    }
    assert there.client.cookies["sessionid"].value not in str(rows)


def test_one_browser_is_signed_out(alice: Caller) -> None:
    here, there = Browsing(alice.person), Browsing(alice.person)
    rows = here.call("GET", "/sessions").json()["items"]
    other = next(row["id"] for row in rows if not row["is_current"])
    assert here.call("DELETE", f"/sessions/{other}").status_code == 204
    assert _is_open(here)
    assert not _is_open(there)
    assert audited("session.ended")[0].facts == {"session_id": other}


def test_signing_out_everywhere_else_and_everywhere(alice: Caller, bob: Caller) -> None:
    bobs = Browsing(bob.person)
    here, there = Browsing(alice.person), Browsing(alice.person)
    assert here.call("DELETE", "/sessions").status_code == 204
    assert _is_open(here)
    assert not _is_open(there)
    assert here.call("DELETE", "/sessions?include_current=true").status_code == 204
    assert not _is_open(here)
    assert _is_open(bobs)
    assert [event.facts["current_included"] for event in audited("sessions.ended")] == [
        True,
        False,
    ]


def test_nobody_sees_or_ends_the_session_of_another(alice: Caller, bob: Caller) -> None:
    browser = Browsing(alice.person)
    session_id = Session.objects.get(person=alice.person).id
    bobs = Browsing(bob.person)
    assert len(bobs.call("GET", "/sessions").json()["items"]) == 1
    for unknown in (session_id, new_id()):
        assert is_problem(bobs.call("DELETE", f"/sessions/{unknown}"), 404, "not_found")
    assert _is_open(browser)


@pytest.mark.parametrize("scope", [TokenScope.READ, TokenScope.WRITE])
def test_a_program_neither_sees_nor_ends_sessions(alice: Caller, scope: TokenScope) -> None:
    browser = Browsing(alice.person)
    program = Caller(alice.person, scope)
    assert is_problem(program.get("/sessions"), 403, "forbidden")
    session_id = Session.objects.get(person=alice.person).id
    for path in ("/sessions", f"/sessions/{session_id}", "/sessions?include_current=true"):
        assert is_problem(program.delete(path), 403, "forbidden")
    assert _is_open(browser)


def test_a_program_that_administers_signs_its_person_out_everywhere(
    make_person: Callable[..., Person],
) -> None:
    ada = make_person("Ada", is_administrator=True)
    browser = Browsing(ada)
    assert Caller(ada, TokenScope.ADMIN).delete("/sessions").status_code == 204
    assert not _is_open(browser)


def test_nonsense_is_refused(alice: Caller) -> None:
    browser = Browsing(alice.person)
    assert is_problem(browser.call("DELETE", "/sessions/x"), 404, "not_found")
    refused = browser.call("DELETE", "/sessions?include_current=perhaps")
    assert is_problem(refused, 400, "invalid_request")
    refused = browser.call("DELETE", "/sessions", {"include_current": True})
    assert is_problem(refused, 400, "invalid_request")
    assert _is_open(browser)


def test_a_forged_request_is_refused(alice: Caller) -> None:
    browser = Browsing(alice.person, csrf=True)
    assert is_problem(browser.call("DELETE", "/sessions"), 403, "csrf_failed")
    assert not audited("sessions.ended")
