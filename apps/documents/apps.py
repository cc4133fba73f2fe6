from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Live documents: log, snapshots, versions."""

    name = "apps.documents"
    label = "documents"

    def ready(self) -> None:
        """Subscribe to what happens on the floors below, and register the worker's jobs."""
        from apps.drive.serving.makers import register_maker

        from . import subscriptions, tasks
        from .queries.exporting import page_of_document

        subscriptions.subscribe()
        tasks.register()
        register_maker(page_of_document)
