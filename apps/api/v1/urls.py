"""Version 1 of the API, resource by resource. No address ends with a slash."""

from __future__ import annotations

from django.urls import include, path

RESOURCES = (
    "me",
    "people",
    "groups",
    "sessions",
    "tokens",
    "invitations",
    "items",
    "documents",
    "versions",
    "margin",
    "spaces",
    "listings",
    "grants",
    "links",
    "audit",
)

urlpatterns = [path("", include(f"apps.api.v1.{resource}.urls")) for resource in RESOURCES]
