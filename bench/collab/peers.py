"""What both peers can do: hold documents, serve them from one core, be killed."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.collab.crowd import Dialect
from tests.services.processes import free_port

START_SECONDS = 40.0


class Peer(ABC):
    """One of the two servers. ``pids`` and ``ports`` are those of its running processes."""

    name: str

    def __init__(self, core: int, folder: Path) -> None:
        self.core = core
        self.folder = folder
        self.ports: list[int] = []
        self._processes: list[subprocess.Popen[bytes]] = []

    @abstractmethod
    def make_documents(self, count: int, content: Sequence[bytes] = ()) -> list[str]:
        """Return the ids of new documents that hold what ``content``, updates of Yjs, says.

        Called while no server runs.
        """

    @abstractmethod
    def dialect(self, document: str, number: int, process: int = 0) -> Dialect:
        """Return how the ``number``-th client speaks to a process about a document."""

    @abstractmethod
    def _command(self, port: int) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return what starts one process, and its environment."""

    @property
    def pids(self) -> list[int]:
        """The processes that serve."""
        return [process.pid for process in self._processes]

    @contextmanager
    def serving(self, processes: int = 1) -> Iterator[None]:
        """Serve as long as the context lasts."""
        self.start(processes)
        try:
            yield
        finally:
            self.stop()

    def start(self, processes: int = 1) -> None:
        """Start and wait until all answer. Raises ``RuntimeError``."""
        for number in range(processes):
            port = free_port()
            command, environment = self._command(port)
            log = (self.folder / f"{self.name}-{number}.log").open("ab")
            process = subprocess.Popen(
                ["taskset", "--cpu-list", str(self.core), *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            log.close()
            self._processes.append(process)
            self.ports.append(port)
            _wait_for(port, process)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End all processes, kindly unless told otherwise."""
        for process in self._processes:
            process.send_signal(sign)
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes, self.ports = [], []

    def kill(self) -> None:
        """End all processes as a crash would."""
        self.stop(signal.SIGKILL)


def handshake(path: str, subprotocols: Sequence[str] = ()) -> bytes:
    """Return the request for a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: localhost",
        "Origin: http://localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    ]
    if subprotocols:
        lines.append(f"Sec-WebSocket-Protocol: {', '.join(subprotocols)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not start")
