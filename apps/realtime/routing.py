"""WebSocket addresses."""

from __future__ import annotations

from typing import Any, cast

from channels.routing import URLRouter
from django.urls import URLPattern, path

from .consumers.changes import ChangesConsumer

websocket_urlpatterns: list[URLPattern | URLRouter] = [
    path("ws/changes/", cast("Any", ChangesConsumer.as_asgi())),  # path() is typed for views
]
