"""WebSocket addresses."""

from __future__ import annotations

from typing import Any, cast

from django.urls import path

from .consumers.changes import ChangesConsumer

websocket_urlpatterns: list[Any] = [
    # path() is typed for views only.
    path("ws/changes/", cast("Any", ChangesConsumer.as_asgi())),
]
