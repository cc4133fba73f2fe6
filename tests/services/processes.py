"""Starting a server, knowing when it answers, stopping it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 10.0


class ServiceError(RuntimeError):
    """A server the tests need is missing or does not start."""


def find_program(name: str, package: str, *more_places: str) -> str:
    """Return the path of a program. Raises ``ServiceError`` naming the Debian package."""
    path = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin", *more_places]
    )
    found = shutil.which(name, path=path)
    if found is None:
        raise ServiceError(f"{name} is missing: install the package {package}.")
    return found


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody uses at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(kw_only=True)
class Server:
    """One server process, in a process group of its own; its output goes to ``log``."""

    name: str
    command: list[str]
    log: Path
    answers: Callable[[], bool]
    environment: dict[str, str] | None = None
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        """Start it, wait until it answers and return its process id.

        Raises ``ServiceError`` with the end of its log if it does not.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env=self.environment,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        self._wait()
        return self.process.pid

    def stop(self) -> None:
        """End it, kindly at first."""
        if self.process is not None:
            end_group(self.process.pid)
            self.process.wait(timeout=STOP_SECONDS)
            self.process = None

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=STOP_SECONDS)
            self.process = None

    def freeze(self) -> None:
        """Stop it from doing anything while its sockets stay open."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGSTOP)
            while process_state(self.process.pid) != "T":
                time.sleep(0.005)

    def thaw(self) -> None:
        """Let a frozen server continue."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGCONT)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.answers():
                return
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.05)
        tail = self.log.read_text(errors="replace")[-2000:]
        self.kill_if_running()
        raise ServiceError(f"{self.name} does not start:\n{tail}")

    def kill_if_running(self) -> None:
        """Leave nothing behind after a failed start."""
        if self.process is not None and self.process.poll() is None:
            self.kill()


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended but was not collected does not."""
    return process_state(pid) not in ("", "Z")


def process_state(pid: int) -> str:
    """Return the letter that proc(5) gives for a process, empty when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[0]


def end_group(pid: int) -> None:
    """End a server's process group and wait for it; force it after ten seconds."""
    for sign in (signal.SIGCONT, signal.SIGTERM):
        _signal_group(pid, sign)
    deadline = time.monotonic() + STOP_SECONDS
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    if is_alive(pid):
        _signal_group(pid, signal.SIGKILL)


def _signal_group(pid: int, sign: signal.Signals) -> None:
    try:
        os.killpg(pid, sign)
    except ProcessLookupError:
        return


def answers_tcp(port: int) -> bool:
    """Say whether something listens on a port of the loopback interface."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
