"""People who sign in by browser, and a mail server that keeps what it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default as mail_policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Organisation, Person
from apps.accounts.operations.people import create_person
from apps.audit.models import AuditEvent
from apps.core.access import SystemActor
from tests.services.processes import free_port

PASSWORD = "un cheval vert sous la pluie"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def untried() -> None:
    """No test inherits the attempts another one counted."""
    cache.clear()


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Ministère", slug="ministere")


@pytest.fixture
def make_person(organisation: Organisation) -> Callable[..., Person]:
    def make(name: str, **kwargs: Any) -> Person:
        values = {"organisation": organisation, "password": PASSWORD, **kwargs}
        email = values.pop("email", f"{name.lower()}@ministere.test")
        return create_person(actor=SystemActor(), email=email, name=name, **values)

    return make


@pytest.fixture
def alice(make_person: Callable[..., Person]) -> Person:
    return make_person("Alice")


@pytest.fixture
def bob(make_person: Callable[..., Person]) -> Person:
    return make_person("Bob")


@pytest.fixture
def charlie(make_person: Callable[..., Person]) -> Person:
    return make_person("Charlie")


@pytest.fixture
def ada(make_person: Callable[..., Person]) -> Person:
    """The administrator."""
    return make_person("Ada", is_administrator=True)


class Browser:
    """A browser of its own, that reads English."""

    def __init__(self, user_agent: str = "Firefox") -> None:
        self.client = Client(headers={"Accept-Language": "en", "User-Agent": user_agent})

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Any:
        return self.client.post(path, data or {}, **kwargs)

    def sign_in(self, person: Person, password: str = PASSWORD) -> Any:
        return self.post(LOGIN, {"login": person.email, "password": password})

    @property
    def key(self) -> str:
        """The session's cookie."""
        return self.client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def is_signed_in(self) -> bool:
        answer = self.client.get("/api/v1/me")
        assert answer.status_code in {200, 401}
        return bool(answer.status_code == 200)


@pytest.fixture
def browser() -> Browser:
    return Browser()


class Sink:
    """Takes every message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=mail_policy))
        return "250 kept"


class Mailbox:
    """What the mail server was given."""

    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages

    @property
    def last(self) -> str:
        """The text of the last message."""
        return text_of(self.messages[-1])

    @property
    def link(self) -> str:
        """The path of the link in the last message."""
        found = re.search(r"http://testserver(\S+)", self.last)
        assert found is not None, self.last
        return found[1]


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real SMTP server."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield Mailbox(sink.messages)
    controller.stop()


def text_of(message: Message) -> str:
    """The text of a message that has one part."""
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def audited(action: str) -> list[AuditEvent]:
    """Return the acts of that kind, newest first."""
    return list(AuditEvent.objects.filter(action=action).order_by("-id"))
