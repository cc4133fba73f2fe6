"""Versions of a file."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.openapi.operations import BINARY
from apps.api.pagination import page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability
from apps.core.errors import NotFoundError
from apps.drive.errors import NotAFileError
from apps.drive.models import FileVersion
from apps.drive.operations.guards import refuse_document
from apps.drive.operations.versions import restore_version
from apps.drive.queries.items import versions_of
from apps.sharing.gate import Opened, enter, open_item
from apps.sharing.serving import serve_version

from .rows import row_of
from .serializers import ContentQuery, ItemSerializer, VersionSerializer

TAG = "versions"


class VersionsView(ApiView):
    """All versions of a file."""

    @operation(
        "versions_list",
        "List the versions of a file",
        tag=TAG,
        query=PageQuery,
        page=VersionSerializer,
        problems=(404, 409),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List, newest first."""
        query = self.read_query(PageQuery)
        versions = _versions(self, enter(self.actor, item_id))
        page = page_of(
            versions, order=("-number",), cursor=query.get("cursor"), limit=query["limit"]
        )
        return Response(page_answer(page, VersionSerializer))


class VersionContentView(ApiView):
    """The bytes of one version."""

    @operation(
        "versions_download",
        "Download a version",
        tag=TAG,
        query=ContentQuery,
        gives_bytes=BINARY,
        also=(206,),
        problems=(404, 409, 416, 503),
    )
    def get(self, request: Request, item_id: UUID, version_id: UUID) -> HttpResponseBase:
        """Answer the bytes or a range of them."""
        query = self.read_query(ContentQuery)
        opened = enter(self.actor, item_id)
        version = _versions(self, opened).filter(id=version_id).first()
        if version is None:
            raise NotFoundError
        wants_inline = query["disposition"] == "inline"
        return serve_version(self.django_request, opened, version, wants_inline=wants_inline)


class VersionRestoreView(ApiView):
    """An earlier version on top again."""

    @operation(
        "versions_restore",
        "Make an earlier version the newest",
        tag=TAG,
        answer=ItemSerializer,
        problems=(404, 409, 507),
    )
    def post(self, request: Request, item_id: UUID, version_id: UUID) -> Response:
        """Put the version on top, as a new one."""
        self.refuse_body()
        access = open_item(self.actor, item_id, want=Ability.EDIT)
        item = restore_version(access=access, version_id=version_id)
        return Response(ItemSerializer(row_of(self.actor, item.id)).data)


def _versions(view: ApiView, opened: Opened) -> QuerySet[FileVersion]:
    refuse_document(opened.item)
    if opened.item.is_folder:
        raise NotAFileError
    versions = versions_of(opened.item.id, person_id=view.actor.person_id)
    return versions.select_related("verdict", "created_by", "item")
