"""Waits until the embedded store and scanner answer, so that what starts after them finds them."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from pathlib import Path

from sovshare.settings.catalogue import DATA_DIR
from sovshare.settings.embedded_places import clamd_socket

PATIENCE_SECONDS = 30.0


def main() -> int:
    """Return 0 when both answer, 1 when the store does not; a missing scanner is no obstacle."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    if not _wait(("127.0.0.1", int(os.environ["STORE_PORT"])), deadline):
        print("The store does not answer.", file=sys.stderr)
        return 1
    if shutil.which("clamd") is not None:
        _wait(clamd_socket(DATA_DIR.read()), deadline)
    return 0


def _wait(address: tuple[str, int] | Path, deadline: float) -> bool:
    while time.monotonic() < deadline:
        if _answers(address):
            return True
        time.sleep(0.1)
    return False


def _answers(address: tuple[str, int] | Path) -> bool:
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family) as probe:
        target = str(address) if isinstance(address, Path) else address
        return probe.connect_ex(target) == 0


if __name__ == "__main__":
    sys.exit(main())
