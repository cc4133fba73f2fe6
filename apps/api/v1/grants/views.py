"""Grants: who has which role on an item, and from where."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer
from apps.core.access import ROLES_BY_WORD, Ability, ItemAccess, PersonActor
from apps.core.errors import NotFoundError
from apps.sharing.gate import Opened, enter, open_item
from apps.sharing.models import Grant
from apps.sharing.operations.grants import PrincipalRef, change_role, give_role, take_role
from apps.sharing.queries.items import rights_of_items
from apps.sharing.queries.sharing import grants_on

from .serializers import GiveRoleSerializer, GrantRow, GrantSerializer, RoleSerializer

TAG = "grants"
ORDER = ("-role", "created_at", "id")


class ItemGrantsView(ApiView):
    """The roles that count for an item."""

    @operation(
        "grants_list",
        "List who has access to an item",
        tag=TAG,
        query=PageQuery,
        page=GrantSerializer,
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List own and inherited grants, strongest first."""
        query = self.read_query(PageQuery)
        opened = enter(self.actor, item_id)
        grants = grants_on(opened.access)
        page = page_of(grants, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(_rows(self.actor, opened, page), GrantSerializer))

    @operation(
        "grants_create",
        "Give a role on an item",
        tag=TAG,
        body=GiveRoleSerializer,
        answer=GrantSerializer,
        status=201,
        problems=(404, 409, 422),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Give a role, or change the one this person or group already has on this very item."""
        wanted = self.read_body(GiveRoleSerializer)
        access = open_item(self.actor, item_id, want=Ability.MANAGE_GRANTS)
        role = ROLES_BY_WORD[wanted.pop("role")]
        grant = give_role(access=access, principal=PrincipalRef(**wanted), role=role)
        return Response(GrantSerializer(_own_row(access, grant.id)).data, status=201)


class GrantView(ApiView):
    """One grant."""

    @operation(
        "grants_change",
        "Change a role",
        tag=TAG,
        body=RoleSerializer,
        answer=GrantSerializer,
        problems=(404, 409, 422),
    )
    def patch(self, request: Request, grant_id: UUID) -> Response:
        """Change the role."""
        wanted = self.read_body(RoleSerializer)
        item_id = _item_of(grant_id)
        access = open_item(self.actor, item_id, want=Ability.MANAGE_GRANTS)
        change_role(access=access, grant_id=grant_id, role=ROLES_BY_WORD[wanted["role"]])
        return Response(GrantSerializer(_own_row(access, grant_id)).data)

    @operation("grants_delete", "Take a role away", tag=TAG, status=204, problems=(404, 409, 422))
    def delete(self, request: Request, grant_id: UUID) -> Response:
        """Take the role away; everyone may give up her own."""
        self.refuse_body()
        access = open_item(self.actor, _item_of(grant_id))
        take_role(access=access, grant_id=grant_id)
        return Response(status=204)


def _item_of(grant_id: UUID) -> UUID:
    item_id = Grant.objects.filter(id=grant_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise NotFoundError
    return item_id


def _own_row(access: ItemAccess, grant_id: UUID) -> GrantRow:
    grant = grants_on(access).get(id=grant_id)
    return GrantRow(grant=grant, is_inherited=False, is_source_readable=True)


def _rows(actor: PersonActor, opened: Opened, page: Page[Grant]) -> Page[GrantRow]:
    rights = rights_of_items(actor, opened.chain)
    rows = [
        GrantRow(
            grant=grant,
            is_inherited=grant.item_id != opened.item.id,
            is_source_readable=Ability.READ in rights[grant.item_id].abilities,
        )
        for grant in page.items
    ]
    return Page(rows, page.next_cursor)
