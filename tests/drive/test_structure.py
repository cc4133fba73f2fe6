"""The shape of the tree: create, rename, move."""

from __future__ import annotations

import pytest

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.errors import (
    MoveIntoItselfError,
    NameInvalidError,
    NameTakenError,
    NotAFolderError,
    QuotaExceededError,
    RootItemError,
    TooDeepError,
)
from apps.drive.models import MAXIMUM_DEPTH, Item, Space
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.structure import create_folder, move_item, rename_item
from apps.drive.tree import chain_of
from tests.world import Agent, plant_file, plant_folder


def move(who: Agent, item: Item, parent: Item, **options: object) -> Item:
    return move_item(
        access=who.enter(item, Ability.TRASH),
        target=who.enter(parent, Ability.EDIT),
        **options,  # type: ignore[arg-type] # the tests' own shorthand
    )


def rename(who: Agent, item: Item, name: str) -> Item:
    return rename_item(access=who.enter(item, Ability.EDIT), name=name)


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-id")[0]


def test_a_folder_is_made_with_its_trace(alice: Agent) -> None:
    folder = alice.folder("Budget")
    event = last_event()
    assert (event.action, event.item_id, event.actor_id) == ("item.created", folder.id, alice.id)
    assert folder.created_by == alice.person


def test_a_name_is_taken_whatever_its_case_and_a_free_one_is_offered(alice: Agent) -> None:
    first = alice.folder("Budget")
    with pytest.raises(NameTakenError) as refused:
        alice.folder("BUDGET")
    assert refused.value.facts == {
        "name": "BUDGET",
        "suggested_name": "BUDGET (2)",
        "existing_id": str(first.id),
    }


def test_the_same_name_is_free_elsewhere(alice: Agent) -> None:
    alice.folder("Budget", parent=alice.folder("Budget"))


def test_a_bad_name_changes_nothing(alice: Agent) -> None:
    with pytest.raises(NameInvalidError):
        alice.folder("a/b")
    assert not Item.objects.filter(parent=alice.root).exists()


def test_nothing_is_made_inside_a_file(alice: Agent) -> None:
    file = plant_file(alice.root, "a.txt", by=alice)
    with pytest.raises(NotAFolderError):
        alice.folder("Budget", parent=file)


def test_nothing_is_made_in_a_folder_thrown_away_since_the_gate(alice: Agent) -> None:
    folder = alice.folder("Budget")
    inner = alice.folder("2026", parent=folder)
    access = alice.enter(inner, Ability.EDIT)
    alice.trash(folder)
    with pytest.raises(NotFoundError):
        create_folder(access=access, name="Janvier")


def test_the_tree_is_bounded(alice: Agent) -> None:
    parent = alice.root
    for depth in range(2, MAXIMUM_DEPTH + 1):
        parent = plant_folder(parent, f"{depth}")
    assert len(chain_of(parent.id)) == MAXIMUM_DEPTH
    assert alice.enter(parent).allows(Ability.EDIT)
    with pytest.raises(TooDeepError):
        alice.folder("one more", parent=parent)
    with pytest.raises(TooDeepError):
        alice.file("one.more", parent=parent)
    with pytest.raises(TooDeepError):
        move(alice, alice.folder("elsewhere"), parent)


def test_a_rename_keeps_the_old_name_in_the_trace(alice: Agent) -> None:
    folder = alice.folder("Budget")
    assert rename(alice, folder, "Budget 2026").name == "Budget 2026"
    event = last_event()
    assert (event.action, event.item_name) == ("item.renamed", "Budget 2026")
    assert event.facts == {"old_name": "Budget"}


def test_a_rename_may_change_nothing_but_case(alice: Agent) -> None:
    assert rename(alice, alice.folder("budget"), "Budget").name == "Budget"


def test_a_rename_never_overwrites(alice: Agent) -> None:
    alice.folder("Budget")
    with pytest.raises(NameTakenError):
        rename(alice, alice.folder("Autre"), "budget")


def test_the_root_of_a_space_is_neither_renamed_nor_moved_nor_thrown_away(alice: Agent) -> None:
    with pytest.raises(RootItemError):
        rename(alice, alice.root, "Autre")
    with pytest.raises(ForbiddenError):
        move(alice, alice.root, alice.folder("Budget"))
    with pytest.raises(ForbiddenError):
        alice.trash(alice.root)


def test_a_thrown_away_item_is_not_renamed(alice: Agent) -> None:
    folder = alice.folder("Budget")
    access = alice.enter(folder, Ability.EDIT)
    alice.trash(folder)
    with pytest.raises(NotFoundError):
        rename_item(access=access, name="Autre")


def test_a_move_takes_everything_below_along(alice: Agent) -> None:
    source, target = alice.folder("Source"), alice.folder("Target")
    inner = alice.folder("Inner", parent=source)
    moved = move(alice, source, target)
    assert [item.name for item in chain_of(inner.id)][1:] == ["Target", "Source", "Inner"]
    event = last_event()
    assert event.action == "item.moved"
    assert event.facts == {"from": str(alice.root.id), "to": str(target.id)}
    assert moved.parent_id == target.id


def test_a_folder_is_never_moved_into_itself_or_below_itself(alice: Agent) -> None:
    top = alice.folder("Top")
    below = alice.folder("Below", parent=alice.folder("Middle", parent=top))
    for target in (top, below):
        with pytest.raises(MoveIntoItselfError):
            move(alice, top, target)


def test_a_move_to_where_it_is_changes_nothing(alice: Agent) -> None:
    folder = alice.folder("Budget")
    assert move(alice, folder, alice.root).parent_id == alice.root.id


def test_a_move_never_overwrites_but_may_take_a_free_name(alice: Agent) -> None:
    target = alice.folder("Target")
    alice.folder("Budget", parent=target)
    folder = alice.folder("BUDGET")
    with pytest.raises(NameTakenError):
        move(alice, folder, target)
    assert move(alice, folder, target, on_conflict=OnConflict.RENAME).name == "BUDGET (2)"


def test_a_move_may_give_another_name(alice: Agent) -> None:
    moved = move(alice, alice.folder("Budget"), alice.folder("Target"), name=" Autre ")
    assert moved.name == "Autre"


def test_nothing_is_moved_into_a_file(alice: Agent) -> None:
    file = plant_file(alice.root, "a.txt", by=alice)
    with pytest.raises(NotAFolderError):
        move(alice, alice.folder("Budget"), file)


def test_nothing_is_moved_below_a_folder_thrown_away_since_the_gate(alice: Agent) -> None:
    outer = alice.folder("Outer")
    target, folder = alice.folder("Target", parent=outer), alice.folder("Budget")
    access, into = alice.enter(folder, Ability.TRASH), alice.enter(target, Ability.EDIT)
    alice.trash(outer)
    with pytest.raises(NotFoundError):
        move_item(access=access, target=into)


def test_moving_between_spaces_moves_the_bytes_counted(alice: Agent) -> None:
    team = alice.team_space("Équipe")
    folder = alice.folder("Budget")
    file = alice.file("a.txt", b"0123456789" * 10, parent=folder)
    move(alice, folder, team)
    file.refresh_from_db()
    assert file.space_id == team.id
    assert used_bytes(alice.space) == 0
    assert used_bytes(Space.objects.get(id=team.id)) == 100


def used_bytes(space: Space) -> int:
    space.refresh_from_db()
    assert space.reserved_bytes == 0
    return space.used_bytes


def test_moving_into_a_full_space_is_refused_whole(alice: Agent) -> None:
    team = alice.team_space("Équipe")
    Space.objects.filter(id=team.id).update(quota_bytes=99)
    folder = alice.folder("Budget")
    alice.file("a.txt", b"0123456789" * 10, parent=folder)
    with pytest.raises(QuotaExceededError):
        move(alice, folder, team)
    folder.refresh_from_db()
    assert folder.space_id == alice.space.id
    assert used_bytes(alice.space) == 100


def test_a_move_needs_the_right_to_take_away_and_the_right_to_put(alice: Agent, bob: Agent) -> None:
    readable, editable = alice.folder("Readable"), alice.folder("Editable")
    alice.share(readable, bob, Role.READER)
    alice.share(editable, bob, Role.EDITOR)
    inner = alice.folder("Inner", parent=readable)
    with pytest.raises(ForbiddenError):
        move(bob, inner, editable)
    with pytest.raises(ForbiddenError):
        move(bob, alice.folder("Other", parent=editable), readable)
    with pytest.raises(NotFoundError):
        move(bob, alice.folder("Third", parent=editable), alice.root)


def test_a_stranger_finds_nothing(alice: Agent, charlie: Agent) -> None:
    folder = alice.folder("Budget")
    with pytest.raises(NotFoundError):
        rename(charlie, folder, "Autre")
    with pytest.raises(NotFoundError):
        charlie.folder("Inner", parent=folder)
