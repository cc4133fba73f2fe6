"""Bodies on the wire: bounded everywhere, streamed on upload routes, answered even when refused."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

import httpx
import pytest
from django.core.handlers.asgi import ASGIHandler

from apps.api import bodies
from apps.api.streaming import BODY_MAXIMUM_BYTES, bound_bodies
from tests.api import stream_urls
from tests.api.running import exchange, receive_all, running

Address = tuple[str, int]
UPLOAD = "/api/v1/items/x/files/"


@pytest.fixture
def address(settings: Any) -> Iterator[Address]:
    settings.ROOT_URLCONF = "tests.api.stream_urls"
    settings.MIDDLEWARE = []
    settings.ALLOWED_HOSTS = ["*"]
    stream_urls.seen.clear()
    stream_urls.may_read.clear()
    with running(bound_bodies(cast("Any", ASGIHandler()))) as address:
        yield address


def url(address: Address, path: str) -> str:
    return f"http://{address[0]}:{address[1]}{path}"


def head(method: str, path: str, *lines: str) -> bytes:
    text = "\r\n".join([f"{method} {path} HTTP/1.1", "Host: test", *lines, "", ""])
    return text.encode()


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_an_upload_reaches_the_view_byte_for_byte(address: Address) -> None:
    content = os.urandom(5_000_017)
    answer = httpx.put(url(address, UPLOAD + "a.bin"), content=content)
    assert answer.json() == {
        "length": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_a_chunked_upload_reaches_the_view_byte_for_byte(address: Address) -> None:
    pieces = [os.urandom(70_001) for _ in range(40)]
    answer = httpx.put(url(address, UPLOAD + "a.bin"), content=iter(pieces))
    assert answer.json()["sha256"] == hashlib.sha256(b"".join(pieces)).hexdigest()


def test_an_empty_upload_is_an_upload(address: Address) -> None:
    assert httpx.put(url(address, UPLOAD + "empty"), content=b"").json()["length"] == 0


def test_a_view_that_does_not_read_holds_the_client_back(address: Address) -> None:
    with socket.create_connection(address) as connection:
        lines = ("Content-Length: 60000000", "Connection: close")
        connection.sendall(head("PUT", UPLOAD + "slow", *lines))
        connection.settimeout(1.0)
        sent = send_until_held_back(connection, 60_000_000)
        assert sent < 30_000_000, "the server took in what nobody read"
        stream_urls.may_read.set()
        connection.settimeout(20)
        connection.sendall(b"x" * (60_000_000 - sent))
        assert b'"length": 60000000' in receive_all(connection)


def test_a_refused_upload_is_answered_although_its_body_still_comes(address: Address) -> None:
    request = head("PUT", UPLOAD + "refuse", "Content-Length: 4000000") + b"x" * 4_000_000
    answer = exchange(address, request)
    assert status_of(answer) == 403
    assert b"connection: close" in answer.lower()
    assert answer.endswith(b"0\r\n\r\n"), "the answer is complete"


def test_httpx_sees_the_refusal_of_a_large_upload(address: Address) -> None:
    answer = httpx.put(url(address, UPLOAD + "refuse"), content=b"x" * 20_000_000)
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"


def test_expect_continue_is_answered_without_a_body_when_refused(address: Address) -> None:
    lines = ("Content-Length: 90000000", "Expect: 100-continue")
    started = time.monotonic()
    answer = exchange(address, head("PUT", UPLOAD + "refuse", *lines))
    assert status_of(answer) == 403
    assert time.monotonic() - started < 2


def test_expect_continue_invites_the_body_only_when_the_view_reads(address: Address) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        lines = ("Content-Length: 3", "Expect: 100-continue", "Connection: close")
        connection.sendall(head("PUT", UPLOAD + "a", *lines))
        assert receive_until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        connection.sendall(b"abc")
        assert b'"length": 3' in receive_all(connection)


def test_a_client_that_leaves_is_noticed_by_the_view(address: Address) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(head("PUT", UPLOAD + "gone", "Content-Length: 1000000") + b"x" * 1000)
    wait_for(lambda: stream_urls.seen.get("gone") == "client_gone")


def test_a_silent_client_is_given_up(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.2)
    with socket.create_connection(address) as connection:
        connection.sendall(head("PUT", UPLOAD + "silent", "Content-Length: 1000000") + b"x" * 1000)
        wait_for(lambda: stream_urls.seen.get("silent") == "client_gone")


def test_an_upload_longer_than_the_view_allows_is_refused_by_its_length(address: Address) -> None:
    size = 65 * 1024 * 1024
    request = head("PUT", UPLOAD + "big", f"Content-Length: {size}") + b"x" * 100_000
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request)
        assert status_of(receive_until(connection, b"\r\n\r\n")) == 413
    assert stream_urls.seen["big"] == "too_large"


def test_a_chunked_upload_longer_than_allowed_is_stopped_on_the_way(address: Address) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(70):
            yield b"x" * 1024 * 1024

    try:
        answer = httpx.put(url(address, UPLOAD + "big"), content=pieces(), timeout=20)
    except httpx.WriteError:
        pytest.fail("the client could not read the refusal")
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_ordinary_body_over_the_limit_is_refused(address: Address, method: str) -> None:
    content = b"x" * (BODY_MAXIMUM_BYTES + 1)
    answer = httpx.request(method, url(address, "/api/v1/items/x/echo"), content=content)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["facts"]["maximum_bytes"] == BODY_MAXIMUM_BYTES


def test_a_chunked_ordinary_body_over_the_limit_is_refused(address: Address) -> None:
    pieces = (b"x" * 65536 for _ in range(17))
    answer = httpx.post(url(address, "/api/v1/items/x/echo"), content=pieces)
    assert answer.status_code == 413


def test_the_refusal_speaks_the_readers_language(address: Address) -> None:
    content = b"x" * (BODY_MAXIMUM_BYTES + 1)
    for language, title in (("en", "Too large"), ("fr-FR,fr;q=0.9", "Trop volumineux")):
        answer = httpx.post(
            url(address, "/api/v1/items/x/echo"),
            content=content,
            headers={"Accept-Language": language},
        )
        assert answer.json()["title"] == title


def test_a_chunked_ordinary_body_within_the_limit_arrives_with_its_length(
    address: Address,
) -> None:
    pieces = (b"x" * 1000 for _ in range(7))
    answer = httpx.post(url(address, "/api/v1/items/x/echo"), content=pieces)
    assert answer.json() == {"length": 7000, "announced": "7000"}


def test_the_connection_lives_on_after_an_ordinary_request(address: Address) -> None:
    with httpx.Client() as client:
        for _ in range(3):
            answer = client.post(url(address, "/api/v1/items/x/echo"), content=b"abc")
            assert answer.json()["length"] == 3
            assert "connection" not in answer.headers


def test_a_stream_ends_within_a_second_once_its_right_is_lost(address: Address) -> None:
    stream_urls.may_continue.set()
    with httpx.stream("GET", url(address, "/endless"), timeout=10) as answer:
        pieces = answer.iter_raw()
        for _ in range(50):
            next(pieces)
        stream_urls.may_continue.clear()
        lost_at = time.monotonic()
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)
    assert time.monotonic() - lost_at < 1.5


def test_an_upload_costs_little_memory(address: Address) -> None:
    httpx.put(url(address, UPLOAD + "warm"), content=b"x" * 3_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pieces = (b"x" * 65536 for _ in range(960))
    httpx.put(url(address, UPLOAD + "big"), content=pieces, timeout=30)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 16 * 1024
    assert stream_urls.seen["big"] == 960 * 65536


def test_problem_documents_are_json(address: Address) -> None:
    answer = httpx.put(url(address, UPLOAD + "refuse"), content=b"")
    assert json.loads(answer.content)["type"] == "/problems/forbidden"


def receive_until(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while end not in received:
        piece = connection.recv(65536)
        assert piece, received
        received += piece
    return received


def send_until_held_back(connection: socket.socket, limit: int) -> int:
    sent = 0
    try:
        while sent < limit:
            sent += connection.send(b"x" * 65536)
    except TimeoutError:
        pass
    return sent


def wait_for(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
