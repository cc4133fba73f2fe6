"""Spaces: the caller's own, and those of her teams."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.serializers import PageQuery
from apps.api.v1.items.serializers import NameSerializer
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability, PersonActor
from apps.core.errors import NotFoundError
from apps.drive.models import Item, Space
from apps.drive.operations.spaces import create_team_space, rename_space
from apps.sharing.gate import Opened, enter
from apps.sharing.queries.items import my_spaces, rights_of_items

from .serializers import SpaceRow, SpaceSerializer

TAG = "spaces"
ORDER = ("kind", "name", "id")


class SpacesView(ApiView):
    """All spaces the caller may read."""

    @operation(
        "spaces_list", "List spaces", tag=TAG, query=PageQuery, page=SpaceSerializer, problems=()
    )
    def get(self, request: Request) -> Response:
        """List, the personal one first."""
        query = self.read_query(PageQuery)
        spaces = my_spaces(self.actor)
        page = page_of(spaces, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(_rows(self.actor, page), SpaceSerializer))

    @operation(
        "spaces_create",
        "Create a team space",
        tag=TAG,
        body=NameSerializer,
        answer=SpaceSerializer,
        status=201,
        problems=(422,),
    )
    def post(self, request: Request) -> Response:
        """Create a space whose first owner is the caller."""
        wanted = self.read_body(NameSerializer)
        space = create_team_space(actor=self.actor, name=wanted["name"])
        opened = _enter_space(self.actor, space.id)
        return Response(SpaceSerializer(_row(opened)).data, status=201)


class SpaceView(ApiView):
    """One space."""

    @operation("spaces_get", "Show a space", tag=TAG, answer=SpaceSerializer)
    def get(self, request: Request, space_id: UUID) -> Response:
        """Answer the space."""
        return Response(SpaceSerializer(_row(_enter_space(self.actor, space_id))).data)

    @operation(
        "spaces_rename",
        "Rename a team space",
        tag=TAG,
        body=NameSerializer,
        answer=SpaceSerializer,
        problems=(404, 422),
    )
    def patch(self, request: Request, space_id: UUID) -> Response:
        """Rename."""
        wanted = self.read_body(NameSerializer)
        opened = _enter_space(self.actor, space_id, want=Ability.MANAGE_GRANTS)
        rename_space(access=opened.access, name=wanted["name"])
        return Response(SpaceSerializer(_row(_enter_space(self.actor, space_id))).data)


def _enter_space(actor: PersonActor, space_id: UUID, *, want: Ability = Ability.READ) -> Opened:
    """Pass the gate at the space's root, which has the space's id; any other item is no space."""
    opened = enter(actor, space_id, want=want)
    if not opened.item.is_root:
        raise NotFoundError
    return opened


def _row(opened: Opened) -> SpaceRow:
    return SpaceRow(space=opened.item.space, role=opened.access.role)


def _rows(actor: PersonActor, page: Page[Space]) -> Page[SpaceRow]:
    roots = Item.objects.select_related("current_version").in_bulk(
        [space.root_id for space in page.items]
    )
    rights = rights_of_items(actor, list(roots.values()))
    rows = [
        SpaceRow(space=space, role=rights[space.root_id].role)
        for space in page.items
        if Ability.READ in rights[space.root_id].abilities
    ]
    return Page(rows, page.next_cursor)
