"""The worker ends when it is told to, however often."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sovshare.settings.catalogue import PROJECT_DIR

PATIENCE_SECONDS = 20.0


def test_a_worker_that_is_told_again_and_again_still_ends(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sovshare.settings.embedded",
    }
    command = [sys.executable, "manage.py", "worker"]
    log = tmp_path / "log"
    with log.open("w") as output:
        worker = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while "worker started" not in log.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        for _ in range(200):
            worker.send_signal(signal.SIGTERM)
            worker.send_signal(signal.SIGINT)
        assert worker.wait(PATIENCE_SECONDS) == 0
    finally:
        worker.kill()
    assert "worker stopped" in log.read_text()
