"""Snapshots abbreviate reading and are never anything but the log."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.documents.errors import DocumentDamagedError
from apps.documents.models import Document, DocumentSnapshot, DocumentUpdate
from apps.documents.operations import snapshots
from apps.documents.operations.editing import edit_document
from apps.documents.operations.snapshots import snapshot_due, take_snapshot
from apps.documents.operations.versions import keep_due_versions
from apps.documents.queries.content import load_document
from apps.drive.errors import QuotaExceededError
from apps.drive.models import Space
from apps.drive.operations.copying import copy_item
from apps.drive.operations.structure import move_item
from tests.documents.writing import document, text_of, typing
from tests.drive.books import check_books
from tests.world import Agent


def grow_old(item_id: UUID, by: timedelta) -> None:
    for row in DocumentUpdate.objects.filter(document_id=item_id):
        DocumentUpdate.objects.filter(document_id=item_id, seq=row.seq).update(at=row.at - by)


@pytest.mark.django_db
def test_a_document_opened_from_its_snapshot_is_the_one_opened_from_its_log(alice: Agent) -> None:
    item = document(alice, "Note", "un 😀", "deux")
    before = load_document(item.id)
    snapshot = take_snapshot(item.id)
    assert (snapshot.seq, take_snapshot(item.id).made_at) == (1, snapshot.made_at)
    edit_document(access=alice.enter(item), change=typing("trois"))
    after = load_document(item.id)
    assert len(after.updates) == 2
    assert all(after.known[client] == clock for client, clock in before.known.items())
    assert after.ground.pairs == before.ground.pairs
    assert after.ground.deepest >= before.ground.deepest
    assert after.seq == 2
    DocumentSnapshot.objects.all().delete()
    assert "trois" in text_of(item.id)
    assert load_document(item.id).known == after.known


@pytest.mark.django_db
def test_the_size_and_the_hour_of_a_document_are_those_of_its_last_snapshot(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    assert item.size_bytes == 0
    snapshot = take_snapshot(item.id)
    item.refresh_from_db()
    assert item.size_bytes == snapshot.size_bytes > 0
    assert item.updated_at == DocumentUpdate.objects.get(document_id=item.id).at


@pytest.mark.django_db
def test_documents_count_in_their_space_wherever_they_go(alice: Agent) -> None:
    team = alice.team_space("Équipe")
    item = document(alice, "Note", "un")
    take_snapshot(item.id)
    check_books()
    copied = copy_item(access=alice.enter(item), target=alice.enter(team))
    take_snapshot(copied.id)
    check_books()
    edit_document(access=alice.enter(copied), change=typing("x" * 1000))
    take_snapshot(copied.id)
    assert Space.objects.get(id=team.space_id).used_bytes > 1000
    move_item(access=alice.enter(copied), target=alice.enter(alice.root), name="Autre")
    check_books()
    for thrown in (item, copied):
        alice.trash(thrown)
        alice.purge(thrown)
    check_books()
    assert alice.space.used_bytes == 0


@pytest.mark.django_db
def test_what_was_typed_is_kept_though_the_space_is_full(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    Space.objects.filter(id=item.space_id).update(quota_bytes=10)
    edit_document(access=alice.enter(item), change=typing("deux"))
    assert take_snapshot(item.id).seq == 2
    assert alice.space.used_bytes > 10
    with pytest.raises(QuotaExceededError):
        alice.upload("a.txt", b"x")


@pytest.mark.django_db
def test_the_worker_takes_those_that_are_due(alice: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet, long, heavy, fresh = (document(alice, name, "x" * 50) for name in "ABCD")
    document(alice, "vide")
    monkeypatch.setattr(snapshots, "TAIL_ROWS", 3)
    monkeypatch.setattr(snapshots, "TAIL_BYTES", 10_000)
    grow_old(quiet.id, timedelta(minutes=1))
    for _ in range(2):
        edit_document(access=alice.enter(long), change=typing("x"))
    edit_document(access=alice.enter(heavy), change=typing("x" * 10_000))
    while snapshot_due():
        pass
    taken = set(DocumentSnapshot.objects.values_list("document_id", flat=True))
    assert taken == {quiet.id, long.id, heavy.id}
    assert fresh.id not in taken


@pytest.mark.django_db
def test_a_document_that_never_rests_does_not_keep_the_worker_from_others(
    alice: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "TAIL_ROWS", 1)
    item = document(alice, "Note", "un")
    assert snapshot_due() == 1
    edit_document(access=alice.enter(item), change=typing("deux"))
    assert snapshot_due() == 0
    DocumentSnapshot.objects.update(made_at=utc_now() - timedelta(minutes=1))
    assert snapshot_due() == 1
    assert Document.objects.get(item_id=item.id).snapshot_seq == 2


@pytest.mark.django_db
def test_a_damaged_document_does_not_keep_others_from_the_worker(alice: Agent) -> None:
    damaged, sound = document(alice, "A", "un"), document(alice, "B", "deux")
    DocumentUpdate.objects.filter(document_id=damaged.id).update(update=b"\xff")
    for item in (damaged, sound):
        grow_old(item.id, timedelta(minutes=11))
    assert [snapshot_due(), snapshot_due()] == [1, 0]
    assert [keep_due_versions(), keep_due_versions()] == [1, 0]
    assert DocumentSnapshot.objects.get().document_id == sound.id


@pytest.mark.django_db
def test_an_older_snapshot_does_not_replace_a_newer_one(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    slow = load_document(item.id)
    edit_document(access=alice.enter(item), change=typing("deux"))
    newest = take_snapshot(item.id)
    late = snapshots.write_snapshot(item.id, slow.seq, snapshots.whole_state(slow))
    assert late.seq == newest.seq == 2
    assert "deux" in text_of(item.id)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["state", "ground"])
def test_a_damaged_snapshot_is_noticed_and_nothing_is_shown(alice: Agent, column: str) -> None:
    item = document(alice, "Note", "un")
    snapshot = take_snapshot(item.id)
    damaged = bytearray(getattr(snapshot, column))
    damaged[len(damaged) // 2] ^= 0x41
    damaged = damaged[:-1]
    DocumentSnapshot.objects.update(**{column: bytes(damaged)})
    with pytest.raises(DocumentDamagedError):
        load_document(item.id)


@pytest.mark.django_db
def test_a_damaged_row_of_the_log_is_noticed_and_nothing_is_shown(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    DocumentUpdate.objects.filter(document_id=item.id, seq=1).update(update=b"\x01\x02\x03")
    with pytest.raises(DocumentDamagedError):
        load_document(item.id)


@pytest.mark.django_db
def test_what_was_purged_has_no_snapshot(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    alice.trash(item)
    alice.purge(item)
    with pytest.raises(NotFoundError):
        take_snapshot(item.id)
