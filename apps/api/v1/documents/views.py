"""Live documents in the tree: making them."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.v1.items.rows import row_of
from apps.api.v1.items.serializers import ItemSerializer
from apps.api.views import ApiView
from apps.core.access import Ability
from apps.documents.operations.creating import create_document
from apps.drive.operations.naming import OnConflict
from apps.sharing.gate import open_item

from .serializers import NewDocumentSerializer

TAG = "documents"


class DocumentsView(ApiView):
    """New documents."""

    @operation(
        "documents_create",
        "Create a live document in a folder",
        tag=TAG,
        body=NewDocumentSerializer,
        answer=ItemSerializer,
        status=201,
        problems=(404, 409, 422),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Create an empty document inside the item."""
        wanted = self.read_body(NewDocumentSerializer)
        access = open_item(self.actor, item_id, want=Ability.EDIT)
        named = "name" in wanted
        document = create_document(
            access=access,
            name=wanted["name"] if named else gettext("Untitled document"),
            on_conflict=OnConflict(wanted["on_conflict"]) if named else OnConflict.RENAME,
        )
        return Response(ItemSerializer(row_of(self.actor, document.id)).data, status=201)
