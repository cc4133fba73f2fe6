"""Measuring rivals in turn, so that what disturbs the machine disturbs all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def measure(rivals: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Run every rival ``rounds`` times in turn, once before for warmth; return median seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for number in range(rounds + 1):
        for name, run in rivals.items():
            started_at = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - started_at)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def print_table(seconds: Mapping[str, float], size_bytes: int) -> None:
    """Print one line for each rival: seconds and MB/s."""
    for name, taken in seconds.items():
        print(f"{name:<28} {taken:7.3f} s {size_bytes / taken / 1e6:8.0f} MB/s")
