"""Version 1 of the API, resource by resource. No address ends with a slash."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
