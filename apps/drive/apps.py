from __future__ import annotations

from django.apps import AppConfig


class DriveConfig(AppConfig):
    """The tree of items, their versions, uploads, trash and quota."""

    name = "apps.drive"
    label = "drive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Subscribe to what happens on the floors below, and register the worker's jobs."""
        from . import subscriptions, tasks

        subscriptions.subscribe()
        tasks.register()
