"""Making and naming spaces."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.audit.operations import record
from apps.core.access import Ability, Actor, ItemAccess, PersonActor
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError
from apps.core.events import publish
from apps.drive.events import SpaceCreated
from apps.drive.models import Item, ItemKind, Space, SpaceKind
from apps.drive.names import normalise_name

from .locking import fetch_item, lock_spaces
from .naming import write_name


@transaction.atomic
def create_personal_space(*, actor: Actor, person_id: UUID, organisation_id: UUID) -> Space:
    """Make the one personal space of an agent."""
    space = Space(
        organisation_id=organisation_id,
        kind=SpaceKind.PERSONAL,
        owner_id=person_id,
        name="Mes fichiers",
        quota_bytes=settings.QUOTA_PERSONAL_BYTES,
        created_at=utc_now(),
    )
    return _create(space, actor=actor, person_id=person_id)


@transaction.atomic
def create_team_space(*, actor: PersonActor, name: str) -> Space:
    """Make a space without personal owner; the maker becomes its first owner by a grant.

    Raises ``NameInvalidError``, ``ForbiddenError`` (read-only token).
    """
    if not actor.can_write:
        raise ForbiddenError
    space = Space(
        organisation_id=actor.organisation_id,
        kind=SpaceKind.TEAM,
        name=normalise_name(name),
        quota_bytes=settings.QUOTA_SPACE_BYTES,
        created_at=utc_now(),
    )
    return _create(space, actor=actor, person_id=actor.person_id)


def _create(space: Space, *, actor: Actor, person_id: UUID) -> Space:
    space.save(force_insert=True)
    root = Item(
        id=space.root_id,
        space=space,
        kind=ItemKind.FOLDER,
        created_by_id=person_id,
        created_at=space.created_at,
        updated_at=space.created_at,
    )
    write_name(root, space.name)
    root.save(force_insert=True)
    record(
        actor=actor,
        action="space.created",
        organisation_id=space.organisation_id,
        item_id=root.id,
        item_name=space.name,
        facts={"kind": space.kind},
    )
    publish(SpaceCreated(space_id=space.id, person_id=person_id, actor=actor))
    return space


@transaction.atomic
def rename_space(*, access: ItemAccess, name: str) -> Space:
    """Rename a team space; ``access`` is that of its root. Raises ``NameInvalidError``."""
    access.require(Ability.MANAGE_GRANTS)
    space = lock_spaces([access.space_id])[access.space_id]
    if space.kind == SpaceKind.PERSONAL or access.item_id != space.root_id:
        raise ForbiddenError
    old_name, space.name = space.name, normalise_name(name)
    space.save(update_fields=["name"])
    root = fetch_item(space.root_id)
    write_name(root, space.name)
    root.updated_at = utc_now()
    root.save(update_fields=["name", "name_key", "sort_key", "updated_at"])
    record(
        actor=access.actor,
        action="space.renamed",
        organisation_id=access.organisation_id,
        item_id=root.id,
        item_name=space.name,
        facts={"old_name": old_name},
    )
    return space
