"""Other processes that hold the same documents, as far as the channel layer reaches them.

It carries what was stored (a fast path) and who is present. Nothing depends on it: what does not
arrive is read from the log. One group for all processes, and what came together goes together: one
message a tick, not one a room or a socket; a broker that is gone or slow costs a log line.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Callable
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

GROUP = "documents"
# Larger news travels as a hint: read the log.
NEWS_MAXIMUM_BYTES = 64 * 1024
# More rooms than a tick has; a broker that does not keep up with them is not worth waiting for.
QUEUE_MAXIMUM = 5000
MESSAGE_MAXIMUM_BYTES = 512 * 1024
SEND_SECONDS = 1.0
PAUSE_SECONDS = 1.0
# The layer forgets members of a group after a day.
REJOIN_SECONDS = 3600.0

Message = dict[str, Any]


def enveloped(process: str, messages: list[Message]) -> Message:
    """Return what goes through the layer for some messages of a process."""
    return {"type": "documents.news", "process": process, "messages": messages}


class Peers:
    """Sends to the other processes, and calls ``hear`` with what they sent."""

    def __init__(self, hear: Callable[[Message], None]) -> None:
        self.process = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._hear = hear
        self._queue: asyncio.Queue[Message] = asyncio.Queue(QUEUE_MAXIMUM)
        layer = get_channel_layer()
        # Within one process there is nobody to tell.
        self._layer: Any = None if isinstance(layer, InMemoryChannelLayer) else layer

    @property
    def is_reachable(self) -> bool:
        """Whether there is a layer at all."""
        return self._layer is not None

    def send(self, message: Message) -> None:
        """Tell all other processes, soon; a full queue drops."""
        if self._layer is not None and not self._queue.full():
            self._queue.put_nowait(message)

    async def run(self) -> None:
        """Send and receive for ever."""
        if self._layer is not None:
            await asyncio.gather(self._send_all(), self._receive_all())

    async def _send_all(self) -> None:
        while True:
            together = self._take_waiting(await self._queue.get())
            message = enveloped(self.process, together)
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._layer.group_send(GROUP, message)
            except Exception as error:  # noqa: BLE001 - whatever the broker's client raises
                self._complain(error)
                self._drop_waiting()
                await asyncio.sleep(PAUSE_SECONDS)

    def _take_waiting(self, first: Message) -> list[Message]:
        """Return what waits, in order, as far as it fits into one message."""
        together = [first]
        size_bytes = len(first.get("news", b""))
        while not self._queue.empty() and size_bytes < MESSAGE_MAXIMUM_BYTES:
            together.append(self._queue.get_nowait())
            size_bytes += len(together[-1].get("news", b""))
        return together

    def _drop_waiting(self) -> None:
        """What waited is old by now; the others read it from the log."""
        while not self._queue.empty():
            self._queue.get_nowait()

    async def _receive_all(self) -> None:
        while True:
            try:
                await self._receive_until_rejoin()
            except Exception as error:  # noqa: BLE001 - as above
                self._complain(error)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _receive_until_rejoin(self) -> None:
        channel = await self._layer.new_channel()
        await self._layer.group_add(GROUP, channel)
        loop = asyncio.get_running_loop()
        end = loop.time() + REJOIN_SECONDS
        while loop.time() < end:
            received = await self._layer.receive(channel)
            if received.get("process") != self.process:
                for message in received.get("messages", ()):
                    self._hear({**message, "process": received["process"]})
        await self._layer.group_discard(GROUP, channel)

    def _complain(self, error: Exception) -> None:
        logger.warning("other processes are not reached", extra={"reason": repr(error)})
