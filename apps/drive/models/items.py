"""Items: folders, files and live documents in one tree, under one set of access rules."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from apps.core.ids import new_id

MAXIMUM_DEPTH = 64


class ItemKind(models.TextChoices):
    """What an item is. A document has no version of bytes: its content is a log, one floor up."""

    FOLDER = "folder"
    FILE = "file"
    DOCUMENT = "document"


def _sorted_by(column: str, word: str) -> list[models.Index]:
    """Return the indexes a folder is listed by, upwards and downwards."""
    return [
        models.Index(
            fields=["parent", folders, column, "id"],
            condition=Q(trashed_at__isnull=True),
            name=f"item_by_{word}_{direction}",
        )
        for folders, direction in (("folders_first", "up"), ("folders_last", "down"))
    ]


class Item(models.Model):
    """A node of the tree.

    ``held_for`` is set while no version of the file was ever found clean: until then only that
    person sees it. ``trashed_at`` is set on the item that was thrown away, not on what it holds;
    whatever lies below a trashed folder is out of reach because the gate looks at all ancestors.
    ``size_bytes`` repeats the current version's size, so that a listing sorts by an index; of a
    document it is that of its last snapshot.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey("drive.Space", on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=765)
    sort_key = models.CharField(max_length=255)
    # Two, because an index is read in one direction: folders come first whichever way names go.
    folders_first = models.GeneratedField(
        expression=Case(When(kind="folder", then=Value(0)), default=Value(1)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    folders_last = models.GeneratedField(
        expression=Case(When(kind="folder", then=Value(1)), default=Value(0)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    size_bytes = models.BigIntegerField(default=0)
    current_version = models.ForeignKey(
        "drive.FileVersion", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # People are never deleted, so only who threw away needs an index, and has one below.
    held_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    trashed_at = models.DateTimeField(null=True)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(trashed_at__isnull=True),
                name="item_name_unique_in_folder",
            ),
            models.UniqueConstraint(
                fields=["space"], condition=Q(parent__isnull=True), name="item_one_root_a_space"
            ),
        ]
        indexes: ClassVar = [
            *_sorted_by("sort_key", "name"),
            *_sorted_by("updated_at", "date"),
            *_sorted_by("size_bytes", "size"),
            models.Index(
                fields=["space", "updated_at", "id"],
                condition=Q(trashed_at__isnull=True) & ~Q(kind="folder"),
                name="item_recent",
            ),
            models.Index(
                fields=["space", "trashed_at", "id"],
                condition=Q(trashed_at__isnull=False),
                name="item_trashed_in_space",
            ),
            models.Index(
                fields=["trashed_by", "trashed_at", "id"],
                condition=Q(trashed_at__isnull=False),
                name="item_trashed_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_folder(self) -> bool:
        """Whether the item can hold others."""
        return self.kind == ItemKind.FOLDER

    @property
    def is_document(self) -> bool:
        """Whether the item is a live document, which has no file versions."""
        return self.kind == ItemKind.DOCUMENT

    @property
    def is_root(self) -> bool:
        """Whether the item is the root of its space."""
        return self.parent_id is None
