"""A part of `make run` that ends is started again, and none outlives whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sovshare.settings.catalogue import PROJECT_DIR
from tests.services.processes import is_alive

KEEP = [sys.executable, "-m", "scripts.keep"]
# Writes down its own number, and leaves a helper that must not outlive it.
PART = "sleep 600 & echo $! >> {log}; echo $$ >> {log}; exec sleep 600"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "numbers"


@contextmanager
def kept(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, cwd=PROJECT_DIR, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def numbers(log: Path) -> list[int]:
    return list(map(int, log.read_text().split())) if log.exists() else []


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_part_that_is_killed_is_started_again_and_the_console_says_so(log: Path) -> None:
    with kept([*KEEP, PART.format(log=log)]) as keeper:
        wait_for(lambda: len(numbers(log)) == 2)
        os.kill(numbers(log)[1], signal.SIGKILL)
        wait_for(lambda: len(numbers(log)) == 4)
        helper, part, *again = numbers(log)
        assert not is_alive(helper)
        assert not is_alive(part)
        assert all(map(is_alive, again))
        keeper.terminate()
        said, _ = keeper.communicate(timeout=30)
    assert said == "ended by signal 9; starting it again in 1 s\n"
    assert keeper.returncode == 0
    assert not any(map(is_alive, again))


def test_a_part_that_keeps_ending_is_tried_ever_less_often(log: Path) -> None:
    with kept([*KEEP, "exit 3"]) as keeper:
        assert keeper.stdout is not None
        said = [keeper.stdout.readline() for _ in range(2)]
    assert said == [
        "ended with status 3; starting it again in 1 s\n",
        "ended with status 3; starting it again in 2 s\n",
    ]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_what_started_the_parts_is_gone(
    log: Path, number: signal.Signals
) -> None:
    starter = 'export STARTED_BY=$$; setsid python3 -m scripts.keep "$1" & exec sleep 600'
    # Who runs the suite may have told her children to ignore SIGHUP, as nohup does.
    terminal_of = ["env", "--default-signal=HUP", "bash", "-c", starter, "-", PART.format(log=log)]
    with kept(terminal_of) as terminal:
        wait_for(lambda: len(numbers(log)) == 2)
        os.kill(terminal.pid, number)
        terminal.wait(timeout=30)
        wait_for(lambda: not any(map(is_alive, numbers(log))))
