"""The trail of acts: written with the act or not at all, never changed, read in order."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from apps.audit.models import AuditEvent
from apps.audit.operations import record
from apps.audit.queries import (
    events_after,
    events_of_item,
    events_of_organisation,
    filter_events,
    newest_event_id,
)
from apps.core.access import LinkActor, SystemActor
from tests.world import Agent


class UndoneError(Exception):
    """What makes a transaction fail."""


def write(action: str = "item.renamed", **values: object) -> None:
    record(
        actor=SystemActor(),
        action=action,
        organisation_id=None,
        **values,  # type: ignore[arg-type] # the tests' own shorthand
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_the_transaction_of_its_act() -> None:
    with pytest.raises(RuntimeError):
        write()
    assert not AuditEvent.objects.exists()


@transaction.atomic
def act_and_fail() -> None:
    write()
    raise UndoneError


def test_an_act_undone_leaves_no_trace(db: None) -> None:
    with pytest.raises(UndoneError):
        act_and_fail()
    assert not AuditEvent.objects.exists()


def test_a_row_is_never_saved_again_nor_deleted(db: None) -> None:
    write()
    event = AuditEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AuditEvent.objects.create(action="item.renamed")


def test_a_trace_says_who_by_which_key_from_where(alice: Agent) -> None:
    folder = alice.folder("Budget")
    event = AuditEvent.objects.get(item_id=folder.id)
    assert (event.actor_type, event.actor_id, event.actor_label) == ("person", alice.id, "Alice")
    assert event.organisation_id == alice.person.organisation_id
    link_id = uuid4()
    visitor = LinkActor(label="D" * 400, link_id=link_id, address="192.0.2.1", request_id="r-1")
    record(actor=visitor, action="link.opened", organisation_id=None)
    event = AuditEvent.objects.get(link_id=link_id)
    assert (event.actor_type, event.actor_id, event.token_id) == ("link", link_id, None)
    assert (event.address, event.request_id, len(event.actor_label)) == ("192.0.2.1", "r-1", 320)


def test_what_is_purged_keeps_its_traces(alice: Agent) -> None:
    folder = alice.folder("Budget")
    alice.trash(folder)
    alice.purge(folder)
    actions = [event.action for event in events_of_item(folder.id)]
    assert actions == ["item.purged", "item.trashed", "item.created"]


def test_traces_are_narrowed_by_who_what_and_when(alice: Agent, bob: Agent) -> None:
    mine, his = alice.folder("Budget"), bob.folder("Autre")
    alice.trash(mine)
    events = events_of_organisation(alice.person.organisation_id)

    def found(**wanted: object) -> list[str]:
        narrowed = filter_events(events, **wanted)  # type: ignore[arg-type] # shorthand
        return [f"{event.action} {event.item_name}" for event in narrowed]

    assert found(actor_id=bob.id) == ["item.created Autre"]
    assert found(item_id=mine.id) == ["item.trashed Budget", "item.created Budget"]
    assert found(action="item.created") == ["item.created Autre", "item.created Budget"]
    assert len(found(action="item")) == 3
    assert found(action="ite") == []
    at = AuditEvent.objects.get(item_id=his.id).at
    assert found(actor_id=bob.id, since=at, until=at + timedelta(microseconds=1)) == [
        "item.created Autre"
    ]
    assert found(actor_id=bob.id, until=at) == []


def test_nobody_reads_the_traces_of_another_organisation(alice: Agent) -> None:
    alice.folder("Budget")
    assert not events_of_organisation(uuid4()).exists()


def test_the_tail_is_read_oldest_first_in_portions(db: None) -> None:
    start = newest_event_id()
    for number in range(3):
        write(f"item.{number}")
    assert [event.action for event in events_after(start, limit=2)] == ["item.0", "item.1"]
    last = newest_event_id()
    assert [event.action for event in events_after(last - 1, limit=9)] == ["item.2"]
    assert list(events_after(last, limit=9)) == []
