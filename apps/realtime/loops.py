"""What a process has once for each event loop: one loop in production, one for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

OneT = TypeVar("OneT")


class OnePerLoop(Generic[OneT]):
    """Calls ``make`` the first time a loop asks. What a closed loop had is let go."""

    def __init__(self, make: Callable[[], OneT]) -> None:
        self._make = make
        self._made: dict[asyncio.AbstractEventLoop, OneT] = {}

    def __call__(self) -> OneT:
        """Return the one of the running loop."""
        loop = asyncio.get_running_loop()
        one = self._made.get(loop)
        if one is None:
            # Not a dictionary of weak keys: what it holds would keep them alive.
            self._made = {kept: it for kept, it in self._made.items() if not kept.is_closed()}
            one = self._made[loop] = self._make()
        return one
