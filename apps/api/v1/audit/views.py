"""The audit trail: of one item for who manages it, of the organisation for its officers."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer
from apps.audit.queries import events_of_item, events_of_organisation, filter_events
from apps.core.access import Ability
from apps.core.errors import ForbiddenError
from apps.sharing.gate import open_item

from .serializers import AuditEventSerializer, AuditQuery

TAG = "audit"
ORDER = ("-id",)


class ActivityView(ApiView):
    """What was done with one item."""

    @operation(
        "items_list_activity",
        "List what was done with an item",
        tag=TAG,
        query=PageQuery,
        page=AuditEventSerializer,
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List, newest first."""
        query = self.read_query(PageQuery)
        access = open_item(self.actor, item_id, want=Ability.MANAGE_GRANTS)
        events = events_of_item(access.item_id)
        page = page_of(events, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(page, AuditEventSerializer))


class AuditView(ApiView):
    """What was done in the organisation."""

    @operation(
        "audit_list",
        "Search the audit trail",
        tag=TAG,
        query=AuditQuery,
        page=AuditEventSerializer,
        problems=(),
    )
    def get(self, request: Request) -> Response:
        """List, newest first; officers only."""
        query = self.read_query(AuditQuery)
        if not self.actor.is_officer:
            raise ForbiddenError
        events = filter_events(
            events_of_organisation(self.actor.organisation_id),
            actor_id=query.get("actor"),
            item_id=query.get("item_id"),
            action=query.get("action"),
            since=query.get("from"),
            until=query.get("to"),
        )
        page = page_of(events, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(page, AuditEventSerializer))
