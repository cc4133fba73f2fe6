"""On a real server: the very bytes, and what revocation does to a download that is under way."""

from __future__ import annotations

import http.client
import io
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.asgi import get_asgi_application

from apps.accounts.operations.people import deactivate_person
from apps.api.streaming import bound_bodies
from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role, SystemActor
from apps.core.clock import utc_now
from apps.drive.models import Item
from apps.sharing.models import Link
from apps.sharing.operations.links import edit_link, revoke_link
from tests.api.running import running
from tests.portal.conftest import PASSWORD, Partner, audited, infect, share
from tests.world import Agent, make_agent, organisation  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
MEBIBYTE = 1024 * 1024
# More than the sockets between server and reader hold.
CONTENT = os.urandom(MEBIBYTE) * 20
Address = tuple[str, int]


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    application: Any = get_asgi_application()
    with running(bound_bodies(application)) as address:
        yield address


class Browser:
    """Dominique on the wire."""

    def __init__(self, server: Address, partner: Partner) -> None:
        self.server = server
        self.partner = partner
        self.cookies: dict[str, str] = {}
        self.connections: list[http.client.HTTPConnection] = []

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(*self.server, timeout=20)
        self.connections.append(connection)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(
            method, path, headers={"Cookie": cookies, "Host": "localhost", **headers}
        )
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def close(self) -> None:
        """Leave, in the middle of an answer if need be."""
        for connection in self.connections:
            connection.close()


Browse = Callable[[Partner], Browser]


@pytest.fixture
def browse(server: Address) -> Iterator[Browse]:
    """Give Dominique a browser that came in already."""
    browsers = []

    def come_in(partner: Partner) -> Browser:
        browsers.append(Browser(server, partner))
        assert browsers[-1].ask(f"/l/{partner.token}").status == 303
        return browsers[-1]

    yield come_in
    for browser in browsers:
        browser.close()


def eventually(what: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def folder(alice: Agent) -> Item:
    return alice.folder("Marchés", alice.team_space("Équipe"))


def test_the_same_bytes_arrive(browse: Browse, alice: Agent, folder: Item) -> None:
    content = os.urandom(3 * MEBIBYTE + 17)
    file = alice.file("Été à Paris.bin", content, folder)
    browser = browse(share(alice, folder))
    answer = browser.ask(browser.partner.at(file, "content"))
    assert answer.read() == content
    assert answer.headers["Content-Length"] == str(len(content))
    assert (
        "filename*=UTF-8''%C3%89t%C3%A9%20%C3%A0%20Paris.bin"
        in answer.headers["Content-Disposition"]
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    archive = browser.ask(browser.partner.at(folder, "zip")).read()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.namelist() == ["Été à Paris.bin"]
        assert opened.read("Été à Paris.bin") == content
    link = browser.partner.link
    assert eventually(lambda: audited(link) == ["link.downloaded", "link.downloaded"])
    assert Link.objects.get(id=link.id).download_count == 2


def test_a_partner_who_closes_after_the_last_byte_has_downloaded(
    browse: Browse, alice: Agent, folder: Item
) -> None:
    """As curl does, and mail programs: they know the length and do not wait for a farewell."""
    content = os.urandom(300_000)
    file = alice.file("a.bin", content, folder)
    browser = browse(share(alice, folder))
    for _ in range(5):
        answer = browser.ask(browser.partner.at(file, "content"))
        assert answer.read() == content
        browser.close()
    link = browser.partner.link
    assert eventually(lambda: audited(link) == ["link.downloaded"] * 5), audited(link)
    assert Link.objects.get(id=link.id).download_count == 5


def revoke(alice: Agent, link: Link, file: Item) -> None:
    revoke_link(access=alice.enter(link.item, Ability.SHARE_LINK), link_id=link.id)


def expire(alice: Agent, link: Link, file: Item) -> None:
    Link.objects.filter(id=link.id).update(expires_at=utc_now())


def set_a_password(alice: Agent, link: Link, file: Item) -> None:
    edit_link(access=alice.enter(link.item, Ability.SHARE_LINK), link_id=link.id, password=PASSWORD)


def downgrade_the_issuer(alice: Agent, link: Link, file: Item) -> None:
    alice.share(Item.objects.get(id=link.item.space_id), Agent(link.issuer), Role.READER)


def deactivate_the_issuer(alice: Agent, link: Link, file: Item) -> None:
    deactivate_person(actor=SystemActor(), person_id=link.issuer_id)


def throw_the_file_away(alice: Agent, link: Link, file: Item) -> None:
    alice.trash(file)


def throw_the_folder_away(alice: Agent, link: Link, file: Item) -> None:
    alice.trash(link.item)


def find_a_threat(alice: Agent, link: Link, file: Item) -> None:
    infect(file)


CAUSES = [
    revoke,
    expire,
    set_a_password,
    downgrade_the_issuer,
    deactivate_the_issuer,
    throw_the_file_away,
    throw_the_folder_away,
    find_a_threat,
]


@pytest.mark.parametrize("what", ["content", "zip"])
@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__)
def test_a_download_under_way_is_cut_within_a_second(
    browse: Browse,
    alice: Agent,
    folder: Item,
    cause: Callable[[Agent, Link, Item], None],
    what: str,
) -> None:
    bob = make_agent(alice.person.organisation, "Bob")
    alice.share(Item.objects.get(id=folder.space_id), bob, Role.MANAGER)
    file = alice.file("grand.bin", CONTENT, folder)
    browser = browse(share(bob, folder))
    target = file if what == "content" else folder
    issuer_acts = bob if cause in {revoke, set_a_password} else alice
    answer = browser.ask(browser.partner.at(target, what))
    received = len(answer.read(MEBIBYTE))
    is_cut = threading.Event()

    def read() -> None:
        nonlocal received
        with closing(answer), suppress(http.client.IncompleteRead, ConnectionError):
            while piece := answer.read(64 * 1024):
                received += len(piece)
                is_cut.wait(0.01)

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.2)
    cause(issuer_acts, browser.partner.link, file)
    acted_at = utc_now()
    assert eventually(lambda: "link.download_cut" in audited(browser.partner.link))
    is_cut.set()
    reader.join(timeout=10)
    assert not reader.is_alive()
    assert received < len(CONTENT)
    assert Link.objects.get(id=browser.partner.link.id).download_count == 0
    # By the server's clock: the reader still empties the sockets' buffers after that.
    cut = AuditEvent.objects.get(link_id=browser.partner.link.id, action="link.download_cut")
    assert cut.at - acted_at < timedelta(seconds=1)


def test_a_client_that_leaves_is_recorded_as_cut(
    browse: Browse, alice: Agent, folder: Item
) -> None:
    file = alice.file("grand.bin", CONTENT, folder)
    browser = browse(share(alice, folder))
    browser.ask(browser.partner.at(file, "content")).read(1000)
    browser.close()
    assert eventually(lambda: audited(browser.partner.link) == ["link.download_cut"])
