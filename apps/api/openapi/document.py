"""Making the document."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


def build_document() -> dict[str, Any]:
    """Return the OpenAPI document of ``apps.api.v1``, in English, always the same."""
    with translation.override("en"):
        make: Any = SchemaGenerator  # the library is untyped
        document: dict[str, Any] = make(urlconf="apps.api.openapi.routes").get_schema(public=True)
    return document


def document_text() -> str:
    """Return the document as it is committed in ``frontend/openapi.json``."""
    return json.dumps(build_document(), indent=2, ensure_ascii=False) + "\n"


@cache
def document_bytes() -> bytes:
    """Return the document as it is served; made once a process."""
    return document_text().encode()
