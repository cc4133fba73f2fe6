"""Putting a mail into the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.core.clock import utc_now
from apps.notifications.models import OutgoingMail
from apps.notifications.wording import word


@transaction.atomic
def queue_mail(
    *,
    recipient: str,
    locale: str,
    kind: str,
    facts: Mapping[str, Any],
    item_id: UUID | None = None,
    dedup_key: str | None = None,
) -> None:
    """Write a mail; it leaves if and only if the caller's transaction is committed.

    ``kind`` names the templates (``wording.word``). A ``dedup_key`` that was used before writes
    nothing.
    """
    now = utc_now()
    mail = OutgoingMail(
        kind=kind,
        recipient=recipient,
        item_id=item_id,
        sealed=word(kind, locale=locale, facts=facts).sealed(),
        dedup_key=dedup_key,
        send_after=now,
        created_at=now,
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=dedup_key is not None)
