"""All services of a checkout as one thing: started once, found again, stopped together."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from tests.services import servers
from tests.services.places import runtime_dir
from tests.services.processes import end_group, free_port, is_alive

STATE_FILE = "state.json"


class State(TypedDict):
    """What a later run needs to find the services again."""

    pids: dict[str, int]
    environment: dict[str, str]


def ensure_services() -> dict[str, str]:
    """Return the environment of running services, starting what does not run.

    Raises ``ServiceError`` when a program is missing or does not start.
    """
    folder = runtime_dir()
    with _alone(folder):
        state = _read(folder)
        if state and all(is_alive(pid) for pid in state["pids"].values()):
            return state["environment"]
        _end(state["pids"].values() if state else ())
        return _start(folder)


def end_services() -> None:
    """Stop the services of this checkout and remove what they kept."""
    folder = runtime_dir()
    with _alone(folder):
        state = _read(folder)
        _end(state["pids"].values() if state else ())
    shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> dict[str, str]:
    port = free_port()
    started = [
        servers.postgres(folder),
        servers.redis(folder),
        servers.s3(folder, port),
        servers.clamd(folder),
    ]
    pids: dict[str, int] = {}
    try:
        for server in started:
            pids[server.name] = server.start()
    except BaseException:
        _end(pids.values())
        raise
    environment = _environment(folder, port)
    state = State(pids=pids, environment=environment)
    (folder / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")
    return environment


def _environment(folder: Path, s3_port: int) -> dict[str, str]:
    return {
        "DATABASE_URL": servers.postgres_url(folder),
        "REDIS_URL": f"unix://{folder / 'redis.sock'}",
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{s3_port}",
        "S3_ACCESS_KEY_ID": servers.S3_ACCESS_KEY_ID,
        "S3_SECRET_ACCESS_KEY": servers.S3_SECRET_ACCESS_KEY,
        "CLAMD_ADDRESS": f"unix://{folder / 'clamd.sock'}",
    }


def _read(folder: Path) -> State | None:
    try:
        found: State = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def _end(pids: Iterable[int]) -> None:
    for pid in pids:
        end_group(pid)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one run at a time start or stop services; the others wait and find them."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
