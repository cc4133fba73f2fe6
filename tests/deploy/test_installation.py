"""The whole product behind the shipped proxy, on the production profile, with real servers."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.deploy.installation import (
    EMAIL,
    PASSWORD,
    Installation,
    file_address,
    installed,
    sign_in,
)

# For a loaded machine; nothing is expected to take that long.
PATIENCE_SECONDS = 60.0
CONTENT = os.urandom(48 * 2**20)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("installation")) as made:
        made.manage("create_agent", EMAIL, "--password-stdin", "--officer", typed=f"{PASSWORD}\n")
        yield made


@pytest.fixture(scope="module")
def alice(installation: Installation) -> Iterator[httpx.Client]:
    """Alice at her browser, signed in."""
    with installation.browser() as browser:
        sign_in(browser)
        yield browser


@pytest.fixture(scope="module")
def root_id(alice: httpx.Client) -> str:
    me = alice.get("/api/v1/me").raise_for_status().json()
    return str(me["personal_space"]["root_id"])


@pytest.fixture(scope="module")
def item_id(alice: httpx.Client, root_id: str) -> str:
    """A file of 48 MiB, sent through the proxy and found clean."""
    sent = alice.put(file_address(root_id, "Pièce n° 1.bin"), content=CONTENT)
    assert sent.status_code == 201, sent.text
    assert sent.json()["verdict"]["state"] == "clean"
    return str(sent.json()["id"])


@pytest.fixture
def link(alice: httpx.Client, item_id: str) -> dict[str, str]:
    made = alice.post(f"/api/v1/items/{item_id}/links", json={})
    assert made.status_code == 201, made.text
    found: dict[str, str] = made.json()
    return found


@pytest.fixture
def dominique(installation: Installation) -> Iterator[httpx.Client]:
    """Dominique's browser, which follows the link she got."""
    with installation.browser(window_bytes=64 * 1024) as browser:
        browser.follow_redirects = True
        yield browser


def download_address(page: httpx.Response) -> str:
    found = re.search(r'href="([^"]+/content)"', page.text)
    assert found is not None
    return str(page.url.join(found[1]))


def test_every_part_answers(alice: httpx.Client) -> None:
    assert alice.get("/health/live").status_code == 200
    ready = alice.get("/health/ready")
    assert ready.status_code == 200, ready.text


def test_pages_come_with_what_they_load(alice: httpx.Client) -> None:
    page = alice.get("/account/password/change/")
    assert page.status_code == 200
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert loaded
    for address in loaded:
        answer = alice.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_cookies_travel_by_tls_only(installation: Installation, alice: httpx.Client) -> None:
    assert {cookie.name for cookie in alice.cookies.jar if cookie.secure} >= {
        "sessionid",
        "csrftoken",
    }
    assert "max-age" in alice.get("/health/live").headers["Strict-Transport-Security"]
    plain = httpx.get(f"http://127.0.0.1:{installation.places.http}/l/x?y", follow_redirects=False)
    assert plain.status_code == 308
    assert plain.headers["Location"] == "https://127.0.0.1/l/x?y"


def test_a_partner_receives_what_alice_sent(
    alice: httpx.Client, dominique: httpx.Client, link: dict[str, str]
) -> None:
    page = dominique.get(link["url"])
    assert page.status_code == 200
    assert link["url"].rpartition("/")[2] not in str(page.url)
    received = dominique.get(download_address(page))
    assert received.content == CONTENT
    part = dominique.get(download_address(page), headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, CONTENT[5:10])


def test_revoking_cuts_a_running_download(
    alice: httpx.Client, dominique: httpx.Client, link: dict[str, str]
) -> None:
    address = download_address(dominique.get(link["url"]))
    received = bytearray()
    with dominique.stream("GET", address) as answer:
        pieces = answer.iter_raw(64 * 1024)
        received += next(pieces)
        assert alice.delete(f"/api/v1/links/{link['id']}").status_code == 204
        with pytest.raises(httpx.RemoteProtocolError):
            received.extend(byte for piece in pieces for byte in piece)
    assert 0 < len(received) < len(CONTENT)
    assert dominique.get(link["url"]).status_code == 404


def test_an_upload_too_large_is_refused_before_it_is_sent(
    installation: Installation, alice: httpx.Client, root_id: str
) -> None:
    """The proxy hands on what it has; a proxy that buffers would wait for two terabytes."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in alice.cookies.jar)
    head = (
        f"PUT {file_address(root_id, 'grand.bin')} HTTP/1.1\r\n"
        f"Host: localhost:{installation.places.https}\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {alice.cookies['csrftoken']}\r\nReferer: {installation.origin}/\r\n"
        f"Content-Length: {2 * 10**12}\r\n\r\n"
    )
    address = ("127.0.0.1", installation.places.https)
    with (
        socket.create_connection(address, timeout=PATIENCE_SECONDS) as plain,
        installation.tls.wrap_socket(plain, server_hostname="localhost") as wire,
    ):
        wire.sendall(head.encode() + b"first bytes")
        assert wire.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_stranger_sending_much_is_told_why(installation: Installation, root_id: str) -> None:
    """Several times: an answer that crosses the body must not be lost in the proxy.

    Each on a connection of its own: nginx ends one whose body was not read when it answered.
    """
    for _ in range(5):
        with installation.browser() as stranger:
            answer = stranger.put(file_address(root_id, "x.bin"), content=CONTENT)
        assert answer.status_code == 401, installation.logs()
        assert answer.json()["code"] == "not_authenticated"


def test_what_a_client_says_of_its_address_is_not_believed(
    installation: Installation,
) -> None:
    with installation.browser() as browser:
        browser.headers.update({"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
        sign_in(browser)
        sessions = browser.get("/api/v1/sessions").json()["items"]
    addresses = {session["address"] for session in sessions}
    assert addresses == {"127.0.0.1"}


def test_a_change_is_told_through_the_socket(
    installation: Installation, alice: httpx.Client, root_id: str
) -> None:
    cookie = f"sessionid={alice.cookies['sessionid']}"
    with connect(
        f"wss://localhost:{installation.places.https}/ws/changes/",
        additional_headers={"Cookie": cookie},
        origin=Origin(installation.origin),
        ssl=installation.tls,
        open_timeout=PATIENCE_SECONDS,
    ) as watched:
        watched.send(json.dumps({"type": "watch", "folder_id": root_id}))
        assert json.loads(watched.recv(timeout=PATIENCE_SECONDS))["type"] == "watching"
        alice.post(f"/api/v1/items/{root_id}/folders", json={"name": "Marché"}).raise_for_status()
        told = json.loads(watched.recv(timeout=PATIENCE_SECONDS))
    assert told == {"type": "changed", "folder_id": root_id}


def test_no_log_holds_a_secret_even_when_the_product_is_down(
    installation: Installation, alice: httpx.Client, dominique: httpx.Client, link: dict[str, str]
) -> None:
    secret = link["url"].rpartition("/")[2]
    assert dominique.get(f"{link['url']}?from=mail-{secret}").status_code == 200
    invitation, reset = "/account/invitation/", "/account/password/reset/key/"
    installation.web.stop()
    try:
        for place in ("/l/", invitation, reset):
            assert dominique.get(f"{place}{secret}").status_code == 502
    finally:
        installation.web.start()
    written = installation.logs()
    assert '"GET /l/..."' in written
    assert f'"GET {invitation}..."' in written
    for hidden in (secret, alice.cookies["sessionid"], PASSWORD):
        assert hidden not in written
    assert dominique.get(link["url"]).status_code == 200
