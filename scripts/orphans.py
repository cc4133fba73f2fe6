"""Processes whose parents ended before them: taken in, and ended with us. Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path

# prctl(2): orphans below this process become its children instead of init's.
PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 10.0


def adopt_orphans() -> None:
    """Become the parent of whatever our children leave behind."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_children() -> None:
    """End all our children and those they leave, kindly at first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + PATIENCE_SECONDS
        told: set[int] = set()
        while (children := _living_children()) and time.monotonic() < deadline:
            for pid in children - told:
                os.kill(pid, number)
            told |= children
            time.sleep(0.05)


def _living_children() -> set[int]:
    """Collect those that ended and return the others."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {pid for pid in map(int, listed.split()) if os.waitpid(pid, os.WNOHANG) == (0, 0)}
