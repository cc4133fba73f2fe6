"""Versions of a file's content."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core.ids import new_id


class ContentState(models.TextChoices):
    """Where content stands on its way to being servable; only ``clean`` is."""

    QUARANTINED = "quarantined"
    SCANNING = "scanning"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"
    ERROR = "error"


# States the worker still has to bring to an end.
WAITING_STATES = (ContentState.QUARANTINED, ContentState.SCANNING, ContentState.ERROR)


class FileVersion(models.Model):
    """One content of a file. The name lives on the item, the bytes under a random key.

    Several versions may share an object (copy, restore): it is deleted with the last of them.
    ``object_key`` is empty once infected content was removed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey("drive.Item", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=127)
    object_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=11, choices=ContentState.choices)
    verdict = models.ForeignKey(
        "scanning.Verdict",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # always looked for by sha256
    )
    scan_attempts = models.PositiveIntegerField(default=0)
    scan_after = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # people are never deleted
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number_unique"),
            # Servable means clean, and the verdict speaks of these very bytes.
            models.CheckConstraint(
                condition=~Q(state="clean") | Q(verdict=F("sha256"), verdict__isnull=False),
                name="version_clean_by_its_own_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(state="clean") | ~Q(object_key=""),
                name="version_clean_has_object",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["scan_after"],
                condition=Q(state__in=["quarantined", "scanning", "error"]),
                name="version_waiting",
            ),
            models.Index(fields=["sha256"], name="version_by_hash"),
            models.Index(fields=["object_key"], name="version_by_object"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def is_servable(self) -> bool:
        """Whether these bytes may leave: clean, by a verdict about this very hash.

        The verdict itself is asked too: it may have turned while this row was being written.
        """
        return (
            self.state == ContentState.CLEAN
            and self.verdict is not None
            and self.verdict.sha256 == self.sha256
            and self.verdict.state == ContentState.CLEAN
        )
