"""Reading comments and suggestions, as who takes part sees them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.core.access import ItemAccess
from apps.documents.margin.rights import require_margin
from apps.documents.models.margin import Comment, Suggestion, SuggestionStatus, Thread


def threads_of(access: ItemAccess, *, is_resolved: bool | None = None) -> QuerySet[Thread]:
    """Return the threads of a document with their comments, oldest first (three SQL queries).

    Raises ``ForbiddenError`` for who may not take part.
    """
    require_margin(access)
    comments = Comment.objects.order_by("created_at", "id").prefetch_related("mentions")
    threads = Thread.objects.filter(document_id=access.item_id)
    if is_resolved is not None:
        threads = threads.filter(resolved_at__isnull=not is_resolved)
    return threads.prefetch_related(Prefetch("comments", queryset=comments))


def suggestions_of(access: ItemAccess, *, status: str | None = None) -> QuerySet[Suggestion]:
    """Return the suggestions of a document; by default the open ones. Errors as ``threads_of``."""
    require_margin(access)
    return Suggestion.objects.filter(
        document_id=access.item_id, status=status or SuggestionStatus.OPEN
    )


def document_of_thread(thread_id: UUID) -> UUID | None:
    """Return the document a thread hangs on, before anyone is authorised."""
    rows = Thread.objects.filter(id=thread_id)
    return rows.values_list("document_id", flat=True).first()


def document_of_comment(comment_id: UUID) -> UUID | None:
    """Return the document a comment belongs to, before anyone is authorised."""
    rows = Comment.objects.filter(id=comment_id)
    return rows.values_list("thread__document_id", flat=True).first()


def document_of_suggestion(suggestion_id: UUID) -> UUID | None:
    """Return the document a suggestion is about, before anyone is authorised."""
    rows = Suggestion.objects.filter(id=suggestion_id)
    return rows.values_list("document_id", flat=True).first()
