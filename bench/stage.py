"""The product as it runs, on the servers of the tests, with one agent who holds a token."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from psycopg import sql

SETTINGS = "sovshare.settings.testing"
START_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where the product answers, as whom, and the process that serves."""

    port: int
    token: str
    root_id: str
    pid: int

    def connect(self) -> http.client.HTTPConnection:
        """Return a new connection; ``headers`` go with each of its requests."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    @property
    def headers(self) -> dict[str, str]:
        """What identifies the agent."""
        return {"Authorization": f"Bearer {self.token}", "Host": "localhost"}

    def memory_bytes(self, field: str = "VmRSS") -> int:
        """Return the server's memory now (``VmRSS``) or at its highest (``VmHWM``)."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
        raise LookupError(field)


@contextmanager
def stage() -> Iterator[Stage]:
    """Start the servers and the product, and stop the product at the end."""
    prepare()
    token, root_id = make_agent()
    port = _free_port()
    command = ["uvicorn", "sovshare.asgi:application", "--port", str(port), "--loop", "uvloop"]
    quiet = ["--http", "httptools", "--ws", "none", "--no-access-log", "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, "-m", *command, *quiet])
    try:
        _wait_for(port, server)
        yield Stage(port=port, token=token, root_id=root_id, pid=server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def prepare(database_url: str | None = None) -> None:
    """Give this process the product's settings and an empty database with its tables.

    ``database_url`` names another PostgreSQL than that of the tests.
    """
    from tests.services.corner import take_corner
    from tests.services.ensemble import ensure_services

    environment = ensure_services() | take_corner()
    if database_url is not None:
        environment["DATABASE_URL"] = database_url
    name = f"bench_{environment['SOVSHARE_TEST_DATABASE']}"
    base, _, _ = environment["DATABASE_URL"].rpartition("/")
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ.update(environment, DATABASE_URL=f"{base}/{name}", DJANGO_SETTINGS_MODULE=SETTINGS)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from apps.storage.objects import object_store

    object_store().ensure_bucket()


def make_agent() -> tuple[str, str]:
    """Make Alice; return a token of hers and the id of her root."""
    from apps.accounts.models import Organisation, TokenScope
    from apps.accounts.operations.people import create_person
    from apps.accounts.operations.tokens import issue_token
    from apps.core.access import SystemActor
    from apps.drive.models import Space

    person = create_person(
        actor=SystemActor(),
        email="alice@ministere.test",
        name="Alice",
        organisation=Organisation.objects.create(name="Ministère", slug="ministere"),
    )
    _, secret = issue_token(
        actor=SystemActor(), person=person, name="bench", scope=TokenScope.WRITE
    )
    return secret, str(Space.objects.get(owner=person).root_id)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the product does not start")


def _free_port() -> int:
    from tests.services.processes import free_port

    return free_port()
