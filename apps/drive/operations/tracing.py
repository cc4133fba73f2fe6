"""One line of audit for an act on an item."""

from __future__ import annotations

from collections.abc import Mapping

from apps.audit.operations import record
from apps.core.access import ItemAccess
from apps.core.errors import Fact
from apps.drive.models import Item


def record_item(
    access: ItemAccess, action: str, item: Item, *, facts: Mapping[str, Fact] | None = None
) -> None:
    """Record ``action`` on ``item`` by the actor whose proof is ``access``."""
    record(
        actor=access.actor,
        action=action,
        organisation_id=access.organisation_id,
        item_id=item.id,
        item_name=item.name,
        facts=facts,
    )
