"""Spaces: the roots of the tree, each with its own quota."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core.ids import new_id


class SpaceKind(models.TextChoices):
    """A space belongs to one agent, or to a team that outlives its members."""

    PERSONAL = "personal"
    TEAM = "team"


class Space(models.Model):
    """A root of the tree. Its root folder is the ``Item`` with the same id.

    ``used_bytes`` counts every stored version, trash included; ``reserved_bytes`` what uploads
    under way have announced. Both change only by ``F()`` updates.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=SpaceKind.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=255)
    quota_bytes = models.BigIntegerField()
    used_bytes = models.BigIntegerField(default=0)
    reserved_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(kind="personal"), name="space_one_personal_each"
            ),
            models.CheckConstraint(
                condition=Q(kind="personal", owner__isnull=False)
                | Q(kind="team", owner__isnull=True),
                name="space_owner_matches_kind",
            ),
            models.CheckConstraint(
                condition=Q(used_bytes__gte=0) & Q(reserved_bytes__gte=0),
                name="space_bytes_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> UUID:
        """The id of the space's root folder: the space's own."""
        return self.id


def has_room(size_bytes: int) -> Q:
    """Return the condition under which a space can take ``size_bytes`` more."""
    return Q(quota_bytes__gte=F("used_bytes") + F("reserved_bytes") + size_bytes)
