"""Versions of a live document: list, keep under a name, rename, restore."""

from __future__ import annotations

from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.openapi.operations import BINARY
from apps.api.pagination import Page, page_of
from apps.api.serializers import PageQuery
from apps.api.v1.documents.content import answer_content, enter_document, rendered
from apps.api.v1.documents.serializers import ContentQuery
from apps.api.v1.items.rows import row_of
from apps.api.v1.items.serializers import ItemSerializer
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability, ItemAccess
from apps.documents.errors import NotADocumentError
from apps.documents.models import DocumentVersion
from apps.documents.operations.versions import (
    name_version,
    rename_version,
    restore_document_version,
)
from apps.documents.queries.exporting import read_past
from apps.documents.queries.versions import find_version, state_of, versions_of
from apps.sharing.gate import enter

from .serializers import DocumentVersionSerializer, VersionNameSerializer, version_rows

TAG = "documents"


class DocumentVersionsView(ApiView):
    """All versions of a document."""

    @operation(
        "document_versions_list",
        "List the versions of a live document",
        tag=TAG,
        query=PageQuery,
        page=DocumentVersionSerializer,
        problems=(404, 409),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List, newest first."""
        query = self.read_query(PageQuery)
        versions = versions_of(_enter(self, item_id))
        page = page_of(
            versions, order=("-at", "-id"), cursor=query.get("cursor"), limit=query["limit"]
        )
        rows = Page(version_rows(page.items), page.next_cursor)
        return Response(page_answer(rows, DocumentVersionSerializer))

    @operation(
        "document_versions_create",
        "Keep a live document as it is now under a name",
        tag=TAG,
        body=VersionNameSerializer,
        answer=DocumentVersionSerializer,
        status=201,
        problems=(404, 409, 422, 503),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Keep a version."""
        wanted = self.read_body(VersionNameSerializer)
        access = _enter(self, item_id, want=Ability.EDIT)
        version = name_version(access=access, name=wanted["name"])
        return Response(_shown(version), status=201)


class DocumentVersionView(ApiView):
    """One version of a document."""

    @operation(
        "document_versions_read",
        "Read a version of a live document",
        tag=TAG,
        query=ContentQuery,
        gives_bytes=BINARY,
        problems=(404, 409, 503),
    )
    def get(self, request: Request, item_id: UUID, version_id: UUID) -> HttpResponseBase:
        """Answer what the document said then, in the format asked for."""
        query = self.read_query(ContentQuery)
        opened = enter_document(self, item_id)
        body = state_of(find_version(opened.access, version_id))
        if query["format"] != "yjs":
            body = rendered(read_past(body), query["format"], item_id)
        return answer_content(self, body, query["format"], opened)

    @operation(
        "document_versions_rename",
        "Give a version of a live document a name",
        tag=TAG,
        body=VersionNameSerializer,
        answer=DocumentVersionSerializer,
        problems=(404, 409, 422),
    )
    def patch(self, request: Request, item_id: UUID, version_id: UUID) -> Response:
        """Rename; a version that has a name is kept for good."""
        wanted = self.read_body(VersionNameSerializer)
        access = _enter(self, item_id, want=Ability.EDIT)
        version = rename_version(access=access, version_id=version_id, name=wanted["name"])
        return Response(_shown(version))


class DocumentVersionRestoreView(ApiView):
    """The content of a version again."""

    @operation(
        "document_versions_restore",
        "Make a live document say what it said in a version",
        tag=TAG,
        answer=ItemSerializer,
        problems=(404, 409, 413, 503),
    )
    def post(self, request: Request, item_id: UUID, version_id: UUID) -> Response:
        """Restore, by new operations: what others write meanwhile stays."""
        self.refuse_body()
        access = _enter(self, item_id, want=Ability.EDIT)
        restore_document_version(access=access, version_id=version_id)
        return Response(ItemSerializer(row_of(self.actor, item_id)).data)


def _enter(view: ApiView, item_id: UUID, *, want: Ability = Ability.READ) -> ItemAccess:
    """Pass the gate to a document. Raises ``NotADocumentError`` for another item."""
    opened = enter(view.actor, item_id, want=want)
    if not opened.item.is_document:
        raise NotADocumentError
    return opened.access


def _shown(version: DocumentVersion) -> dict[str, object]:
    (row,) = version_rows([version])
    return DocumentVersionSerializer().represent(row)
