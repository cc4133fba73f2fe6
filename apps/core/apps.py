"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The words of the house; no tables."""

    name = "apps.core"
    label = "core"
