"""The process dies between two steps of receiving: no row without object, no orphan for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.drive.models import FileVersion, Item, Upload
from apps.drive.operations import receiving, sweeping
from apps.storage.objects import ObjectStore
from tests.drive.books import check_books, check_content, check_store, sweep_a_day_later
from tests.drive.conftest import Scanning
from tests.world import Agent

BEFORE = (
    "ingest",
    "record_verdict",
    "lock_verdict",
    "lock_spaces_of",
    "_settle_room",
    "place_content",
)
AFTER = ("ingest", "record_verdict", "_settle_room", "place_content", "_finish")


class Killed(BaseException):
    """What a SIGKILL is to the code: nothing after it runs."""


def die(monkeypatch: pytest.MonkeyPatch, step: str, moment: str) -> None:
    """Let the process die just before or just after a step, so that nothing is tidied up."""
    original = getattr(receiving, step)

    def dying(*args: object, **kwargs: object) -> None:
        if moment == "after":
            original(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(receiving, step, dying)
    monkeypatch.setattr(receiving, "abandon_upload", lambda upload: None)


@pytest.mark.parametrize(
    ("step", "moment"),
    [*((step, "before") for step in BEFORE), *((step, "after") for step in AFTER)],
)
@pytest.mark.parametrize("kind", ["new file", "new version", "waiting"])
def test_a_crash_leaves_rows_and_objects_that_agree_after_the_sweeper(
    alice: Agent,
    bucket: ObjectStore,
    scanning: Scanning,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    moment: str,
    kind: str,
) -> None:
    file = alice.file("a.txt", b"before")
    if kind == "waiting":
        scanning.stop()
    died = True
    with monkeypatch.context() as patch:
        die(patch, step, moment)
        try:
            alice.overwrite(file) if kind == "new version" else alice.file("b.txt")
            died = False
        except Killed:
            pass
    # Without a scanner there is no verdict to record, so that step is never reached.
    assert died != (kind == "waiting" and step == "record_verdict")
    for version in FileVersion.objects.all():
        assert bucket.head(version.object_key).size_bytes == version.size_bytes
    check_content()
    check_books()
    monkeypatch.setattr(sweeping, "ORPHAN_AGE", timedelta(seconds=-5))
    sweep_a_day_later()
    assert not Upload.objects.exists()
    check_books()
    check_store(bucket)
    committed = step == "_finish" or not died
    assert Item.objects.filter(name="b.txt").exists() == (committed and kind != "new version")
    alice.file("c.txt")
