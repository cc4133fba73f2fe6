"""Copying: new rows on the same objects, never more than is clean and within reach."""

from __future__ import annotations

import pytest

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.errors import (
    MoveIntoItselfError,
    NameTakenError,
    QuotaExceededError,
    RootItemError,
    UnscannableError,
)
from apps.drive.models import FileVersion, Item, Space
from apps.drive.operations.copying import copy_item
from apps.drive.operations.naming import OnConflict
from tests.world import Agent, plant_file, plant_folder


def copy(who: Agent, item: Item, parent: Item, **options: object) -> Item:
    return copy_item(
        access=who.enter(item, Ability.DOWNLOAD),
        target=who.enter(parent, Ability.EDIT),
        **options,  # type: ignore[arg-type] # the tests' own shorthand
    )


def names_below(folder: Item) -> dict[str, object]:
    children = Item.objects.filter(parent=folder, trashed_at=None)
    return {child.name: names_below(child) if child.is_folder else "file" for child in children}


def test_a_file_is_copied_beside_itself_under_a_free_name(alice: Agent) -> None:
    file = alice.file("a.txt", b"0123456789")
    copied = copy(alice, file, alice.root)
    assert copied.name == "a (2).txt"
    first, second = FileVersion.objects.order_by("created_at")
    assert (first.object_key, first.sha256, first.verdict_id) == (
        second.object_key,
        second.sha256,
        second.verdict_id,
    )
    assert second.is_servable
    alice.enter(copied, Ability.DOWNLOAD)
    assert alice.space.used_bytes == 20
    event = AuditEvent.objects.get(action="item.copied")
    assert event.facts == {"from": str(file.id), "to": str(alice.root.id), "items": 1}


def test_only_the_current_version_is_copied(alice: Agent) -> None:
    file = alice.file("a.txt", b"first")
    alice.overwrite(file, b"second one")
    copied = copy(alice, file, alice.root)
    version = FileVersion.objects.get(item=copied)
    assert (version.number, version.size_bytes, copied.size_bytes) == (1, 10, 10)


def test_a_folder_is_copied_with_all_below(alice: Agent) -> None:
    folder = alice.folder("Budget")
    inner = plant_folder(folder, "2026")
    plant_file(inner, "a.txt", by=alice)
    plant_file(folder, "b.txt", by=alice)
    copied = copy(alice, folder, alice.root)
    assert names_below(copied) == {"2026": {"a.txt": "file"}, "b.txt": "file"}
    assert copied.name == "Budget (2)"


def test_a_folder_may_be_copied_beside_itself_and_never_below_itself(alice: Agent) -> None:
    folder = alice.folder("Budget")
    inner = alice.folder("2026", parent=folder)
    for target in (folder, inner):
        with pytest.raises(MoveIntoItselfError):
            copy(alice, folder, target)


def test_what_is_in_the_trash_held_or_not_clean_is_left_out(alice: Agent) -> None:
    folder = alice.folder("Budget")
    plant_file(folder, "clean.txt", by=alice)
    for state in ("quarantined", "infected", "unscannable"):
        plant_file(folder, f"{state}.txt", by=alice, state=state)
    late = plant_file(folder, "late.txt", by=alice)
    FileVersion.objects.filter(item=late).update(state="infected")
    trashed = plant_folder(folder, "Trashed")
    plant_file(trashed, "inside.txt", by=alice)
    alice.trash(trashed)
    assert names_below(copy(alice, folder, alice.root)) == {"clean.txt": "file"}


def test_a_file_that_cannot_leave_is_not_copied(alice: Agent, bob: Agent) -> None:
    file = plant_file(alice.root, "secret.zip", by=alice, state="unscannable")
    with pytest.raises(ForbiddenError):
        copy(alice, file, alice.root)
    late = plant_file(alice.root, "late.zip", by=alice)
    access = alice.enter(late, Ability.DOWNLOAD)
    FileVersion.objects.filter(item=late).update(state="unscannable")
    with pytest.raises(UnscannableError):
        copy_item(access=access, target=alice.enter(alice.root))


def test_an_item_thrown_away_since_the_gate_is_not_copied(alice: Agent) -> None:
    folder = alice.folder("Budget")
    access = alice.enter(folder)
    alice.trash(folder)
    with pytest.raises(NotFoundError):
        copy_item(access=access, target=alice.enter(alice.root))


def test_a_copy_never_overwrites(alice: Agent) -> None:
    file = plant_file(alice.root, "a.txt", by=alice)
    with pytest.raises(NameTakenError):
        copy(alice, file, alice.root, on_conflict=OnConflict.FAIL)
    assert copy(alice, file, alice.root, name="b.txt").name == "b.txt"


def test_a_copy_counts_and_needs_room(alice: Agent) -> None:
    team = alice.team_space("Équipe")
    Space.objects.filter(id=team.id).update(quota_bytes=19)
    file = plant_file(alice.root, "a.txt", by=alice)
    copy(alice, file, team)
    with pytest.raises(QuotaExceededError):
        copy(alice, file, team)
    assert Space.objects.get(id=team.id).used_bytes == 10
    assert list(Item.objects.filter(parent=team).values_list("name", flat=True)) == ["a.txt"]


def test_the_root_of_a_space_is_not_copied(alice: Agent) -> None:
    with pytest.raises(RootItemError):
        copy(alice, alice.team_space("Équipe"), alice.root)


def test_a_copy_needs_reading_there_and_writing_here(
    alice: Agent, bob: Agent, charlie: Agent
) -> None:
    folder = alice.folder("Budget")
    plant_file(folder, "a.txt", by=alice)
    alice.share(folder, bob, Role.READER)
    assert copy(bob, folder, bob.root).created_by == bob.person
    with pytest.raises(ForbiddenError):
        copy(bob, folder, folder)
    with pytest.raises(NotFoundError):
        copy(charlie, folder, charlie.root)


def test_grants_and_links_are_not_copied(alice: Agent, bob: Agent) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.EDITOR)
    alice.link(folder)
    copied = copy(alice, folder, alice.root)
    with pytest.raises(NotFoundError):
        bob.enter(copied)
    assert not copied.links.exists()
