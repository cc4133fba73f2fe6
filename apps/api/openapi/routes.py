"""The addresses the document speaks of, with their full paths."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("api/v1/", include("apps.api.v1.urls"))]
