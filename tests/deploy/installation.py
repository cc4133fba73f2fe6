"""An installation as compose.yaml makes it, with this machine in the place of its containers.

The commands and the environment are those of the files; only names and ports of other containers are
replaced by those of the tests' own servers.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import psycopg
from django.conf import settings
from psycopg import sql

from sovshare.settings.catalogue import PROJECT_DIR
from tests.deploy.files import command_of, environment_of, filled_example, readable
from tests.deploy.proxy import Places, free_places, make_certificate, proxy
from tests.services.places import runtime_dir
from tests.services.processes import Server, ServiceError, answers_tcp
from tests.services.servers import clamd
from tests.services.signatures import write_dated_signatures

EMAIL = "alice@exemple.fr"
PASSWORD = "un mot de passe assez long"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What stands behind ``https://localhost:<port>``; logs and certificate are in ``folder``."""

    folder: Path
    places: Places
    environment: dict[str, str]
    web: Server

    @property
    def origin(self) -> str:
        return self.environment["PUBLIC_URL"]

    @property
    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "fullchain.pem")

    def browser(self, *, window_bytes: int | None = None) -> httpx.Client:
        """Return a client with cookies of its own that trusts the certificate.

        With ``window_bytes`` no more is on its way to her than that and what the servers hold: else
        the system takes in tens of megabytes that she has not read.
        """
        window = [(socket.SOL_SOCKET, socket.SO_RCVBUF, window_bytes)] if window_bytes else None
        transport = httpx.HTTPTransport(verify=self.tls, socket_options=window)
        return httpx.Client(base_url=self.origin, transport=transport, timeout=60)

    def manage(self, *words: str, typed: str = "") -> str:
        """Run ``manage.py`` as the container ``migrate`` would."""
        return run_in(self.environment, [sys.executable, "manage.py", *words], typed)

    def logs(self) -> str:
        """Return all that was written so far by the proxy and the servers."""
        return "\n".join(readable(path) for path in sorted(self.folder.glob("*.log")))


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Install, start, and end everything."""
    places = free_places()
    make_certificate(folder)
    environment = production_environment(folder, places)
    make_database(environment["DATABASE_URL"])
    shell, option, script = command_of("migrate")
    run_in(environment, [shell, option, script])
    run_in(environment, [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"])
    web = uvicorn("web", folder, environment, places.web)
    write_dated_signatures(folder / "signatures", made_at=datetime.now(UTC))
    servers = [
        clamd(folder),
        web,
        uvicorn("realtime", folder, environment, places.realtime),
        worker(folder, environment),
        proxy(folder, places),
    ]
    try:
        for server in servers:
            server.start()
        yield Installation(folder=folder, places=places, environment=environment, web=web)
    finally:
        for server in reversed(servers):
            server.stop()
        shutil.rmtree(bucket_folder(environment), ignore_errors=True)


def production_environment(folder: Path, places: Places) -> dict[str, str]:
    """Return the environment compose gives, with the tests' own servers in it."""
    given = filled_example() | {"PUBLIC_URL": f"https://localhost:{places.https}"}
    database = f"{os.environ['SOVSHARE_TEST_DATABASE']}_installed"
    return environment_of("web", given) | {
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}",
        "REDIS_URL": os.environ["REDIS_URL"],
        "S3_ENDPOINT_URL": settings.S3_ENDPOINT_URL,
        "S3_BUCKET": f"{settings.S3_BUCKET}-installed",
        "S3_ACCESS_KEY_ID": settings.S3_ACCESS_KEY_ID,
        "S3_SECRET_ACCESS_KEY": settings.S3_SECRET_ACCESS_KEY,
        "CLAMD_ADDRESS": f"unix://{folder / 'clamd.sock'}",
        "TRUSTED_PROXIES": "127.0.0.0/8",
        "LOG_LEVEL": "INFO",
        # Of the image.
        "DJANGO_SETTINGS_MODULE": "sovshare.settings.production",
        "STATIC_DIR": str(folder / "static"),
        "DATA_DIR": str(folder),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT_DIR),
    }


def make_database(url: str) -> None:
    """Make the database anew, empty."""
    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))


def run_in(environment: dict[str, str], command: list[str], typed: str = "") -> str:
    """Run one command as a container would; raises ``ServiceError`` with what it said."""
    done = subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServiceError(f"{command}: {done.stderr}")
    return done.stdout


def uvicorn(name: str, folder: Path, environment: dict[str, str], port: int) -> Server:
    """Return a server started as the container ``name`` starts it, listening on ``port``."""
    words = [word for part in command_of(name) for word in part.split("=", 1)]
    for option, value in (("--host", "127.0.0.1"), ("--port", str(port))):
        words[words.index(option) + 1] = value
    return Server(
        name=name,
        command=words,
        log=folder / f"{name}.log",
        answers=lambda: answers_tcp(port),
        environment=environment,
    )


def worker(folder: Path, environment: dict[str, str]) -> Server:
    """Return the worker, started when it says so."""
    program, script, word = command_of("worker")
    log = folder / "worker.log"
    return Server(
        name="worker",
        command=[program, str(PROJECT_DIR / script), word],
        log=log,
        answers=lambda: "worker started" in readable(log),
        environment=environment,
    )


def bucket_folder(environment: dict[str, str]) -> Path:
    """Return where the tests' S3 server keeps the bucket."""
    return runtime_dir() / "objects" / environment["S3_BUCKET"]


def sign_in(browser: httpx.Client) -> None:
    """Sign in by the page, as a browser does."""
    page = browser.get("/account/login/")
    assert page.status_code == 200
    fields = {
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        "login": EMAIL,
        "password": PASSWORD,
    }
    browser.headers["Referer"] = str(page.url)
    done = browser.post("/account/login/", data=fields)
    assert done.status_code == 302, done.text
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]


def file_address(folder_id: str, name: str) -> str:
    """Return where a file of this name is sent to."""
    return f"/api/v1/items/{folder_id}/files/{quote(name)}"
