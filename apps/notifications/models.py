"""The outbox: mails written in the transaction they speak of, sent by the worker afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.core.ids import new_id


class MailState(models.TextChoices):
    """``FAILED``: the mail server refused it for good, or did not answer for days."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class OutgoingMail(models.Model):
    """One mail to one address.

    ``sealed`` is its wording, for it may hold secrets; it is emptied when the mail has left or
    failed. A ``dedup_key`` is written once: the second mail with the same key is not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    recipient = models.EmailField(max_length=254)
    item_id = models.UUIDField(null=True)
    sealed = models.BinaryField(max_length=256 * 1024)
    dedup_key = models.CharField(max_length=160, null=True, unique=True)
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    send_after = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["send_after"], condition=Q(state="pending"), name="mail_waiting"),
            models.Index(fields=["ended_at"], name="mail_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"
