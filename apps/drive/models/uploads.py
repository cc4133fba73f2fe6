"""Content on its way in, and objects on their way out."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.core.ids import new_id


class Upload(models.Model):
    """Bytes being received: holds the quota reservation and the object's key.

    The row is committed before the first byte reaches the store, so a crash leaves a trace the
    sweeper can follow. Resumable uploads will add their offset here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey("drive.Space", on_delete=models.CASCADE, related_name="+")
    size_bytes = models.BigIntegerField()
    object_key = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class ObjectDeletion(models.Model):
    """A wish to delete an object; the worker does so unless a version needs it, then drops the row.

    One row for each version that went: were the rows of two versions one, the second could be
    taken for done while the worker still sees the first's.
    """

    object_key = models.CharField(max_length=64)
    requested_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["object_key"], name="deletion_by_object")]

    def __str__(self) -> str:
        return self.object_key
