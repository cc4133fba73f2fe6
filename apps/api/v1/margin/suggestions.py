"""Suggestions: changes proposed, accepted, refused."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability
from apps.documents.models.margin import SuggestionKind
from apps.documents.operations.suggestions import (
    accept_suggestion,
    accept_suggestions,
    refuse_suggestions,
    revise_suggestion,
    suggest,
)
from apps.documents.queries.margin import document_of_suggestion, suggestions_of

from .entering import enter_document, enter_found
from .serializers import (
    AcceptSerializer,
    BatchSerializer,
    OutcomeSerializer,
    RevisionSerializer,
    SuggestionInputSerializer,
    SuggestionSerializer,
    SuggestionsQuery,
    selection_of,
)

TAG = "suggestions"
ORDER = ("created_at", "id")
PROBLEMS = (404, 409, 422)


class SuggestionsView(ApiView):
    """The changes proposed to one document."""

    @operation(
        "suggestions_list",
        "List suggestions",
        tag=TAG,
        query=SuggestionsQuery,
        page=SuggestionSerializer,
        problems=(404, 409),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List, oldest first; for who may comment."""
        query = self.read_query(SuggestionsQuery)
        access = enter_document(self.visitor, item_id)
        suggestions = suggestions_of(access, status=query.get("status"))
        page = page_of(suggestions, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        rows = Page([(access, suggestion) for suggestion in page.items], page.next_cursor)
        return Response(page_answer(rows, SuggestionSerializer))

    @operation(
        "suggestions_create",
        "Suggest a change",
        tag=TAG,
        body=SuggestionInputSerializer,
        answer=SuggestionSerializer,
        status=201,
        problems=PROBLEMS,
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Propose to insert, delete or replace words. The text stays as it is."""
        wanted = self.read_body(SuggestionInputSerializer)
        access = enter_document(self.visitor, item_id, want=Ability.COMMENT)
        suggestion = suggest(
            access=access,
            kind=SuggestionKind(wanted["kind"]),
            selection=selection_of(wanted),
            replacement=wanted["replacement"],
        )
        return Response(SuggestionSerializer((access, suggestion)).data, status=201)


class SuggestionView(ApiView):
    """One suggestion."""

    @operation(
        "suggestions_revise",
        "Revise a suggestion",
        tag=TAG,
        body=RevisionSerializer,
        answer=SuggestionSerializer,
        problems=PROBLEMS,
    )
    def patch(self, request: Request, suggestion_id: UUID) -> Response:
        """Change the words of one's own suggestion."""
        wanted = self.read_body(RevisionSerializer)
        access = enter_found(self.visitor, document_of_suggestion(suggestion_id))
        suggestion = revise_suggestion(
            access=access, suggestion_id=suggestion_id, replacement=wanted["replacement"]
        )
        return Response(SuggestionSerializer((access, suggestion)).data)


class AcceptView(ApiView):
    """Accepting one."""

    @operation(
        "suggestions_accept",
        "Accept a suggestion",
        tag=TAG,
        body=AcceptSerializer,
        answer=SuggestionSerializer,
        problems=PROBLEMS,
    )
    def post(self, request: Request, suggestion_id: UUID) -> Response:
        """Write the suggestion into the text, if the words there are those that were seen."""
        wanted = self.read_body(AcceptSerializer)
        document_id = document_of_suggestion(suggestion_id)
        access = enter_found(self.visitor, document_id, want=Ability.EDIT)
        suggestion = accept_suggestion(
            access=access, suggestion_id=suggestion_id, seen=wanted.get("seen")
        )
        return Response(SuggestionSerializer((access, suggestion)).data)


class RefuseView(ApiView):
    """Refusing one."""

    @operation(
        "suggestions_refuse",
        "Refuse a suggestion",
        tag=TAG,
        answer=SuggestionSerializer,
        problems=(404, 409),
    )
    def post(self, request: Request, suggestion_id: UUID) -> Response:
        """Turn it down; one's own is withdrawn."""
        self.refuse_body()
        access = enter_found(self.visitor, document_of_suggestion(suggestion_id))
        (suggestion,) = refuse_suggestions(access=access, suggestion_ids=[suggestion_id])
        return Response(SuggestionSerializer((access, suggestion)).data)


class AcceptAllView(ApiView):
    """Accepting several."""

    @operation(
        "suggestions_accept_all",
        "Accept several suggestions",
        tag=TAG,
        body=BatchSerializer,
        answer=OutcomeSerializer,
        problems=PROBLEMS,
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Write them into the text; those whose words changed are left open and named."""
        wanted = self.read_body(BatchSerializer)
        access = enter_document(self.visitor, item_id, want=Ability.EDIT)
        outcomes = accept_suggestions(access=access, suggestion_ids=wanted["ids"])
        answer = {
            "done": [str(one.suggestion.id) for one in outcomes if not one.skipped],
            "skipped": [
                {"id": str(one.suggestion.id), "reason": one.skipped}
                for one in outcomes
                if one.skipped
            ],
        }
        return Response(OutcomeSerializer(answer).data)


class RefuseAllView(ApiView):
    """Refusing several."""

    @operation(
        "suggestions_refuse_all",
        "Refuse several suggestions",
        tag=TAG,
        body=BatchSerializer,
        answer=OutcomeSerializer,
        problems=PROBLEMS,
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Turn them down."""
        wanted = self.read_body(BatchSerializer)
        access = enter_document(self.visitor, item_id, want=Ability.COMMENT)
        refused = refuse_suggestions(access=access, suggestion_ids=wanted["ids"])
        answer = {"done": [str(suggestion.id) for suggestion in refused], "skipped": []}
        return Response(OutcomeSerializer(answer).data)
