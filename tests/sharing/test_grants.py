"""Roles given, changed and taken away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest

from apps.accounts.models import Organisation, Person
from apps.audit.models import AuditEvent
from apps.core.access import Ability, ItemAccess, Role
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.models import Item
from apps.sharing.errors import LastOwnerError, RoleTooHighError, UnknownPrincipalError
from apps.sharing.gate import open_item
from apps.sharing.models import Grant
from apps.sharing.operations.grants import PrincipalRef, change_role, give_role, take_role
from apps.sharing.queries.sharing import grants_on
from tests.world import Agent, make_agent, make_group, plant_folder, together


def grant_of(who: Agent, item: Item) -> Grant:
    return Grant.objects.get(item=item, person=who.person)


def change(who: Agent, grant: Grant, role: Role) -> Grant:
    access = who.enter(grant.item_id, Ability.MANAGE_GRANTS)
    return change_role(access=access, grant_id=grant.id, role=role)


def take(who: Agent, grant: Grant) -> None:
    take_role(access=who.enter(grant.item_id), grant_id=grant.id)


@pytest.fixture
def folder(alice: Agent) -> Item:
    return alice.folder("Budget")


def test_a_role_is_inherited_downwards_and_not_upwards(
    alice: Agent, bob: Agent, charlie: Agent, folder: Item
) -> None:
    inner = plant_folder(plant_folder(folder, "2026"), "Janvier")
    alice.share(folder, bob, Role.READER)
    assert bob.enter(inner).role is Role.READER
    with pytest.raises(NotFoundError):
        bob.enter(alice.root)
    with pytest.raises(NotFoundError):
        charlie.enter(inner)
    event = AuditEvent.objects.get(action="grant.given", item_id=folder.id)
    assert event.facts == {
        "role": "reader",
        "principal_type": "person",
        "principal": "bob@ministere.test",
    }


def test_rights_only_widen_downwards(alice: Agent, bob: Agent, folder: Item) -> None:
    inner = plant_folder(folder, "2026")
    alice.share(folder, bob, Role.EDITOR)
    alice.share(inner, bob, Role.READER)
    assert bob.enter(inner).role is Role.EDITOR
    alice.share(inner, bob, Role.MANAGER)
    assert (bob.enter(inner).role, bob.enter(folder).role) == (Role.MANAGER, Role.EDITOR)


def test_a_role_is_found_by_address_whatever_its_case(
    alice: Agent, bob: Agent, folder: Item
) -> None:
    access = alice.enter(folder)
    principal = PrincipalRef(email=" BOB@ministere.test ")
    assert give_role(access=access, principal=principal, role=Role.READER).person == bob.person


def test_giving_again_changes_the_role(alice: Agent, bob: Agent, folder: Item) -> None:
    first = alice.share(folder, bob, Role.READER)
    assert alice.share(folder, bob, Role.EDITOR).id == first.id
    assert bob.enter(folder).role is Role.EDITOR


def test_a_role_given_to_a_group_ends_with_the_membership(
    alice: Agent, bob: Agent, organisation: Organisation, folder: Item
) -> None:
    group = make_group(organisation, "Finances", bob)
    alice.share(folder, group, Role.EDITOR)
    assert bob.enter(folder).role is Role.EDITOR
    group.memberships.all().delete()
    with pytest.raises(NotFoundError):
        bob.enter(folder)


def test_a_role_given_to_a_group_ends_with_the_group(
    alice: Agent, bob: Agent, organisation: Organisation, folder: Item
) -> None:
    group = make_group(organisation, "Finances", bob)
    alice.share(folder, group, Role.EDITOR)
    group.delete()
    with pytest.raises(NotFoundError):
        bob.enter(folder)


def test_nobody_outside_the_organisation_is_granted(alice: Agent, folder: Item) -> None:
    elsewhere = Organisation.objects.create(name="Mairie", slug="mairie")
    eve = make_agent(elsewhere, "Eve")
    group = make_group(elsewhere, "Finances")
    gone = make_agent(alice.person.organisation, "Gone")
    Person.objects.filter(id=gone.id).update(is_active=False)
    for principal in (
        PrincipalRef(person_id=eve.id),
        PrincipalRef(email=eve.person.email),
        PrincipalRef(group_id=group.id),
        PrincipalRef(person_id=gone.id),
        PrincipalRef(person_id=uuid4()),
        PrincipalRef(email=""),
        PrincipalRef(),
    ):
        with pytest.raises(UnknownPrincipalError):
            give_role(access=alice.enter(folder), principal=principal, role=Role.READER)


@pytest.mark.parametrize("role", [Role.READER, Role.COMMENTER, Role.EDITOR])
def test_who_does_not_manage_gives_changes_and_takes_nothing(
    alice: Agent, bob: Agent, charlie: Agent, folder: Item, role: Role
) -> None:
    alice.share(folder, bob, role)
    charlies = alice.share(folder, charlie, Role.READER)
    access = bob.enter(folder)
    with pytest.raises(ForbiddenError):
        give_role(access=access, principal=PrincipalRef(person_id=charlie.id), role=Role.READER)
    with pytest.raises(ForbiddenError):
        change_role(access=access, grant_id=charlies.id, role=Role.READER)
    with pytest.raises(ForbiddenError):
        take_role(access=access, grant_id=charlies.id)
    assert charlie.enter(folder).role is Role.READER


def test_a_manager_neither_gives_nor_takes_a_role_above_her_own(
    alice: Agent, bob: Agent, charlie: Agent, folder: Item
) -> None:
    alice.share(folder, bob, Role.MANAGER)
    with pytest.raises(RoleTooHighError):
        bob.share(folder, charlie, Role.OWNER)
    owners = alice.share(folder, charlie, Role.OWNER)
    with pytest.raises(RoleTooHighError):
        bob.share(folder, charlie, Role.READER)
    with pytest.raises(RoleTooHighError):
        change(bob, owners, Role.READER)
    with pytest.raises(RoleTooHighError):
        take(bob, owners)
    bob.share(folder, bob, Role.EDITOR)
    assert bob.enter(folder).role is Role.EDITOR


def test_a_grant_of_another_item_is_not_found(
    alice: Agent, bob: Agent, charlie: Agent, folder: Item
) -> None:
    other = alice.folder("Autre")
    theirs = alice.share(other, charlie, Role.READER)
    alice.share(folder, bob, Role.MANAGER)
    access = bob.enter(folder)
    for act in (
        lambda: change_role(access=access, grant_id=theirs.id, role=Role.READER),
        lambda: take_role(access=access, grant_id=theirs.id),
        lambda: take_role(access=access, grant_id=uuid4()),
    ):
        with pytest.raises(NotFoundError):
            act()
    charlie.enter(other)


def test_everyone_may_give_up_her_own_role(alice: Agent, bob: Agent, folder: Item) -> None:
    take(bob, alice.share(folder, bob, Role.READER))
    with pytest.raises(NotFoundError):
        bob.enter(folder)
    assert AuditEvent.objects.filter(action="grant.taken").count() == 1


def test_a_read_only_key_gives_up_no_role(alice: Agent, bob: Agent, folder: Item) -> None:
    grant = alice.share(folder, bob, Role.READER)
    with pytest.raises(ForbiddenError):
        take_role(access=read_only(bob, folder), grant_id=grant.id)
    with pytest.raises(ForbiddenError):
        give_role(
            access=read_only(alice, folder),
            principal=PrincipalRef(person_id=bob.id),
            role=Role.EDITOR,
        )


def read_only(who: Agent, item: Item) -> ItemAccess:
    return open_item(replace(who.actor, can_write=False), item.id)


def test_a_space_keeps_an_owner(alice: Agent, bob: Agent) -> None:
    team = alice.team_space("Équipe")
    mine = grant_of(alice, team)
    for act in (lambda: take(alice, mine), lambda: change(alice, mine, Role.MANAGER)):
        with pytest.raises(LastOwnerError):
            act()
    with pytest.raises(LastOwnerError):
        alice.share(team, alice, Role.MANAGER)
    alice.share(team, bob, Role.OWNER)
    take(alice, mine)
    with pytest.raises(NotFoundError):
        alice.enter(team)


def test_an_owner_who_looks_after_nothing_does_not_count(
    alice: Agent, bob: Agent, organisation: Organisation
) -> None:
    team = alice.team_space("Équipe")
    group = make_group(organisation, "Finances")
    alice.share(team, group, Role.OWNER)
    alice.share(team, bob, Role.OWNER)
    Person.objects.filter(id=bob.id).update(is_active=False)
    with pytest.raises(LastOwnerError):
        take(alice, grant_of(alice, team))
    make_group(organisation, "Autres", bob)
    Person.objects.filter(id=bob.id).update(is_active=True)
    take(alice, grant_of(alice, team))


def test_an_agent_keeps_her_own_space(alice: Agent, bob: Agent) -> None:
    alice.share(alice.root, bob, Role.OWNER)
    with pytest.raises(LastOwnerError):
        take(bob, grant_of(alice, alice.root))
    with pytest.raises(LastOwnerError):
        take(alice, grant_of(alice, alice.root))


@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_once_leave_one(alice: Agent, bob: Agent) -> None:
    for number in range(5):
        team = alice.team_space(f"Équipe {number}")
        alice.share(team, bob, Role.OWNER)
        mine, his = grant_of(alice, team), grant_of(bob, team)
        results = together(partial(take, alice, mine), partial(take, bob, his))
        assert sorted(type(result).__name__ for result in results) == [
            "LastOwnerError",
            "NoneType",
        ]
        assert Grant.objects.filter(item=team, role=Role.OWNER).count() == 1


def test_grants_are_listed_with_those_inherited(alice: Agent, bob: Agent, folder: Item) -> None:
    inner = plant_folder(folder, "2026")
    alice.share(inner, bob, Role.READER)
    grants = {(grant.item_id, grant.role) for grant in grants_on(alice.enter(inner))}
    assert grants == {(alice.root.id, Role.OWNER), (inner.id, Role.READER)}


def test_a_grant_moves_with_its_item_and_goes_with_its_purge(
    alice: Agent, bob: Agent, folder: Item
) -> None:
    alice.share(folder, bob, Role.READER)
    alice.trash(folder)
    with pytest.raises(NotFoundError):
        bob.enter(folder)
    alice.restore(folder)
    bob.enter(folder)
    alice.trash(folder)
    alice.purge(folder)
    assert not Grant.objects.filter(person=bob.person, item_id=folder.id).exists()
