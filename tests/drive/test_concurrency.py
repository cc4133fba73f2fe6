"""Many at once, in threads with connections of their own, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest

from apps.core.access import Ability
from apps.drive.errors import MoveIntoItselfError, NameTakenError, QuotaExceededError
from apps.drive.models import FileVersion, Item, Space
from apps.drive.operations.copying import copy_item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.structure import move_item
from apps.drive.operations.sweeping import delete_discarded_objects
from apps.storage.objects import ObjectStore
from tests.drive.books import check_books, check_content, check_store, check_tree
from tests.world import Agent, plant_file, together

pytestmark = pytest.mark.django_db(transaction=True)


def move(who: Agent, item: Item, parent: Item) -> Item:
    return move_item(access=who.enter(item, Ability.TRASH), target=who.enter(parent, Ability.EDIT))


def kinds(results: Sequence[object]) -> dict[str, int]:
    names = [type(result).__name__ for result in results]
    return {name: names.count(name) for name in names}


def test_room_for_seven_takes_exactly_seven_of_twenty(alice: Agent, bucket: ObjectStore) -> None:
    Space.objects.filter(owner=alice.person).update(quota_bytes=75)
    acts = [partial(alice.upload, f"{number}.txt", b"0123456789") for number in range(20)]
    results = together(*acts)
    refused = [result for result in results if isinstance(result, QuotaExceededError)]
    assert (len(results) - len(refused), len(refused)) == (7, 13)
    assert Item.objects.filter(parent=alice.root).count() == 7
    assert alice.space.used_bytes == 70
    check_books()
    check_content()
    delete_discarded_objects()
    check_store(bucket)


def test_one_of_many_gets_a_name(alice: Agent) -> None:
    root = alice.root
    results = together(*[partial(alice.folder, name, root) for name in ["Budget", "BUDGET"] * 4])
    assert kinds(results) == {"Item": 1, "NameTakenError": 7}


def test_many_uploads_under_a_name_become_versions_of_one_file(
    alice: Agent, bucket: ObjectStore
) -> None:
    root = alice.root
    act = partial(alice.upload, "a.txt", None, root, OnConflict.VERSION)
    results = together(*[act] * 6)
    assert kinds(results) == {"Received": 6}
    file = Item.objects.get(parent=root)
    numbers = FileVersion.objects.filter(item=file).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert file.current_version is not None
    assert file.current_version.number == 6
    check_books()


def test_two_folders_moved_into_each_other_make_no_cycle(alice: Agent) -> None:
    for round_number in range(10):
        one, other = alice.folder(f"one {round_number}"), alice.folder(f"other {round_number}")
        results = together(partial(move, alice, one, other), partial(move, alice, other, one))
        assert kinds(results) == {"Item": 1, "MoveIntoItselfError": 1}
        check_tree()


def test_folders_moved_into_each_other_across_spaces_make_no_cycle(alice: Agent) -> None:
    team = alice.team_space("Équipe")
    for round_number in range(10):
        one = alice.folder(f"one {round_number}")
        other = alice.folder(f"other {round_number}", parent=team)
        results = together(
            partial(move, alice, one, other),
            partial(move, alice, other, one),
            partial(move, alice, one, team),
            partial(move, alice, other, alice.root),
        )
        for result in results:
            assert isinstance(result, Item | MoveIntoItselfError | NameTakenError), repr(result)
        check_tree()
        check_books()


def test_a_file_purged_while_it_is_copied_leaves_its_object_to_the_copy(
    alice: Agent, bucket: ObjectStore
) -> None:
    for round_number in range(5):
        file = alice.file(f"{round_number}.txt", b"0123456789")
        access, target = alice.enter(file), alice.enter(alice.root)

        def purge(file: Item = file) -> None:
            alice.trash(file)
            alice.purge(file)
            delete_discarded_objects()

        together(partial(copy_item, access=access, target=target), purge)
        delete_discarded_objects()
        check_store(bucket)
        check_books()


def test_restoring_many_of_one_name_gives_each_its_own(alice: Agent) -> None:
    items = []
    for _ in range(5):
        items.append(plant_file(alice.root, "a.txt", by=alice))
        alice.trash(items[-1])
    results = together(*[partial(alice.restore, item) for item in items])
    assert kinds(results) == {"Item": 5}
    names = Item.objects.filter(parent=alice.root).values_list("name", flat=True)
    assert set(names) == {"a.txt", *(f"a ({number}).txt" for number in range(2, 6))}
