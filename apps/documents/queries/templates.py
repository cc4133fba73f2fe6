"""Templates, before anybody asked who may see them."""

from __future__ import annotations

from uuid import UUID

from apps.drive.models import Item

MOST_OFFERED = 200


def template_items(organisation_id: UUID) -> list[Item]:
    """Return the documents an organisation marked as templates, the newest ``MOST_OFFERED``.

    Rights, and whether something above lies in the trash, are the gate's business.
    """
    items = Item.objects.filter(
        document__template__isnull=False,
        space__organisation_id=organisation_id,
        trashed_at=None,
    )
    return list(
        items.select_related("space").order_by("-document__template__marked_at")[:MOST_OFFERED]
    )
