"""Reading the tree. Rights are the gate's business; these only narrow and join."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.core.errors import NotFoundError
from apps.drive.models import FileVersion, Item, ItemKind, Space


def with_content(items: QuerySet[Item]) -> QuerySet[Item]:
    """Join what showing an item needs, so that a page costs one query."""
    return items.select_related("current_version__verdict", "created_by")


def visible_to(items: QuerySet[Item], person_id: UUID | None) -> QuerySet[Item]:
    """Leave out what is in the trash and what is held for somebody else."""
    not_held = Q(held_for=None)
    if person_id is not None:
        not_held |= Q(held_for=person_id)
    return items.filter(not_held, trashed_at=None)


def children_of(folder_id: UUID, *, person_id: UUID | None) -> QuerySet[Item]:
    """The items of a folder that this person (None: a partner) may see, given the folder."""
    return with_content(visible_to(Item.objects.filter(parent_id=folder_id), person_id))


def newest_files(space_ids: Sequence[UUID], *, person_id: UUID, limit: int) -> QuerySet[Item]:
    """The latest changed files of each space, at most ``limit`` of each; two queries in all.

    One query over all spaces would have to sort every file in them.
    """
    newest = [
        Item.objects.filter(
            id__in=visible_to(Item.objects.filter(space_id=space_id), person_id)
            .exclude(kind=ItemKind.FOLDER)
            .order_by("-updated_at", "-id")
            .values("id")[:limit]
        ).values_list("id", flat=True)
        for space_id in space_ids
    ]
    ids = list(Item.objects.none().values_list("id", flat=True).union(*newest, all=True))
    return with_content(Item.objects.filter(id__in=ids))


def versions_of(item_id: UUID, *, person_id: UUID | None) -> QuerySet[FileVersion]:
    """The versions of a file, newest first; those not clean only for who brought them."""
    versions = FileVersion.objects.filter(item_id=item_id).order_by("-number")
    mine = Q(state="clean") | Q(state="infected", object_key__gt="")
    if person_id is not None:
        mine |= Q(created_by=person_id)
    return versions.filter(mine).select_related("verdict", "created_by")


def personal_space_id(person_id: UUID) -> UUID:
    """The personal space of a person, which is also its root's id. Raises ``NotFoundError``."""
    found = Space.objects.filter(owner_id=person_id).values_list("id", flat=True).first()
    if found is None:
        raise NotFoundError
    return found
