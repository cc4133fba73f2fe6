"""Links: doors for partners, made, edited and closed by agents."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import Page, page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability, ItemAccess, PersonActor
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.sharing.gate import enter, enter_trashed, open_item
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.links import create_link, edit_link, revoke_link, revoke_own_link
from apps.sharing.queries.items import rights_of_items
from apps.sharing.queries.sharing import LinkStatus, links_issued_by, links_on, statuses_of

from .serializers import (
    CreateLinkSerializer,
    EditLinkSerializer,
    LinkRow,
    LinkSerializer,
    LinksQuery,
    NewLinkRow,
    NewLinkSerializer,
)

TAG = "links"
ORDER = ("-created_at", "-id")


class ItemLinksView(ApiView):
    """The links of one item."""

    @operation(
        "links_list_of_item",
        "List the links of an item",
        tag=TAG,
        query=PageQuery,
        page=LinkSerializer,
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List the caller's own links, or all of them if she manages the item; newest first."""
        query = self.read_query(PageQuery)
        links = links_on(open_item(self.actor, item_id))
        page = page_of(links, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(_rows(self.actor, page), LinkSerializer))

    @operation(
        "links_create",
        "Make a link",
        tag=TAG,
        body=CreateLinkSerializer,
        answer=NewLinkSerializer,
        status=201,
        problems=(404, 409, 422),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Make a link; the answer alone tells its address."""
        wanted = self.read_body(CreateLinkSerializer)
        access = open_item(self.actor, item_id)
        link, token = create_link(
            access=access,
            expires_at=wanted.get("expires_at"),
            password=wanted.get("password"),
            note=wanted.get("note", ""),
            mode=LinkMode(wanted["mode"]),
        )
        row = NewLinkRow(
            link=links_on(access).get(id=link.id),
            status=LinkStatus.OPEN,
            is_item_readable=True,
            url=f"{settings.PUBLIC_URL}/l/{token}",
        )
        return Response(NewLinkSerializer(row).data, status=201)


class LinkView(ApiView):
    """One link."""

    @operation(
        "links_edit",
        "Change a link",
        tag=TAG,
        body=EditLinkSerializer,
        answer=LinkSerializer,
        problems=(404, 409, 422),
    )
    def patch(self, request: Request, link_id: UUID) -> Response:
        """Change what it allows, its expiry, password or note."""
        wanted = self.read_body(EditLinkSerializer)
        if "mode" in wanted:
            wanted["mode"] = LinkMode(wanted["mode"])
        access = _enter_item_of(self.actor, link_id)
        edit_link(access=access, link_id=link_id, **wanted)
        page = Page(list(links_on(access).filter(id=link_id)), None)
        return Response(LinkSerializer(_rows(self.actor, page).items[0]).data)

    @operation("links_revoke", "Revoke a link", tag=TAG, status=204)
    def delete(self, request: Request, link_id: UUID) -> Response:
        """Close the link for good."""
        self.refuse_body()
        try:
            revoke_own_link(actor=self.actor, link_id=link_id)
        except NotFoundError:
            revoke_link(access=_enter_item_of(self.actor, link_id), link_id=link_id)
        return Response(status=204)


class LinksView(ApiView):
    """All links the caller made."""

    @operation(
        "links_list", "List my links", tag=TAG, query=LinksQuery, page=LinkSerializer, problems=()
    )
    def get(self, request: Request) -> Response:
        """List, newest first."""
        query = self.read_query(LinksQuery)
        wanted = query.get("status")
        links = _with_status(links_issued_by(self.actor), wanted)
        page = page_of(links, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        rows = _rows(self.actor, page)
        # Whether a link is blocked depends on its issuer's rights, which SQL does not know.
        shown = [row for row in rows.items if wanted in {None, row.status.value}]
        return Response(page_answer(Page(shown, rows.next_cursor), LinkSerializer))


def _with_status(links: QuerySet[Link], status: str | None) -> QuerySet[Link]:
    if status == LinkStatus.REVOKED:
        return links.filter(revoked_at__isnull=False)
    if status == LinkStatus.EXPIRED:
        return links.filter(revoked_at=None, expires_at__lte=utc_now())
    if status in {LinkStatus.OPEN, LinkStatus.BLOCKED}:
        return links.filter(revoked_at=None, expires_at__gt=utc_now())
    return links


def _enter_item_of(actor: PersonActor, link_id: UUID) -> ItemAccess:
    """Pass the gate to the link's item, in the trash too: its links can still be closed."""
    item_id = Link.objects.filter(id=link_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise NotFoundError
    try:
        return enter(actor, item_id).access
    except NotFoundError:
        return enter_trashed(actor, item_id, want=Ability.READ).access


def _rows(actor: PersonActor, page: Page[Link]) -> Page[LinkRow]:
    statuses = statuses_of(page.items, utc_now())
    rights = rights_of_items(actor, [link.item for link in page.items])
    rows = [
        LinkRow(
            link=link,
            status=statuses[link.id],
            is_item_readable=Ability.READ in rights[link.item_id].abilities,
        )
        for link in page.items
    ]
    return Page(rows, page.next_cursor)
