"""Groups: everybody of the organisation sees them, administrators write them."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.operations.groups import (
    add_group_member,
    create_group,
    delete_group,
    remove_group_member,
    rename_group,
)
from apps.accounts.queries import find_groups, get_group, list_members
from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.serializers import PageQuery
from apps.api.v1.people.serializers import SearchQuery
from apps.api.v1.shapes import PersonRefSerializer
from apps.api.views import ApiView, page_answer
from apps.core.access import PersonActor

from .serializers import (
    GroupNameSerializer,
    GroupSerializer,
    NewMemberSerializer,
)

TAG = "groups"
ORDER = ("name_key", "id")
MEMBER_ORDER = ("person__search_key", "id")


class GroupsView(ApiView):
    """The groups of the caller's organisation."""

    @operation(
        "groups_list", "Find groups", tag=TAG, query=SearchQuery, page=GroupSerializer, problems=()
    )
    def get(self, request: Request) -> Response:
        """List by name those whose name contains the query."""
        query = self.read_query(SearchQuery)
        groups = find_groups(organisation_id=self.actor.organisation_id, query=query["query"])
        page = page_of(groups, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(page, GroupSerializer))

    @operation(
        "groups_create",
        "Create a group",
        tag=TAG,
        body=GroupNameSerializer,
        answer=GroupSerializer,
        status=201,
        problems=(409, 422),
    )
    def post(self, request: Request) -> Response:
        """Create an empty group."""
        wanted = self.read_body(GroupNameSerializer)
        group = create_group(actor=self.actor, name=wanted["name"])
        return _answer(self.actor, group.id, status=201)


class GroupView(ApiView):
    """One group."""

    @operation(
        "groups_rename",
        "Rename a group",
        tag=TAG,
        body=GroupNameSerializer,
        answer=GroupSerializer,
        problems=(404, 409, 422),
    )
    def patch(self, request: Request, group_id: UUID) -> Response:
        """Rename."""
        wanted = self.read_body(GroupNameSerializer)
        rename_group(actor=self.actor, group_id=group_id, name=wanted["name"])
        return _answer(self.actor, group_id)

    @operation("groups_delete", "Delete a group", tag=TAG, status=204, problems=(404, 409))
    def delete(self, request: Request, group_id: UUID) -> Response:
        """Delete; what its members could reach through it only, they no longer can."""
        self.refuse_body()
        delete_group(actor=self.actor, group_id=group_id)
        return Response(status=204)


class MembersView(ApiView):
    """The people of a group."""

    @operation(
        "groups_members_list",
        "List the members of a group",
        tag=TAG,
        query=PageQuery,
        page=PersonRefSerializer,
    )
    def get(self, request: Request, group_id: UUID) -> Response:
        """List by name."""
        query = self.read_query(PageQuery)
        members = list_members(organisation_id=self.actor.organisation_id, group_id=group_id)
        page = page_of(
            members, order=MEMBER_ORDER, cursor=query.get("cursor"), limit=query["limit"]
        )
        people = Page([member.person for member in page.items], page.next_cursor)
        return Response(page_answer(people, PersonRefSerializer))

    @operation(
        "groups_members_add",
        "Add a member",
        tag=TAG,
        body=NewMemberSerializer,
        answer=PersonRefSerializer,
        status=201,
    )
    def post(self, request: Request, group_id: UUID) -> Response:
        """Add a colleague; being a member already is no error."""
        wanted = self.read_body(NewMemberSerializer)
        membership = add_group_member(
            actor=self.actor, group_id=group_id, person_id=wanted["person_id"]
        )
        return Response(PersonRefSerializer(membership.person).data, status=201)


class MemberView(ApiView):
    """One person in one group."""

    @operation("groups_members_remove", "Remove a member", tag=TAG, status=204, problems=(404, 409))
    def delete(self, request: Request, group_id: UUID, person_id: UUID) -> Response:
        """Remove."""
        self.refuse_body()
        remove_group_member(actor=self.actor, group_id=group_id, person_id=person_id)
        return Response(status=204)


def _answer(actor: PersonActor, group_id: UUID, *, status: int = 200) -> Response:
    group = get_group(organisation_id=actor.organisation_id, group_id=group_id)
    return Response(GroupSerializer(group).data, status=status)
