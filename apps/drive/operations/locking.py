"""Locks and lookups every writing operation begins with.

The space's row is the lock of its tree: structure changes one at a time per space, so a check
("this name is free", "this folder is not below itself") still holds when the write happens.
Order of all locks, so that no two callers wait on each other: verdict, spaces by id, uploads,
items, versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from apps.core.errors import ConflictError, NotFoundError
from apps.drive.models import Item, Space
from apps.scanning.models import Verdict

ATTEMPTS = 5


class _MovedMeanwhileError(Exception):
    """What was to be locked hangs in another space by now."""


def lock_verdict(sha256: str) -> Verdict | None:
    """Lock the verdict about a content, so that it does not turn while rows are written by it."""
    return Verdict.objects.select_for_update(no_key=True).filter(sha256=sha256).first()


def lock_spaces(space_ids: Iterable[UUID]) -> dict[UUID, Space]:
    """Lock the spaces in the order of their ids, so that two callers cannot wait on each other."""
    wanted = sorted(set(space_ids))
    spaces = Space.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
    return {space.id: space for space in spaces}


def lock_spaces_found(find: Callable[[], set[UUID]]) -> dict[UUID, Space]:
    """Lock the spaces that ``find`` names, and that it still names once they are locked.

    Whoever moves an item between spaces holds both locks, so the answer is then final. Raises
    ``ConflictError`` when it never is.
    """
    for _ in range(ATTEMPTS):
        try:
            # The savepoint gives back the locks of a wrong guess: the next ones come in order.
            with transaction.atomic():
                locked = lock_spaces(find())
                if not find() <= locked.keys():
                    raise _MovedMeanwhileError
                return locked
        except _MovedMeanwhileError:
            continue
    raise ConflictError


def lock_spaces_of(item_ids: Iterable[UUID], *others: UUID) -> dict[UUID, Space]:
    """Lock the spaces these items hang in, and ``others`` (ids of spaces) with them.

    An item that is gone is not looked for: fetch it afterwards.
    """
    ids = list(item_ids)

    def find() -> set[UUID]:
        hung_in = Item.objects.filter(id__in=ids).values_list("space_id", flat=True)
        return {*hung_in, *others}

    return lock_spaces_found(find)


def lock_space_of(item_id: UUID) -> Space:
    """Lock the space an item hangs in. Raises ``NotFoundError`` when the item is gone."""
    locked = lock_spaces_of([item_id])
    if not locked:
        raise NotFoundError
    return next(iter(locked.values()))


def fetch_item(item_id: UUID) -> Item:
    """Return the row as it is under the lock. Raises ``NotFoundError``."""
    item = Item.objects.filter(id=item_id).select_related("current_version__verdict").first()
    if item is None:
        raise NotFoundError
    return item


def fetch_live_item(item_id: UUID) -> Item:
    """Return a row that is not in the trash itself; it may have got there since the gate."""
    item = fetch_item(item_id)
    if item.trashed_at is not None:
        raise NotFoundError
    return item
