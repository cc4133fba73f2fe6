"""What waits to be sent to one client: nothing, as a rule.

A frame goes straight to the server below when the line is free: no task, no queue. A client that
reads slowly gets a bounded queue; when that overflows, it is thrown away, and once the line is free
again the owner brings the client up to date at one go.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any, Protocol

from asgiref.typing import ASGISendCallable

QUEUE_MAXIMUM_BYTES = 256 * 1024


class Owner(Protocol):
    """Who is told when the line fills up, and when it is free after a queue was thrown away."""

    def on_line_full(self) -> None:
        """What was sent until now will arrive; what is sent from now on may not."""

    def on_line_free(self) -> None:
        """Nothing waits any more, and frames were lost: call ``start_again``, then send."""


class Outbox:
    """Frames for one client, in order."""

    __slots__ = ("_owner", "_queue", "_queued_bytes", "_send", "_task", "is_behind", "is_open")

    def __init__(self, send: ASGISendCallable, owner: Owner) -> None:
        self._send = send
        self._owner = owner
        self._queue: deque[bytes] | None = None
        self._queued_bytes = 0
        self._task: asyncio.Task[None] | None = None
        self.is_behind = False
        self.is_open = True

    def put(self, frame: bytes) -> None:
        """Send a frame now, or as soon as the line is free; not at all to one who is behind."""
        if not self.is_open or self.is_behind:
            return
        if self._task is not None:
            self._enqueue(frame)
            return
        sending = self._sending(frame)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 - the line is gone; its own loop learns it from the server
            self.is_open = False
            return
        self._owner.on_line_full()
        self._task = asyncio.get_running_loop().create_task(self._drain(sending, waits_for))

    @property
    def is_free(self) -> bool:
        """Whether nothing waits."""
        return self._task is None

    def start_again(self) -> None:
        """Take frames again after some were lost."""
        self.is_behind = False

    def close(self) -> None:
        """Send nothing more."""
        self.is_open = False
        self._queue = None
        if self._task is not None:
            self._task.cancel()

    def _sending(self, frame: bytes) -> Coroutine[Any, Any, None]:
        message: Any = {"type": "websocket.send", "bytes": frame}
        sending: Any = self._send(message)
        return sending  # type: ignore[no-any-return]  # the server's send is a coroutine function

    def _enqueue(self, frame: bytes) -> None:
        if self._queue is None:
            self._queue = deque()
        self._queue.append(frame)
        self._queued_bytes += len(frame)
        if self._queued_bytes > QUEUE_MAXIMUM_BYTES:
            self.is_behind = True
            self._queue = None
            self._queued_bytes = 0

    async def _drain(self, sending: Coroutine[Any, Any, None], waits_for: object) -> None:
        try:
            await _resume(sending, waits_for)
            while self._queue:
                frame = self._queue.popleft()
                self._queued_bytes -= len(frame)
                await self._sending(frame)
        except Exception:  # noqa: BLE001 - as in put
            self.is_open = False
        finally:
            self._task = self._queue = None
        if self.is_behind and self.is_open:
            self._owner.on_line_free()


@coroutine
def _resume(started: Coroutine[Any, Any, None], waits_for: object) -> Generator[object, Any, None]:
    """Let a task go on with a coroutine that was started without one and had to wait."""
    while True:
        try:
            sent = yield waits_for
        except BaseException as error:  # noqa: BLE001 - what is thrown in, cancelling too, goes on
            step = partial(started.throw, error)
        else:
            step = partial(started.send, sent)
        try:
            waits_for = step()
        except StopIteration:
            return
