"""Lists of items: each equal to asking ``decision`` about every row, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.core.access import Ability, ItemAccess, LinkActor, PersonActor, Role
from apps.core.clock import utc_now
from apps.drive.models import Item, Space
from apps.drive.queries.items import children_of, newest_files, visible_to, with_content
from apps.drive.tree import chains_of
from apps.sharing.decision import decide_person, strongest
from apps.sharing.facts import (
    Principal,
    grants_for,
    item_facts,
    person_facts,
    principal_of,
    roles_by_item,
)
from apps.sharing.models import Grant, Link

RECENT_FILES = 200


@dataclass(frozen=True, kw_only=True)
class ItemRights:
    """What one caller may do with one item, and how the item is shared."""

    role: Role | None
    abilities: frozenset[Ability]
    link_count: int
    is_shared: bool


def readable_children(access: ItemAccess) -> QuerySet[Item]:
    """The items of a folder the caller may read, given the proof for the folder.

    Rights only widen downwards, so whoever reads the folder reads what it holds, except what is
    in the trash and what is held for somebody else.
    """
    actor = access.actor
    person_id = actor.person_id if isinstance(actor, PersonActor) else None
    return children_of(access.item_id, person_id=person_id)


def rights_of_children(access: ItemAccess, items: Sequence[Item]) -> dict[UUID, ItemRights]:
    """Return the rights on children of the folder ``access`` speaks of; two queries."""
    actor = access.actor
    ids = [item.id for item in items]
    if isinstance(actor, LinkActor):
        return {item.id: _rights_by_link(access, item) for item in items}
    if not isinstance(actor, PersonActor) or access.role is None:
        return {}
    principal = principal_of(actor)
    own, shared = _grants_on(principal, ids)
    sharing = (_link_counts(ids), shared)
    return {
        item.id: _rights(
            principal, item, above=(), roles=[access.role, *own[item.id]], sharing=sharing
        )
        for item in items
    }


def rights_of_items(actor: PersonActor, items: Sequence[Item]) -> dict[UUID, ItemRights]:
    """Return the rights on items from anywhere in the tree; four queries.

    An item whose rights are empty must not be shown.
    """
    principal = principal_of(actor)
    ids = [item.id for item in items]
    chains = chains_of(ids)
    granted = roles_by_item(principal, {above.id for chain in chains.values() for above in chain})
    sharing = _sharing_of(ids)
    rights: dict[UUID, ItemRights] = {}
    for item in items:
        chain = chains.get(item.id, ())
        roles = [role for above in chain for role in granted.get(above.id, [])]
        rights[item.id] = _rights(principal, item, above=chain[:-1], roles=roles, sharing=sharing)
    return rights


def my_spaces(actor: PersonActor) -> QuerySet[Space]:
    """The spaces whose root the caller may read, her own first."""
    roots = Grant.objects.filter(grants_for(principal_of(actor)), item__parent=None)
    return Space.objects.filter(id__in=roots.values("item_id")).order_by("kind", "name", "id")


def shared_with_me(actor: PersonActor) -> QuerySet[Item]:
    """Items granted to the caller that are not the root of a space; rows still need their rights
    asked, because an ancestor may lie in the trash.
    """
    mine = Grant.objects.filter(grants_for(principal_of(actor)))
    items = Item.objects.filter(id__in=mine.values("item_id"), parent__isnull=False)
    return with_content(visible_to(items, actor.person_id))


def recent_files(actor: PersonActor) -> QuerySet[Item]:
    """The files of the caller's spaces that changed last; rows still need their rights asked."""
    space_ids = list(my_spaces(actor).values_list("id", flat=True))
    return newest_files(space_ids, person_id=actor.person_id, limit=RECENT_FILES)


def my_trash(actor: PersonActor) -> QuerySet[Item]:
    """What the caller threw away, or may restore as owner or manager of its space."""
    managing = Grant.objects.filter(
        grants_for(principal_of(actor)), item__parent=None, role__gte=Role.MANAGER
    )
    # Ids rather than a subquery: each half of the "or" then finds its own index.
    managed_ids = list(managing.values_list("item_id", flat=True))
    mine = Q(trashed_by=actor.person_id) | Q(space__in=managed_ids)
    held = Q(held_for=None) | Q(held_for=actor.person_id)
    items = Item.objects.filter(mine, held, trashed_at__isnull=False)
    return with_content(items)


def _rights(
    principal: Principal,
    item: Item,
    *,
    above: Sequence[Item],
    roles: Iterable[Role],
    sharing: tuple[dict[UUID, int], frozenset[UUID]],
) -> ItemRights:
    roles = list(roles)
    abilities = decide_person(item_facts(item, above), person_facts(principal, roles))
    link_counts, shared = sharing
    return ItemRights(
        role=strongest(roles),
        abilities=abilities,
        link_count=link_counts.get(item.id, 0),
        is_shared=item.id in shared,
    )


def _rights_by_link(access: ItemAccess, item: Item) -> ItemRights:
    """Return what a list shows. What else a link allows in a document, its own page asks the gate."""
    abilities = access.abilities
    if not item_facts(item, ()).is_servable:
        abilities -= {Ability.DOWNLOAD}
    return ItemRights(role=None, abilities=abilities, link_count=0, is_shared=False)


def _grants_on(
    principal: Principal, item_ids: Sequence[UUID]
) -> tuple[dict[UUID, list[Role]], frozenset[UUID]]:
    """Return the caller's roles on each of these items, and which of them are shared at all."""
    own: dict[UUID, list[Role]] = defaultdict(list)
    grants = Grant.objects.filter(item__in=item_ids)
    rows = list(grants.values_list("item_id", "role", "person_id", "group_id"))
    for item_id, role, person_id, group_id in rows:
        if person_id == principal.person_id or group_id in principal.group_ids:
            own[item_id].append(Role(role))
    return own, frozenset(row[0] for row in rows)


def _sharing_of(item_ids: Sequence[UUID]) -> tuple[dict[UUID, int], frozenset[UUID]]:
    shared = Grant.objects.filter(item__in=item_ids, item__parent__isnull=False)
    return _link_counts(item_ids), frozenset(shared.values_list("item_id", flat=True))


def _link_counts(item_ids: Sequence[UUID]) -> dict[UUID, int]:
    links = open_links(utc_now()).filter(item__in=item_ids).order_by()
    return dict(links.values_list("item_id").annotate(count=Count("id")))


def open_links(now: datetime) -> QuerySet[Link]:
    """Links neither revoked nor expired; their issuer's right is asked at use."""
    return Link.objects.filter(revoked_at=None, expires_at__gt=now)
