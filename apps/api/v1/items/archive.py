"""A folder as one ZIP archive."""

from __future__ import annotations

from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from apps.api.openapi import operation
from apps.api.views import ApiView
from apps.core.access import Ability
from apps.sharing.gate import enter
from apps.sharing.serving import serve_archive


class ArchiveView(ApiView):
    """All that a folder holds."""

    @operation(
        "content_download_zip",
        "Download a folder as a ZIP archive",
        tag="content",
        gives_bytes="application/zip",
        problems=(404, 409),
    )
    def get(self, request: Request, item_id: UUID) -> HttpResponseBase:
        """Answer the archive, made while it is sent; what may not leave is left out."""
        opened = enter(self.actor, item_id, want=Ability.DOWNLOAD)
        return serve_archive(self.django_request, opened)
