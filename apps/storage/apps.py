"""Registration of the application."""

from __future__ import annotations

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """Objects in a bucket."""

    name = "apps.storage"
    label = "storage"
