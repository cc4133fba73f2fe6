"""Live doors in processes of their own, for tests that kill and starve them."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.services.places import CHECKOUT
from tests.services.processes import Server, answers_tcp, free_port


@dataclass(frozen=True, kw_only=True)
class Live:
    """A door in a process of its own that is started again whenever it ends."""

    port: int
    server: Server
    pid_file: Path

    @property
    def pid(self) -> int:
        """The process that serves now."""
        return int(self.pid_file.read_text(encoding="ascii"))

    def signal(self, sign: signal.Signals) -> None:
        """Send a signal to the process that serves, and wait until another one does."""
        pid = self.pid
        os.kill(pid, sign)
        while self.pid == pid or not answers_tcp(self.port):
            time.sleep(0.005)


def live_door(folder: Path, name: str = "door", **environment: str) -> Live:
    """Start a door on the tables of this test."""
    port = free_port()
    pid_file = folder / f"{name}.pid"
    server = Server(
        name=name,
        command=[
            sys.executable,
            "-m",
            "tests.realtime.documents.nursery",
            str(port),
            str(pid_file),
        ],
        log=folder / f"{name}.log",
        answers=lambda: answers_tcp(port),
        environment={
            **os.environ,
            "PYTHONPATH": str(CHECKOUT),
            "DJANGO_SETTINGS_MODULE": "sovshare.settings.testing",
            "DATABASE_URL": database_url(),
            **environment,
        },
    )
    server.start()
    return Live(port=port, server=server, pid_file=pid_file)


def database_url() -> str:
    """Where the tables of this test are."""
    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return f"{base}/{connection.settings_dict['NAME']}"
