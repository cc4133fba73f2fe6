"""Settles, before anything else sees a connection, who the client is and whether it came by TLS."""

from __future__ import annotations

from collections.abc import Sequence

from asgiref.typing import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPScope,
    Scope,
    WebSocketScope,
)

from apps.core.addresses import Network, is_trusted, resolve_address

FORWARDED_HEADERS = frozenset(
    (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded")
)
SECURE_SCHEMES = {"http": "https", "ws": "wss"}


def settle_client(app: ASGI3Application, *, trusted: Sequence[Network]) -> ASGI3Application:
    """Wrap ``app``: forwarding headers of trusted proxies are applied, all are then removed."""

    async def settled(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] in ("http", "websocket"):
            _settle(scope, trusted)
        await app(scope, receive, send)

    return settled


def _settle(scope: HTTPScope | WebSocketScope, trusted: Sequence[Network]) -> None:
    headers = list(scope["headers"])
    client = scope.get("client")
    peer = client[0] if client else None
    if is_trusted(peer, trusted):
        address = resolve_address(
            peer=peer, forwarded_for=_joined(headers, b"x-forwarded-for"), trusted=trusted
        )
        scope["client"] = (address or "", 0)
        if _joined(headers, b"x-forwarded-proto") in ("https", "wss"):
            scope["scheme"] = SECURE_SCHEMES.get(scope["scheme"], scope["scheme"])
    scope["headers"] = [(name, value) for name, value in headers if name not in FORWARDED_HEADERS]


def _joined(headers: list[tuple[bytes, bytes]], wanted: bytes) -> str:
    return ",".join(value.decode("latin-1") for name, value in headers if name == wanted)
