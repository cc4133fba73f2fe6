"""What happens in the drive, for the floors above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.core.access import Actor
from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SpaceCreated(Event):
    """A space and its root folder exist; ``person_id`` is its first owner."""

    space_id: UUID
    person_id: UUID
    actor: Actor


@dataclass(frozen=True, kw_only=True)
class ItemCreated(Event):
    """A folder or file came to be under ``parent_id``."""

    item_id: UUID
    parent_id: UUID


@dataclass(frozen=True, kw_only=True)
class DocumentsCopied(Event):
    """Rows of documents were copied, each by the id of its original; their content is still to be."""

    copies: Mapping[UUID, UUID]
    actor: Actor


@dataclass(frozen=True, kw_only=True)
class ItemMoved(Event):
    """An item hangs under another parent: what is inherited has changed for all below it."""

    item_id: UUID
    old_parent_id: UUID
    new_parent_id: UUID


@dataclass(frozen=True, kw_only=True)
class ItemTrashed(Event):
    """An item and all below it are out of reach until restored."""

    item_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContentSettled(Event):
    """A version has its final state; ``state`` is a ``ContentState``."""

    item_id: UUID
    version_id: UUID
    state: str
