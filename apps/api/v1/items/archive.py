"""A folder as one ZIP archive."""

from __future__ import annotations

from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from apps.api.openapi import operation
from apps.api.views import ApiView
from apps.core.access import Ability
from apps.drive.errors import NotAFolderError
from apps.drive.serving.archives import archive_pieces
from apps.drive.serving.responses import archive_response
from apps.sharing.gate import enter, still_allows
from apps.sharing.queries.archive import archive_members


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
        if not opened.item.is_folder:
            raise NotAFolderError
        return archive_response(
            self.django_request,
            archive_pieces(archive_members(opened.access)),
            name=f"{opened.item.name}.zip",
            may_continue=lambda: still_allows(opened.access, Ability.DOWNLOAD),
        )
