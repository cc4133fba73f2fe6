"""The caller's sessions: seen, ended one by one or all at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Session, TokenScope
from apps.accounts.operations.sessions import end_all_sessions, end_session
from apps.accounts.queries import list_sessions
from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer
from apps.core.ids import token_digest

from .serializers import EndSessionsQuery, SessionRow, SessionSerializer

TAG = "sessions"
ORDER = ("-last_seen_at", "-id")


class SessionsView(ApiView):
    """All sessions of the caller."""

    minimum_scope = TokenScope.ADMIN

    @operation(
        "sessions_list",
        "List my sessions",
        tag=TAG,
        query=PageQuery,
        page=SessionSerializer,
        problems=(),
    )
    def get(self, request: Request) -> Response:
        """List, last seen first."""
        query = self.read_query(PageQuery)
        sessions = list_sessions(person_id=self.actor.person_id)
        page = page_of(sessions, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        rows = _rows(self.django_request, page)
        return Response(page_answer(rows, SessionSerializer))

    @operation(
        "sessions_end_all",
        "Sign out everywhere",
        tag=TAG,
        query=EndSessionsQuery,
        status=204,
        problems=(),
    )
    def delete(self, request: Request) -> Response:
        """End all sessions but the calling one, or that one too."""
        query = self.read_query(EndSessionsQuery)
        self.refuse_body()
        current = self.django_request.session.session_key
        end_all_sessions(actor=self.actor, except_key=None if query["include_current"] else current)
        return Response(status=204)


class SessionView(ApiView):
    """One session."""

    minimum_scope = TokenScope.ADMIN

    @operation("sessions_end", "End a session", tag=TAG, status=204)
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Sign that browser out."""
        self.refuse_body()
        end_session(actor=self.actor, session_id=session_id)
        return Response(status=204)


def _rows(request: HttpRequest, page: Page[Session]) -> Page[SessionRow]:
    key = request.session.session_key
    current = None if key is None else token_digest(key)
    rows = [
        SessionRow(session=session, is_current=bytes(session.key_hash) == current)
        for session in page.items
    ]
    return Page(rows, page.next_cursor)
