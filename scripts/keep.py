"""Keeps one part of ``make run`` running: ``python -m scripts.keep 'COMMAND'``.

A part that ends is started again, since the others can do without it for a while; and it ends with
whoever started the parts, also when a closed terminal or a kill left no time to say so.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from scripts.orphans import adopt_orphans, end_children

ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = {*ENDING, signal.SIGCHLD}
PAUSES_SECONDS = (1, 2, 4, 8, 15, 30)
# A part that ran this long had started well: its end begins a new count.
STEADY_SECONDS = 60.0
LOOK_SECONDS = 1.0


def main(command: str) -> int:
    """Keep ``command`` running until we are told to end, or who started us is gone."""
    adopt_orphans()
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    starter = int(os.environ.get("STARTED_BY", os.getppid()))
    failures = 0
    while (ended := _run(command, starter)) is not None:
        status, seconds = ended
        failures = 1 if seconds >= STEADY_SECONDS else failures + 1
        pause = PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS)) - 1]
        print(f"{_words(status)}; starting it again in {pause} s", flush=True)
        if _is_over_within(pause, starter):
            break
    return 0


def _run(command: str, starter: int) -> tuple[int, float] | None:
    """Run until it ends; return its status and how many seconds it ran, None if we must end."""
    started_at = time.monotonic()
    # The Procfile's own line, and no thread here.
    part = subprocess.Popen(command, shell=True, preexec_fn=_hear_signals)  # noqa: S602, PLW1509
    try:
        while part.poll() is None:
            if _is_over(LOOK_SECONDS, starter):
                return None
    finally:
        end_children()
    return part.returncode, time.monotonic() - started_at


def _hear_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)


def _is_over_within(seconds: float, starter: int) -> bool:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if _is_over(min(left, LOOK_SECONDS), starter):
            return True
    return False


def _is_over(seconds: float, starter: int) -> bool:
    """Wait for news at most so long; say whether we were told to end or nobody needs us."""
    news = signal.sigtimedwait(WATCHED, seconds)
    if news is not None and news.si_signo in ENDING:
        return True
    return not Path(f"/proc/{starter}").exists()


def _words(status: int) -> str:
    return f"ended by signal {-status}" if status < 0 else f"ended with status {status}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
