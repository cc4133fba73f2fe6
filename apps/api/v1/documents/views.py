"""Live documents in the tree: making them."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.v1.items.rows import row_of
from apps.api.v1.items.serializers import ItemSerializer
from apps.api.views import ApiView
from apps.core.access import Ability, ItemAccess
from apps.core.errors import NotFoundError
from apps.documents.builtin import PREFIX
from apps.documents.errors import NotATemplateError
from apps.documents.operations.creating import create_document
from apps.documents.operations.templates import create_from_builtin, create_from_document
from apps.drive.models import Item
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
        """Create a document inside the item, empty or from a template."""
        wanted = self.read_body(NewDocumentSerializer)
        access = open_item(self.actor, item_id, want=Ability.EDIT)
        named = "name" in wanted
        document = self._create(
            access,
            wanted.get("template_id"),
            wanted["name"] if named else gettext("Untitled document"),
            OnConflict(wanted["on_conflict"]) if named else OnConflict.RENAME,
        )
        return Response(ItemSerializer(row_of(self.actor, document.id)).data, status=201)

    def _create(
        self, access: ItemAccess, template: str | None, name: str, on_conflict: OnConflict
    ) -> Item:
        if template is None:
            return create_document(access=access, name=name, on_conflict=on_conflict)
        if template.startswith(PREFIX):
            language = translation.get_language() or "fr"
            return create_from_builtin(
                access=access,
                template=template,
                language=language,
                name=name,
                on_conflict=on_conflict,
            )
        return create_from_document(
            access=access, source=self._source(template), name=name, on_conflict=on_conflict
        )

    def _source(self, template: str) -> ItemAccess:
        """Pass the gate to a template: one that is not there and one not to be seen are alike."""
        try:
            return open_item(self.actor, UUID(template))
        except (ValueError, NotFoundError) as error:
            raise NotATemplateError from error
