"""Giving, changing and taking away roles."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.accounts.models import Group, Person
from apps.audit.operations import record
from apps.core.access import Ability, ItemAccess, PersonActor, Role
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError, NotFoundError
from apps.core.events import publish
from apps.drive.models import Item
from apps.drive.operations.people import person_of
from apps.sharing.errors import LastOwnerError, RoleTooHighError, UnknownPrincipalError
from apps.sharing.events import AccessChanged
from apps.sharing.models import Grant


@dataclass(frozen=True, kw_only=True)
class PrincipalRef:
    """Whom a role is given to: exactly one of these is set."""

    person_id: UUID | None = None
    group_id: UUID | None = None
    email: str | None = None


@transaction.atomic
def give_role(*, access: ItemAccess, principal: PrincipalRef, role: Role) -> Grant:
    """Grant a role, or change the one already granted on this very item.

    Raises ``UnknownPrincipalError``, ``RoleTooHighError``, ``LastOwnerError``.
    """
    access.require(Ability.MANAGE_GRANTS)
    _refuse_above_own(access, role)
    person, group = _find_principal(access.organisation_id, principal)
    _lock(access.item_id)
    grants = Grant.objects.select_for_update(of=("self",))
    grant = grants.filter(item_id=access.item_id, person=person, group=group).first()
    if grant is None:
        grant = Grant(item_id=access.item_id, person=person, group=group)
        grant.granted_by_id, grant.created_at = person_of(access.actor), utc_now()
    else:
        _refuse_taking_from(access, grant, becomes=role)
    grant.role = role
    grant.save()
    _announce(access, "grant.given", grant, role)
    return grant


@transaction.atomic
def change_role(*, access: ItemAccess, grant_id: UUID, role: Role) -> Grant:
    """Change a role granted on this very item; errors as ``give_role``, ``NotFoundError``."""
    access.require(Ability.MANAGE_GRANTS)
    _refuse_above_own(access, role)
    grant = _own_grant(access, grant_id)
    _refuse_taking_from(access, grant, becomes=role)
    grant.role = role
    grant.save(update_fields=["role"])
    _announce(access, "grant.changed", grant, role)
    return grant


@transaction.atomic
def take_role(*, access: ItemAccess, grant_id: UUID) -> None:
    """Take a role away. Everyone may give up her own; others' need the right to manage.

    Raises ``NotFoundError``, ``ForbiddenError`` (read-only token too), ``RoleTooHighError``,
    ``LastOwnerError``.
    """
    actor = access.actor
    if isinstance(actor, PersonActor) and not actor.can_write:
        raise ForbiddenError
    grant = _own_grant(access, grant_id)
    if grant.person_id is None or grant.person_id != person_of(actor):
        access.require(Ability.MANAGE_GRANTS)
    _refuse_taking_from(access, grant, becomes=None)
    role = Role(grant.role)
    _announce(access, "grant.taken", grant, role)
    grant.delete()


def _find_principal(
    organisation_id: UUID, principal: PrincipalRef
) -> tuple[Person | None, Group | None]:
    if principal.group_id is not None:
        group = Group.objects.filter(id=principal.group_id, organisation=organisation_id).first()
        if group is None:
            raise UnknownPrincipalError(field="group_id")
        return None, group
    people = Person.objects.filter(organisation=organisation_id, is_active=True)
    if principal.person_id is not None:
        person = people.filter(id=principal.person_id).first()
    else:
        person = people.filter(email=(principal.email or "").strip().lower()).first()
    if person is None:
        field = "person_id" if principal.person_id is not None else "email"
        raise UnknownPrincipalError(field=field)
    return person, None


def _lock(item_id: UUID) -> None:
    """Serialise changes of one item's grants, so that two cannot both remove the last owner."""
    if not Item.objects.select_for_update(no_key=True).filter(id=item_id).exists():
        raise NotFoundError


def _own_grant(access: ItemAccess, grant_id: UUID) -> Grant:
    _lock(access.item_id)
    grant = Grant.objects.filter(id=grant_id, item_id=access.item_id).first()
    if grant is None:
        raise NotFoundError
    return grant


def _refuse_above_own(access: ItemAccess, role: Role) -> None:
    if access.role is None or role > access.role:
        raise RoleTooHighError(role=role.word)


def _refuse_taking_from(access: ItemAccess, grant: Grant, *, becomes: Role | None) -> None:
    _refuse_above_own(access, Role(grant.role))
    item = Item.objects.select_related("space").get(id=grant.item_id)
    is_loss = grant.role == Role.OWNER and becomes is not Role.OWNER
    if not (item.is_root and is_loss):
        return
    if item.space.owner_id is not None and item.space.owner_id == grant.person_id:
        raise LastOwnerError
    if not owning_grants(item.id).exclude(id=grant.id).exists():
        raise LastOwnerError


def owning_grants(item_id: UUID) -> QuerySet[Grant]:
    """The grants by which somebody owns an item: an empty group, or one who has left, does not."""
    return Grant.objects.filter(
        Q(person__is_active=True) | Q(group__memberships__person__is_active=True),
        item=item_id,
        role=Role.OWNER,
    )


def keep_an_owner(*, group_id: UUID) -> None:
    """Refuse that members left a group if that leaves the root of a space without an owner.

    Called inside the transaction that let them go. Raises ``LastOwnerError``.
    """
    owned = Grant.objects.filter(group=group_id, role=Role.OWNER, item__parent=None)
    roots = Item.objects.select_for_update(no_key=True).filter(id__in=owned.values("item_id"))
    for root in roots.order_by("id"):
        if not owning_grants(root.id).exists():
            raise LastOwnerError


def _announce(access: ItemAccess, action: str, grant: Grant, role: Role) -> None:
    item_name = Item.objects.values_list("name", flat=True).get(id=grant.item_id)
    kind, principal = (
        ("person", grant.person.email)
        if grant.person is not None
        else ("group", grant.group.name if grant.group else "")
    )
    record(
        actor=access.actor,
        action=action,
        organisation_id=access.organisation_id,
        item_id=grant.item_id,
        item_name=item_name,
        facts={"role": role.word, "principal_type": kind, "principal": principal},
    )
    publish(AccessChanged(item_id=grant.item_id))
