"""Whether the product can listen is told before anything starts, in one sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from sovshare.settings.catalogue import PROJECT_DIR

TAKEN = "127.0.0.1:{port} cannot be listened at (Address already in use). Choose another with"


def look(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.ports"],
        cwd=PROJECT_DIR,
        env={"PATH": os.environ["PATH"], "HOST": "127.0.0.1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("value", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_refused_by_name(value: str) -> None:
    done = look(PORT=value)
    assert done.returncode == 1
    assert done.stderr.startswith(f"sovshare does not start: PORT: '{value}' is not acceptable")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("distance", [0, 1, 2])
def test_a_port_that_is_taken_is_named(distance: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = look(PORT=str(port - distance))
    assert done.returncode == 1
    assert done.stderr.startswith(TAKEN.format(port=port))
