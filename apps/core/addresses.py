"""The client's network address, believing only configured proxies.

``X-Forwarded-For`` is written by anyone; it counts only as far as each hop that reported it is
a trusted proxy, read from the right (RFC 7239, section 7.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network


def client_address(request: HttpRequest) -> str | None:
    """Return the address of who sent ``request``, as text, or None on a local socket."""
    return resolve_address(
        peer=request.META.get("REMOTE_ADDR") or None,
        forwarded_for=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=settings.TRUSTED_PROXIES,
    )


def resolve_address(
    *, peer: str | None, forwarded_for: str, trusted: Sequence[Network]
) -> str | None:
    """Walk from the connection's ``peer`` back through trusted proxies to the first other hop.

    A hop that is no IP address ends the walk at the proxy that reported it.
    """
    current = peer
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and is_trusted(current, trusted):
        hop = _parse(hops.pop())
        if hop is None:
            break
        current = str(hop)
    return current


def is_trusted(address: str | None, trusted: Sequence[Network]) -> bool:
    """Say whether ``address`` is one of the proxies we believe."""
    parsed = _parse(address or "")
    return parsed is not None and any(parsed in network for network in trusted)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
