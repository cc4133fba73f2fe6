"""From the address in the mail to an address without secret."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from http.cookies import Morsel
from typing import Any

import pytest
from django.core import signing
from django.test import Client, override_settings

from apps.core.clock import utc_now
from apps.core.ids import new_id, new_token
from apps.portal import throttle
from apps.portal.views import entrance
from apps.sharing.models import Grant, Link
from apps.sharing.possession import TOKEN_COOKIE
from sovshare.logs import RedactingFilter, RedactingJsonFormatter
from tests.portal.conftest import PASSWORD, Partner, audited, share, text_of
from tests.world import Agent


def cookie_of(answer: Any) -> Morsel[str]:
    return answer.cookies[TOKEN_COOKIE]  # type: ignore[no-any-return]  # the test client is untyped


@pytest.fixture
def dominique(alice: Agent) -> Partner:
    return share(alice, alice.file("Bilan.pdf"))


def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(dominique: Partner) -> None:
    answer = dominique.follow()
    assert answer.status_code == 303
    assert answer.headers["Location"] == dominique.home
    assert dominique.token not in answer.headers["Location"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    cookie = cookie_of(answer)
    assert cookie["path"] == dominique.home
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert dominique.token not in cookie.value
    assert dominique.get().status_code == 200


def test_the_cookie_is_secure_where_the_service_is(dominique: Partner) -> None:
    assert not cookie_of(dominique.follow())["secure"]
    with override_settings(SESSION_COOKIE_SECURE=True):
        assert cookie_of(dominique.follow())["secure"] is True


def test_get_and_head_of_the_token_consume_nothing(dominique: Partner) -> None:
    before = Link.objects.values().get(id=dominique.link.id)
    for _ in range(3):
        assert dominique.client.head(f"/l/{dominique.token}").status_code == 303
        assert dominique.follow().status_code == 303
    assert Link.objects.values().get(id=dominique.link.id) == before
    dominique.head()
    assert Link.objects.get(id=dominique.link.id).open_count == 0


def test_without_the_cookie_the_address_is_worth_nothing(dominique: Partner) -> None:
    assert Client().get(dominique.home).status_code == 404


def test_the_cookie_of_one_link_opens_no_other(alice: Agent, dominique: Partner) -> None:
    other = share(alice, alice.file("Autre.pdf"))
    cookie = cookie_of(dominique.follow())
    assert (
        Client(headers={"Cookie": f"{TOKEN_COOKIE}={cookie.value}"}).get(dominique.home).status_code
        == 200
    )
    stranger = Client(headers={"Cookie": f"{TOKEN_COOKIE}={cookie.value}"})
    assert stranger.get(other.home).status_code == 404


@pytest.mark.parametrize("forged", ["", "x", "{}", "null", "é", "W10:1tEST:abc", "a" * 5000])
def test_a_forged_cookie_is_no_cookie(dominique: Partner, forged: str) -> None:
    dominique.client.cookies[TOKEN_COOKIE] = forged
    assert dominique.get().status_code == 404


@pytest.mark.parametrize("payload", [None, 3, "", "x", [], {"a": 1}])
def test_a_signed_cookie_that_proves_nothing_is_no_cookie(
    dominique: Partner, payload: object
) -> None:
    salt = f"apps.portal:{TOKEN_COOKIE}:{dominique.link.id.hex}"
    dominique.client.cookies[TOKEN_COOKIE] = signing.dumps(payload, salt=salt)
    assert dominique.get().status_code == 404


def test_a_cookie_ends_after_a_day(dominique: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    dominique.enter()
    assert dominique.get().status_code == 200
    monkeypatch.setattr("apps.sharing.possession.LIFETIME", timedelta(seconds=-1))
    assert dominique.get().status_code == 404


def dead_addresses(alice: Agent) -> dict[str, tuple[Client, str]]:
    """Every way in which a link can be no link, by its token and by its page."""
    folder = alice.folder("Marchés")
    partners = {
        name: share(alice, folder, password=password).enter()
        for name, password in {
            "expired": None,
            "revoked": None,
            "expired with a password": PASSWORD,
            "revoked with a password": PASSWORD,
        }.items()
    }
    trashed = share(alice, alice.folder("Ancien")).enter()
    blocked = share(alice, alice.folder("Autre", alice.team_space("Équipe"))).enter()
    ends = {"expired": "expires_at", "revoked": "revoked_at"}
    for name, partner in partners.items():
        past = utc_now() - timedelta(minutes=1)
        Link.objects.filter(id=partner.link.id).update(**{ends[name.split()[0]]: past})
    alice.trash(trashed.link.item)
    Grant.objects.filter(item=blocked.link.item.space_id).delete()
    partners |= {"trashed": trashed, "blocked": blocked}
    addresses = {
        "a token that never was": (Client(), f"/l/{new_token()}"),
        "a short token": (Client(), "/l/x"),
        "a token with a slash": (Client(), "/l/a/b"),
        "no token": (Client(), "/l/"),
        "hostile bytes": (Client(), "/l/%00%ff%ED%A0%80"),
        "a page that never was": (Client(), f"/p/{new_id()}/"),
        "no page": (Client(), "/p/x/"),
        "an unlock that never was": (Client(), f"/p/{new_id()}/unlock"),
    }
    for name, partner in partners.items():
        addresses[f"{name}, by token"] = (partner.client, f"/l/{partner.token}")
        addresses[f"{name}, by page"] = (partner.client, partner.home)
    return addresses


def test_every_dead_link_is_the_same_page(alice: Agent) -> None:
    seen: dict[tuple[str, str], tuple[int, object]] = {}
    for name, (client, address) in dead_addresses(alice).items():
        for method in (client.get, client.head):
            answer = method(address, headers={"Accept-Language": "fr"})
            headers = {k: v for k, v in answer.headers.items() if k != "X-Request-ID"}
            assert not answer.cookies, name
            seen[name, answer.request["REQUEST_METHOD"]] = (answer.status_code, headers)
            if method == client.get:
                seen[name, "body"] = (answer.status_code, answer.content)
    for kind in ("GET", "HEAD", "body"):
        answers = [value for (_, key), value in seen.items() if key == kind]
        assert all(value == answers[0] for value in answers), kind
        assert answers[0][0] == 404


def test_the_page_of_a_dead_link_says_what_to_do(dominique: Partner) -> None:
    answer = Client().get("/l/x", headers={"Accept-Language": "fr"})
    assert "Ce lien ne fonctionne plus" in text_of(answer)
    assert "Demandez-en un nouveau à la personne qui vous l’a envoyé." in text_of(answer)
    assert "This link no longer works" in text_of(
        Client().get("/l/x", headers={"Accept-Language": "en"})
    )


def test_dead_links_answer_in_comparable_time(alice: Agent) -> None:
    answers = dead_addresses(alice)
    best: dict[str, float] = {}
    for name, (client, address) in answers.items():
        times = []
        for _ in range(5):
            # The processor's time: what the work costs, however busy the machine.
            started = time.process_time()
            client.get(address)
            times.append(time.process_time() - started)
        best[name] = min(times)
    assert max(best.values()) - min(best.values()) < 0.015, best


def test_guessing_tokens_is_slowed_for_the_address_alone(dominique: Partner) -> None:
    guesser = Client(headers={"Accept-Language": "en"})
    statuses = [
        guesser.get(f"/l/{new_token()}", REMOTE_ADDR="192.0.2.7").status_code for _ in range(31)
    ]
    assert statuses == [404] * 30 + [429]
    answer = guesser.get(f"/l/{dominique.token}", REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "Try again in" in text_of(answer)
    assert dominique.follow().status_code == 303


def test_an_ipv6_network_is_one_guesser(dominique: Partner) -> None:
    guesser = Client()
    for number in range(30):
        guesser.get(f"/l/{new_token()}", REMOTE_ADDR=f"2001:db8::{number:x}")
    assert guesser.get("/l/x", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert guesser.get("/l/x", REMOTE_ADDR="2001:db8:0:1::1").status_code == 404


def test_many_guessers_shrink_what_each_may_but_close_no_door(
    dominique: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = throttle.Allowance(
        kind="token", window_seconds=60, per_address=30, overall=5, per_address_when_busy=1
    )
    monkeypatch.setattr(entrance, "TOKENS", small)
    for number in range(5):
        assert Client().get("/l/x", REMOTE_ADDR=f"192.0.2.{number}").status_code == 404
    assert Client().get("/l/x", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert dominique.follow().status_code == 303


@pytest.mark.usefixtures("_without_redis")
def test_links_work_while_guesses_cannot_be_counted(dominique: Partner) -> None:
    assert Client().get(f"/l/{new_token()}").status_code == 404
    dominique.enter()
    assert "Bilan.pdf" in text_of(dominique.get())


@pytest.fixture
def _without_redis() -> Iterator[None]:
    broken = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "unix:///nowhere/redis.sock",
    }
    with override_settings(CACHES={"default": broken}):
        yield


def test_no_token_is_logged(dominique: Partner) -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(RedactingFilter())
    handler.setFormatter(RedactingJsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        dominique.enter().get()
        wrong = new_token()
        Client().get(f"/l/{wrong}")
        Client().get(f"/l/{wrong}/more")
        Client().post(f"/l/{wrong}")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    logged = lines.getvalue()
    assert "/l/…" in logged
    assert wrong not in logged
    assert dominique.token not in logged


def test_coming_in_is_not_an_act_looking_is(dominique: Partner) -> None:
    dominique.enter()
    assert audited(dominique.link) == []
    dominique.get()
    assert audited(dominique.link) == ["link.opened"]


def test_nothing_is_sent_by_post_but_the_password(dominique: Partner) -> None:
    dominique.enter()
    for path in (f"/l/{dominique.token}", dominique.home, dominique.at(dominique.link.item)):
        answer = dominique.client.post(path)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"
