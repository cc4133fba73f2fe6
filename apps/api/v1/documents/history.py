"""Who wrote what."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.views import ApiView
from apps.documents.queries.exporting import read_content
from apps.documents.queries.history import hands_of, read_lines

from .content import TAG, enter_document
from .history_shapes import Authorship, AuthorshipSerializer


class AuthorshipView(ApiView):
    """Who wrote which part of the text."""

    @operation(
        "documents_authorship",
        "Say who wrote what",
        tag=TAG,
        answer=AuthorshipSerializer,
        problems=(404, 409, 503),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """Answer, for each block, the ranges of its text and their authors."""
        enter_document(self, item_id)
        content = read_content(item_id)
        lines = read_lines(content.state)
        hands = hands_of(item_id, (part.client for line in lines for part in line.parts))
        answer = Authorship(seq=content.seq, lines=lines, hands=hands)
        return Response(AuthorshipSerializer(answer).data)
