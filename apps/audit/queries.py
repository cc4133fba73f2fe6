"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from .models import AuditEvent


def events_of_organisation(organisation_id: UUID) -> QuerySet[AuditEvent]:
    """All acts of an organisation, newest first: the officer's view."""
    return AuditEvent.objects.filter(organisation_id=organisation_id)


def events_of_item(item_id: UUID) -> QuerySet[AuditEvent]:
    """All acts on one item, newest first."""
    return AuditEvent.objects.filter(item_id=item_id)


def filter_events(
    events: QuerySet[AuditEvent],
    *,
    actor_id: UUID | None = None,
    item_id: UUID | None = None,
    action: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """Narrow ``events``; ``action`` may be a whole action or its object (``item``)."""
    wanted = {
        "actor_id": actor_id,
        "item_id": item_id,
        "at__gte": since,
        "at__lt": until,
    }
    events = events.filter(**{name: value for name, value in wanted.items() if value is not None})
    if action is None:
        return events
    return (
        events.filter(action=action)
        if "." in action
        else events.filter(action__startswith=f"{action}.")
    )


def events_after(event_id: int, *, limit: int) -> Iterable[AuditEvent]:
    """The acts recorded after ``event_id``, oldest first: the tail that hints are made from."""
    return AuditEvent.objects.filter(id__gt=event_id).order_by("id")[:limit]


def newest_event_id() -> int:
    """Return the id of the latest act, 0 when there is none."""
    newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def newest_events_by_item(
    item_ids: Collection[UUID], *, objects: Collection[str]
) -> dict[UUID, int]:
    """Return the id of the latest act on each of these items that spoke of one of ``objects``."""
    spoken = Q()
    for name in objects:
        spoken |= Q(action__startswith=f"{name}.")
    rows = AuditEvent.objects.filter(spoken, item_id__in=item_ids).order_by()
    found = rows.values_list("item_id").annotate(newest=Max("id"))
    return {item_id: newest for item_id, newest in found if item_id is not None}
