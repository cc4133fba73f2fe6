"""A real SMTP server that can be told to misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email import policy as mail_policies
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from apps.storage.objects import ObjectStore, object_store
from tests.services.processes import free_port
from tests.world import alice, bob, organisation

__all__ = ["alice", "bob", "organisation"]

POLICY = mail_policies.default


class Postmaster:
    """Keeps what it takes; ``answer`` is what it says to the content, ``to_recipient`` to RCPT."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 kept"
        self.to_recipient = "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message, if the answer says so."""
        if self.answer.startswith("250"):
            self.messages.append(message_from_bytes(envelope.content, policy=POLICY))
        return self.answer


class MailServer:
    """The server and its address in the settings; ``stop`` and ``start`` as often as wished."""

    def __init__(self, postmaster: Postmaster) -> None:
        self._postmaster = postmaster
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self._postmaster, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Be gone."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def mail_server(postmaster: Postmaster, settings: Settings) -> Iterator[MailServer]:
    server = MailServer(postmaster)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture
def bucket(settings: Settings) -> ObjectStore:
    """A bucket of these tests."""
    settings.S3_BUCKET = f"{settings.S3_BUCKET}-mail"
    own = object_store()
    own.ensure_bucket()
    return own
