"""The rules of access, as one pure function of facts. No queries, no clock, one condition a line.

``gate`` gathers the facts for one item, ``queries`` for lists; both end here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.core.access import Ability, Role

from .modes import LinkMode

_BY_ROLE: dict[Role, frozenset[Ability]] = {}
_BY_ROLE[Role.READER] = frozenset({Ability.READ, Ability.DOWNLOAD})
_BY_ROLE[Role.COMMENTER] = _BY_ROLE[Role.READER] | {Ability.COMMENT}
_BY_ROLE[Role.EDITOR] = _BY_ROLE[Role.COMMENTER] | {
    Ability.EDIT,
    Ability.SHARE_LINK,
    Ability.TRASH,
}
_BY_ROLE[Role.MANAGER] = _BY_ROLE[Role.EDITOR] | {Ability.MANAGE_GRANTS, Ability.PURGE}
_BY_ROLE[Role.OWNER] = _BY_ROLE[Role.MANAGER]

NOTHING: frozenset[Ability] = frozenset()
_BY_MODE: dict[LinkMode, frozenset[Ability]] = {}
_BY_MODE[LinkMode.READ] = frozenset({Ability.READ})
_BY_MODE[LinkMode.DOWNLOAD] = _BY_MODE[LinkMode.READ] | {Ability.DOWNLOAD}
_BY_MODE[LinkMode.COMMENT] = _BY_MODE[LinkMode.DOWNLOAD] | {Ability.COMMENT}
_BY_MODE[LinkMode.EDIT] = _BY_MODE[LinkMode.COMMENT] | {Ability.EDIT}
_OF_DOCUMENTS = frozenset({Ability.COMMENT, Ability.EDIT})
_WITHOUT_WRITING = frozenset({Ability.READ, Ability.DOWNLOAD})
_LEAVING = frozenset({Ability.DOWNLOAD, Ability.SHARE_LINK})
_IN_TRASH = frozenset({Ability.READ, Ability.TRASH, Ability.PURGE})
_NEVER_ON_ROOT = frozenset({Ability.TRASH, Ability.PURGE})


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What about the item matters. ``is_trashed`` speaks of the item, ``is_below_trashed`` of
    its ancestors; ``is_servable`` is true for folders, documents and files with clean content.
    """

    is_root: bool
    is_trashed: bool
    is_below_trashed: bool
    held_for: UUID | None
    is_servable: bool
    is_document: bool


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What about an agent matters, groups already folded into ``roles``: those that she holds on
    the item or an ancestor. ``can_write`` is false with a read-only token.
    """

    person_id: UUID
    is_active: bool
    can_write: bool
    roles: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class LinkFacts:
    """What about a link matters. ``issuer_abilities`` are the issuer's on the link's item now."""

    is_revoked: bool
    expires_at: datetime
    needs_password: bool
    is_unlocked: bool
    is_item_below: bool
    issuer_abilities: frozenset[Ability]
    mode: LinkMode


def decide_person(item: ItemFacts, person: PersonFacts) -> frozenset[Ability]:
    """Return what an agent may do with an item."""
    if not person.is_active:
        return NOTHING
    if not person.roles:
        return NOTHING
    if item.is_below_trashed and not item.is_trashed:
        return NOTHING
    if item.held_for not in {None, person.person_id}:
        return NOTHING
    abilities = _BY_ROLE[max(person.roles)]
    if not person.can_write:
        abilities &= _WITHOUT_WRITING
    if item.is_root:
        abilities -= _NEVER_ON_ROOT
    if item.is_trashed:
        abilities &= _IN_TRASH
    if not item.is_servable:
        abilities -= _LEAVING
    return abilities


def decide_link(  # noqa: PLR0911 - one condition a line
    item: ItemFacts, link: LinkFacts, now: datetime
) -> frozenset[Ability]:
    """Return what a partner may do with an item through a link: never more than its issuer."""
    if link.is_revoked:
        return NOTHING
    if link.expires_at <= now:
        return NOTHING
    if link.needs_password and not link.is_unlocked:
        return NOTHING
    if not link.is_item_below:
        return NOTHING
    if item.is_trashed or item.is_below_trashed:
        return NOTHING
    if item.held_for is not None:
        return NOTHING
    if Ability.SHARE_LINK not in link.issuer_abilities:
        return NOTHING
    abilities = _BY_MODE[link.mode] & link.issuer_abilities
    if not item.is_document:
        # "Edit" on a folder is for its documents: partners put nothing into it.
        abilities -= _OF_DOCUMENTS
    if not item.is_servable:
        abilities -= _LEAVING
    return abilities


def strongest(roles: Iterable[int]) -> Role | None:
    """Return the highest of some roles, None when there is none."""
    return max((Role(role) for role in roles), default=None)
