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
    """An object no row needs any more; the worker deletes it from the store, then this row."""

    object_key = models.CharField(max_length=64, unique=True)
    requested_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.object_key
