"""Lists across the tree: what changed lately, what others share, what lies in the trash."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import page_of
from apps.api.serializers import PageQuery
from apps.api.v1.items.rows import rows_anywhere
from apps.api.v1.items.serializers import ItemSerializer
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability
from apps.core.errors import NotFoundError
from apps.drive.errors import NotInTrashError
from apps.drive.models import Item
from apps.drive.operations.trash import purge_item
from apps.sharing.gate import enter_trashed
from apps.sharing.queries.items import my_trash, recent_files, rights_of_items, shared_with_me

TAG = "listings"


class ListingView(ApiView):
    """A list of items from anywhere; rows that may not be read now are left out of their page."""

    order: ClassVar[tuple[str, ...]]

    def items(self) -> QuerySet[Item]:
        """Return the candidates."""
        raise NotImplementedError

    def answer_page(self) -> Response:
        """Answer the page asked for."""
        query = self.read_query(PageQuery)
        page = page_of(
            self.items(), order=self.order, cursor=query.get("cursor"), limit=query["limit"]
        )
        return Response(page_answer(rows_anywhere(self.actor, page), ItemSerializer))


class RecentView(ListingView):
    """Files changed lately."""

    order = ("-updated_at", "-id")

    def items(self) -> QuerySet[Item]:
        """Return the files of the caller's spaces."""
        return recent_files(self.actor)

    @operation(
        "recent_list",
        "List recent files",
        tag=TAG,
        query=PageQuery,
        page=ItemSerializer,
        problems=(),
    )
    def get(self, request: Request) -> Response:
        """List, latest change first."""
        return self.answer_page()


class SharedWithMeView(ListingView):
    """Items others gave the caller a role on."""

    order = ("folders_first", "sort_key", "id")

    def items(self) -> QuerySet[Item]:
        """Return the items granted to the caller or her groups."""
        return shared_with_me(self.actor)

    @operation(
        "shared_with_me_list",
        "List items shared with me",
        tag=TAG,
        query=PageQuery,
        page=ItemSerializer,
        problems=(),
    )
    def get(self, request: Request) -> Response:
        """List, folders first, by name."""
        return self.answer_page()


class TrashView(ListingView):
    """The trash."""

    order = ("-trashed_at", "-id")

    def items(self) -> QuerySet[Item]:
        """Return what the caller threw away or may restore."""
        return my_trash(self.actor)

    @operation(
        "trash_list", "List the trash", tag=TAG, query=PageQuery, page=ItemSerializer, problems=()
    )
    def get(self, request: Request) -> Response:
        """List, latest first."""
        return self.answer_page()

    @operation("trash_empty", "Delete all trashed items for good", tag=TAG, status=204, problems=())
    def delete(self, request: Request) -> Response:
        """Delete for good whatever the caller may delete; the rest stays."""
        self.refuse_body()
        items = list(self.items())
        rights = rights_of_items(self.actor, items)
        for item in items:
            if Ability.PURGE in rights[item.id].abilities:
                self._purge(item.id)
        return Response(status=204)

    def _purge(self, item_id: UUID) -> None:
        try:
            purge_item(access=enter_trashed(self.actor, item_id, want=Ability.PURGE).access)
        except (NotFoundError, NotInTrashError):
            # Purged with the folder it was in, or restored meanwhile: there is nothing to do.
            return
