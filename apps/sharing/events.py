"""What happens in sharing, for the floors above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccessChanged(Event):
    """Rights on an item and all below it are to be decided anew."""

    item_id: UUID


@dataclass(frozen=True, kw_only=True)
class LinkChanged(Event):
    """A link was made, edited or revoked; whoever came through it is to be decided anew."""

    link_id: UUID
    item_id: UUID
