"""The gate: what each may enter, that it costs little, that a right lost is lost at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.actors import person_actor
from apps.accounts.models import GroupMembership, Organisation, Person, TokenScope
from apps.accounts.operations.tokens import issue_token
from apps.core.access import Ability, Actor, ItemAccess, Role, SystemActor
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.models import Item
from apps.drive.operations.structure import move_item
from apps.sharing.gate import enter, enter_trashed, open_item, reopen, still_allows
from apps.sharing.models import Grant
from apps.sharing.queries.items import (
    my_spaces,
    readable_children,
    rights_of_children,
    rights_of_items,
    shared_with_me,
)
from tests.world import Agent, make_group, partner, plant_file, plant_folder


@pytest.fixture
def folder(alice: Agent) -> Item:
    return alice.folder("Budget")


@pytest.fixture
def deep(folder: Item) -> Item:
    for name in "abcdefghij":
        folder = plant_folder(folder, name)
    return folder


def test_the_gate_costs_a_person_three_queries_at_any_depth(
    alice: Agent, deep: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    file = plant_file(deep, "a.txt", by=alice)
    actor = alice.actor
    for item in (deep, file):
        with django_assert_num_queries(3):
            enter(actor, item.id)


def test_the_gate_costs_a_partner_five_queries_at_any_depth(
    alice: Agent, folder: Item, deep: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    file = plant_file(deep, "a.txt", by=alice)
    visitor = partner(alice.link(folder))
    for item in (folder, deep, file):
        with django_assert_num_queries(5):
            enter(visitor, item.id)


def test_missing_and_forbidden_look_the_same(alice: Agent, charlie: Agent, folder: Item) -> None:
    for item_id in (folder.id, uuid4()):
        with pytest.raises(NotFoundError) as refused:
            open_item(charlie.actor, item_id, want=Ability.EDIT)
        assert refused.value.facts == {}


def test_what_may_be_seen_but_not_done_says_so(alice: Agent, bob: Agent, folder: Item) -> None:
    alice.share(folder, bob, Role.READER)
    with pytest.raises(ForbiddenError) as refused:
        open_item(bob.actor, folder.id, want=Ability.EDIT)
    assert refused.value.facts == {"ability": "edit"}


def test_a_proof_says_how_one_came_in(alice: Agent, folder: Item) -> None:
    inner = plant_folder(folder, "2026")
    access = alice.enter(inner)
    assert access.ancestor_ids == (alice.root.id, folder.id, inner.id)
    assert (access.space_id, access.role) == (alice.space.id, Role.OWNER)
    assert access.organisation_id == alice.person.organisation_id


def test_the_product_itself_may_do_everything_and_an_unknown_actor_nothing(folder: Item) -> None:
    assert open_item(SystemActor(), folder.id).abilities == frozenset(Ability)
    with pytest.raises(NotFoundError):
        open_item(Actor(label="somebody"), folder.id)


def test_the_trash_has_its_own_door(alice: Agent, folder: Item) -> None:
    with pytest.raises(NotFoundError):
        enter_trashed(alice.actor, folder.id)
    alice.trash(folder)
    enter_trashed(alice.actor, folder.id)
    with pytest.raises(NotFoundError):
        enter(alice.actor, folder.id)


# What takes a right away from Bob, who reads an inner folder of Alice's.


def take_grant(alice: Agent, bob: Agent, inner: Item) -> None:
    Grant.objects.filter(person=bob.person, item__name="Budget").delete()


def leave_group(alice: Agent, bob: Agent, inner: Item) -> None:
    GroupMembership.objects.filter(person=bob.person).delete()


def deactivate(alice: Agent, bob: Agent, inner: Item) -> None:
    Person.objects.filter(id=bob.id).update(is_active=False)


def trash(alice: Agent, bob: Agent, inner: Item) -> None:
    alice.trash(inner)


def trash_above(alice: Agent, bob: Agent, inner: Item) -> None:
    alice.trash(Item.objects.get(name="Budget"))


def move_away(alice: Agent, bob: Agent, inner: Item) -> None:
    move_item(access=alice.enter(inner), target=alice.enter(alice.root))


def purge(alice: Agent, bob: Agent, inner: Item) -> None:
    alice.trash(inner)
    alice.purge(inner)


@pytest.mark.parametrize(
    "cause",
    [leave_group, deactivate, trash, trash_above, move_away, purge],
    ids=lambda cause: cause.__name__,
)
def test_a_right_by_group_ends_at_once_by(
    alice: Agent,
    bob: Agent,
    organisation: Organisation,
    folder: Item,
    cause: Callable[[Agent, Agent, Item], None],
) -> None:
    inner = plant_folder(folder, "2026")
    alice.share(folder, make_group(organisation, "Finances", bob), Role.EDITOR)
    access = bob.enter(inner)
    assert still_allows(access, Ability.EDIT)
    cause(alice, bob, inner)
    assert not still_allows(access, Ability.READ)


@pytest.mark.parametrize(
    "cause",
    [take_grant, deactivate, trash, trash_above, move_away, purge],
    ids=lambda cause: cause.__name__,
)
def test_a_right_of_ones_own_ends_at_once_by(
    alice: Agent, bob: Agent, folder: Item, cause: Callable[[Agent, Agent, Item], None]
) -> None:
    inner = plant_folder(folder, "2026")
    alice.share(folder, bob, Role.EDITOR)
    access = bob.enter(inner)
    assert still_allows(access, Ability.EDIT)
    cause(alice, bob, inner)
    assert not still_allows(access, Ability.READ)


def test_a_downgrade_leaves_what_the_lower_role_allows(
    alice: Agent, bob: Agent, folder: Item
) -> None:
    alice.share(folder, bob, Role.EDITOR)
    access = bob.enter(folder)
    alice.share(folder, bob, Role.READER)
    assert still_allows(access, Ability.DOWNLOAD)
    assert not still_allows(access, Ability.EDIT)


def by_token(who: Agent, item: Item) -> ItemAccess:
    token, _ = issue_token(
        actor=SystemActor(), person=who.person, name="test", scope=TokenScope.READ
    )
    return open_item(person_actor(who.person, token=token), item.id)


def test_a_key_speaks_until_it_is_revoked(alice: Agent, folder: Item) -> None:
    access = by_token(alice, folder)
    assert still_allows(access, Ability.DOWNLOAD)
    assert not still_allows(access, Ability.EDIT)
    alice.person.api_tokens.all().delete()
    assert not still_allows(access, Ability.READ)
    assert still_allows(alice.enter(folder), Ability.READ)


def test_a_group_joined_meanwhile_counts(
    alice: Agent, bob: Agent, organisation: Organisation, folder: Item
) -> None:
    alice.share(folder, bob, Role.READER)
    access = bob.enter(folder)
    alice.share(folder, make_group(organisation, "Finances", bob), Role.EDITOR)
    assert reopen(access, want=Ability.EDIT).role is Role.EDITOR


def test_a_listing_costs_the_same_for_any_number_of_items(
    alice: Agent, bob: Agent, folder: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        item = plant_file(folder, f"{number}.txt", by=alice)
        alice.share(item, bob, Role.EDITOR)
        alice.link(item)
    access, actor = alice.enter(folder), alice.actor
    with django_assert_num_queries(1):
        items = list(readable_children(access))
    with django_assert_num_queries(2):
        rights = rights_of_children(access, items)
    assert {(found.link_count, found.is_shared) for found in rights.values()} == {(1, True)}
    with django_assert_num_queries(4):
        rights_of_items(actor, items)


def test_what_is_shared_is_listed_for_who_it_is_shared_with(
    alice: Agent, bob: Agent, charlie: Agent, folder: Item
) -> None:
    inner = plant_folder(folder, "2026")
    team = alice.team_space("Équipe")
    alice.share(inner, bob, Role.READER)
    alice.share(team, bob, Role.READER)
    assert set(shared_with_me(bob.actor)) == {inner}
    assert [space.id for space in my_spaces(bob.actor)] == [bob.space.id, team.id]
    assert not shared_with_me(charlie.actor).exists()


def test_a_partner_sees_in_a_folder_what_can_be_opened(alice: Agent, folder: Item) -> None:
    clean = plant_file(folder, "clean.txt", by=alice)
    plant_file(folder, "waiting.txt", by=alice, state="quarantined")
    alice.trash(plant_folder(folder, "Ancien"))
    access = open_item(partner(alice.link(folder)), folder.id)
    items = list(readable_children(access))
    assert items == [clean]
    rights = rights_of_children(access, items)[clean.id]
    assert rights.abilities == {Ability.READ, Ability.DOWNLOAD}
    assert (rights.role, rights.link_count, rights.is_shared) == (None, 0, False)


def test_a_read_only_key_is_told_what_it_may_not_do(alice: Agent, folder: Item) -> None:
    actor = replace(alice.actor, can_write=False)
    assert open_item(actor, folder.id).abilities == {Ability.READ, Ability.DOWNLOAD}
    rights = rights_of_items(actor, [folder])[folder.id]
    assert rights.abilities == {Ability.READ, Ability.DOWNLOAD}
