"""Sessions: sealed at rest, listed, ended."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from apps.accounts.models import Person, Session
from apps.accounts.sessions import SessionStore
from apps.core.clock import utc_now
from apps.core.ids import token_digest
from tests.accounts.conftest import LOGIN, Browser, audited


def _dump() -> bytes:
    """Everything in the table, as bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_session")
        return repr(
            [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor]
        ).encode()


def test_a_stolen_table_opens_no_session_and_tells_no_content(
    alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    dump = _dump()
    assert browser.key.encode() not in dump
    assert b"ModelBackend" not in dump
    assert token_digest(browser.key) in bytes(Session.objects.get().key_hash)


def test_a_session_rewritten_in_the_table_is_forgotten(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    mallory = SessionStore()
    mallory["_auth_user_id"] = str(alice.id)
    mallory.save()
    assert mallory.session_key is not None
    sealed = Session.objects.get(key_hash=token_digest(mallory.session_key)).sealed
    Session.objects.filter(person=alice).update(sealed=sealed)
    assert not browser.is_signed_in()


def test_a_session_says_from_where_and_with_what(alice: Person) -> None:
    Browser("Firefox\0" + "x" * 400).sign_in(alice)
    session = Session.objects.get(person=alice)
    assert session.address == "127.0.0.1"
    assert session.user_agent.startswith("Firefoxxx")
    assert len(session.user_agent) == 300


def test_signing_in_changes_the_key(alice: Person, browser: Browser) -> None:
    browser.get(LOGIN)
    browser.client.cookies["sessionid"] = "chosenbymallory"
    browser.sign_in(alice)
    assert browser.key != "chosenbymallory"
    assert browser.is_signed_in()


def test_the_cookie_is_kept_from_scripts_and_other_sites(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    cookie = browser.client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_use_pushes_the_end_away_and_is_written_once_a_minute(
    alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    long_ago = utc_now() - timedelta(minutes=5)
    soon = utc_now() + timedelta(minutes=5)
    Session.objects.update(last_seen_at=long_ago, expires_at=soon)
    answer = browser.get("/api/v1/me")
    session = Session.objects.get(person=alice)
    assert session.last_seen_at > long_ago
    assert session.expires_at > soon
    assert answer.cookies["sessionid"]["max-age"] > 0
    answer = browser.get("/api/v1/me")
    assert "sessionid" not in answer.cookies
    assert Session.objects.get(person=alice).last_seen_at == session.last_seen_at


def test_an_expired_session_is_over_and_swept(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    Session.objects.update(expires_at=utc_now())
    assert not browser.is_signed_in()
    SessionStore.forget_expired()
    assert not Session.objects.exists()


def test_a_request_that_outlives_its_session_does_not_bring_it_back(
    alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    slow = SessionStore(browser.key)
    assert slow["_auth_user_id"] == str(alice.id)
    Session.objects.all().delete()
    assert not slow.touch()
    assert not Session.objects.exists()


def test_signing_out_deletes_the_session_and_is_recorded(alice: Person, browser: Browser) -> None:
    browser.sign_in(alice)
    assert browser.get("/account/logout/").status_code == 200
    assert browser.is_signed_in()
    assert browser.post("/account/logout/").headers["Location"] == LOGIN
    assert not browser.is_signed_in()
    assert not Session.objects.filter(person=alice).exists()
    assert audited("person.signed_in")[0].actor_id == alice.id
    assert audited("person.signed_out")[0].actor_id == alice.id
