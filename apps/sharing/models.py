"""Grants to people and groups, links for partners."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core.access import Role
from apps.core.ids import new_id

from .modes import LinkMode


class Grant(models.Model):
    """A role of one person or one group on an item and all below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey("drive.Item", on_delete=models.CASCADE, related_name="grants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="grants"
    )
    group = models.ForeignKey(
        "accounts.Group", on_delete=models.CASCADE, null=True, related_name="grants"
    )
    role = models.PositiveSmallIntegerField(choices=[(role.value, role.word) for role in Role])
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(group__isnull=True),
                name="grant_to_one_principal",
            ),
            models.UniqueConstraint(
                fields=["item", "person"],
                condition=Q(person__isnull=False),
                name="grant_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["item", "group"],
                condition=Q(group__isnull=False),
                name="grant_once_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).word} on {self.item_id}"


class Link(models.Model):
    """A door for partners to one item, for a time, by one issuer.

    Only the SHA-256 of the token is kept. ``password_version`` counts password changes, so that
    an earlier unlock ends with the password it was made with.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey("drive.Item", on_delete=models.CASCADE, related_name="links")
    issuer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="links"
    )
    token_hash = models.BinaryField(max_length=32, unique=True)
    mode = models.CharField(max_length=8, choices=LinkMode.choices)
    note = models.CharField(max_length=200, blank=True)
    password_hash = models.CharField(max_length=128, blank=True)
    password_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    open_count = models.PositiveIntegerField(default=0)
    download_count = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)
    failed_unlocks = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["issuer", "-created_at"], name="link_by_issuer"),
            models.Index(fields=["item", "expires_at"], name="link_open_on_item"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def has_password(self) -> bool:
        """Whether the partner is asked for a password."""
        return self.password_hash != ""
