"""What changed in a document between two of its states."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.views import ApiView
from apps.documents.content.difference import difference_between
from apps.documents.content.lines import Line
from apps.documents.queries.exporting import read_content
from apps.documents.queries.history import hands_of, read_lines
from apps.documents.queries.versions import find_version, state_of
from apps.sharing.gate import Opened

from .content import TAG, enter_document
from .history_shapes import Difference, DifferenceQuery, DifferenceSerializer


class DifferenceView(ApiView):
    """Two states side by side."""

    @operation(
        "documents_compare",
        "Compare two states of a document",
        tag=TAG,
        query=DifferenceQuery,
        answer=DifferenceSerializer,
        problems=(404, 409, 503),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """Answer all blocks of both, with the words that stayed, came and went, and whose."""
        query = self.read_query(DifferenceQuery)
        opened = enter_document(self, item_id)
        older = _lines(opened, query["from"]) if "from" in query else []
        changes = difference_between(older, _lines(opened, query.get("to")))
        clients = (span.client for change in changes for span in change.spans)
        answer = Difference(changes=changes, hands=hands_of(item_id, clients))
        return Response(DifferenceSerializer(answer).data)


def _lines(opened: Opened, version_id: UUID | None) -> list[Line]:
    """Return the lines of a version of this document, without one those of now."""
    if version_id is None:
        return read_lines(read_content(opened.item.id).state)
    return read_lines(state_of(find_version(opened.access, version_id)))
