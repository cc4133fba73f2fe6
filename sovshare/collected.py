"""Which static files ``manage.py collectstatic`` gathers."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedConfig(StaticFilesConfig):
    """Leaves out what no page of ours loads, and which takes half a minute to compress."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]
