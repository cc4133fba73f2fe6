from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, groups and the secrets that speak for them."""

    name = "apps.accounts"
    label = "accounts"
    verbose_name = _("People and groups")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Begin to record second factors; offer the worker its job."""
        from apps.accounts import factors, tasks

        factors.listen()
        tasks.register()
