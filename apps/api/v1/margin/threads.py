"""Comments in threads."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability, ItemAccess
from apps.documents.operations.comments import (
    add_comment,
    begin_thread,
    delete_comment,
    edit_comment,
    reopen_thread,
    resolve_thread,
)
from apps.documents.queries.margin import document_of_comment, document_of_thread, threads_of

from .entering import enter_document, enter_found
from .serializers import (
    CommentInputSerializer,
    CommentSerializer,
    ThreadInputSerializer,
    ThreadSerializer,
    ThreadsQuery,
    selection_of,
)

TAG = "comments"
ORDER = ("created_at", "id")
PROBLEMS = (404, 409, 422)


class ThreadsView(ApiView):
    """The comments on one document."""

    @operation(
        "threads_list",
        "List comments",
        tag=TAG,
        query=ThreadsQuery,
        page=ThreadSerializer,
        problems=(404, 409),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List threads with their comments, oldest first; for who may comment."""
        query = self.read_query(ThreadsQuery)
        access = enter_document(self.visitor, item_id)
        status = query.get("status")
        threads = threads_of(access, is_resolved=status and status == "resolved")
        page = page_of(threads, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        rows = Page([(access, thread) for thread in page.items], page.next_cursor)
        return Response(page_answer(rows, ThreadSerializer))

    @operation(
        "threads_create",
        "Comment on a selection",
        tag=TAG,
        body=ThreadInputSerializer,
        answer=ThreadSerializer,
        status=201,
        problems=PROBLEMS,
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Begin a thread on a range of the text."""
        wanted = self.read_body(ThreadInputSerializer)
        access = enter_document(self.visitor, item_id, want=Ability.COMMENT)
        thread = begin_thread(
            access=access,
            selection=selection_of(wanted),
            body=wanted["body"],
            mentions=wanted.get("mentions", ()),
        )
        return Response(_shown(access, thread.id), status=201)


class ThreadCommentsView(ApiView):
    """Answers."""

    @operation(
        "comments_create",
        "Answer in a thread",
        tag=TAG,
        body=CommentInputSerializer,
        answer=CommentSerializer,
        status=201,
        problems=PROBLEMS,
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Answer; a resolved thread is open again."""
        wanted = self.read_body(CommentInputSerializer)
        access = enter_found(self.visitor, document_of_thread(thread_id))
        comment = add_comment(
            access=access,
            thread_id=thread_id,
            body=wanted["body"],
            mentions=wanted.get("mentions", ()),
        )
        return Response(CommentSerializer((access, comment)).data, status=201)


class CommentView(ApiView):
    """One comment."""

    @operation(
        "comments_edit",
        "Edit a comment",
        tag=TAG,
        body=CommentInputSerializer,
        answer=CommentSerializer,
        problems=PROBLEMS,
    )
    def patch(self, request: Request, comment_id: UUID) -> Response:
        """Say one's own words differently."""
        wanted = self.read_body(CommentInputSerializer)
        access = enter_found(self.visitor, document_of_comment(comment_id))
        comment = edit_comment(
            access=access,
            comment_id=comment_id,
            body=wanted["body"],
            mentions=wanted.get("mentions", ()),
        )
        return Response(CommentSerializer((access, comment)).data)

    @operation("comments_delete", "Delete a comment", tag=TAG, status=204, problems=(404, 409))
    def delete(self, request: Request, comment_id: UUID) -> Response:
        """Take a comment away: one's own, or as who manages the document."""
        self.refuse_body()
        access = enter_found(self.visitor, document_of_comment(comment_id))
        delete_comment(access=access, comment_id=comment_id)
        return Response(status=204)


class ResolveView(ApiView):
    """Dealt with."""

    @operation(
        "threads_resolve", "Resolve a thread", tag=TAG, answer=ThreadSerializer, problems=(404, 409)
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Resolve: as who began the thread or may edit the text."""
        self.refuse_body()
        access = enter_found(self.visitor, document_of_thread(thread_id))
        resolve_thread(access=access, thread_id=thread_id)
        return Response(_shown(access, thread_id))


class ReopenView(ApiView):
    """Not dealt with after all."""

    @operation(
        "threads_reopen", "Reopen a thread", tag=TAG, answer=ThreadSerializer, problems=(404, 409)
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Reopen."""
        self.refuse_body()
        access = enter_found(self.visitor, document_of_thread(thread_id))
        reopen_thread(access=access, thread_id=thread_id)
        return Response(_shown(access, thread_id))


def _shown(access: ItemAccess, thread_id: UUID) -> dict[str, object]:
    thread = threads_of(access).get(id=thread_id)
    return dict(ThreadSerializer((access, thread)).data)
