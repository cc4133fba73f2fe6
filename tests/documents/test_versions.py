"""Versions: kept by themselves, by hand, and before content is replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from apps.documents.models import Document, DocumentVersion, VersionKind
from apps.documents.operations.editing import edit_document
from apps.documents.operations.versions import (
    keep_due_versions,
    keep_version,
    name_version,
    rename_version,
    restore_document_version,
    thin_versions,
)
from apps.documents.queries.content import load_document
from apps.documents.queries.versions import find_version, state_of, versions_of
from apps.drive.models import Item
from tests.documents.test_snapshots import grow_old
from tests.documents.writing import document, text_of, typing
from tests.world import Agent


def write(agent: Agent, item: Item, *paragraphs: str) -> None:
    edit_document(access=agent.enter(item, Ability.EDIT), change=typing(*paragraphs))


def kinds(item: Item) -> list[str]:
    versions = DocumentVersion.objects.filter(document_id=item.id).order_by("at", "id")
    return list(versions.values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_session_of_editing_leaves_a_version_with_its_authors(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", "un")
    alice.share(item, bob, Role.EDITOR)
    write(bob, item, "deux")
    assert keep_due_versions() == 0
    grow_old(item.id, timedelta(minutes=6))
    assert [keep_due_versions(), keep_due_versions()] == [1, 0]
    (version,) = versions_of(alice.enter(item))
    assert (version.kind, version.seq, version.name) == ("auto", 2, "")
    authors = {author["person_id"] for author in version.authors}
    assert authors == {str(alice.id), str(bob.id)}


@pytest.mark.django_db
def test_every_ten_minutes_of_a_session_leave_a_version(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    grow_old(item.id, timedelta(minutes=11))
    write(alice, item, "deux")
    assert keep_due_versions() == 1
    write(alice, item, "trois")
    assert keep_due_versions() == 0
    assert Document.objects.get(item_id=item.id).version_seq == 2


@pytest.mark.django_db
def test_a_version_by_hand_has_a_name_and_is_in_the_audit_trail(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", "un")
    alice.share(item, bob, Role.COMMENTER)
    version = name_version(access=alice.enter(item), name=" Avant envoi ")
    assert (version.kind, version.name) == ("named", "Avant envoi")
    again = name_version(access=alice.enter(item), name="Encore")
    assert again.authors == version.authors == [{"person_id": str(alice.id)}]
    event = AuditEvent.objects.filter(action="version.named").first()
    assert event is not None
    assert (event.item_id, event.actor_id) == (item.id, alice.id)
    with pytest.raises(ForbiddenError):
        name_version(access=bob.enter(item), name="x")
    for name in ("", "  ", "x" * 201):
        with pytest.raises(InvalidInputError):
            name_version(access=alice.enter(item), name=name)


@pytest.mark.django_db
def test_an_automatic_version_that_gets_a_name_is_kept_for_good(alice: Agent) -> None:
    item = document(alice, "Note", "un")
    version = keep_version(item.id, VersionKind.AUTO)
    renamed = rename_version(access=alice.enter(item), version_id=version.id, name="Bonne")
    assert (renamed.kind, renamed.name) == ("named", "Bonne")
    assert state_of(DocumentVersion.objects.get()) == state_of(version)
    other = document(alice, "Autre")
    with pytest.raises(NotFoundError):
        rename_version(access=alice.enter(other), version_id=version.id, name="x")


@pytest.mark.django_db
def test_restoring_writes_on_top_and_erases_nothing(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", "un", "deux")
    alice.share(item, bob, Role.EDITOR)
    first = name_version(access=alice.enter(item), name="Première")
    wanted = text_of(item.id)
    write(bob, item, "trois")
    seq = load_document(item.id).seq
    edited = restore_document_version(access=bob.enter(item), version_id=first.id)
    assert edited.seq == seq + 1
    assert text_of(item.id) == wanted
    assert kinds(item) == ["named", "restore"]
    replaced = DocumentVersion.objects.get(kind="restore")
    restore_document_version(access=alice.enter(item), version_id=replaced.id)
    assert "trois" in text_of(item.id)
    assert AuditEvent.objects.filter(action="version.restored").count() == 2


@pytest.mark.django_db
def test_what_restoring_leaves_as_it_was_keeps_its_author(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", "un", "deux")
    alice.share(item, bob, Role.EDITOR)
    first = name_version(access=alice.enter(item), name="Première")
    write(bob, item, "trois")
    edited = restore_document_version(access=bob.enter(item), version_id=first.id)
    # Only a deletion: neither paragraph was written anew.
    assert len(edited.update) < 40


@pytest.mark.django_db
def test_only_who_may_edit_restores_and_only_versions_of_this_document(
    alice: Agent, bob: Agent
) -> None:
    item, other = document(alice, "Note", "un"), document(alice, "Autre", "x")
    alice.share(item, bob, Role.READER)
    version = name_version(access=alice.enter(item), name="v")
    with pytest.raises(ForbiddenError):
        restore_document_version(access=bob.enter(item), version_id=version.id)
    with pytest.raises(NotFoundError):
        restore_document_version(access=alice.enter(other), version_id=version.id)
    with pytest.raises(NotFoundError):
        find_version(alice.enter(other), version.id)
    assert find_version(bob.enter(item), version.id) == version


@pytest.mark.django_db
def test_of_old_automatic_versions_the_last_of_each_day_stays(
    alice: Agent, settings: Settings
) -> None:
    settings.DOCUMENT_HISTORY_DAYS = 30
    item = document(alice, "Note")
    for day in (40, 40, 39, 2, 2):
        write(alice, item, "x")
        version = keep_version(item.id, VersionKind.AUTO)
        noon = version.at.replace(hour=12, minute=0)
        at = noon - timedelta(days=day, minutes=1000 - version.seq)
        DocumentVersion.objects.filter(id=version.id).update(at=at)
    write(alice, item, "x")
    named = name_version(access=alice.enter(item), name="v")
    DocumentVersion.objects.filter(id=named.id).update(at=named.at - timedelta(days=40))
    assert [thin_versions(), thin_versions()] == [1, 0]
    seqs = DocumentVersion.objects.order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == [2, 3, 4, 5, 6]
