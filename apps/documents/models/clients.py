"""Client ids, each bound to who first brought it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.documents.authors import GUEST_NAME_LENGTH

from .log import Document


class DocumentClient(models.Model):
    """One Yjs client id of a document. An author has many: each tab, each reload.

    By this row every character has its author, because structures carry their client's id.
    """

    pk = models.CompositePrimaryKey("document_id", "client_id")
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="clients", db_index=False
    )
    client_id = models.BigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # people are never deleted
    )
    link_id = models.UUIDField(null=True)
    guest_name = models.CharField(max_length=GUEST_NAME_LENGTH, blank=True)
    bound_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"client {self.client_id}"
