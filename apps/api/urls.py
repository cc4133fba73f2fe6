"""Addresses of the REST door."""

from __future__ import annotations

from django.urls import include, path

from .health import live, ready
from .openapi.views import openapi_document, reference

urlpatterns = [
    path("api/v1/openapi.json", openapi_document, name="openapi"),
    path("api/v1/", include("apps.api.v1.urls")),
    path("p/<uuid:link_id>/api/v1/", include("apps.api.v1.guests")),
    path("api/docs/", reference, name="api_reference"),
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
]
