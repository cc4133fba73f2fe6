"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Who may do what."""

    name = "apps.sharing"
    label = "sharing"
