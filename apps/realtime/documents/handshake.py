"""What a client shows as it connects: origin, subprotocols, token, cookies."""

from __future__ import annotations

import json
from typing import Any, NoReturn, cast
from urllib.parse import urlparse
from uuid import UUID

from asgiref.typing import WebSocketScope
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.http import parse_cookie

from .admission import Knock
from .protocol import SUBPROTOCOL

# ``["bearer", "<token>"]`` among the subprotocols: browsers cannot set other headers on a socket.
BEARER = "bearer"
_MAXIMUM_CHARACTERS = 512


def _nothing(_: object) -> NoReturn:
    raise AssertionError("only asked what it thinks of an origin")


_validator = AllowedHostsOriginValidator(cast("Any", _nothing))


def is_foreign(scope: WebSocketScope) -> bool:
    """Whether a page of another site opened the socket."""
    origin = _header(scope, b"origin")
    return origin is not None and not _is_allowed(origin)


def knock_of(scope: WebSocketScope, document_id: UUID, link_id: UUID | None) -> Knock | None:
    """Return what the handshake itself proves; None when a first message has to."""
    address = _address(scope)
    token = _bearer(list(scope["subprotocols"]))
    if token is not None:
        return Knock(document_id, address, token=token)
    # A cookie is sent whoever's page it is; only a browser that says which one is believed.
    cookies = parse_cookie(_header(scope, b"cookie") or "") if _header(scope, b"origin") else {}
    if link_id is not None:
        return Knock(document_id, address, link_id=link_id, cookies=cookies)
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    return Knock(document_id, address, session_key=session_key) if session_key else None


def knock_of_message(message: Any, scope: WebSocketScope, document_id: UUID) -> Knock | None:
    """Return what a first message proves: ``{"type": "authenticate", "token": …}``."""
    text = message.get("text")
    if not isinstance(text, str) or len(text) > _MAXIMUM_CHARACTERS:
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("type") != "authenticate":
        return None
    token = content.get("token")
    return Knock(document_id, _address(scope), token=token) if isinstance(token, str) else None


def choose_subprotocol(scope: WebSocketScope) -> str | None:
    """Return ours when it is offered, else the word that announced a token, else none."""
    offered = list(scope["subprotocols"])
    return next((ours for ours in (SUBPROTOCOL, BEARER) if ours in offered), None)


def _address(scope: WebSocketScope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


def _bearer(offered: list[str]) -> str | None:
    if BEARER not in offered:
        return None
    rest = [word for word in offered if word not in {BEARER, SUBPROTOCOL}]
    return rest[0] if rest else None


def _header(scope: WebSocketScope, wanted: bytes) -> str | None:
    for name, value in scope["headers"]:
        if name == wanted:
            return value.decode("latin-1")
    return None


def _is_allowed(origin: str) -> bool:
    try:
        return _validator.valid_origin(urlparse(origin))
    except ValueError:
        return False
