"""Verdicts: content waits hidden, is settled once known, and turns when the verdict turns."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.drive.errors import NameTakenError
from apps.drive.models import FileVersion, Item, Space
from apps.drive.operations.copying import copy_item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.scanning import LONGEST_PAUSE, scan_next_waiting
from apps.drive.operations.settling import apply_verdict
from apps.drive.operations.structure import move_item
from apps.drive.operations.sweeping import delete_discarded_objects
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import EngineVersion, ScanOutcome, ScanReason, ScanState
from apps.sharing.gate import open_item
from apps.sharing.queries.items import readable_children
from apps.storage.objects import ObjectStore
from tests.drive.books import check_books, check_content, check_store
from tests.drive.conftest import Scanning
from tests.hostile import EICAR
from tests.world import Agent, partner, plant_file, unheard_of

CLEAN = ScanOutcome(state=ScanState.CLEAN, scanned_at=utc_now(), bytes_examined=10)
INFECTED = replace(CLEAN, state=ScanState.INFECTED, signature_name="Late.Finding")
UNSCANNABLE = replace(CLEAN, state=ScanState.UNSCANNABLE, reason=ScanReason.ENCRYPTED)


def later(outcome: ScanOutcome, signatures: int) -> ScanOutcome:
    """The same word from newer signatures."""
    return replace(outcome, version=EngineVersion(engine="ClamAV", signature_version=signatures))


def due() -> None:
    FileVersion.objects.update(scan_after=utc_now() - timedelta(seconds=1))


def seen_by(who: Agent, folder: Item) -> set[str]:
    return set(readable_children(who.enter(folder)).values_list("name", flat=True))


def state_of(item: Item) -> str:
    item.refresh_from_db()
    assert item.current_version is not None
    return item.current_version.state


@pytest.mark.usefixtures("bucket")
def test_content_waits_hidden_from_all_but_its_uploader(
    alice: Agent, bob: Agent, scanning: Scanning
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.OWNER)
    link = alice.link(folder)
    scanning.stop()
    received = alice.upload("a.txt", parent=folder)
    assert (received.version.state, received.item.held_for) == ("quarantined", alice.person)
    assert seen_by(alice, folder) == {"a.txt"}
    assert seen_by(bob, folder) == set()
    assert not alice.enter(received.item).allows(Ability.DOWNLOAD)
    assert not alice.enter(received.item).allows(Ability.SHARE_LINK)
    with pytest.raises(NotFoundError):
        bob.enter(received.item)
    assert not readable_children(replace(bob.enter(folder), actor=partner(link))).exists()


@pytest.mark.usefixtures("bucket")
def test_an_invisible_file_is_neither_overwritten_nor_named(
    alice: Agent, bob: Agent, scanning: Scanning
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.EDITOR)
    scanning.stop()
    hidden = alice.file("a.txt", parent=folder)
    scanning.start()
    for on_conflict in (OnConflict.FAIL, OnConflict.VERSION):
        with pytest.raises(NameTakenError) as refused:
            bob.upload("A.txt", parent=folder, on_conflict=on_conflict)
        assert refused.value.facts["existing_id"] is None
    assert bob.upload("a.txt", parent=folder, on_conflict=OnConflict.RENAME).item.name == (
        "a (2).txt"
    )
    other = bob.folder("a.txt", parent=bob.root)
    with pytest.raises(NameTakenError) as refused:
        move_item(access=bob.enter(other), target=bob.enter(folder))
    assert refused.value.facts["existing_id"] is None
    assert FileVersion.objects.filter(item=hidden).count() == 1


def test_waiting_content_is_scanned_once_the_scanner_is_back(
    alice: Agent, bob: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.READER)
    scanning.stop()
    item = alice.file("a.txt", parent=folder)
    due()
    assert scan_next_waiting() == 0
    assert state_of(item) == "quarantined"
    assert scan_next_waiting() == 0, "not due again at once"
    scanning.start()
    due()
    assert scan_next_waiting() == 1
    assert state_of(item) == "clean"
    bob.enter(item, Ability.DOWNLOAD)
    assert AuditEvent.objects.filter(action="content.clean", item_id=item.id).count() == 1
    assert scan_next_waiting() == 0
    check_content()
    check_store(bucket)


@pytest.mark.usefixtures("bucket")
def test_a_scanner_that_stays_away_is_asked_ever_more_rarely(
    alice: Agent, scanning: Scanning
) -> None:
    scanning.stop()
    alice.file("a.txt")
    for _ in range(11):
        due()
        scan_next_waiting()
    due()
    before = utc_now()
    scan_next_waiting()
    version = FileVersion.objects.get()
    assert version.scan_attempts == 12
    assert LONGEST_PAUSE <= version.scan_after - before < LONGEST_PAUSE + timedelta(seconds=10)


def test_content_found_infected_while_it_waited_is_removed(
    alice: Agent, bob: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.EDITOR)
    scanning.stop()
    item = alice.file("facture.pdf", EICAR, parent=folder)
    scanning.start()
    due()
    assert scan_next_waiting() == 1
    assert state_of(item) == "infected"
    assert seen_by(bob, folder) == set()
    assert alice.enter(item).abilities & {Ability.DOWNLOAD, Ability.SHARE_LINK} == set()
    event = AuditEvent.objects.get(action="content.infected")
    assert "Eicar" in event.facts["signature_name"]
    delete_discarded_objects()
    assert list(bucket.iter_keys()) == []
    assert alice.space.used_bytes == 0
    check_books()


@pytest.mark.usefixtures("bucket")
def test_a_version_that_waits_leaves_the_clean_one_in_place(
    alice: Agent, bob: Agent, scanning: Scanning
) -> None:
    item = alice.file("a.txt", b"bonjour")
    alice.share(item, bob, Role.READER)
    scanning.stop()
    assert alice.overwrite(item).version.state == "quarantined"
    assert state_of(item) == "clean"
    assert item.size_bytes == 7
    bob.enter(item, Ability.DOWNLOAD)
    scanning.start()
    due()
    scan_next_waiting()
    item.refresh_from_db()
    assert item.current_version is not None
    assert (item.current_version.number, item.current_version.state) == (2, "clean")


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("first_to_settle", [1, 2])
def test_whichever_of_two_waiting_versions_settles_first_the_newest_clean_one_shows(
    alice: Agent, scanning: Scanning, first_to_settle: int
) -> None:
    scanning.stop()
    item = alice.file("a.txt")
    alice.overwrite(item)
    scanning.start()
    for number in (first_to_settle, 3 - first_to_settle):
        sha256 = FileVersion.objects.get(item=item, number=number).sha256
        record_verdict(sha256=sha256, outcome=CLEAN)
        check_content()
    item.refresh_from_db()
    assert item.current_version is not None
    assert item.current_version.number == 2


@pytest.mark.usefixtures("bucket")
def test_an_older_version_that_never_will_be_clean_does_not_replace_a_newer_one_that_waits(
    alice: Agent, scanning: Scanning
) -> None:
    scanning.stop()
    item = alice.file("a.txt")
    alice.overwrite(item)
    sha256 = FileVersion.objects.get(item=item, number=1).sha256
    record_verdict(sha256=sha256, outcome=UNSCANNABLE)
    item.refresh_from_db()
    assert item.current_version is not None
    assert (item.current_version.number, item.held_for) == (2, alice.person)


def test_unscannable_content_stays_with_its_uploader(
    alice: Agent, bob: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    folder = alice.folder("Budget")
    alice.share(folder, bob, Role.MANAGER)
    scanning.stop()
    item = alice.file("secret.zip", parent=folder)
    record_verdict(sha256=FileVersion.objects.get(item=item).sha256, outcome=UNSCANNABLE)
    assert state_of(item) == "unscannable"
    assert seen_by(alice, folder) == {"secret.zip"}
    assert seen_by(bob, folder) == set()
    assert not alice.enter(item).allows(Ability.DOWNLOAD)
    check_store(bucket)


def test_a_late_finding_turns_every_version_with_these_bytes(
    alice: Agent, bob: Agent, bucket: ObjectStore
) -> None:
    content = unheard_of()
    mine = alice.file("a.txt", content)
    copied = copy_item(access=alice.enter(mine), target=alice.enter(alice.root))
    theirs = bob.file("b.txt", content)
    earlier = bob.file("c.txt", content)
    bob.overwrite(earlier)
    link = alice.link(mine)
    version = FileVersion.objects.get(item=mine)
    record_verdict(sha256=version.sha256, outcome=later(INFECTED, 2))
    for item in (mine, copied, theirs):
        assert state_of(item) == "infected"
        item.refresh_from_db()
        assert item.held_for is None
    assert state_of(earlier) == "clean", "its current version has other bytes"
    assert FileVersion.objects.get(item=earlier, number=1).state == "infected"
    assert AuditEvent.objects.filter(action="content.infected").count() == 4
    assert not alice.enter(mine).allows(Ability.DOWNLOAD)
    with pytest.raises(NotFoundError):
        open_item(partner(link), mine.id)
    delete_discarded_objects()
    check_store(bucket)
    check_books()
    record_verdict(sha256=version.sha256, outcome=later(CLEAN, 3))
    for item in (mine, copied, theirs):
        assert state_of(item) == "clean"
        alice.enter(mine, Ability.DOWNLOAD)


def test_bytes_removed_as_infected_do_not_break_a_withdrawn_signature(
    alice: Agent, bob: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    content = unheard_of()
    kept = bob.file("kept.txt", content)
    sha256 = FileVersion.objects.get(item=kept).sha256
    removed = plant_file(alice.root, "removed.txt", by=alice, state="quarantined")
    FileVersion.objects.filter(item=removed).update(sha256=sha256)
    Space.objects.filter(owner=alice.person).update(used_bytes=10)
    record_verdict(sha256=sha256, outcome=later(INFECTED, 2))
    assert FileVersion.objects.get(item=removed).object_key == ""
    record_verdict(sha256=sha256, outcome=later(CLEAN, 3))
    assert state_of(kept) == "clean"
    assert state_of(removed) == "infected"


def test_a_verdict_applied_twice_changes_nothing_more(alice: Agent) -> None:
    item = alice.file("a.txt")
    sha256 = FileVersion.objects.get(item=item).sha256
    record_verdict(sha256=sha256, outcome=later(INFECTED, 2))
    events = AuditEvent.objects.count()
    assert apply_verdict(sha256=sha256) == 0
    assert apply_verdict(sha256="0" * 64) == 0
    assert AuditEvent.objects.count() == events


def test_content_waiting_with_bytes_already_known_is_settled_by_that_verdict(
    alice: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    scanning.stop()
    content = unheard_of()
    waiting = alice.file("a.txt", content)
    scanning.start()
    alice.file("b.txt", content)
    assert state_of(waiting) == "clean"
    assert alice.upload("c.txt", content).version.is_servable


def test_damaged_content_is_never_called_clean(
    alice: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    scanning.stop()
    changed, missing = alice.file("changed.txt"), alice.file("missing.txt")
    for item, damage in ((changed, b"other bytes"), (missing, None)):
        version = FileVersion.objects.get(item=item)
        bucket.delete(version.object_key)
        if damage is not None:
            bucket.put_stream(version.object_key, io.BytesIO(damage), len(damage))
    scanning.start()
    due()
    assert [scan_next_waiting(), scan_next_waiting(), scan_next_waiting()] == [1, 1, 0]
    assert {state_of(changed), state_of(missing)} == {"error"}


def test_a_worker_that_died_gives_its_claim_back(
    alice: Agent, bucket: ObjectStore, scanning: Scanning
) -> None:
    scanning.stop()
    item = alice.file("a.txt")
    scanning.start()
    FileVersion.objects.update(state="scanning", scan_after=utc_now() + timedelta(minutes=15))
    assert scan_next_waiting() == 0
    due()
    assert scan_next_waiting() == 1
    assert state_of(item) == "clean"
