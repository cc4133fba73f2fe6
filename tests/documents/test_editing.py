"""Edits without a room: one more participant."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from apps.core.access import Ability, Role
from apps.core.errors import ForbiddenError
from apps.core.events import subscribe_on_commit
from apps.documents.authors import Author
from apps.documents.errors import DocumentTooLargeError
from apps.documents.events import DocumentChanged
from apps.documents.operations.editing import edit_document
from apps.documents.queries.content import load_document, updates_after
from apps.drive.operations.copying import copy_item
from apps.drive.tree import subtree_ids
from tests.documents.writing import document, text_of, typing
from tests.world import Agent, together


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_lose_nothing_of_each_other(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", "début")
    alice.share(item, bob, Role.EDITOR)

    def write(agent: Agent) -> None:
        for turn in range(5):
            word = f"{agent.person.name}{turn}"
            edit_document(access=agent.enter(item, Ability.EDIT), change=typing(word))

    assert together(lambda: write(alice), lambda: write(bob)) == [None, None]
    written = text_of(item.id)
    assert all(f"{name}{turn}" in written for name in ("Alice", "Bob") for turn in range(5))
    assert "début" in written
    owners = load_document(item.id).owners.values()
    assert {owner.person_id for owner in owners} == {alice.id, bob.id}


@pytest.mark.django_db
def test_who_may_not_edit_writes_nothing(alice: Agent, bob: Agent) -> None:
    item = document(alice)
    alice.share(item, bob, Role.COMMENTER)
    with pytest.raises(ForbiddenError):
        edit_document(access=bob.enter(item), change=typing("x"))
    assert load_document(item.id).seq == 0


@pytest.mark.django_db
def test_a_change_that_changes_nothing_leaves_no_row(alice: Agent) -> None:
    item = document(alice, "Note", "a")
    edited = edit_document(access=alice.enter(item), change=typing())
    assert (edited.seq, edited.update) == (1, b"")
    assert load_document(item.id).seq == 1


@pytest.mark.django_db(transaction=True)
def test_rooms_are_told_once_it_is_durable(alice: Agent) -> None:
    told: list[DocumentChanged] = []
    subscribe_on_commit(DocumentChanged, told.append)
    item = document(alice)
    edit_document(access=alice.enter(item), change=typing("x"))
    assert told == [DocumentChanged(document_id=item.id, seq=1)]
    (row,) = updates_after(item.id, 0)
    assert row.author == Author(person_id=alice.id)


@pytest.mark.django_db
def test_a_document_grows_only_as_large_as_one_may_be(alice: Agent, settings: Settings) -> None:
    item = document(alice, "Note", "x" * 1000)
    settings.DOCUMENT_MAX_BYTES = 2000
    edit_document(access=alice.enter(item), change=typing("x" * 500))
    with pytest.raises(DocumentTooLargeError) as refused:
        edit_document(access=alice.enter(item), change=typing("x" * 500))
    assert refused.value.facts["maximum_bytes"] == 2000
    settings.DOCUMENT_MAX_BYTES, settings.DOCUMENT_STRING_MAX_BYTES = 10_000, 400
    with pytest.raises(DocumentTooLargeError):
        edit_document(access=alice.enter(item), change=typing("x" * 500))
    assert load_document(item.id).seq == 2


@pytest.mark.django_db
def test_a_duplicate_has_the_content_and_no_history(alice: Agent, bob: Agent) -> None:
    folder = alice.folder("Dossier")
    item = document(alice, "Note", "un", "deux")
    alice.share(item, bob, Role.EDITOR)
    edit_document(access=bob.enter(item, Ability.EDIT), change=typing("trois 😀"))
    copied = copy_item(access=alice.enter(item), target=alice.enter(folder))
    assert (copied.name, copied.kind) == ("Note", "document")
    assert text_of(copied.id) == text_of(item.id)
    assert {owner.person_id for owner in load_document(copied.id).owners.values()} == {alice.id}
    whole = copy_item(access=alice.enter(folder), target=alice.enter(alice.root))
    (inner,) = set(subtree_ids(whole.id)) - {whole.id}
    assert text_of(inner) == text_of(item.id)
