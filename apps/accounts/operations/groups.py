"""Writing about groups. Administrators of the organisation only."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.errors import GroupNameTakenError
from apps.accounts.events import GroupMemberRemoved
from apps.accounts.models import Group, GroupMembership, Person
from apps.accounts.names import name_key, normalise_name
from apps.accounts.policy import require_administrator
from apps.audit.operations import record
from apps.core.access import PersonActor
from apps.core.errors import Fact, InvalidInputError, NotFoundError
from apps.core.events import publish


@transaction.atomic
def create_group(*, actor: PersonActor, name: str) -> Group:
    """Make an empty group. Raises ``GroupNameTakenError``, ``InvalidInputError``."""
    require_administrator(actor, actor.organisation_id)
    group = Group(organisation_id=actor.organisation_id)
    _save_named(group, name)
    _record(actor, "group.created", group, name=group.name)
    return group


@transaction.atomic
def rename_group(*, actor: PersonActor, group_id: UUID, name: str) -> Group:
    """Give a group another name. Raises as ``create_group``, and ``NotFoundError``."""
    group = _lock_group(actor, group_id)
    earlier_name = group.name
    _save_named(group, name)
    _record(actor, "group.renamed", group, name=group.name, earlier_name=earlier_name)
    return group


@transaction.atomic
def delete_group(*, actor: PersonActor, group_id: UUID) -> None:
    """Dissolve a group; every member leaves it first, so that her rights end the same way."""
    group = _lock_group(actor, group_id)
    member_ids = list(group.memberships.values_list("person_id", flat=True))
    _record(actor, "group.deleted", group, name=group.name, member_count=len(member_ids))
    group.memberships.all().delete()
    for person_id in member_ids:
        _publish_removed(group, person_id)
    group.delete()


@transaction.atomic
def add_group_member(*, actor: PersonActor, group_id: UUID, person_id: UUID) -> GroupMembership:
    """Put an active colleague in a group; being in it already changes nothing.

    Raises ``NotFoundError`` for a group or a person outside the organisation.
    """
    group = _lock_group(actor, group_id)
    person = Person.objects.filter(
        id=person_id, organisation_id=group.organisation_id, is_active=True
    ).first()
    if person is None:
        raise NotFoundError
    membership, is_new = GroupMembership.objects.get_or_create(
        group=group, person=person, defaults={"added_by_id": actor.person_id}
    )
    if is_new:
        _record(actor, "group.member_added", group, person_id=str(person.id), name=person.name)
    return membership


@transaction.atomic
def remove_group_member(*, actor: PersonActor, group_id: UUID, person_id: UUID) -> None:
    """Take a person out of a group. Raises ``NotFoundError`` if she is not in it."""
    group = _lock_group(actor, group_id)
    removed, _ = group.memberships.filter(person_id=person_id).delete()
    if not removed:
        raise NotFoundError
    _record(actor, "group.member_removed", group, person_id=str(person_id))
    _publish_removed(group, person_id)


def _lock_group(actor: PersonActor, group_id: UUID) -> Group:
    require_administrator(actor, actor.organisation_id)
    group = (
        Group.objects.select_for_update()
        .filter(id=group_id, organisation_id=actor.organisation_id)
        .first()
    )
    if group is None:
        raise NotFoundError
    return group


def _save_named(group: Group, name: str) -> None:
    group.name = normalise_name(name)
    group.name_key = name_key(name)
    if not group.name:
        raise InvalidInputError(field="name")
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise GroupNameTakenError(reason="group_name", name=group.name) from error


def _publish_removed(group: Group, person_id: UUID) -> None:
    publish(
        GroupMemberRemoved(
            group_id=group.id, person_id=person_id, organisation_id=group.organisation_id
        )
    )


def _record(actor: PersonActor, action: str, group: Group, **facts: Fact) -> None:
    record(
        actor=actor,
        action=action,
        organisation_id=group.organisation_id,
        facts={"group_id": str(group.id), **facts},
    )
