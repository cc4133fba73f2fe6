"""Which processor core belongs to whom."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def share_out() -> tuple[int, int]:
    """Return the server's core and that of everything else. Raises ``RuntimeError`` for one core."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise RuntimeError("Two processor cores are needed: one for the server, one for the rest.")
    return cores[0], cores[1]


def pin(pids: Iterable[int], core: int) -> None:
    """Keep processes, their threads and their children on a core."""
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*"):
            os.sched_setaffinity(int(thread.name), {core})
            children = (thread / "children").read_text(encoding="ascii").split()
            pin(map(int, children), core)


def memory_bytes(pids: Iterable[int]) -> int:
    """Return the memory that processes hold now."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) * 1024
    return total


def seconds_used(pids: Iterable[int]) -> float:
    """Return the processor time that processes have taken."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
