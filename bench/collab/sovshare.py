"""This product as it runs in production: the realtime door alone, PostgreSQL that waits for its disk."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID

from bench.collab import cores
from bench.collab.frames import read_varint
from bench.collab.peers import Peer, handshake

AGENTS = 20
_SAVED = 100
# Of what a client begins with, a paragraph and its text are no characters.
_NO_CHARACTERS = 2


@dataclass(frozen=True)
class _Dialect:
    document: str
    port: int
    token: str

    prefix = b""
    greeting: Sequence[bytes] = ()

    @property
    def request(self) -> bytes:
        """With a token, as an integrator's program; the browser's cookie is told as quickly."""
        subprotocols = ["sovshare.v1", "bearer", self.token]
        return handshake(f"/ws/documents/{self.document}/", subprotocols)

    def acknowledged(self, message: bytes, before: int) -> int:
        """*Saved* names the clock below which everything is durable."""
        if message[0] != _SAVED:
            return before
        _, at = read_varint(message, 1)
        clock, _ = read_varint(message, at)
        return max(before, clock - _NO_CHARACTERS)


class Sovshare(Peer):
    """Twenty agents who may write in everything; each client comes with a token of one of them."""

    name = "sovshare"

    def __init__(self, core: int, folder: Path) -> None:
        super().__init__(core, folder)
        self.folder_id, self.tokens = _make_agents()
        self._numbers = count()

    def make_documents(self, number: int, content: Sequence[bytes] = ()) -> list[str]:
        """Content goes through the log."""
        from apps.accounts.actors import person_actor
        from apps.accounts.models import Person
        from apps.core.access import Ability
        from apps.documents.operations.creating import create_document
        from apps.sharing.gate import open_item

        alice = person_actor(Person.objects.earliest("created_at"))
        access = open_item(alice, self.folder_id, want=Ability.EDIT)
        names = []
        for _ in range(number):
            item = create_document(access=access, name=f"Document {next(self._numbers)}")
            names.append(str(item.id))
            if content:
                _write(item.id, content, alice.person_id)
        return names

    def dialect(self, document: str, number: int, process: int = 0) -> _Dialect:
        """Clients are the agents in turn."""
        return _Dialect(document, self.ports[process], self.tokens[number % len(self.tokens)])

    def _command(self, port: int) -> tuple[Sequence[str], Mapping[str, str]]:
        command = ["-m", "uvicorn", "sovshare.asgi:application", "--port", str(port)]
        loop = ["--loop", "uvloop", "--http", "httptools", "--lifespan", "off"]
        sockets = ["--ws", "apps.realtime.wire:QuickWebSocketProtocol", "--ws-max-size", "9437184"]
        sockets += ["--ws-per-message-deflate", "false"]
        quiet = ["--no-access-log", "--log-level", "warning", "--no-server-header"]
        return [sys.executable, *command, *loop, *sockets, *quiet], os.environ


@contextmanager
def sovshare(core: int, folder: Path) -> Iterator[Sovshare]:
    """Start a database that is as durable as in production, fill it, and stop it at the end."""
    from bench.stage import prepare
    from tests.services import servers
    from tests.services.ensemble import STATE_FILE, ensure_services
    from tests.services.places import runtime_dir

    ensure_services()
    state = json.loads((runtime_dir() / STATE_FILE).read_text(encoding="utf-8"))
    (own_core,) = os.sched_getaffinity(0)
    cores.pin(state["pids"].values(), own_core)
    database = servers.postgres(runtime_dir() / "durable", is_durable=True)
    database.start()
    try:
        prepare(servers.postgres_url(runtime_dir() / "durable"))
        yield Sovshare(core, folder)
    finally:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined] # of Django's PostgreSQL backend
        database.stop()


def _make_agents() -> tuple[UUID, list[str]]:
    """Make Alice, a folder of hers, and colleagues who may write in it; return a token of each."""
    from apps.accounts.actors import person_actor
    from apps.accounts.models import Organisation, Person, TokenScope
    from apps.accounts.operations.people import create_person
    from apps.accounts.operations.tokens import issue_token
    from apps.core.access import Ability, Role, SystemActor
    from apps.drive.models import Space
    from apps.drive.operations.structure import create_folder
    from apps.sharing.gate import open_item
    from apps.sharing.operations.grants import PrincipalRef, give_role

    organisation = Organisation.objects.create(name="Ministère", slug="ministere")
    people: list[Person] = [
        create_person(
            actor=SystemActor(),
            email=f"agent{number}@ministere.test",
            name=f"Agent {number}",
            organisation=organisation,
        )
        for number in range(AGENTS)
    ]
    alice = person_actor(people[0])
    root_id = Space.objects.get(owner=people[0]).root_id
    folder = create_folder(access=open_item(alice, root_id, want=Ability.EDIT), name="Ensemble")
    access = open_item(alice, folder.id, want=Ability.MANAGE_GRANTS)
    for colleague in people[1:]:
        give_role(access=access, principal=PrincipalRef(person_id=colleague.id), role=Role.EDITOR)
    tokens = [
        issue_token(actor=SystemActor(), person=person, name="bench", scope=TokenScope.WRITE)[1]
        for person in people
    ]
    return folder.id, tokens


def _write(document_id: UUID, updates: Sequence[bytes], person_id: UUID) -> None:
    """Append to the log, then do what the worker does with a long one."""
    from apps.core.clock import utc_now
    from apps.documents.authors import Author
    from apps.documents.operations.log import NewUpdate, append_updates
    from apps.documents.operations.snapshots import take_snapshot

    author, now = Author(person_id=person_id), utc_now()
    append_updates(
        [NewUpdate(document_id, update, author, client_ids=(), at=now) for update in updates]
    )
    take_snapshot(document_id)
