"""WebSocket addresses."""

from __future__ import annotations

from typing import Any, cast

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from channels.auth import AuthMiddlewareStack
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from .consumers.changes import ChangesConsumer
from .consumers.documents import document_socket


async def _nowhere(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1000, "reason": None})


# path() is typed for views only. A document's socket asks for origin and credentials itself: a
# program has a token and no origin.
_changes = cast("Any", AllowedHostsOriginValidator(AuthMiddlewareStack(ChangesConsumer.as_asgi())))
_documents = cast("Any", document_socket)

websocket_urlpatterns: list[Any] = [
    path("ws/changes/", _changes),
    path("ws/documents/<uuid:document_id>", _documents),
    path("ws/documents/<uuid:document_id>/", _documents),
    path("p/<uuid:link_id>/ws/documents/<uuid:document_id>", _documents),
    path("p/<uuid:link_id>/ws/documents/<uuid:document_id>/", _documents),
    re_path("", cast("Any", _nowhere)),
]
