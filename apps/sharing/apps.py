"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Who may do what."""

    name = "apps.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Subscribe to what happens on the floors below; register the worker's jobs."""
        from . import subscriptions, tasks

        subscriptions.subscribe()
        tasks.register()
