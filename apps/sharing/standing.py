"""The gate for a crowd: many actors and items decided at once, in a constant number of queries.

Whoever keeps a connection open is asked again all the time. The answers are those of ``gate``
(``tests/property/test_standing.py`` compares them). A link is still decided by itself, once for
all who came through it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from apps.accounts.models import Person
from apps.accounts.queries import living_tokens
from apps.core.access import Actor, ItemAccess, PersonActor, Role
from apps.core.errors import NotFoundError
from apps.drive.models import Item

from .facts import Principal, fetch_chains, fetch_principals
from .gate import decide, decide_by_roles, prove
from .models import Grant

Chain = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """An actor, and the item she wants to keep open."""

    actor: Actor
    item_id: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """What a claim is worth now: ``access`` is None where ``gate.reopen`` would refuse.

    Then ``may_act`` is false when the actor herself may do nothing any more, and ``is_gone`` says
    that the item is purged or in the trash.
    """

    access: ItemAccess | None
    may_act: bool
    is_gone: bool


def decide_again(claims: Iterable[Claim]) -> dict[Claim, Standing]:
    """Return what each claim is worth now.

    People may have been deactivated, their tokens revoked, their groups changed.
    """
    asked = set(claims)
    chains = fetch_chains({claim.item_id for claim in asked})
    people = _living_people(claim.actor for claim in asked)
    roles = _Roles(people.values(), {item.id for chain in chains.values() for item in chain})
    standings = {}
    for claim in asked:
        chain = chains.get(claim.item_id, ())
        standings[claim] = Standing(
            access=_decide(claim.actor, chain, people, roles),
            may_act=not isinstance(claim.actor, PersonActor) or claim.actor in people,
            is_gone=not chain or any(item.trashed_at is not None for item in chain),
        )
    return standings


def _decide(
    actor: Actor, chain: Chain, people: Mapping[Actor, Principal], roles: _Roles
) -> ItemAccess | None:
    if not chain or chain[-1].trashed_at is not None:
        return None
    try:
        if not isinstance(actor, PersonActor):
            return prove(actor, chain, decide(actor, chain))
        principal = people.get(actor)
        if principal is None:
            return None
        decided = decide_by_roles(principal, chain, roles.of(principal, chain))
        return prove(replace(actor, group_ids=principal.group_ids), chain, decided)
    except NotFoundError:
        return None


def _living_people(actors: Iterable[Actor]) -> dict[Actor, Principal]:
    """Return the principals of the actors who are people and may still act at all."""
    asked = [actor for actor in actors if isinstance(actor, PersonActor)]
    active = Person.objects.filter(id__in={actor.person_id for actor in asked}, is_active=True)
    principals = fetch_principals(active)
    tokens = living_tokens({actor.token_id for actor in asked if actor.token_id is not None})
    return {
        actor: replace(principals[actor.person_id], can_write=actor.can_write)
        for actor in asked
        if actor.person_id in principals and (actor.token_id is None or actor.token_id in tokens)
    }


class _Roles:
    """The roles that some people hold directly on some items, read in one query."""

    def __init__(self, people: Iterable[Principal], item_ids: Iterable[UUID]) -> None:
        self._by_person: dict[tuple[UUID, UUID], list[Role]] = defaultdict(list)
        self._by_group: dict[UUID, list[tuple[UUID, Role]]] = defaultdict(list)
        everyone = list(people)
        speaks_for = Q(person__in={person.person_id for person in everyone}) | Q(
            group__in={group_id for person in everyone for group_id in person.group_ids}
        )
        grants = Grant.objects.filter(speaks_for, item__in=list(item_ids))
        columns = grants.values_list("item_id", "person_id", "group_id", "role")
        for item_id, person_id, group_id, role in columns:
            if person_id is not None:
                self._by_person[item_id, person_id].append(Role(role))
            if group_id is not None:
                self._by_group[item_id].append((group_id, Role(role)))

    def of(self, person: Principal, chain: Chain) -> dict[UUID, list[Role]]:
        """Return a person's roles on the items of a chain, herself and by her groups."""
        return {
            item.id: [
                *self._by_person.get((item.id, person.person_id), ()),
                *(
                    role
                    for group_id, role in self._by_group.get(item.id, ())
                    if group_id in person.group_ids
                ),
            ]
            for item in chain
        }
