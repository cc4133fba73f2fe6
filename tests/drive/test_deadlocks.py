"""Verdicts, uploads, moves across spaces and purges at once: nobody waits on one who waits.

``DEADLOCK_SECONDS=300 pytest -s tests/drive/test_deadlocks.py`` looks longer.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.conf import settings

from apps.core.access import Ability
from apps.core.clock import utc_now
from apps.core.errors import DomainError, NotFoundError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.copying import copy_item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.scanning import scan_next_waiting
from apps.drive.operations.structure import move_item
from apps.drive.operations.sweeping import delete_discarded_objects
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import EngineVersion, ScanOutcome, ScanState
from apps.storage.objects import ObjectStore
from tests.drive.books import check_books, check_content, check_store, check_tree
from tests.world import Agent, together

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = int(os.environ.get("DEADLOCK_SECONDS") or 8)
CONTENTS = [f"content {number}".encode() for number in range(4)]


class Worker:
    """One thread that acts at random until time is up; refusals are part of it, errors are not."""

    def __init__(self, seed: int, alice: Agent, roots: list[Item]) -> None:
        self.chance = random.Random(seed)
        self.alice, self.roots = alice, roots
        self.told: Counter[str] = Counter()

    def __call__(self) -> Counter[str]:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            act = self.chance.choice(self.acts)
            try:
                act()
            except DomainError as refusal:
                self.told[f"{act.__name__} refused: {refusal.code}"] += 1
            else:
                self.told[act.__name__] += 1
        return self.told

    @property
    def acts(self) -> list[Callable[[], object]]:
        return [
            self.upload,
            self.upload,
            self.overwrite,
            self.move,
            self.move,
            self.copy,
            self.judge,
            self.judge,
            self.purge,
            self.tidy,
        ]

    def some(self, **wanted: object) -> Item:
        found = list(Item.objects.filter(trashed_at=None, **wanted).exclude(parent=None)[:50])
        if not found:
            raise NotFoundError
        return self.chance.choice(found)

    def upload(self) -> None:
        parent = self.chance.choice(self.roots)
        content = self.chance.choice(CONTENTS)
        self.alice.upload(f"{self.chance.random()}", content, parent, OnConflict.RENAME)

    def overwrite(self) -> None:
        self.alice.overwrite(self.some(kind="file"), self.chance.choice(CONTENTS))

    def move(self) -> None:
        folders = [*self.roots, *Item.objects.filter(kind="folder", trashed_at=None)[:20]]
        if self.chance.random() < 0.3:
            self.alice.folder(f"{self.chance.random()}", self.chance.choice(folders))
        move_item(
            access=self.alice.enter(self.some(), Ability.TRASH),
            target=self.alice.enter(self.chance.choice(folders), Ability.EDIT),
            on_conflict=OnConflict.RENAME,
        )

    def copy(self) -> None:
        copy_item(
            access=self.alice.enter(self.some(kind="file"), Ability.DOWNLOAD),
            target=self.alice.enter(self.chance.choice(self.roots), Ability.EDIT),
        )

    def judge(self) -> None:
        versions = list(FileVersion.objects.values_list("sha256", flat=True).distinct())
        if versions:
            state = self.chance.choice([ScanState.CLEAN, ScanState.INFECTED])
            record_verdict(sha256=self.chance.choice(versions), outcome=newest_word(state))

    def purge(self) -> None:
        item = self.some()
        self.alice.trash(item)
        self.alice.purge(item)

    def tidy(self) -> None:
        scan_next_waiting()
        delete_discarded_objects()


def newest_word(state: ScanState) -> ScanOutcome:
    """An answer of signatures newer than any before it."""
    return ScanOutcome(
        state=state,
        scanned_at=utc_now(),
        signature_name="Late.Finding" if state is ScanState.INFECTED else "",
        version=EngineVersion(engine="ClamAV", signature_version=time.monotonic_ns() // 2**20),
    )


def test_nobody_waits_on_one_who_waits(alice: Agent, bucket: ObjectStore) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {settings.DATABASES['default']['ENGINE']}")
    roots = [alice.root, alice.team_space("Une équipe"), alice.team_space("Une autre")]
    workers = [partial(Worker(seed + number, alice, roots)) for number in range(8)]
    results = together(*workers)
    told: Counter[str] = Counter()
    for result in results:
        assert isinstance(result, Counter), repr(result)
        told += result
    print(dict(sorted(told.items())))
    assert {"upload", "move", "judge", "copy", "purge"} <= told.keys(), told
    while delete_discarded_objects():
        pass
    check_tree()
    check_books()
    check_content()
    check_store(bucket)
