"""The roof as a Django app: it carries the commands that need every floor."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class RoofConfig(AppConfig):
    """Has no models; its commands may import any app."""

    name = "sovshare"
    label = "sovshare"

    def ready(self) -> None:
        """Have ``manage.py check`` look at the theme."""
        from sovshare.theme import check_theme

        register(check_theme)
