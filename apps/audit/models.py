"""The audit trail. Rows are written once and never changed; ids are plain, without foreign keys,
so that a purge of what they speak of leaves them standing.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ActorType(models.TextChoices):
    """Who acted: an agent, a partner through a link, or the product itself."""

    PERSON = "person"
    LINK = "link"
    SYSTEM = "system"


class AuditEvent(models.Model):
    """One act. ``facts`` holds small values only; never a secret, a token or content."""

    at = models.DateTimeField()
    organisation_id = models.UUIDField(null=True)
    actor_type = models.CharField(max_length=6, choices=ActorType.choices)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=320)
    token_id = models.UUIDField(null=True)
    action = models.CharField(max_length=64)
    item_id = models.UUIDField(null=True)
    item_name = models.CharField(max_length=255, blank=True)
    link_id = models.UUIDField(null=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "-id"], name="audit_organisation"),
            models.Index(fields=["item_id", "-id"], name="audit_item"),
            models.Index(fields=["link_id", "-id"], name="audit_link"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_label}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Refuse: rows are only ever made by ``record``."""
        raise TypeError("audit rows are written by apps.audit.record and never saved again")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refuse: retention is a task of its own, not a method."""
        raise TypeError("audit rows are not deleted one by one")
