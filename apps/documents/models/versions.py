"""Versions: full states of a document worth coming back to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from apps.core.ids import new_id

from .log import MOST_BYTES, Document

VERSION_NAME_LENGTH = 200


class VersionKind(models.TextChoices):
    """Why a version was kept: by itself, by hand, or because its content was about to change."""

    AUTO = "auto"
    NAMED = "named"
    RESTORE = "restore"
    IMPORT = "import"


class DocumentVersion(models.Model):
    """The state of a document after the update ``seq``, compressed by zlib.

    ``authors`` are who wrote since the version before: a list of objects with ``person_id``, or
    ``link_id`` and ``name``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=VersionKind.choices)
    name = models.CharField(max_length=VERSION_NAME_LENGTH, blank=True)
    state = models.BinaryField(max_length=MOST_BYTES)
    authors = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["document", "-at", "-id"], name="document_version_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} version at {self.seq}"
