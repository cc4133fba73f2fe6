"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """The WebSocket door."""

    name = "apps.realtime"
    label = "realtime"

    def ready(self) -> None:
        """Subscribe to what happens on the floors below."""
        from .documents import hints

        hints.subscribe()
