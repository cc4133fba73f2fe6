"""The roof as a Django app: it carries the commands that need every floor."""

from __future__ import annotations

from django.apps import AppConfig


class RoofConfig(AppConfig):
    """Has no models; its commands may import any app."""

    name = "sovshare"
    label = "sovshare"
