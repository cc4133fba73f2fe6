"""The whole journey by REST in a network of its own that has no way out; behind test_perimeter.py.

Run by ``unshare --net``: ``python -m tests.e2e.alone journey`` prints how often something tried to reach
another machine, ``… alone control`` the same after two attempts, to prove that they are counted.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import sys
import tempfile
from pathlib import Path

from tests.e2e.api_journey import walk_api_journey
from tests.e2e.embedded import running_embedded

# Names and numbers of the manual page netdevice, section 7.
SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1
ELSEWHERE = "192.0.2.1"  # RFC 5737


def main(what: str) -> None:
    """Do it and print the number of attempts to leave."""
    raise_loopback()
    before = attempts_to_leave()
    if what == "control":
        knock()
    else:
        journey()
    print(attempts_to_leave() - before)


def journey() -> None:
    """Start the product on its embedded defaults and walk through it as a program."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_embedded(Path(folder) / "data") as product,
    ):
        token = product.manage("create_agent", "integratrice@ministere.test", "--token")
        walk_api_journey(product.address, token)


def knock() -> None:
    """Try to reach another machine by TCP and by UDP."""
    with socket.socket() as caller:
        caller.connect_ex((ELSEWHERE, 80))
    with socket.socket(type=socket.SOCK_DGRAM) as caller:
        caller.connect_ex((ELSEWHERE, 53))


def raise_loopback() -> None:
    """Bring up the one interface that a new network has."""
    request = struct.pack("16sh", b"lo", IFF_UP)
    with socket.socket(type=socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def attempts_to_leave() -> int:
    """Return how often this network's IP found no route, by both versions of the protocol."""
    names, values = (
        line.split()
        for line in Path("/proc/net/snmp").read_text().splitlines()
        if line.startswith("Ip:")
    )
    version_6 = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    version_4 = dict(zip(names, values, strict=True))
    return int(version_4["OutNoRoutes"]) + int(version_6["Ip6OutNoRoutes"])


if __name__ == "__main__":
    main(sys.argv[1])
