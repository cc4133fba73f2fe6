"""The drill: the log replayed is the document opened, and a damaged snapshot is made anew."""

from __future__ import annotations

import zlib
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pycrdt import Doc
from pytest_django import Settings

from apps.core.errors import NotFoundError
from apps.core.ids import new_id
from apps.documents.bounds import encode_ground, measure_state
from apps.documents.models import DocumentSnapshot, DocumentUpdate
from apps.documents.native import AnyDoc
from apps.documents.operations.checking import Finding, check_document
from apps.documents.operations.compaction import compact_due
from apps.documents.operations.editing import edit_document
from apps.documents.operations.snapshots import take_snapshot
from apps.drive.models import Item
from tests.documents.test_snapshots import grow_old
from tests.documents.writing import document, text_of, typing
from tests.world import Agent


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("check_documents", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def item(alice: Agent, settings: Settings) -> Item:
    """A document with compacted rows, a snapshot and a tail."""
    settings.DOCUMENT_HISTORY_DAYS = 10
    made = document(alice, "Note", "un 😀")
    edit_document(access=alice.enter(made), change=typing("deux"))
    grow_old(made.id, timedelta(days=11))
    take_snapshot(made.id)
    assert compact_due() == 1
    edit_document(access=alice.enter(made), change=typing("trois"))
    return made


@pytest.mark.django_db
def test_sound_documents_are_said_to_be_sound(alice: Agent, item: Item) -> None:
    document(alice, "vide")
    assert check_document(item.id) is Finding.SOUND
    assert said() == "2 documents, 2 sound\n"
    with pytest.raises(NotFoundError):
        check_document(new_id())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["unreadable", "another"])
def test_a_damaged_snapshot_is_found_and_made_anew_from_the_log(item: Item, kind: str) -> None:
    before = text_of(item.id)
    other: AnyDoc = Doc(client_id=5)
    typing("faux")(other)
    state = other.get_update()
    damage = {
        "unreadable": {"state": b"x"},
        "another": {"state": zlib.compress(state), "ground": encode_ground(measure_state(state))},
    }[kind]
    DocumentSnapshot.objects.update(**damage)
    assert check_document(item.id) is Finding.SNAPSHOT
    with pytest.raises(CommandError, match="1 documents"):
        said()
    assert f"{item.id}: snapshot damaged" in said("--repair")
    assert text_of(item.id) == before
    assert check_document(item.id) is Finding.SOUND


@pytest.mark.django_db
def test_a_row_missing_or_unreadable_is_found(item: Item) -> None:
    rows = DocumentUpdate.objects.filter(document_id=item.id, seq=3)
    content = bytes(rows.get().update)
    rows.update(update=b"\xff")
    assert check_document(item.id, repairs=True) is Finding.LOG
    rows.update(update=content)
    assert check_document(item.id) is Finding.SOUND
    rows.delete()
    assert check_document(item.id, repairs=True) is Finding.LOG
    with pytest.raises(CommandError):
        said("--repair")
