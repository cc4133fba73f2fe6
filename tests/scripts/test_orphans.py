"""What a test run leaves behind is ended with it."""

from __future__ import annotations

import subprocess
import sys
import time

from sovshare.settings.catalogue import PROJECT_DIR
from tests.services.processes import is_alive

# A child that ends at once and leaves one in a session of its own, which does not end when asked.
LEAVE = """
import pathlib, subprocess, sys, time
from scripts.orphans import adopt_orphans, end_children
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
leaver = f'''
import subprocess, sys
left = subprocess.Popen([sys.executable, "-c", {stubborn!r}], stdout=subprocess.PIPE, start_new_session=True)
left.stdout.readline()
print(left.pid)
'''
adopt_orphans()
print(subprocess.run([sys.executable, "-W", "ignore", "-c", leaver], stdout=subprocess.PIPE, text=True).stdout)
import scripts.orphans
scripts.orphans.PATIENCE_SECONDS = 0.3
end_children()
"""


def test_an_orphan_that_does_not_listen_is_ended_too() -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", LEAVE], cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    assert not is_alive(int(done.stdout))
    assert time.monotonic() - started < 30
