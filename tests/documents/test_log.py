"""The log is the truth: gapless numbers, one commit for many documents, nothing twice."""

from __future__ import annotations

import pytest

from apps.core.errors import NotFoundError
from apps.documents.authors import Author
from apps.documents.errors import EntriesRefusedError
from apps.documents.models import DocumentUpdate
from apps.documents.operations.log import append_updates
from apps.documents.queries.content import load_document, newest_seqs, updates_after
from tests.documents.writing import document, entry, paragraph, text_of
from tests.world import Agent, together


@pytest.mark.django_db
def test_updates_of_many_documents_are_numbered_in_order_each_without_gap(alice: Agent) -> None:
    first, second = document(alice, "A"), document(alice, "B")
    places = [first.id, second.id, first.id, first.id, second.id]
    entries = [
        entry(place, paragraph(str(number), 100 + number), alice, [100 + number])
        for number, place in enumerate(places)
    ]
    assert append_updates(entries) == [1, 1, 2, 3, 2]
    assert append_updates([]) == []
    assert newest_seqs([first.id, second.id]) == {first.id: 3, second.id: 2}
    assert [row.seq for row in updates_after(first.id, 1)] == [2, 3]
    assert [row.update for row in updates_after(second.id, 0)] == [
        entries[1].update,
        entries[4].update,
    ]
    assert {text for text in ("0", "2", "3") if text in text_of(first.id)} == {"0", "2", "3"}


@pytest.mark.django_db
def test_a_commit_tried_again_after_an_unknown_outcome_writes_nothing_twice(alice: Agent) -> None:
    item = document(alice)
    stored = [entry(item.id, paragraph("a", 1), alice, [1])]
    assert append_updates(stored) == [1]
    more = entry(item.id, paragraph("b", 2), alice, [2])
    assert append_updates([*stored, more], is_retry=True) == [1, 2]
    assert append_updates([*stored, more], is_retry=True) == [1, 2]
    assert DocumentUpdate.objects.filter(document_id=item.id).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_processes_append_to_the_same_documents_without_waiting_on_each_other_for_good(
    alice: Agent,
) -> None:
    items = [document(alice, name) for name in "ABC"]

    def append(number: int, order: int) -> None:
        for turn in range(10):
            client = 1000 * number + turn
            append_updates(
                [entry(item.id, paragraph("x", client), alice, [client]) for item in items[::order]]
            )

    results = together(lambda: append(1, 1), lambda: append(2, -1), lambda: append(3, 1))
    assert results == [None] * 3
    for item in items:
        assert [row.seq for row in updates_after(item.id, 0)] == list(range(1, 31))


@pytest.mark.django_db
def test_a_client_id_belongs_to_who_first_brought_it(alice: Agent, bob: Agent) -> None:
    item, other = document(alice), document(alice, "B")
    append_updates([entry(item.id, paragraph("a", 7), alice, [7])])
    mine = entry(item.id, paragraph("b", 8), alice, [7, 8])
    forged = entry(item.id, paragraph("c", 7), bob, [7])
    with pytest.raises(EntriesRefusedError) as refused:
        append_updates([mine, forged])
    assert refused.value.refusals == {1: "client_taken"}
    assert newest_seqs([item.id]) == {item.id: 1}
    assert append_updates([mine, entry(other.id, paragraph("c", 7), bob, [7])]) == [2, 1]
    assert load_document(item.id).owners == {
        7: Author(person_id=alice.id),
        8: Author(person_id=alice.id),
    }


@pytest.mark.django_db
def test_two_authors_who_bring_one_new_id_in_one_commit_do_not_share_it(
    alice: Agent, bob: Agent
) -> None:
    item = document(alice)
    entries = [
        entry(item.id, paragraph("a", 7), alice, [7]),
        entry(item.id, paragraph("b", 7), bob, [7]),
    ]
    with pytest.raises(EntriesRefusedError) as refused:
        append_updates(entries)
    assert refused.value.refusals == {1: "client_taken"}


@pytest.mark.django_db
def test_what_was_purged_is_neither_written_nor_read(alice: Agent) -> None:
    item, other = document(alice), document(alice, "B")
    alice.trash(item)
    alice.purge(item)
    entries = [
        entry(other.id, paragraph("a", 1), alice, [1]),
        entry(item.id, paragraph("a", 1), alice, [1]),
    ]
    with pytest.raises(EntriesRefusedError) as refused:
        append_updates(entries)
    assert refused.value.refusals == {1: "gone"}
    with pytest.raises(NotFoundError):
        load_document(item.id)
    assert not DocumentUpdate.objects.filter(document_id=item.id).exists()
