"""The whole service behind a real server: bytes that stream, and rights that end meanwhile."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any, cast

import httpx
import pytest
from django.core.handlers.asgi import ASGIHandler
from django.db import connections

from apps.accounts.models import ApiToken, Person
from apps.api.streaming import bound_bodies
from apps.drive.models import FileVersion, Item, Space, Upload
from apps.sharing.models import Grant
from apps.storage.objects import object_store
from tests.api.conftest import API, Caller
from tests.api.running import exchange, running

pytestmark = pytest.mark.django_db(transaction=True)

MIB = 1024 * 1024


@pytest.fixture
def base(transactional_db: None) -> Iterator[str]:
    with running(bound_bodies(cast("Any", ASGIHandler()))) as (host, port):
        yield f"http://{host}:{port}{API}"
    connections.close_all()


@pytest.fixture
def http(base: str, alice: Caller) -> Iterator[httpx.Client]:
    with signed_in(base, alice) as client:
        yield client


def signed_in(base: str, caller: Caller) -> httpx.Client:
    headers = {**caller.headers, "Host": "testserver"}
    return httpx.Client(base_url=base, headers=headers, timeout=60)


def test_a_large_file_goes_in_and_comes_out_the_same(http: httpx.Client, alice: Caller) -> None:
    content = os.urandom(20 * MIB + 17)
    answer = http.put(f"/items/{alice.root_id}/files/gros.bin", content=content)
    assert answer.status_code == 201, answer.content
    item = answer.json()
    assert item["verdict"]["sha256"] == hashlib.sha256(content).hexdigest()
    downloaded = http.get(f"/items/{item['id']}/content")
    assert downloaded.content == content
    assert "transfer-encoding" not in downloaded.headers
    part = http.get(f"/items/{item['id']}/content", headers={"Range": "bytes=1000000-9000000"})
    assert part.content == content[1_000_000:9_000_001]


def test_a_stranger_is_refused_before_the_first_byte(base: str, alice: Caller, bob: Caller) -> None:
    host, port = base.removeprefix("http://").partition("/")[0].split(":")
    for secret, status in ((bob.secret, b"404"), ("wrong", b"401")):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(
                f"PUT {API}/items/{alice.root_id}/files/x HTTP/1.1\r\nHost: testserver\r\n"
                f"Authorization: Bearer {secret}\r\nContent-Length: 90000000\r\n"
                "Expect: 100-continue\r\n\r\n".encode()
            )
            assert connection.recv(64).startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize("name", ["%ff.txt", "caf%e9.txt", "%ed%a0%80"])
def test_a_name_that_is_no_utf_8_is_refused_not_replaced(
    base: str, alice: Caller, name: str
) -> None:
    host, port = base.removeprefix("http://").partition("/")[0].split(":")
    answer = exchange(
        (host, int(port)),
        f"PUT {API}/items/{alice.root_id}/files/{name} HTTP/1.1\r\nHost: testserver\r\n"
        f"Authorization: Bearer {alice.secret}\r\nContent-Length: 1\r\n"
        "Connection: close\r\n\r\nx".encode(),
    )
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code": "invalid_request"' in answer
    assert not Item.objects.filter(kind="file").exists()


def test_a_client_that_leaves_leaves_nothing(http: httpx.Client, alice: Caller) -> None:
    def half() -> Iterator[bytes]:
        yield b"x" * MIB
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        http.put(
            f"/items/{alice.root_id}/files/x.bin",
            content=half(),
            headers={"Content-Length": str(5 * MIB)},
        )
    wait_for(lambda: not Upload.objects.exists())
    assert not Item.objects.filter(name="x.bin").exists()
    space = Space.objects.get(owner=alice.person)
    assert (space.used_bytes, space.reserved_bytes) == (0, 0)


def test_a_right_lost_during_an_upload_keeps_it_out(
    http: httpx.Client, base: str, alice: Caller, bob: Caller
) -> None:
    folder = http.post(f"/items/{alice.root_id}/folders", json={"name": "Commun"}).json()["id"]
    grant = {"person_id": str(bob.person.id), "role": "editor"}
    http.post(f"/items/{folder}/grants", json=grant)

    def slow() -> Iterator[bytes]:
        yield b"x" * MIB
        Grant.objects.filter(person=bob.person, item_id=folder).delete()
        yield b"x" * MIB

    with signed_in(base, bob) as bobs:
        answer = bobs.put(
            f"/items/{folder}/files/x.bin", content=slow(), headers={"Content-Length": str(2 * MIB)}
        )
    assert answer.status_code == 404, answer.content
    assert not Item.objects.filter(name="x.bin").exists()
    assert not Upload.objects.exists()


def causes(alice: Caller, bob: Caller, item: str) -> dict[str, Any]:
    """Ways in which Bob loses the right to go on downloading."""
    return {
        "grant taken": lambda: Grant.objects.filter(person=bob.person, item_id=item).delete(),
        "trashed": lambda: alice.delete(f"/items/{item}"),
        "deactivated": lambda: Person.objects.filter(id=bob.person.id).update(is_active=False),
        "token deleted": lambda: ApiToken.objects.filter(person=bob.person).delete(),
        "late hit": lambda: FileVersion.objects.filter(item_id=item).update(state="infected"),
    }


@pytest.mark.parametrize(
    "cause", ["grant taken", "trashed", "deactivated", "token deleted", "late hit"]
)
def test_a_right_lost_during_a_download_cuts_it(
    http: httpx.Client, base: str, alice: Caller, bob: Caller, cause: str
) -> None:
    size = 60 * MIB
    answer = http.put(f"/items/{alice.root_id}/files/gros.bin", content=b"x" * size)
    item = answer.json()["id"]
    http.post(f"/items/{item}/grants", json={"person_id": str(bob.person.id), "role": "reader"})
    with (
        signed_in(base, bob) as bobs,
        bobs.stream("GET", f"/items/{item}/content") as download,
    ):
        pieces = download.iter_raw(MIB)
        received = [next(pieces)]
        causes(alice, bob, item)[cause]()
        time.sleep(1.0)
        with pytest.raises(httpx.RemoteProtocolError):
            received.extend(pieces)
    assert sum(map(len, received)) < size


def test_many_downloads_at_once_all_finish(http: httpx.Client, base: str, alice: Caller) -> None:
    content = os.urandom(3 * MIB)
    answer = http.put(f"/items/{alice.root_id}/files/a.bin", content=content)
    item, wanted = answer.json()["id"], hashlib.sha256(content).hexdigest()

    def download(_: int) -> str:
        with signed_in(base, alice) as client:
            return hashlib.sha256(client.get(f"/items/{item}/content").content).hexdigest()

    with ThreadPoolExecutor(60) as pool:
        assert set(pool.map(download, range(60))) == {wanted}


def test_a_download_that_is_abandoned_frees_its_threads_and_connections(
    http: httpx.Client, base: str, alice: Caller
) -> None:
    answer = http.put(f"/items/{alice.root_id}/files/gros.bin", content=b"x" * (40 * MIB))
    item = answer.json()["id"]

    def abandon() -> None:
        with signed_in(base, alice) as client, client.stream("GET", f"/items/{item}/content") as d:
            next(d.iter_raw(65536))

    abandon()
    time.sleep(0.5)
    before = threading.active_count()
    for _ in range(10):
        abandon()
    wait_for(lambda: threading.active_count() <= before + 2)


def test_a_broken_object_ends_the_connection_before_its_last_byte(
    http: httpx.Client, alice: Caller
) -> None:
    content = os.urandom(5 * MIB)
    item = http.put(f"/items/{alice.root_id}/files/a.bin", content=content).json()["id"]
    flipped = content[:-1] + bytes([content[-1] ^ 1])
    key = FileVersion.objects.get(item_id=item).object_key
    object_store().put_stream(key, io.BytesIO(flipped), len(flipped))
    with pytest.raises(httpx.RemoteProtocolError):
        http.get(f"/items/{item}/content")


def test_health_tells_what_fails_by_name(base: str, settings: Any) -> None:
    root = base.removesuffix(API)
    headers = {"Host": "testserver"}
    assert httpx.get(f"{root}/health/live", headers=headers).json() == {"status": "ok"}
    ready = httpx.get(f"{root}/health/ready", headers=headers)
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "failing": []})
    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9"
    settings.CLAMD_ADDRESS = "unix:///nowhere/clamd.sock"
    failing = httpx.get(f"{root}/health/ready", headers=headers)
    assert failing.status_code == 503
    assert failing.json() == {"status": "failing", "failing": ["store", "scanner"]}


def wait_for(condition: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


WIRE_LINES = [
    "GET /api/v1/items/%ff HTTP/1.1",
    "GET /api/v1/items/%00 HTTP/1.1",
    "GET /api/v1/%ed%a0%80 HTTP/1.1",
    "GET /api/v1/recent?cursor=%ff%fe&limit=%ed%a0%80 HTTP/1.1",
    "GET /api/v1/recent?" + "a=1&" * 5000 + " HTTP/1.1",
    "GET /api/v1//recent HTTP/1.1",
    "GET /api/v1/../v1/items/x HTTP/1.1",
    "PUT /api/v1/items/x/files/%2e%2e HTTP/1.1",
    "PUT /api/v1/items/x/files/%ff HTTP/1.1",
    "POST /api/v1/spaces?%00 HTTP/1.1",
    "DELETE /api/v1/trash?%ff HTTP/1.1",
]
WIRE_HEADERS = [
    "",
    "Content-Type: application/json; charset=base64\r\n",
    "Content-Type: text/html; charset=undefined\r\n",
    "Content-Type: multipart/form-data\r\n",
    "Content-Type: \xff\xfe\r\n",
    "Cookie: sessionid=\xff; csrftoken=%00\r\n",
    "Accept-Language: \xff,;q=x,fr;q=9\r\nRange: bytes=\r\nIf-Match: \xff\r\n",
]


def test_nonsense_on_the_wire_is_a_clients_mistake(base: str, alice: Caller) -> None:
    host, port = base.removeprefix("http://").partition("/")[0].split(":")
    for line, headers in product(WIRE_LINES, WIRE_HEADERS):
        request = (
            f"{line}\r\nHost: testserver\r\nAuthorization: Bearer {alice.secret}\r\n"
            f"Content-Length: 2\r\nConnection: close\r\n{headers}\r\n{{x"
        )
        answer = exchange((host, int(port)), request.encode("latin-1"))
        status = int(answer.split(b" ", 2)[1])
        assert 400 <= status < 500, (line, headers, answer[:300])
