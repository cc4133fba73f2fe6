"""New signatures look at old content again, what partners can reach first."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.audit.models import AuditEvent
from apps.core.access import Ability
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.rescanning import rescan_next
from apps.scanning.connection import ClamdAddress, Conversation, Timeouts
from apps.scanning.models import Verdict
from apps.sharing.gate import open_item
from apps.sharing.models import Link
from apps.sharing.tasks import rescan_exposed
from apps.storage.objects import ObjectStore
from tests.scanning.fake_clamd import FakeClamd
from tests.world import Agent, partner, unheard_of

OURS = b"ours "
KNOWN_LATER = b"what only tomorrow's signatures know"


class Engine:
    """The real engine behind a door that gives its signatures a number.

    From number 2 on they know one thing more. ``seen`` holds what was scanned, canaries apart.
    """

    def __init__(self, real: str) -> None:
        self._real = ClamdAddress(real)
        self.signatures = 1
        self.seen: list[bytes] = []

    def behave(self, connection: socket.socket, command: bytes, content: bytes) -> None:
        """Answer as clamd does."""
        if command == b"zVERSION":
            date = utc_now().strftime("%a %b %d %H:%M:%S %Y")
            connection.sendall(f"ClamAV 1.0.9/{self.signatures}/{date}\0".encode())
        elif KNOWN_LATER in content and self.signatures > 1:
            connection.sendall(b"stream: Late.Finding FOUND\0")
        else:
            connection.sendall(self._ask(content))
        if content.startswith(OURS):
            self.seen.append(content)

    def _ask(self, content: bytes) -> bytes:
        with Conversation(self._real, Timeouts()) as conversation:
            conversation.say("INSTREAM")
            conversation.send_chunk(content)
            conversation.end_stream()
            return conversation.reply(60).encode() + b"\0"


@pytest.fixture
def engine(settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(settings.CLAMD_ADDRESS)
    with FakeClamd(tmp_path / "clamd", engine.behave):
        settings.CLAMD_ADDRESS = f"unix://{tmp_path / 'clamd'}"
        yield engine


def ours() -> bytes:
    """Bytes the engine counts, unlike its canaries."""
    return OURS + unheard_of()


def signatures_of(item: Item) -> int | None:
    version = FileVersion.objects.get(item=item)
    return Verdict.objects.get(sha256=version.sha256).signature_version


def due_again() -> None:
    Verdict.objects.update(rescan_after=utc_now() - timedelta(seconds=1))


@pytest.mark.usefixtures("bucket")
def test_content_is_scanned_again_once_for_new_signatures(alice: Agent, engine: Engine) -> None:
    item = alice.file("a.txt", ours())
    assert rescan_next() == 0, "the signatures are those of the verdict"
    engine.signatures = 2
    assert rescan_next() == 1
    assert signatures_of(item) == 2
    assert rescan_next() == 0
    assert len(engine.seen) == 2


@pytest.mark.usefixtures("bucket")
def test_a_late_finding_closes_the_links(alice: Agent, bob: Agent, engine: Engine) -> None:
    item = alice.file("a.txt", ours() + KNOWN_LATER)
    link = alice.link(item)
    open_item(partner(link), item.id)
    engine.signatures = 2
    assert rescan_next() == 1
    assert not alice.enter(item).allows(Ability.DOWNLOAD)
    with pytest.raises(NotFoundError):
        open_item(partner(link), item.id)
    event = AuditEvent.objects.get(action="content.infected")
    assert event.facts["signature_name"] == "Late.Finding"


@pytest.mark.usefixtures("bucket")
def test_what_partners_can_reach_comes_first(alice: Agent, engine: Engine) -> None:
    inside = alice.file("a.txt", hidden := ours())
    folder = alice.folder("Envoi")
    shared = alice.file("b.txt", reachable := ours(), parent=folder)
    once = alice.file("c.txt", taken := ours())
    alice.link(folder)
    ended = alice.link(once)
    Link.objects.filter(id=ended.id).update(
        revoked_at=utc_now(), download_count=1, last_used_at=utc_now()
    )
    engine.signatures = 2
    engine.seen.clear()
    assert [rescan_exposed(), rescan_exposed(), rescan_exposed()] == [1, 1, 0]
    assert set(engine.seen) == {reachable, taken}
    assert signatures_of(inside) == 1
    assert rescan_next() == 1
    assert engine.seen[-1] == hidden
    assert signatures_of(shared) == signatures_of(once) == 2


@pytest.mark.usefixtures("bucket")
def test_a_scan_that_fails_leaves_its_turn_to_others(
    alice: Agent, engine: Engine, bucket: ObjectStore
) -> None:
    broken, whole = alice.file("a.txt", ours()), alice.file("b.txt", ours())
    bucket.delete(FileVersion.objects.get(item=broken).object_key)
    engine.signatures = 2
    assert [rescan_next(), rescan_next(), rescan_next()] == [1, 1, 0]
    assert (signatures_of(broken), signatures_of(whole)) == (1, 2)
    due_again()
    assert rescan_next() == 1


@pytest.mark.usefixtures("bucket")
def test_without_a_number_nothing_is_scanned_again(alice: Agent) -> None:
    alice.file("a.txt")
    assert rescan_next() == 0, "the test engine's signatures have no number"
    assert rescan_exposed() == 0
