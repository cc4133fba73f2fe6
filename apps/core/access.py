"""The words in which access is spoken about: roles, actors, proofs. Rules live in apps/sharing.

Operations ask for a proof of access (``ItemAccess``), not for a user, so that forgetting the check
is a type error. Only ``apps.sharing.gate`` makes proofs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from uuid import UUID

from .errors import ForbiddenError


class Role(IntEnum):
    """``reader < commenter < editor < manager < owner``, each including the ones before it."""

    READER = 10
    COMMENTER = 20
    EDITOR = 30
    MANAGER = 40
    OWNER = 50

    @property
    def word(self) -> str:
        """The role's public name, as the API spells it."""
        return self.name.lower()


ROLES_BY_WORD = {role.word: role for role in Role}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Base of who acts. ``label`` is for people (audit, screens), never for decisions."""

    label: str
    address: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonActor(Actor):
    """A signed-in agent, by session or by API token.

    ``group_ids`` are the groups at the time of the request. ``can_write`` is false for a
    read-only token; ``can_administer`` is false for every token without that scope.
    """

    person_id: UUID
    organisation_id: UUID
    group_ids: frozenset[UUID] = frozenset()
    is_officer: bool = False
    is_administrator: bool = False
    can_write: bool = True
    token_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class LinkActor(Actor):
    """A partner who came through a link.

    ``is_unlocked`` says whether the link's password was given, ``password_version`` which one:
    changing the password ends earlier unlocks. ``guest_name`` is what she calls herself where
    people write together, empty while she only reads; nobody has checked it.
    """

    link_id: UUID
    is_unlocked: bool = False
    password_version: int = 0
    guest_name: str = ""


@dataclass(frozen=True, kw_only=True)
class SystemActor(Actor):
    """The product itself: worker, sweeper, command line."""

    label: str = field(default="sovshare")


class Ability(IntEnum):
    """What can be done with an item; ``decide`` maps roles and link modes to sets of these."""

    READ = 1
    DOWNLOAD = 2
    COMMENT = 3
    EDIT = 4
    SHARE_LINK = 5
    MANAGE_GRANTS = 6
    TRASH = 7
    PURGE = 8

    @property
    def word(self) -> str:
        """The ability's public name, as the API spells it."""
        return self.name.lower()


@dataclass(frozen=True, kw_only=True)
class ItemAccess:
    """Proof that ``actor`` passed the gate for one item with these abilities.

    ``role`` is None for a partner. ``ancestor_ids`` run from the root of the space to the item
    itself, as they were when the gate decided.
    """

    actor: Actor
    item_id: UUID
    space_id: UUID
    organisation_id: UUID
    role: Role | None
    abilities: frozenset[Ability]
    ancestor_ids: tuple[UUID, ...]

    def allows(self, ability: Ability) -> bool:
        """Say whether the proof covers ``ability``."""
        return ability in self.abilities

    def require(self, ability: Ability) -> None:
        """Raise ``ForbiddenError`` unless the proof covers ``ability``."""
        if ability not in self.abilities:
            raise ForbiddenError(ability=ability.word)
