"""The one access gate: fetch and authorise in one act, answer with a proof.

Missing and forbidden look the same: whoever may not read an item learns nothing of it.
"""

from __future__ import annotations

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
    fetch_principal,
    item_facts,
    person_facts,
    principal_of,
    roles_by_item,
)
from .models import Link


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
    return replace(actor, group_ids=fetch_principal(person).group_ids)


def _wanting(opened: Opened, want: Ability) -> Opened:
    opened.access.require(want)
    return opened


def _open(actor: Actor, item_id: UUID) -> Opened:
    chain = fetch_chains([item_id]).get(item_id)
    if chain is None:
        raise NotFoundError
    role, abilities = _decide(actor, chain)
    if Ability.READ not in abilities:
        raise NotFoundError
    space = chain[-1].space
    access = ItemAccess(
        actor=actor,
        item_id=item_id,
        space_id=space.id,
        organisation_id=space.organisation_id,
        role=role,
        abilities=abilities,
        ancestor_ids=tuple(item.id for item in chain),
    )
    return Opened(access=access, chain=chain)


def _decide(actor: Actor, chain: tuple[Item, ...]) -> tuple[Role | None, frozenset[Ability]]:
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
    roles = [role for granted in by_item.values() for role in granted]
    facts = item_facts(chain[-1], chain[:-1])
    return strongest(roles), decide_person(facts, person_facts(principal, roles))


def _decide_by_link(actor: LinkActor, chain: tuple[Item, ...]) -> frozenset[Ability]:
    link = Link.objects.select_related("issuer").filter(id=actor.link_id).first()
    if link is None:
        return NOTHING
    to_link = chain_up_to(link.item_id, chain)
    return decide_link(
        item_facts(chain[-1], chain[:-1]),
        LinkFacts(
            is_revoked=link.revoked_at is not None,
            expires_at=link.expires_at,
            needs_password=link.has_password,
            is_unlocked=actor.is_unlocked and actor.password_version == link.password_version,
            is_item_below=bool(to_link),
            issuer_abilities=issuer_abilities(link, to_link),
        ),
        utc_now(),
    )


def chain_up_to(item_id: UUID, chain: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the part of a chain that ends with ``item_id``, empty when it is not in there."""
    places = [place for place, item in enumerate(chain) if item.id == item_id]
    return chain[: places[0] + 1] if places else ()


def issuer_abilities(link: Link, chain: tuple[Item, ...]) -> frozenset[Ability]:
    """Return what the link's issuer may do now with the link's item, the last of ``chain``.

    A link never grants more than that. Two queries; the issuer is read if not joined.
    """
    if not chain:
        return NOTHING
    _, abilities = _decide_principal(fetch_principal(link.issuer), chain)
    return abilities
