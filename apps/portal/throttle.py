"""Slows guessing down: by address, and for everybody's addresses together.

Tokens cannot be guessed (256 bits); what is bounded here is the work guessing makes. A busy
service shrinks each address's allowance rather than closing the door: whoever has missed nothing
still comes in while others try.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from redis.exceptions import RedisError

from .errors import TooManyTriesError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """How many misses a window holds: for one address, for all, for one while all are above."""

    kind: str
    window_seconds: int
    per_address: int
    overall: int
    per_address_when_busy: int


TOKENS = Allowance(
    kind="token", window_seconds=60, per_address=30, overall=600, per_address_when_busy=3
)
PASSWORDS = Allowance(
    kind="password", window_seconds=600, per_address=30, overall=3000, per_address_when_busy=6
)


def refuse_guessing(allowance: Allowance, address: str | None) -> None:
    """Raise ``TooManyTriesError`` if the address has used its allowance up."""
    own, overall = _keys(allowance, address)
    try:
        counts = cache.get_many([own, overall])
    except (RedisError, OSError):
        # Without the cache the pages must still open; the delay of passwords is in the database.
        logger.warning("guesses cannot be counted", exc_info=True)
        return
    is_busy = counts.get(overall, 0) >= allowance.overall
    limit = allowance.per_address_when_busy if is_busy else allowance.per_address
    if counts.get(own, 0) >= limit:
        raise TooManyTriesError(retry_after_seconds=_remaining(allowance))


def note_miss(allowance: Allowance, address: str | None) -> None:
    """Count a wrong guess."""
    try:
        for key in _keys(allowance, address):
            cache.add(key, 0, timeout=2 * allowance.window_seconds)
            cache.incr(key)
    except (RedisError, OSError, ValueError):
        # ValueError: the counter ended between the two calls.
        logger.warning("a guess was not counted", exc_info=True)


def _keys(allowance: Allowance, address: str | None) -> tuple[str, str]:
    window = int(time.time()) // allowance.window_seconds
    prefix = f"portal:{allowance.kind}:{window}"
    return f"{prefix}:{_network(address)}", f"{prefix}:all"


def _network(address: str | None) -> str:
    """Return what one customer has: an IPv4 address, an IPv6 network of 64 bits."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "local"
    if parsed.version == 4:
        return str(parsed)
    return ip_network((parsed, 64), strict=False).network_address.exploded


def _remaining(allowance: Allowance) -> int:
    return allowance.window_seconds - int(time.time()) % allowance.window_seconds
