"""Registration of the app with Django."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The partner's pages."""

    name = "apps.portal"
    label = "portal"
