"""Old rows become one an author and hour, and the log still tells the whole document."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from pycrdt import Doc
from pytest_django import Settings

from apps.core.access import Ability, Role
from apps.documents.errors import EntriesRefusedError, LogCompactedError
from apps.documents.models import Document, DocumentUpdate
from apps.documents.native import AnyDoc
from apps.documents.operations.compaction import compact_due
from apps.documents.operations.editing import edit_document
from apps.documents.operations.log import append_updates
from apps.documents.operations.snapshots import take_snapshot
from apps.documents.queries.content import updates_after
from apps.documents.tree import root_of
from tests.documents.test_snapshots import grow_old
from tests.documents.writing import document, entry, paragraph, text_of, typing
from tests.world import Agent


def replay(item_id: UUID) -> str:
    doc: AnyDoc = Doc()
    for update in DocumentUpdate.objects.filter(document_id=item_id).order_by("seq"):
        doc.apply_update(bytes(update.update))
    return str(root_of(doc))


@pytest.mark.django_db
def test_old_rows_are_merged_by_author_and_hour_and_replay_to_the_same(
    alice: Agent, bob: Agent, settings: Settings
) -> None:
    settings.DOCUMENT_HISTORY_DAYS = 10
    item = document(alice, "Note", "début")
    alice.share(item, bob, Role.EDITOR)
    for turn in range(6):
        agent = (alice, bob)[turn % 2]
        edit_document(access=agent.enter(item, Ability.EDIT), change=typing(f"t{turn}"))
    first = DocumentUpdate.objects.filter(document_id=item.id).order_by("seq")[0]
    half_past = first.at.replace(minute=30)
    DocumentUpdate.objects.filter(document_id=item.id).update(at=half_past)
    before = text_of(item.id)
    assert compact_due() == 0
    grow_old(item.id, timedelta(days=11))
    assert compact_due() == 0
    take_snapshot(item.id)
    assert compact_due() == 1
    rows = DocumentUpdate.objects.filter(document_id=item.id).order_by("seq")
    assert [(row.seq, row.person_id) for row in rows] == [(6, alice.id), (7, bob.id)]
    assert replay(item.id) == before == text_of(item.id)
    assert Document.objects.get(item_id=item.id).compacted_seq == 7
    with pytest.raises(LogCompactedError):
        updates_after(item.id, 0)
    edit_document(access=alice.enter(item), change=typing("neuf"))
    assert [row.seq for row in updates_after(item.id, 7)] == [8]
    assert compact_due() == 0
    assert "neuf" in replay(item.id)


@pytest.mark.django_db
def test_a_restored_backup_is_made_whole_by_whoever_has_the_rest(
    alice: Agent, bob: Agent, settings: Settings
) -> None:
    item = document(alice)
    append_updates([entry(item.id, paragraph("a", 7), alice, [7])])
    taken_back = entry(item.id, paragraph("b", 7), bob, [7])
    with pytest.raises(EntriesRefusedError):
        append_updates([taken_back])
    settings.DOCUMENT_RECOVERY_UNTIL = taken_back.at + timedelta(hours=1)
    assert append_updates([taken_back]) == [2]
    settings.DOCUMENT_RECOVERY_UNTIL = taken_back.at - timedelta(hours=1)
    with pytest.raises(EntriesRefusedError):
        append_updates([taken_back])
