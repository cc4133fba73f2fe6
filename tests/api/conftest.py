"""The cast, each with a client that speaks JSON: Alice owns, Bob was granted, Charlie is a stranger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from apps.accounts.models import Organisation, Person, TokenScope
from apps.accounts.operations.people import create_person
from apps.accounts.operations.tokens import issue_token
from apps.api.problems import PROBLEM_MEDIA_TYPE
from apps.audit.models import AuditEvent
from apps.core.access import SystemActor
from apps.drive.models import Space

API = "/api/v1"


class Caller:
    """Someone who calls the API with a token."""

    def __init__(self, person: Person, scope: TokenScope = TokenScope.WRITE) -> None:
        self.person = person
        _, self.secret = issue_token(
            actor=SystemActor(), person=person, name=f"test {scope}", scope=scope
        )
        self.client = Client(raise_request_exception=True)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}

    @property
    def root_id(self) -> str:
        return str(Space.objects.get(owner=self.person).root_id)

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> Any:
        """Call; ``body`` is sent as JSON unless it is bytes. Returns the response."""
        headers = {**self.headers, **kwargs.pop("headers", {})}
        content_type = kwargs.pop("content_type", "application/json")
        if isinstance(body, bytes):
            data = body
        else:
            data = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, f"{API}{path}", data, content_type=content_type, headers=headers, **kwargs
        )

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.call("GET", path, **kwargs)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.call("POST", path, body, **kwargs)

    def patch(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.call("PATCH", path, body, **kwargs)

    def put(self, path: str, body: bytes = b"", **kwargs: Any) -> Any:
        kwargs.setdefault("content_type", "application/octet-stream")
        # Django's client announces no length for an empty body; real clients do.
        kwargs.setdefault("CONTENT_LENGTH", str(len(body)))
        return self.call("PUT", path, body, **kwargs)

    def delete(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.call("DELETE", path, body, **kwargs)

    def folder(self, name: str, parent_id: str | None = None) -> str:
        """Make a folder and return its id."""
        answer = self.post(f"/items/{parent_id or self.root_id}/folders", {"name": name})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def upload(
        self, name: str, content: bytes, parent_id: str | None = None, query: str = ""
    ) -> Any:
        """Upload a file and return the answer."""
        return self.put(f"/items/{parent_id or self.root_id}/files/{quote(name)}{query}", content)

    def file(self, name: str, content: bytes = b"hello", parent_id: str | None = None) -> str:
        """Upload a file and return its id."""
        answer = self.upload(name, content, parent_id)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def share(self, item_id: str, with_: Caller, role: str) -> str:
        """Give a role and return the grant's id."""
        body = {"person_id": str(with_.person.id), "role": role}
        answer = self.post(f"/items/{item_id}/grants", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])


@dataclass(frozen=True)
class Cast:
    alice: Caller
    bob: Caller
    charlie: Caller


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Ministère", slug="ministere")


@pytest.fixture
def make_person(organisation: Organisation) -> Callable[..., Person]:
    def make(name: str, **kwargs: Any) -> Person:
        kwargs.setdefault("organisation", organisation)
        return create_person(
            actor=SystemActor(), email=f"{name.lower()}@ministere.test", name=name, **kwargs
        )

    return make


@pytest.fixture
def alice(make_person: Callable[..., Person]) -> Caller:
    return Caller(make_person("Alice"))


@pytest.fixture
def bob(make_person: Callable[..., Person]) -> Caller:
    return Caller(make_person("Bob"))


@pytest.fixture
def charlie(make_person: Callable[..., Person]) -> Caller:
    return Caller(make_person("Charlie"))


@pytest.fixture
def olga(make_person: Callable[..., Person]) -> Caller:
    """The security officer."""
    return Caller(make_person("Olga", is_officer=True), TokenScope.ADMIN)


def is_problem(answer: Any, status: int, code: str) -> bool:
    """Whether the answer is that refusal, in full form. Compared piece by piece for the report."""
    assert answer.headers["Content-Type"] == PROBLEM_MEDIA_TYPE, answer.content
    document = answer.json()
    assert (answer.status_code, document["code"]) == (status, code), document
    assert document["status"] == status
    assert document["type"] == f"/problems/{code}"
    assert document["title"]
    assert document["detail"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    return True


def audited(action: str) -> list[AuditEvent]:
    """Return the acts of that kind, newest first."""
    return list(AuditEvent.objects.filter(action=action).order_by("-id"))
