"""Items: look, list, make folders, rename, move, copy, throw away, take back, delete for good."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import page_of
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability
from apps.drive.errors import NotAFolderError
from apps.drive.operations.copying import copy_item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.structure import create_folder, move_item, rename_item
from apps.drive.operations.trash import purge_item, restore_item, trash_item
from apps.sharing.gate import enter, enter_trashed, open_item
from apps.sharing.queries.items import readable_children

from .rows import detail_of, row_of, rows_in_folder
from .serializers import (
    SORTS,
    ChildrenQuery,
    CopySerializer,
    ItemDetailSerializer,
    ItemSerializer,
    MoveSerializer,
    NameSerializer,
)

TAG = "items"


class ItemView(ApiView):
    """One item."""

    @operation("items_get", "Show an item", tag=TAG, answer=ItemDetailSerializer)
    def get(self, request: Request, item_id: UUID) -> Response:
        """Answer the item with breadcrumb and rights."""
        opened = enter(self.actor, item_id)
        return Response(ItemDetailSerializer(detail_of(self.actor, opened)).data)

    @operation(
        "items_rename",
        "Rename an item",
        tag=TAG,
        body=NameSerializer,
        answer=ItemSerializer,
        problems=(404, 409, 422),
    )
    def patch(self, request: Request, item_id: UUID) -> Response:
        """Rename."""
        wanted = self.read_body(NameSerializer)
        access = open_item(self.actor, item_id, want=Ability.EDIT)
        item = rename_item(access=access, name=wanted["name"])
        return Response(ItemSerializer(row_of(self.actor, item.id)).data)

    @operation("items_trash", "Move an item to the trash", tag=TAG, status=204, problems=(404, 409))
    def delete(self, request: Request, item_id: UUID) -> Response:
        """Throw away."""
        self.refuse_body()
        access = open_item(self.actor, item_id, want=Ability.TRASH)
        trash_item(access=access)
        return Response(status=204)


class ChildrenView(ApiView):
    """What a folder holds."""

    @operation(
        "items_list_children",
        "List a folder",
        tag=TAG,
        query=ChildrenQuery,
        page=ItemSerializer,
        problems=(404, 409),
    )
    def get(self, request: Request, item_id: UUID) -> Response:
        """List, folders first."""
        query = self.read_query(ChildrenQuery)
        opened = enter(self.actor, item_id)
        if not opened.item.is_folder:
            raise NotAFolderError
        children = readable_children(opened.access)
        page = page_of(
            children, order=SORTS[query["sort"]], cursor=query.get("cursor"), limit=query["limit"]
        )
        return Response(page_answer(rows_in_folder(opened.access, page), ItemSerializer))


class FoldersView(ApiView):
    """New folders."""

    @operation(
        "items_create_folder",
        "Create a folder",
        tag=TAG,
        body=NameSerializer,
        answer=ItemSerializer,
        status=201,
        problems=(404, 409, 422),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Create a folder inside the item."""
        wanted = self.read_body(NameSerializer)
        access = open_item(self.actor, item_id, want=Ability.EDIT)
        folder = create_folder(access=access, name=wanted["name"])
        return Response(ItemSerializer(row_of(self.actor, folder.id)).data, status=201)


class MoveView(ApiView):
    """Moving."""

    @operation(
        "items_move",
        "Move an item",
        tag=TAG,
        body=MoveSerializer,
        answer=ItemSerializer,
        problems=(404, 409, 422, 507),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Hang the item under another folder; both are authorised."""
        wanted = self.read_body(MoveSerializer)
        access = open_item(self.actor, item_id, want=Ability.TRASH)
        target = open_item(self.actor, wanted["parent_id"], want=Ability.EDIT)
        item = move_item(
            access=access,
            target=target,
            name=wanted.get("name"),
            on_conflict=OnConflict(wanted["on_conflict"]),
        )
        return Response(ItemSerializer(row_of(self.actor, item.id)).data)


class CopyView(ApiView):
    """Copying."""

    @operation(
        "items_copy",
        "Copy an item",
        tag=TAG,
        body=CopySerializer,
        answer=ItemSerializer,
        status=201,
        problems=(404, 409, 422, 507),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Copy the item into another folder; both are authorised."""
        wanted = self.read_body(CopySerializer)
        access = open_item(self.actor, item_id, want=Ability.DOWNLOAD)
        target = open_item(self.actor, wanted["parent_id"], want=Ability.EDIT)
        item = copy_item(
            access=access,
            target=target,
            name=wanted.get("name"),
            on_conflict=OnConflict(wanted["on_conflict"]),
        )
        return Response(ItemSerializer(row_of(self.actor, item.id)).data, status=201)


class RestoreView(ApiView):
    """Back from the trash."""

    @operation(
        "items_restore",
        "Restore an item from the trash",
        tag=TAG,
        answer=ItemSerializer,
        problems=(404, 409),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Take the item out of the trash."""
        self.refuse_body()
        access = enter_trashed(self.actor, item_id, want=Ability.TRASH).access
        item = restore_item(
            access=access,
            enter_folder=lambda folder_id: open_item(self.actor, folder_id, want=Ability.EDIT),
        )
        return Response(ItemSerializer(row_of(self.actor, item.id)).data)


class PurgeView(ApiView):
    """Out of the trash for good."""

    @operation(
        "items_purge", "Delete a trashed item for good", tag=TAG, status=204, problems=(404, 409)
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Delete for good."""
        self.refuse_body()
        access = enter_trashed(self.actor, item_id, want=Ability.PURGE).access
        purge_item(access=access)
        return Response(status=204)
