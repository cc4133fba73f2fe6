"""One reader of the audit trail for all sockets of the process: who watches a folder is told
that something in it changed, and nothing more.

The database is asked, not a channel layer, so a hint is never lost with Redis and the embedded
profile needs none. It is asked only while somebody watches.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from uuid import UUID

from django.db import Error

from .bridge import find_newest_event, read_changes

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 1.0
PORTION = 500
# Ids are given before commit: a row may appear below one already read. Look back this far.
LOOK_BACK = 200

Listener = Callable[[UUID], Awaitable[None]]


class ChangeTail:
    """Belongs to one event loop. Listeners are called with the id of a folder that changed."""

    def __init__(self) -> None:
        self._listeners: dict[UUID, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._began = asyncio.Event()

    async def watch(self, folder_id: UUID, listener: Listener) -> None:
        """Tell ``listener`` about this folder; whatever changes after the return is told."""
        self._listeners[folder_id].add(listener)
        if self._task is None or self._task.done():
            self._began = asyncio.Event()
            self._task = asyncio.create_task(self._read(self._began))
        await self._began.wait()

    def forget(self, folder_id: UUID, listener: Listener) -> None:
        """Stop telling; the last one to leave stops the reading."""
        self._listeners[folder_id].discard(listener)
        if not self._listeners[folder_id]:
            del self._listeners[folder_id]
        if not self._listeners and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _read(self, began: asyncio.Event) -> None:
        try:
            newest = await find_newest_event()
        finally:
            began.set()
        seen: deque[int] = deque(range(max(0, newest - LOOK_BACK), newest + 1), maxlen=PORTION * 2)
        while True:
            await asyncio.sleep(PERIOD_SECONDS)
            try:
                changes = await read_changes(max(0, newest - LOOK_BACK), limit=PORTION)
            except Error:
                logger.warning("the audit trail cannot be read; trying again")
                continue
            known = set(seen)
            fresh = [(event_id, folders) for event_id, folders in changes if event_id not in known]
            seen.extend(event_id for event_id, _ in fresh)
            newest = max([newest, *(event_id for event_id, _ in fresh)])
            await self._tell({folder for _, folders in fresh for folder in folders})

    async def _tell(self, folders: set[UUID]) -> None:
        for folder_id in folders & self._listeners.keys():
            for listener in tuple(self._listeners[folder_id]):
                await listener(folder_id)


tail = ChangeTail()
