"""Where an item may hang: in a folder within reach, not inside itself, not too deep."""

from __future__ import annotations

from uuid import UUID

from apps.core.errors import NotFoundError
from apps.drive.errors import MoveIntoItselfError, NotAFolderError, TooDeepError
from apps.drive.models import MAXIMUM_DEPTH, Item
from apps.drive.tree import chain_of, subtree_depths


def fetch_live_folder(folder_id: UUID, *, room_below: int = 0) -> tuple[Item, ...]:
    """Return a folder that is out of the trash, with all above it, the root first.

    ``room_below`` is how many levels it must be able to take. Raises ``NotFoundError``,
    ``NotAFolderError``, ``TooDeepError``.
    """
    chain = chain_of(folder_id)
    if not chain or any(item.trashed_at is not None for item in chain):
        raise NotFoundError
    if not chain[-1].is_folder:
        raise NotAFolderError
    if len(chain) + room_below > MAXIMUM_DEPTH:
        raise TooDeepError(maximum_depth=MAXIMUM_DEPTH)
    return chain


def fetch_place_for(item: Item, folder_id: UUID) -> tuple[Item, dict[UUID, int]]:
    """Return the folder an item is to hang in, and the depths of all below the item.

    Raises as ``fetch_live_folder``, and ``MoveIntoItselfError``.
    """
    depths = dict(subtree_depths(item.id))
    if folder_id in depths:
        raise MoveIntoItselfError
    return fetch_live_folder(folder_id, room_below=max(depths.values()) + 1)[-1], depths
