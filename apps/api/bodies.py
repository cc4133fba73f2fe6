"""Request bodies that are read while they arrive: the crossing from async to a sync view.

Django's ASGI handler stores a whole body before it even knows who sends it. For uploads the
wrapper in ``apps.api.streaming`` keeps the body back and leaves a ``BodyStream`` in the scope; the
view reads from it once it has decided that it wants to. Nothing is read ahead of that decision, and
never more than a few blocks ahead of the view: the client is slowed to the pace of the scanner and
the store.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest
from rest_framework.request import Request

from .refusals import BodyTooLargeError, ClientGoneError

if TYPE_CHECKING:
    from asgiref.typing import ASGIReceiveCallable, HTTPScope

SCOPE_KEY = "sovshare.body"
BLOCK_BYTES = 1024 * 1024
BLOCKS_AHEAD = 4
# A client that sends nothing for this long has gone, whatever its socket says.
SILENCE_SECONDS = 60.0


class BodyStream(Protocol):
    """What an upload view reads from."""

    size_bytes: int | None

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, ``b""`` at the end.

        Raises ``ClientGoneError`` when the client leaves first, ``BodyTooLargeError`` when more
        arrives than allowed.
        """


def body_stream(request: Request | HttpRequest, *, maximum_bytes: int) -> BodyStream:
    """Return the body of an upload. Raises ``BodyTooLargeError`` by its announced length alone.

    Without the ASGI wrapper (Django's test client, ``runserver``) the body is the one Django has
    already received.
    """
    size_bytes = _announced(request)
    if size_bytes is not None and size_bytes > maximum_bytes:
        raise BodyTooLargeError(maximum_bytes=maximum_bytes, size_bytes=size_bytes)
    arriving = getattr(request, "scope", {}).get(SCOPE_KEY)
    if isinstance(arriving, ArrivingBody):
        arriving.maximum_bytes = maximum_bytes
        return arriving
    return ReceivedBody(request, size_bytes)


def _announced(request: Request | HttpRequest) -> int | None:
    text = request.META.get("CONTENT_LENGTH")
    return int(text) if text and text.isascii() and text.isdecimal() else None


class ReceivedBody:
    """A body Django holds already."""

    def __init__(self, request: Request | HttpRequest, size_bytes: int | None) -> None:
        self._request = request
        self.size_bytes = size_bytes

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes."""
        return self._request.read(size) if size >= 0 else self._request.read()


class ArrivingBody:
    """A body on its way: ``pump`` runs on the event loop, ``read`` in the view's thread."""

    def __init__(self, scope: HTTPScope, receive: ASGIReceiveCallable) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._blocks: asyncio.Queue[bytes | Exception] = asyncio.Queue(BLOCKS_AHEAD)
        self._pump: asyncio.Task[None] | None = None
        self._rest: bytes | memoryview = b""
        self._failure: Exception | None = None
        self._is_drained = False
        self.size_bytes = announced_length(scope)
        self.maximum_bytes = 0
        self.received_bytes = 0
        self.ended = asyncio.Event()
        self.is_gone = False

    @property
    def was_touched(self) -> bool:
        """Whether anything was asked from the client."""
        return self._pump is not None

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes (all that is left if negative), ``b""`` at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(BLOCK_BYTES), b""))
        if not self._rest and not self._is_drained:
            self._rest = self._next_block()
            self._is_drained = not self._rest
        if len(self._rest) <= size:
            piece, self._rest = self._rest, b""
        else:
            rest = memoryview(self._rest)
            piece, self._rest = rest[:size], rest[size:]
        # Free for a whole block; a copy for a part of one.
        return bytes(piece)

    def _next_block(self) -> bytes:
        if self._failure is not None:
            raise self._failure
        future = asyncio.run_coroutine_threadsafe(self._take(), self._loop)
        try:
            block = future.result()
        except concurrent.futures.CancelledError as error:
            # The server is shutting down.
            raise ClientGoneError from error
        if isinstance(block, Exception):
            self._failure = block
            raise block
        return block

    async def _take(self) -> bytes | Exception:
        if self._pump is None:
            self._pump = asyncio.create_task(self._pump_blocks())
        return await self._blocks.get()

    async def _pump_blocks(self) -> None:
        try:
            while block := await self._collect():
                await self._blocks.put(block)
            await self._blocks.put(b"")
        except (ClientGoneError, BodyTooLargeError) as error:
            await self._blocks.put(error)

    async def _collect(self) -> bytes:
        """Gather one block: crossing threads for every network packet would cost more than I/O."""
        pieces: list[bytes] = []
        size_bytes = 0
        while size_bytes < BLOCK_BYTES and not self.ended.is_set():
            pieces.append(await self.next_piece())
            size_bytes += len(pieces[-1])
            if self.received_bytes > self.maximum_bytes:
                raise BodyTooLargeError(maximum_bytes=self.maximum_bytes)
        return b"".join(pieces)

    async def next_piece(self) -> bytes:
        """Return what arrives next. Raises ``ClientGoneError``."""
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await self._receive()
        except TimeoutError as error:
            self._leave()
            raise ClientGoneError from error
        if message["type"] != "http.request":
            self._leave()
            raise ClientGoneError
        piece = message.get("body", b"")
        self.received_bytes += len(piece)
        if not message.get("more_body", False):
            self.ended.set()
        return piece

    def _leave(self) -> None:
        self.is_gone = True
        self.ended.set()

    async def stop(self) -> None:
        """Stop reading ahead; whoever waits in ``read`` learns that the client is gone."""
        if self._pump is None:
            return
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)
        while not self._blocks.empty():
            self._blocks.get_nowait()
        self._blocks.put_nowait(ClientGoneError())


def announced_length(scope: HTTPScope) -> int | None:
    """Return the Content-Length, or None for a chunked body."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None
