"""The crossing between this door's event loop and Django's synchronous floors. All of it is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from apps.accounts.actors import person_actor
from apps.accounts.models import Person
from apps.accounts.sessions import find_signed_in
from apps.audit.queries import events_after, newest_event_id
from apps.core.access import Ability, ItemAccess
from apps.core.errors import DomainError
from apps.drive.models import Item
from apps.sharing.gate import open_item, still_allows


@database_sync_to_async
def find_session(session_key: str | None) -> UUID | None:
    """Return the id of the living session a browser's cookie stands for."""
    signed_in = find_signed_in([session_key] if session_key else [])
    return next((found.session_id for found in signed_in.values()), None)


@database_sync_to_async
def open_folder(person: Person, folder_id: UUID) -> ItemAccess | None:
    """Return the proof that this person may read the folder, None if not."""
    try:
        return open_item(person_actor(person), folder_id)
    except DomainError:
        return None


@database_sync_to_async
def may_still_read(access: ItemAccess) -> bool:
    """Decide again from the database."""
    return still_allows(access, Ability.READ)


@database_sync_to_async
def find_newest_event() -> int:
    """Return the id the tail starts after."""
    return newest_event_id()


@database_sync_to_async
def read_changes(event_id: int, *, limit: int) -> list[tuple[int, frozenset[UUID]]]:
    """Return ``(event id, folders it changed)`` for the acts recorded after ``event_id``."""
    events = list(events_after(event_id, limit=limit))
    items = {event.item_id for event in events if event.item_id is not None}
    parents = dict(Item.objects.filter(id__in=items).values_list("id", "parent_id"))
    return [(event.id, _folders(event.item_id, event.facts, parents)) for event in events]


def _folders(
    item_id: UUID | None, facts: Mapping[str, Any], parents: Mapping[UUID, UUID | None]
) -> frozenset[UUID]:
    """The folder the item hangs in, the item itself, and where it hung before a move."""
    folders = {item_id, parents.get(item_id) if item_id is not None else None}
    if "from" in facts:
        folders.add(UUID(str(facts["from"])))
    return frozenset(folder for folder in folders if folder is not None)
