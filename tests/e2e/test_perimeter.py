"""Nothing leaves the perimeter: the servers' half. The browser's half is held by every browser test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from sovshare.settings.catalogue import PROJECT_DIR
from tests import perimeter

NETWORK = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
can_be_alone = pytest.mark.skipif(
    subprocess.run([*NETWORK, "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine does not let us make a network of our own",
)


def attempts_during(what: str) -> int:
    done = subprocess.run(
        [*NETWORK, sys.executable, "-m", "tests.e2e.alone", what],
        cwd=PROJECT_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(done.stdout.splitlines()[-1])


@can_be_alone
@pytest.mark.embedded
def test_the_product_works_without_a_way_out_and_looks_for_none() -> None:
    assert attempts_during("journey") == 0


@can_be_alone
def test_what_tries_to_leave_is_counted() -> None:
    assert attempts_during("control") == 2


def test_what_a_test_asks_of_another_machine_is_noted() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as caller:
        # Connecting a datagram socket sends nothing.
        caller.connect(("192.0.2.1", 53))
    noted, perimeter._attempts[:] = list(perimeter._attempts), []
    assert noted == ["socket.connect ('192.0.2.1', 53)"]
