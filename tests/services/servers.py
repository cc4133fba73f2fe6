"""The servers: how each is configured and when it counts as started."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from scripts.clamd_config import OFFLINE_SIGNATURES, clamd_config
from tests.services.processes import Server, ServiceError, answers_tcp, find_program

S3_ACCESS_KEY_ID = "SOVSHARETESTACCESSKEY"
S3_SECRET_ACCESS_KEY = "sovshare-test-secret-access-key-0123456789"


def redis(folder: Path) -> Server:
    """Return a Redis listening on ``folder/redis.sock`` only, keeping nothing on disk."""
    address = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(address), "--save", "", "--appendonly", "no"]
    return Server(
        name="redis",
        command=[find_program("redis-server", "redis-server"), *options, "--databases", "64"],
        log=folder / "redis.log",
        answers=lambda: _ask(address, b"PING\r\n").startswith(b"+PONG"),
    )


def clamd(folder: Path, overrides: dict[str, str] | None = None) -> Server:
    """Return a clamd listening on ``folder/clamd.sock`` with the shipped limits and offline signatures.

    The signatures are copied to ``folder/signatures``, so that a test can change them.
    """
    address = folder / "clamd.sock"
    signatures = folder / "signatures"
    if not signatures.exists():
        shutil.copytree(OFFLINE_SIGNATURES, signatures)
    config = folder / "clamd.conf"
    text = clamd_config(socket=address, signatures=signatures, overrides=overrides)
    config.write_text(text, encoding="utf-8")
    return Server(
        name="clamd",
        command=[find_program("clamd", "clamav-daemon"), "--config-file", str(config)],
        log=folder / "clamd.log",
        answers=lambda: _ask(address, b"zPING\0").startswith(b"PONG"),
    )


def s3(folder: Path, port: int) -> Server:
    """Return an S3 server on ``port`` whose buckets are the sub-folders of ``folder/objects``."""
    objects = folder / "objects"
    objects.mkdir(parents=True, exist_ok=True)
    options = [
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        f"{S3_ACCESS_KEY_ID},{S3_SECRET_ACCESS_KEY}",
    ]
    # Hardly any directory cache: tests damage and remove objects behind the server's back. Not 0:
    # rclone then renews its cache without a pause and takes a whole processor.
    quiet = ["--config", "", "--dir-cache-time", "50ms", "--log-level", "NOTICE"]
    return Server(
        name="s3",
        command=[find_program("rclone", "rclone"), "serve", "s3", str(objects), *options, *quiet],
        log=folder / "s3.log",
        answers=lambda: answers_tcp(port),
        environment={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )


def postgres(folder: Path, *, is_durable: bool = False) -> Server:
    """Return a PostgreSQL listening on ``folder/postgres/.s.PGSQL.5432`` only.

    Its user is ``sovshare``. Unless it ``is_durable``, nothing is synchronised to disk: the cluster
    lives as long as the tests. PostgreSQL refuses to run as root; another user is taken then.
    """
    home = folder / "postgres"
    user = _unprivileged_user()
    if not (home / "data").exists():
        _make_cluster(home, user)
    safety = "on" if is_durable else "off"
    options = ["listen_addresses=", f"unix_socket_directories={home}", "max_connections=300"]
    options += [f"{name}={safety}" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    return Server(
        name="postgresql",
        command=[_postgres_program("postgres"), "-D", str(home / "data"), *_each("-c", options)],
        log=folder / "postgres.log",
        answers=lambda: _is_ready(home),
        user=user,
    )


def postgres_url(folder: Path) -> str:
    """Return the address of the PostgreSQL in ``folder``."""
    return f"postgres://sovshare@{quote(str(folder / 'postgres'), safe='')}/postgres"


def _make_cluster(home: Path, user: str | None) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    if user:
        shutil.chown(home, user)
    options = [
        "--username=sovshare",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    done = subprocess.run(
        [_postgres_program("initdb"), "-D", str(home / "data"), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        shutil.rmtree(home, ignore_errors=True)
        raise ServiceError(f"initdb failed: {done.stderr}")


def _unprivileged_user() -> str | None:
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise ServiceError("PostgreSQL does not run as root, and there is no other user.")


def _postgres_program(name: str) -> str:
    newest_first = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return find_program(name, "postgresql", *newest_first)


def _is_ready(home: Path) -> bool:
    command = [_postgres_program("pg_isready"), "-q", "-h", str(home), "-d", "postgres"]
    return subprocess.run(command, check=False).returncode == 0


def _each(flag: str, values: list[str]) -> list[str]:
    return [part for value in values for part in (flag, value)]


def _ask(address: Path, question: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(address))
            connection.sendall(question)
            return connection.recv(64)
    except OSError:
        return b""
