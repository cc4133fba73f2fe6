"""The password of a link: asked before anything is said of the content."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core import serializers
from django.test import Client

from apps.audit.models import AuditEvent
from apps.core.access import Ability
from apps.core.clock import utc_now
from apps.sharing.models import Link
from apps.sharing.operations.links import edit_link
from apps.sharing.possession import TOKEN_COOKIE, UNLOCK_COOKIE
from tests.portal.conftest import PASSWORD, Partner, audited, body_of, share, text_of
from tests.world import Agent


@pytest.fixture
def dominique(alice: Agent) -> Partner:
    file = alice.file("Plan social.pdf", b"x" * 4321)
    return share(alice, file, password=PASSWORD, note="Pour le comité").enter()


def test_the_page_says_who_sends_and_nothing_of_what(dominique: Partner, alice: Agent) -> None:
    answer = dominique.get()
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Password needed" in text
    assert "Alice" in text
    assert "Ministère" in text
    for secret in ("Plan", "pdf", "4,2", "4.2", "4321", "comité", str(dominique.link.item_id)):
        assert secret not in answer.content.decode()
    assert audited(dominique.link) == []


def test_the_right_password_opens(dominique: Partner) -> None:
    answer = dominique.unlock()
    assert answer.status_code == 303
    assert answer.headers["Location"] == dominique.home
    assert answer.cookies[UNLOCK_COOKIE]["path"] == dominique.home
    assert "Plan social.pdf" in text_of(dominique.get())
    assert body_of(dominique.download(dominique.link.item)) == b"x" * 4321
    assert audited(dominique.link) == ["link.unlocked", "link.opened", "link.downloaded"]


def test_another_browser_is_asked_again(dominique: Partner) -> None:
    dominique.unlock()
    other = Partner(dominique.link, dominique.token).enter()
    assert "Password needed" in text_of(other.get())


def test_following_the_link_again_does_not_lock_it(dominique: Partner) -> None:
    dominique.unlock()
    dominique.follow()
    assert "Plan social.pdf" in text_of(dominique.get())


def test_an_unlock_opens_no_other_link(dominique: Partner, alice: Agent) -> None:
    other = share(alice, dominique.link.item, password=PASSWORD).enter()
    dominique.unlock()
    other.client.cookies[UNLOCK_COOKIE] = dominique.client.cookies[UNLOCK_COOKIE].value
    assert "Password needed" in text_of(other.get())


def test_an_unlock_without_the_token_opens_nothing(dominique: Partner) -> None:
    dominique.unlock()
    del dominique.client.cookies[TOKEN_COOKIE]
    assert dominique.get().status_code == 404


@pytest.mark.parametrize("wrong", ["wrong password", PASSWORD.upper(), f" {PASSWORD}", "é" * 900])
def test_a_wrong_password_is_said_beside_the_field(dominique: Partner, wrong: str) -> None:
    answer = dominique.unlock(wrong)
    assert answer.status_code == 403
    assert "This is not the right password." in text_of(answer)
    assert b'aria-invalid="true"' in answer.content
    assert wrong.encode() not in answer.content
    assert audited(dominique.link) == ["link.unlock_refused"]


@pytest.mark.parametrize("nonsense", ["", "x" * 1001, "a\0b"])
def test_nonsense_is_refused_without_being_tried(dominique: Partner, nonsense: str) -> None:
    assert dominique.unlock(nonsense).status_code == 400
    assert Link.objects.get(id=dominique.link.id).failed_unlocks == 0


def test_bytes_that_are_no_text_are_a_wrong_password(dominique: Partner) -> None:
    answer = dominique.client.post(
        f"{dominique.home}unlock", b"password=%ff%fe", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 403


def test_misses_make_one_wait_longer_and_longer(dominique: Partner) -> None:
    for _ in range(5):
        assert dominique.unlock("wrong password").status_code == 403
    refused = dominique.unlock()
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 11
    assert "Try again in" in text_of(refused)
    assert "Too many attempts" in text_of(dominique.get())
    waits = []
    for _ in range(3):
        Link.objects.filter(id=dominique.link.id).update(locked_until=utc_now())
        answer = dominique.unlock("wrong password")
        assert "Try again in" in text_of(answer)
        locked_until = Link.objects.get(id=dominique.link.id).locked_until
        assert locked_until is not None
        waits.append(round((locked_until - utc_now()).total_seconds()))
    assert waits == [20, 40, 80]
    assert "Try again in 2 minutes." in text_of(dominique.get())


def test_the_right_password_after_the_wait_forgives(dominique: Partner) -> None:
    for _ in range(5):
        dominique.unlock("wrong password")
    Link.objects.filter(id=dominique.link.id).update(locked_until=utc_now() - timedelta(seconds=1))
    assert dominique.unlock().status_code == 303
    link = Link.objects.get(id=dominique.link.id)
    assert (link.failed_unlocks, link.locked_until) == (0, None)


def test_an_address_cannot_guess_at_one_link_after_another(alice: Agent) -> None:
    file = alice.file("Bilan.pdf")
    for _ in range(10):
        guesser = share(alice, file, password=PASSWORD).enter()
        for _ in range(3):
            assert guesser.unlock("wrong password").status_code == 403
    fresh = share(alice, file, password=PASSWORD).enter()
    assert fresh.unlock("wrong password").status_code == 429
    elsewhere = fresh.client.post(
        f"{fresh.home}unlock", {"password": PASSWORD}, REMOTE_ADDR="198.51.100.3"
    )
    assert elsewhere.status_code == 303


def test_changing_the_password_ends_earlier_unlocks(dominique: Partner, alice: Agent) -> None:
    dominique.unlock()
    assert "Plan social.pdf" in text_of(dominique.get())
    access = alice.enter(dominique.link.item, Ability.SHARE_LINK)
    edit_link(access=access, link_id=dominique.link.id, password="another password")
    assert "Password needed" in text_of(dominique.get())
    assert dominique.download(dominique.link.item).status_code == 303
    assert dominique.unlock().status_code == 403
    edit_link(access=access, link_id=dominique.link.id, password=None)
    assert "Plan social.pdf" in text_of(dominique.get())
    # The same words again are another password: what was unlocked before stays locked.
    edit_link(access=access, link_id=dominique.link.id, password=PASSWORD)
    assert "Password needed" in text_of(dominique.get())


def test_the_form_is_protected_against_forged_requests(dominique: Partner) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = dominique.client.cookies
    path = f"{dominique.home}unlock"
    assert strict.post(path, {"password": PASSWORD}).status_code == 403
    page = strict.get(dominique.home).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = strict.post(path, {"password": PASSWORD, "csrfmiddlewaretoken": token})
    assert answer.status_code == 303


def test_the_browser_may_say_where_the_form_comes_from(dominique: Partner) -> None:
    """Under no-referrer it would send "Origin: null", which the protection refuses."""
    assert dominique.get().headers["Referrer-Policy"] == "same-origin"
    dominique.unlock()
    assert dominique.get().headers["Referrer-Policy"] == "no-referrer"


def test_reloading_the_address_of_the_form_leads_back(dominique: Partner) -> None:
    answer = dominique.get(f"{dominique.home}unlock")
    assert (answer.status_code, answer.headers["Location"]) == (303, dominique.home)


def test_the_password_is_kept_and_logged_nowhere_in_clear(
    alice: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "planted-secret-of-the-link"
    dominique = share(alice, alice.file("Bilan.pdf"), password=secret).enter()
    access = alice.enter(dominique.link.item, Ability.SHARE_LINK)
    edit_link(access=access, link_id=dominique.link.id, password=f"{secret}-2")
    dominique.unlock(f"{secret}-wrong")
    dominique.unlock(f"{secret}-2")
    dump = serializers.serialize("json", [*Link.objects.all(), *AuditEvent.objects.all()])
    assert secret not in dump
    assert secret not in caplog.text
    assert Link.objects.get(id=dominique.link.id).password_hash.startswith("argon2$argon2id$")
