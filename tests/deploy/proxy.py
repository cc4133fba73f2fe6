"""The shipped nginx configuration at work, at places of this machine."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.files import NGINX, replaced
from tests.services.processes import Server, answers_tcp, find_program, free_port


@dataclass(frozen=True, kw_only=True)
class Places:
    """Ports of the loopback interface: where the proxy listens, and what stands behind it."""

    https: int
    http: int
    web: int
    realtime: int


def free_places() -> Places:
    """Return ports nobody uses at present."""
    return Places(https=free_port(), http=free_port(), web=free_port(), realtime=free_port())


def make_certificate(folder: Path) -> Path:
    """Write a certificate of the moment for ``localhost`` and return its path."""
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-out", "fullchain.pem", "-keyout", "privkey.pem"]
    subprocess.run(
        [find_program("openssl", "openssl"), "req", "-x509", *options, *names, *files],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return folder / "fullchain.pem"


def place(folder: Path, places: Places) -> Path:
    """Write the configuration with these places, logs and certificate in ``folder``."""
    config = folder / "nginx.conf"
    changes = {
        "/etc/nginx/tls": str(folder),
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "/dev/stdout": str(folder / "access.log"),
        "/dev/stderr": str(folder / "error.log"),
        "listen 443 ": f"listen 127.0.0.1:{places.https} ",
        "listen 80;": f"listen 127.0.0.1:{places.http};",
        "http://web:8000": f"http://127.0.0.1:{places.web}",
        "http://realtime:8001": f"http://127.0.0.1:{places.realtime}",
        "worker_connections 4096;": "worker_connections 256;",
    }
    config.write_text(replaced(NGINX, changes), encoding="utf-8")
    return config


def proxy(folder: Path, places: Places) -> Server:
    """Return nginx, to be started in the foreground."""
    program = find_program("nginx", "nginx-light")
    options = ["-p", str(folder), "-c", str(place(folder, places)), "-g", "daemon off;"]
    return Server(
        name="nginx",
        command=[program, *options],
        log=folder / "nginx.log",
        answers=lambda: answers_tcp(places.https),
    )
