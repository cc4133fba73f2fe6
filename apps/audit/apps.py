from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of what was done, by whom."""

    name = "apps.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
