"""Colleagues, for those who share with them."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.queries import find_people
from apps.api.openapi import operation
from apps.api.pagination import page_of
from apps.api.v1.shapes import PersonRefSerializer
from apps.api.views import ApiView, page_answer

from .serializers import SearchQuery

ORDER = ("search_key", "id")


class PeopleView(ApiView):
    """The active people of the caller's organisation."""

    @operation(
        "people_list",
        "Find colleagues",
        tag="people",
        query=SearchQuery,
        page=PersonRefSerializer,
        problems=(),
    )
    def get(self, request: Request) -> Response:
        """List by name those whose name or address contains the query."""
        query = self.read_query(SearchQuery)
        people = find_people(organisation_id=self.actor.organisation_id, query=query["query"])
        page = page_of(people, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(page, PersonRefSerializer))
