"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tells people by mail what happened while they were away."""

    name = "apps.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Subscribe to what happens on the floors below; register the worker's jobs."""
        from . import subscriptions, tasks

        subscriptions.subscribe()
        tasks.register()
