"""Gathering the facts that ``decision`` is fed with, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from apps.accounts.models import GroupMembership, Person
from apps.core.access import PersonActor, Role
from apps.drive.models import FileVersion, Item, ItemKind
from apps.drive.tree import chains_of

from .decision import ItemFacts, PersonFacts
from .models import Grant


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A person with her groups: whom grants are given to."""

    person_id: UUID
    group_ids: frozenset[UUID]
    is_active: bool = True
    can_write: bool = True


def principal_of(actor: PersonActor) -> Principal:
    """Return the principal a request acts for, with the groups found when it began."""
    return Principal(
        person_id=actor.person_id, group_ids=actor.group_ids, can_write=actor.can_write
    )


def fetch_principals(people: Iterable[Person]) -> dict[UUID, Principal]:
    """Return people by id with their groups as the database has them now, in one query."""
    active = {person.id: person.is_active for person in people}
    groups: dict[UUID, set[UUID]] = defaultdict(set)
    memberships = GroupMembership.objects.filter(person__in=list(active))
    for person_id, group_id in memberships.values_list("person_id", "group_id"):
        groups[person_id].add(group_id)
    return {
        person_id: Principal(
            person_id=person_id, group_ids=frozenset(groups[person_id]), is_active=is_active
        )
        for person_id, is_active in active.items()
    }


def grants_for(principal: Principal) -> Q:
    """Return the condition that a grant speaks for this person, herself or by a group."""
    return Q(person=principal.person_id) | Q(group__in=principal.group_ids)


def roles_by_item(principal: Principal, item_ids: Iterable[UUID]) -> dict[UUID, list[Role]]:
    """Return the roles granted to one person directly on each of these items."""
    return roles_of_each([principal], item_ids)[principal.person_id]


def roles_of_each(
    principals: Iterable[Principal], item_ids: Iterable[UUID]
) -> dict[UUID, dict[UUID, list[Role]]]:
    """Return the roles granted directly, by person and item, in one query."""
    everyone = list(principals)
    speaks_for = reduce(or_, map(grants_for, everyone), Q(pk__in=[]))
    grants = Grant.objects.filter(speaks_for, item__in=list(item_ids))
    roles: dict[UUID, dict[UUID, list[Role]]] = {
        principal.person_id: defaultdict(list) for principal in everyone
    }
    columns = grants.values_list("item_id", "person_id", "group_id", "role")
    for item_id, person_id, group_id, role in columns:
        for principal in everyone:
            if person_id == principal.person_id or group_id in principal.group_ids:
                roles[principal.person_id][item_id].append(Role(role))
    return roles


def item_facts(item: Item, above: Sequence[Item]) -> ItemFacts:
    """Return the facts of an item, given its ancestors. Reads ``current_version``."""
    return ItemFacts(
        is_root=item.is_root,
        is_trashed=item.trashed_at is not None,
        is_below_trashed=any(ancestor.trashed_at is not None for ancestor in above),
        held_for=item.held_for_id,
        is_servable=is_servable(item, item.current_version),
        is_document=item.is_document,
    )


def is_servable(item: Item, version: FileVersion | None) -> bool:
    """Whether an item's content may leave; a folder's members are asked one by one.

    A document is text that we render ourselves, always; its images are scanned one by one.
    """
    return item.kind != ItemKind.FILE or (version is not None and version.is_servable)


def person_facts(principal: Principal, roles: Iterable[Role]) -> PersonFacts:
    """Return the facts of a person who holds ``roles`` on an item or above it."""
    return PersonFacts(
        person_id=principal.person_id,
        is_active=principal.is_active,
        can_write=principal.can_write,
        roles=frozenset(roles),
    )


def fetch_chains(item_ids: Iterable[UUID]) -> dict[UUID, tuple[Item, ...]]:
    """Return the chains of items, root first, each last item with content and verdict joined."""
    ids = list(item_ids)
    chains = chains_of(ids)
    joined = Item.objects.select_related("current_version__verdict", "created_by", "space").in_bulk(
        ids
    )
    return {
        item_id: (*chain[:-1], joined[item_id])
        for item_id, chain in chains.items()
        if item_id in joined
    }
