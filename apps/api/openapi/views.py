"""The document and the browsable reference, both served by us alone."""

from __future__ import annotations

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .document import document_bytes


@require_safe
def openapi_document(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document; it holds nothing private."""
    return HttpResponse(document_bytes(), content_type="application/json")


# Swagger UI draws its arrows with data: images.
@csp_update({"img-src": ["data:"]})
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Answer the browsable reference."""
    return render(request, "api/reference.html")
