"""The ASGI wrapper around the whole HTTP door: every body bounded, uploads not stored twice.

``bound_bodies(app)`` must be outside Django and inside the server. It

- reads every text as UTF-8, whatever charset is claimed;
- refuses a body above ``BODY_MAXIMUM_BYTES`` with a 413 problem, announced or chunked;
- gives Django an empty body on upload routes and leaves the real one to ``apps.api.bodies``;
- after an early refusal lets a bounded part of the rest arrive, so that the client reads the answer
  instead of a broken connection (RFC 9112, section 9.6).
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from .bodies import SCOPE_KEY, ArrivingBody, announced_length
from .problems import PROBLEM_MEDIA_TYPE, Problem
from .refusals import BodyTooLargeError, ClientGoneError

if TYPE_CHECKING:
    from asgiref.typing import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGIReceiveEvent,
        ASGISendCallable,
        ASGISendEvent,
        HTTPScope,
        Scope,
    )

_GONE = cast("ASGIReceiveEvent", {"type": "http.disconnect"})

BODY_MAXIMUM_BYTES = 1024 * 1024
UPLOAD_ROUTES = re.compile(
    r"PUT /api/v1/items/[^/]+/(?:files/.+|content)"
    r"|POST (?:/p/[^/]+)?/api/v1/items/[^/]+/document/images"
)
DRAIN_MAXIMUM_SECONDS = 5.0
_CHARSET = re.compile(rb";[ \t]*charset[ \t]*=[^;]*", re.IGNORECASE)


def bound_bodies(app: ASGI3Application) -> ASGI3Application:
    """Wrap ``app``; other protocols than HTTP pass untouched."""

    async def bounded(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        exchange = _Exchange(_in_utf_8(scope), receive, send)
        await (exchange.run_upload(app) if is_upload(scope) else exchange.run_bounded(app))

    return bounded


def is_upload(scope: HTTPScope) -> bool:
    """Whether the route takes a raw body of any size."""
    return UPLOAD_ROUTES.fullmatch(f"{scope['method']} {scope['path']}") is not None


class _Exchange:
    """One request and its answer."""

    def __init__(
        self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.body = ArrivingBody(scope, receive)
        self.is_answering = asyncio.Event()
        self.expects_continue = any(
            name == b"expect" and value.lower() == b"100-continue"
            for name, value in scope["headers"]
        )

    async def run_upload(self, app: ASGI3Application) -> None:
        """Let the view pull the body."""
        scope = cast("HTTPScope", {**self.scope, SCOPE_KEY: self.body})
        try:
            await self._serve(app, scope, b"")
        finally:
            await self.body.stop()

    async def run_bounded(self, app: ASGI3Application) -> None:
        """Receive the body first (it is small), then let the application have it."""
        try:
            received = await self._receive_whole()
        except BodyTooLargeError as error:
            await self._refuse(error)
        except ClientGoneError:
            return
        else:
            await self._serve(app, _with_length(self.scope, len(received)), received)

    async def _receive_whole(self) -> bytes:
        length = self.body.size_bytes
        if length is not None and length > BODY_MAXIMUM_BYTES:
            raise BodyTooLargeError(maximum_bytes=BODY_MAXIMUM_BYTES, size_bytes=length)
        whole = bytearray()
        while not self.body.ended.is_set():
            whole += await self.body.next_piece()
            if len(whole) > BODY_MAXIMUM_BYTES:
                raise BodyTooLargeError(maximum_bytes=BODY_MAXIMUM_BYTES)
        return bytes(whole)

    async def _serve(self, app: ASGI3Application, scope: HTTPScope, body: bytes) -> None:
        waiting = [_request_event(body)]

        async def receive() -> ASGIReceiveEvent:
            if waiting:
                return waiting.pop()
            # Django abandons a view whose client has gone, in the middle of its work; it learns of
            # that only once the view has answered. The view itself finds out when it reads.
            await self.is_answering.wait()
            await self.body.ended.wait()
            return _GONE if self.body.is_gone else await self.receive()

        await app(scope, receive, self._answer)

    async def _answer(self, message: ASGISendEvent) -> None:
        """Send on; an answer given before the body's end closes the connection after it."""
        self.is_answering.set()
        if self.body.ended.is_set():
            await self.send(message)
        elif message["type"] == "http.response.start":
            await self.send(_closing(message))
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            await self.send({**message, "more_body": True})
            await self._drain()
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await self.send(message)

    async def _drain(self) -> None:
        """Take in the rest of what would be a permitted upload; more is not worth the traffic.

        Less would not do behind nginx: while its client sends quickly it does not look for the
        answer, and makes a 502 of the connection's end.
        """
        await self.body.stop()
        if self.expects_continue and not self.body.was_touched:
            # The client waits for permission and has sent nothing.
            return
        limit = self.body.received_bytes + settings.UPLOAD_ONE_SHOT_MAX_BYTES
        with suppress(ClientGoneError, TimeoutError):
            async with asyncio.timeout(DRAIN_MAXIMUM_SECONDS):
                while not self.body.ended.is_set() and self.body.received_bytes < limit:
                    await self.body.next_piece()

    async def _refuse(self, error: BodyTooLargeError) -> None:
        with translation.override(_language(self.scope)):
            body = Problem.of(error).body()
        headers = [
            (b"content-type", PROBLEM_MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"private, no-store"),
        ]
        await self._answer(
            {
                "type": "http.response.start",
                "status": error.status,
                "headers": headers,
                "trailers": False,
            }
        )
        await self._answer({"type": "http.response.body", "body": body, "more_body": False})


def _request_event(body: bytes) -> ASGIReceiveEvent:
    return cast("ASGIReceiveEvent", {"type": "http.request", "body": body, "more_body": False})


def _with_length(scope: HTTPScope, length: int) -> HTTPScope:
    """Say how long a chunked body turned out to be: the framework takes no length for no body."""
    if length == 0 or announced_length(scope) is not None:
        return scope
    headers = [pair for pair in scope["headers"] if pair[0] != b"transfer-encoding"]
    headers.append((b"content-length", str(length).encode()))
    return cast("HTTPScope", {**scope, "headers": headers})


def _in_utf_8(scope: HTTPScope) -> HTTPScope:
    """Drop a claimed charset: everything here is UTF-8.

    Django would read the query string with whatever codec a client names ("base64"), and fails
    outside its own error handling if that goes wrong.
    """
    headers = [
        (name, _CHARSET.sub(b"", value) if name == b"content-type" else value)
        for name, value in scope["headers"]
    ]
    return cast("HTTPScope", {**scope, "headers": headers})


def _closing(message: Any) -> ASGISendEvent:
    headers = [*message.get("headers", ()), (b"connection", b"close")]
    return cast("ASGISendEvent", {**message, "headers": headers})


def _language(scope: HTTPScope) -> str:
    accepted = b"".join(value for name, value in scope["headers"] if name == b"accept-language")
    for language, _ in parse_accept_lang_header(accepted.decode("latin-1")):
        with suppress(LookupError):
            return translation.get_supported_language_variant(language)
    return translation.get_language() or "fr"
