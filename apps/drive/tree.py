"""Walking the tree in SQL: one recursive query up or down, the same on PostgreSQL and SQLite.

Parent pointers and recursion rather than stored paths: a move is one row, nothing can go stale,
and ancestors cost one index look-up a level (depth is bounded by ``MAXIMUM_DEPTH``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from .models import MAXIMUM_DEPTH, Item

_UP = """
WITH RECURSIVE up(origin, id, parent_id, depth) AS (
    SELECT id, id, parent_id, 0 FROM drive_item WHERE id IN ({places})
    UNION ALL
    SELECT up.origin, above.id, above.parent_id, up.depth + 1
    FROM drive_item above JOIN up ON above.id = up.parent_id
    WHERE up.depth < {limit}
)
SELECT drive_item.*, up.origin AS origin, up.depth AS depth
FROM up JOIN drive_item ON drive_item.id = up.id
ORDER BY up.depth DESC
"""

_DOWN = """
WITH RECURSIVE down(id, depth) AS (
    SELECT id, 0 FROM drive_item WHERE id IN ({places})
    UNION ALL
    SELECT below.id, down.depth + 1
    FROM drive_item below JOIN down ON below.parent_id = down.id
    WHERE down.depth < {limit}
)
SELECT id, depth FROM down
"""


def chain_of(item_id: UUID) -> tuple[Item, ...]:
    """Return the item with its ancestors, root first; empty when it does not exist."""
    return chains_of([item_id]).get(item_id, ())


def chains_of(item_ids: Iterable[UUID]) -> dict[UUID, tuple[Item, ...]]:
    """Return ``chain_of`` for many items in one query."""
    ids = list(item_ids)
    if not ids:
        return {}
    places = ", ".join(["%s"] * len(ids))
    sql = _UP.format(places=places, limit=MAXIMUM_DEPTH + 1)
    chains: dict[UUID, list[Item]] = defaultdict(list)
    for item in Item.objects.raw(sql, [_to_db(item_id) for item_id in ids]):
        chains[_from_db(item.__dict__.pop("origin"))].append(item)
    return {origin: tuple(chain) for origin, chain in chains.items()}


def subtree_depths(item_id: UUID) -> list[tuple[UUID, int]]:
    """Return the ids of the item and all below it, each with its depth under the item."""
    sql = _DOWN.format(places="%s", limit=MAXIMUM_DEPTH + 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_to_db(item_id)])
        rows: Sequence[tuple[object, int]] = cursor.fetchall()
    return [(_from_db(row_id), depth) for row_id, depth in rows]


def subtree_ids(item_id: UUID) -> list[UUID]:
    """Return the ids of the item and of all below it."""
    return [row_id for row_id, _ in subtree_depths(item_id)]


def subtrees(item_ids: Collection[UUID]) -> RawSQL:
    """Return the ids of some items and of all below them, for ``filter(item__in=…)``."""
    places = ", ".join(["%s"] * len(item_ids)) or "NULL"
    sql = _DOWN.format(places=places, limit=MAXIMUM_DEPTH + 1)
    return RawSQL(f"SELECT id FROM ({sql}) below", [_to_db(item_id) for item_id in item_ids])  # noqa: S608, S611 - no foreign text


def _to_db(item_id: UUID) -> UUID | str:
    """Raw SQL is not converted by the ORM: SQLite keeps a UUID as 32 hexadecimal characters."""
    return item_id if connection.features.has_native_uuid_field else item_id.hex


def _from_db(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
