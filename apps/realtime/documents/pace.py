"""How often a client may ask and tell before it is no editor any more."""

from __future__ import annotations

from .errors import RestlessError


class Allowance:
    """A token bucket: ``burst`` at once, refilled by ``per_second``."""

    __slots__ = ("_at", "_burst", "_left", "_per_second")

    def __init__(self, *, burst: float, per_second: float, now: float) -> None:
        self._burst = self._left = burst
        self._per_second = per_second
        self._at = now

    def spend(self, now: float) -> None:
        """Take one. Raises ``RestlessError`` when none is left."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            raise RestlessError
        self._left -= 1
