"""Peers write, the log keeps; however it is read and abbreviated, it says what they say."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Doc, XmlFragment
from pytest_django import Settings

from apps.documents.bounds import UNBOUNDED, check_update
from apps.documents.models import DocumentUpdate
from apps.documents.native import AnyDoc
from apps.documents.operations.checking import Finding, check_document
from apps.documents.operations.compaction import compact_due
from apps.documents.operations.log import append_updates
from apps.documents.operations.snapshots import take_snapshot
from apps.documents.queries.content import load_document
from tests.documents.test_snapshots import grow_old
from tests.documents.writing import document, entry
from tests.property.test_updates import FRONTEND, merged, runs, texts
from tests.property.updates import story
from tests.services.processes import find_program
from tests.world import Agent, alice, bob, organisation

__all__ = ["alice", "bob", "organisation"]


def shown(doc: AnyDoc) -> list[list[tuple[str, bool]]]:
    return [runs(text) for text in texts(doc.get("default", type=XmlFragment))]


def keep(item_id: UUID, updates: Sequence[bytes], writers: Sequence[Agent], seed: int) -> None:
    """Append updates in commits of random size, some of them doubled or tried again."""
    rng = random.Random(seed)
    bound: dict[int, Agent] = {}
    known: dict[int, int] = {}
    commit = []
    for update in updates:
        facts = check_update(update, known, UNBOUNDED)
        known.update({client: clock for client, (_, clock) in facts.clients.items()})
        fresh = [client for client in facts.clients if client not in bound]
        writer = bound.get(min(facts.clients, default=0)) or rng.choice(writers)
        bound.update(dict.fromkeys(fresh, writer))
        commit.append(entry(item_id, update, writer, fresh))
        if rng.random() < 0.1:
            commit.append(entry(item_id, update, writer))
        if rng.random() < 0.3:
            seqs = append_updates(commit)
            if rng.random() < 0.2:
                assert append_updates(commit, is_retry=True) == seqs
            commit = []
        if rng.random() < 0.02:
            take_snapshot(item_id)
        if rng.random() < 0.02:
            grow_old(item_id, timedelta(days=11))
            while compact_due():
                pass
    append_updates(commit)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_pycrdt_peers_find_in_the_log_what_they_wrote(
    alice: Agent, bob: Agent, settings: Settings, seed: int
) -> None:
    settings.DOCUMENT_HISTORY_DAYS = 10
    item = document(alice)
    sent = story(random.Random(100 + seed), edits=150)
    keep(item.id, [one.update for one in sent], [alice, bob], seed)
    expected: AnyDoc = Doc()
    for one in sent:
        expected.apply_update(one.update)
    assert shown(load_document(item.id).build()) == shown(expected)
    assert check_document(item.id) is Finding.SOUND
    take_snapshot(item.id)
    assert shown(load_document(item.id).build()) == shown(expected)


@pytest.mark.django_db
def test_yjs_peers_find_in_the_log_what_they_wrote(
    alice: Agent, bob: Agent, settings: Settings
) -> None:
    settings.DOCUMENT_HISTORY_DAYS = 10
    command = [find_program("node", "nodejs"), "../tests/property/yjs_peers.mjs", "1000", "5"]
    told = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=True)
    for seed, line in enumerate(told.stdout.splitlines()):
        peers: dict[str, Any] = json.loads(line)
        item = document(alice, f"Note {seed}")
        updates = [base64.b64decode(written) for written in peers["updates"]]
        keep(item.id, updates, [alice], seed)
        theirs = [merged(text) for text in peers["texts"][0]]
        assert shown(load_document(item.id).build()) == theirs
        assert check_document(item.id) is Finding.SOUND
        assert DocumentUpdate.objects.filter(document_id=item.id).exists()
