"""Versions: newest on top, earlier ones come back as new ones on the same object."""

from __future__ import annotations

import pytest

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.errors import ForbiddenError, NotFoundError
from apps.drive.errors import (
    ContentInfectedError,
    NotScannedYetError,
    QuotaExceededError,
    UnscannableError,
)
from apps.drive.models import FileVersion, Item, Space
from apps.drive.operations.versions import restore_version
from apps.drive.queries.items import versions_of
from tests.drive.books import check_books, check_content
from tests.world import Agent, plant_file


def restore(who: Agent, item: Item, version: FileVersion) -> Item:
    return restore_version(access=who.enter(item, Ability.EDIT), version_id=version.id)


def numbers(item: Item, who: Agent | None) -> list[int]:
    versions = versions_of(item.id, person_id=who.id if who else None)
    return [version.number for version in versions]


def test_an_earlier_content_comes_back_on_top(alice: Agent) -> None:
    file = alice.file("a.txt", b"first")
    first = FileVersion.objects.get(item=file)
    alice.overwrite(file, b"second one")
    restored = restore(alice, file, first)
    version = restored.current_version
    assert version is not None
    assert (version.number, version.object_key) == (3, first.object_key)
    assert restored.size_bytes == 5
    assert numbers(file, alice) == [3, 2, 1]
    event = AuditEvent.objects.get(action="version.restored")
    assert event.facts == {"version": 3, "from_version": 1}
    check_books()
    check_content()


def test_a_version_of_another_file_is_not_found(alice: Agent, bob: Agent) -> None:
    mine = plant_file(alice.root, "a.txt", by=alice)
    other = plant_file(alice.root, "b.txt", by=alice)
    theirs = plant_file(bob.root, "c.txt", by=bob)
    for item in (other, theirs):
        assert item.current_version is not None
        with pytest.raises(NotFoundError):
            restore(alice, mine, item.current_version)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("quarantined", NotScannedYetError),
        ("infected", ContentInfectedError),
        ("unscannable", UnscannableError),
    ],
)
def test_only_clean_content_comes_back(alice: Agent, state: str, refusal: type[Exception]) -> None:
    file = alice.file("a.txt", b"first")
    earlier = FileVersion.objects.get(item=file)
    alice.overwrite(file, b"second one")
    FileVersion.objects.filter(id=earlier.id).update(state=state)
    with pytest.raises(refusal):
        restore(alice, file, earlier)
    check_books()


def test_restoring_counts_and_needs_room(alice: Agent) -> None:
    file = alice.file("a.txt", b"0123456789")
    Space.objects.filter(owner=alice.person).update(quota_bytes=19)
    with pytest.raises(QuotaExceededError):
        restore(alice, file, FileVersion.objects.get(item=file))
    assert numbers(file, alice) == [1]


def test_a_reader_does_not_restore_and_a_stranger_finds_nothing(
    alice: Agent, bob: Agent, charlie: Agent
) -> None:
    file = alice.file("a.txt")
    version = FileVersion.objects.get(item=file)
    alice.share(file, bob, Role.READER)
    with pytest.raises(ForbiddenError):
        restore(bob, file, version)
    with pytest.raises(NotFoundError):
        restore(charlie, file, version)


def test_versions_that_are_not_clean_are_shown_to_who_brought_them_alone(
    alice: Agent, bob: Agent
) -> None:
    file = alice.file("a.txt")
    alice.share(file, bob, Role.EDITOR)
    waiting = bob.overwrite(file).version
    FileVersion.objects.filter(id=waiting.id).update(state="quarantined")
    assert numbers(file, bob) == [2, 1]
    assert numbers(file, alice) == [1]
    assert numbers(file, None) == [1]
