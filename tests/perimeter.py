"""Notes what a test, and the product in its process, would ask of the world outside this machine."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator

import pytest

_attempts: list[str] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not is_here(address[0]):
            _attempts.append(f"{event} {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_here(arguments[0]):
        _attempts.append(f"{event} {arguments[0]!r}")


def is_here(host: object) -> bool:
    """Say whether a host is this machine; no host at all is."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_note)


@pytest.fixture(autouse=True)
def _stays_inside() -> Iterator[None]:
    """Fail the test during which anything was asked of another machine, refused or not."""
    _attempts.clear()
    yield
    assert _attempts == []
