"""Alice issues, Dominique comes through the link: a browser without account."""

from __future__ import annotations

import base64
import io
import re
from datetime import datetime
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from apps.audit.models import AuditEvent
from apps.core.access import Ability
from apps.core.clock import utc_now
from apps.documents.operations.images import add_image
from apps.drive.models import Item
from apps.drive.operations.settling import apply_verdict
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import ScanOutcome, ScanState
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.links import create_link
from apps.storage.objects import ObjectStore
from tests.world import Agent, alice, bob, charlie, organisation

__all__ = ["alice", "bob", "charlie", "organisation"]

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PASSWORD = "correct horse battery"


class Partner:
    """Dominique with one browser."""

    def __init__(self, link: Link, token: str, *, language: str = "en") -> None:
        self.link = link
        self.token = token
        self.client = Client(headers={"Accept-Language": language})

    @property
    def home(self) -> str:
        return f"/p/{self.link.id}/"

    def at(self, item: Item, what: str = "") -> str:
        return f"{self.home}i/{item.id}/{what}"

    def follow(self) -> Any:
        """Open the address from the mail; the browser keeps the cookie."""
        return self.client.get(f"/l/{self.token}")

    def enter(self) -> Partner:
        assert self.follow().status_code == 303
        return self

    def unlock(self, password: str = PASSWORD) -> Any:
        return self.client.post(f"{self.home}unlock", {"password": password})

    def get(self, path: str | None = None, **headers: str) -> Any:
        return self.client.get(path or self.home, headers=headers)

    def head(self, path: str | None = None, **headers: str) -> Any:
        return self.client.head(path or self.home, headers=headers)

    def join(self, document: Item, name: str = "Dominique") -> Any:
        """Take part under a name; the browser keeps it."""
        return self.client.post(self.at(document, "take-part"), {"name": name})

    def download(self, item: Item, **headers: str) -> Any:
        return self.get(self.at(item, "content"), **headers)


def share(
    agent: Agent,
    item: Item,
    *,
    password: str | None = None,
    note: str = "",
    expires_at: datetime | None = None,
    language: str = "en",
    mode: LinkMode = LinkMode.DOWNLOAD,
) -> Partner:
    """Make a link and give it to Dominique."""
    access = agent.enter(item, Ability.SHARE_LINK)
    link, token = create_link(
        access=access, password=password, note=note, expires_at=expires_at, mode=mode
    )
    return Partner(link, token, language=language)


def infect(item: Item) -> None:
    """Let newer signatures find something in what was clean."""
    version = Item.objects.get(id=item.id).current_version
    assert version is not None
    outcome = ScanOutcome(
        state=ScanState.INFECTED, scanned_at=utc_now(), signature_name="Test.LateHit"
    )
    record_verdict(sha256=version.sha256, outcome=outcome)
    apply_verdict(sha256=version.sha256)


def illustrate(agent: Agent, document: Item) -> UUID:
    """Put an image into a document's store and return the name its nodes carry."""
    content = base64.b64decode(PIXEL)
    image = add_image(
        access=agent.enter(document, Ability.EDIT),
        size_bytes=len(content),
        reader=io.BytesIO(content),
        reopen=lambda: agent.enter(document, Ability.EDIT),
    )
    return image.name


def body_of(answer: Any) -> bytes:
    """Return the whole body; a stream ends with it, as it does in the server."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def text_of(answer: Any) -> str:
    """Return what a reader sees, in one line."""
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(unescape(words).split())


def audited(link: Link) -> list[str]:
    """Return the acts of partners through the link, oldest first."""
    events = AuditEvent.objects.filter(link_id=link.id, actor_type="link").order_by("id")
    return [event.action for event in events]


@pytest.fixture(autouse=True)
def _nobody_guessed_before(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _store(store: ObjectStore) -> None:
    """Content needs a bucket."""
