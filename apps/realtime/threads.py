"""Threads in which an event loop has Django's synchronous floors work for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
ResultT = TypeVar("ResultT")

# A connection that is kept and was idle this long goes back to the pool.
IDLE_SECONDS = 1.0


class DatabaseThread:
    """One thread, so one connection at most; what is asked of it happens in order.

    With ``keeps_connection`` it holds its connection from one call to the next while calls are
    frequent; ``release`` must be called in the end.
    """

    def __init__(self, name: str, *, keeps_connection: bool = False) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._keeps_connection = keeps_connection
        self._idle: asyncio.TimerHandle | None = None

    async def run(
        self, call: Callable[P, ResultT], /, *args: P.args, **kwargs: P.kwargs
    ) -> ResultT:
        """Return what ``call`` returns; raise what it raises."""
        loop = asyncio.get_running_loop()
        work = partial(_call, partial(call, *args, **kwargs), keeps=self._keeps_connection)
        if self._idle is not None:
            self._idle.cancel()
        try:
            return await loop.run_in_executor(self._executor, work)
        finally:
            if self._keeps_connection:
                self._idle = loop.call_later(IDLE_SECONDS, self.release)

    def release(self) -> None:
        """Give the connection back."""
        self._executor.submit(_close)


def _close() -> None:
    # Named in here, it is the connection of this thread.
    connection.close()


def _call(call: Callable[[], ResultT], *, keeps: bool) -> ResultT:
    try:
        result = call()
    except BaseException:
        # Whatever state the connection is in: the next call gets another one.
        connection.close()
        raise
    if not keeps:
        connection.close()
    return result
