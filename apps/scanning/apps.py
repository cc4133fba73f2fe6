"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class ScanningConfig(AppConfig):
    """Verdicts about content."""

    name = "apps.scanning"
    label = "scanning"
