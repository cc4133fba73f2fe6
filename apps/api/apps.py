from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST door."""

    name = "apps.api"
    label = "api"
