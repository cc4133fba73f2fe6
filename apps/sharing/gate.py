"""The one access gate: fetch and authorise in one act, answer with a proof.

Missing and forbidden look the same: whoever may not read an item learns nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from apps.accounts.models import Person
from apps.accounts.queries import is_token_alive
from apps.core.access import Ability, Actor, ItemAccess, LinkActor, PersonActor, Role, SystemActor
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.models import Item

from .decision import NOTHING, LinkFacts, decide_link, decide_person, strongest
from .facts import (
    Principal,
    fetch_chains,
    fetch_principals,
    item_facts,
    person_facts,
    principal_of,
    roles_by_item,
    roles_of_each,
)
from .models import Link
from .modes import LinkMode


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What passed the gate: the proof, and the rows that were read for it (root first)."""

    access: ItemAccess
    chain: tuple[Item, ...]

    @property
    def item(self) -> Item:
        """The item itself, with its content and verdict joined."""
        return self.chain[-1]


def open_item(actor: Actor, item_id: UUID, *, want: Ability = Ability.READ) -> ItemAccess:
    """Return the proof that ``actor`` may do ``want`` with an item that is not in the trash.

    Raises ``NotFoundError`` when she may not even read it, else ``ForbiddenError``.
    """
    return enter(actor, item_id, want=want).access


def enter(actor: Actor, item_id: UUID, *, want: Ability = Ability.READ) -> Opened:
    """``open_item`` that also hands over the rows it had to read anyway."""
    opened = _open(actor, item_id)
    if opened.item.trashed_at is not None:
        raise NotFoundError
    return _wanting(opened, want)


def enter_trashed(actor: Actor, item_id: UUID, *, want: Ability = Ability.TRASH) -> Opened:
    """Pass the gate to an item that lies in the trash itself; errors as ``open_item``."""
    opened = _open(actor, item_id)
    if opened.item.trashed_at is None:
        raise NotFoundError
    return _wanting(opened, want)


def reopen(access: ItemAccess, *, want: Ability) -> ItemAccess:
    """Pass the gate again as things stand in the database now; errors as ``open_item``.

    For what takes long: the person may have been deactivated, her token revoked, her groups
    changed since the request began.
    """
    return open_item(_refreshed(access.actor), access.item_id, want=want)


def still_allows(access: ItemAccess, ability: Ability) -> bool:
    """Say whether ``reopen`` would let the actor through, for streams under way."""
    try:
        return reopen(access, want=ability).allows(ability)
    except (NotFoundError, ForbiddenError):
        return False


def _refreshed(actor: Actor) -> Actor:
    if not isinstance(actor, PersonActor):
        return actor
    person = Person.objects.filter(id=actor.person_id, is_active=True).first()
    if person is None:
        raise NotFoundError
    if actor.token_id is not None and not is_token_alive(actor.token_id):
        raise NotFoundError
    return replace(actor, group_ids=fetch_principals([person])[person.id].group_ids)


def _wanting(opened: Opened, want: Ability) -> Opened:
    opened.access.require(want)
    return opened


def _open(actor: Actor, item_id: UUID) -> Opened:
    chain = fetch_chains([item_id]).get(item_id)
    if chain is None:
        raise NotFoundError
    return Opened(access=prove(actor, chain, decide(actor, chain)), chain=chain)


def prove(
    actor: Actor, chain: tuple[Item, ...], decided: tuple[Role | None, frozenset[Ability]]
) -> ItemAccess:
    """Return the proof that goes with a decision. Raises ``NotFoundError`` if not even reading."""
    role, abilities = decided
    if Ability.READ not in abilities:
        raise NotFoundError
    space = chain[-1].space
    return ItemAccess(
        actor=actor,
        item_id=chain[-1].id,
        space_id=space.id,
        organisation_id=space.organisation_id,
        role=role,
        abilities=abilities,
        ancestor_ids=tuple(item.id for item in chain),
    )


def decide(actor: Actor, chain: tuple[Item, ...]) -> tuple[Role | None, frozenset[Ability]]:
    """Return an actor's role on the last item of a chain and what she may do with it."""
    if isinstance(actor, PersonActor):
        return _decide_principal(principal_of(actor), chain)
    if isinstance(actor, LinkActor):
        return None, _decide_by_link(actor, chain)
    if isinstance(actor, SystemActor):
        return Role.OWNER, frozenset(Ability)
    return None, NOTHING


def _decide_principal(
    principal: Principal, chain: tuple[Item, ...]
) -> tuple[Role | None, frozenset[Ability]]:
    by_item = roles_by_item(principal, [item.id for item in chain])
    return decide_by_roles(principal, chain, by_item)


def decide_by_roles(
    principal: Principal, chain: tuple[Item, ...], by_item: Mapping[UUID, list[Role]]
) -> tuple[Role | None, frozenset[Ability]]:
    """``decide`` for a person whose roles on the items of the chain are at hand."""
    roles = [role for item in chain for role in by_item.get(item.id, ())]
    facts = item_facts(chain[-1], chain[:-1])
    return strongest(roles), decide_person(facts, person_facts(principal, roles))


def _decide_by_link(actor: LinkActor, chain: tuple[Item, ...]) -> frozenset[Ability]:
    link = Link.objects.select_related("issuer").filter(id=actor.link_id).first()
    if link is None:
        return NOTHING
    to_link = _chain_up_to(link.item_id, chain)
    return decide_link(
        item_facts(chain[-1], chain[:-1]),
        LinkFacts(
            is_revoked=link.revoked_at is not None,
            expires_at=link.expires_at,
            needs_password=link.has_password,
            is_unlocked=actor.is_unlocked and actor.password_version == link.password_version,
            is_item_below=bool(to_link),
            issuer_abilities=issuers_abilities([(link, to_link)])[link.id],
            mode=LinkMode(link.mode),
        ),
        utc_now(),
    )


def _chain_up_to(item_id: UUID, chain: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the part of a chain that ends with ``item_id``, empty when it is not in there."""
    places = [place for place, item in enumerate(chain) if item.id == item_id]
    return chain[: places[0] + 1] if places else ()


def issuers_abilities(
    links: Iterable[tuple[Link, tuple[Item, ...]]],
) -> dict[UUID, frozenset[Ability]]:
    """Return, by link, what its issuer may do now with its item, the last of the chain beside it.

    A link never grants more than that; with an empty chain, nothing. Two queries for all links,
    if their issuers are joined.
    """
    pairs = list(links)
    principals = fetch_principals(link.issuer for link, _ in pairs)
    item_ids = {item.id for _, chain in pairs for item in chain}
    roles = roles_of_each(principals.values(), item_ids)
    abilities = {link.id: NOTHING for link, _ in pairs}
    for link, chain in pairs:
        if chain:
            issuer = principals[link.issuer_id]
            _, abilities[link.id] = decide_by_roles(issuer, chain, roles[link.issuer_id])
    return abilities
