from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Live documents: log, snapshots, versions."""

    name = "apps.documents"
    label = "documents"

    def ready(self) -> None:
        """Subscribe to what happens on the floors below, and register the worker's jobs."""
        from . import subscriptions, tasks

        subscriptions.subscribe()
        tasks.register()
