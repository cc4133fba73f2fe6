"""What a partner does with a link leaves a trace; passwords are not guessed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from apps.audit.models import AuditEvent
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.drive.models import Item
from apps.sharing.errors import PasswordWrongError, UnlockDelayedError
from apps.sharing.gate import open_item
from apps.sharing.models import Link
from apps.sharing.operations import visits
from apps.sharing.operations.links import edit_link, revoke_link
from apps.sharing.operations.visits import (
    DownloadOutcome,
    note_download,
    note_opening,
    note_refusal,
    note_view,
    unlock_link,
)
from tests.world import Agent, partner, plant_file, together

PASSWORD = "une phrase pour Dominique"


class Clock:
    """The time as the test says."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(visits, "utc_now", clock)
    return clock


@pytest.fixture
def file(alice: Agent) -> Item:
    return plant_file(alice.root, "a.txt", by=alice)


@pytest.fixture
def link(alice: Agent, file: Item) -> Link:
    return alice.link(file, password=PASSWORD)


def guess(link: Link, password: str = "wrong") -> int:
    return unlock_link(actor=partner(link), password=password)


def miss(link: Link, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(PasswordWrongError):
            guess(link)


def traces(link: Link) -> list[str]:
    events = AuditEvent.objects.filter(link_id=link.id, actor_type="link").order_by("id")
    return list(events.values_list("action", flat=True))


def test_the_right_password_opens_and_is_traced(link: Link, file: Item) -> None:
    assert guess(link, PASSWORD) == link.password_version
    open_item(partner(link, is_unlocked=True), file.id)
    assert traces(link) == ["link.unlocked"]


def test_four_misses_cost_nothing(link: Link, clock: Clock) -> None:
    miss(link, 4)
    assert guess(link, PASSWORD)
    link.refresh_from_db()
    assert (link.failed_unlocks, link.locked_until) == (0, None)
    assert traces(link) == ["link.unlock_refused"] * 4 + ["link.unlocked"]


def test_from_the_fifth_miss_on_the_delay_doubles(link: Link, clock: Clock) -> None:
    miss(link, 5)
    for seconds in (10, 20, 40, 80):
        with pytest.raises(UnlockDelayedError) as delayed:
            guess(link, PASSWORD)
        assert delayed.value.facts == {"retry_after_seconds": seconds + 1}
        clock.pass_(seconds=seconds)
        miss(link)


def test_a_guess_during_the_delay_does_not_prolong_it(link: Link, clock: Clock) -> None:
    miss(link, 5)
    for _ in range(5):
        with pytest.raises(UnlockDelayedError):
            guess(link)
    clock.pass_(seconds=10)
    assert guess(link, PASSWORD)


def test_the_delay_has_an_end(link: Link, clock: Clock) -> None:
    Link.objects.filter(id=link.id).update(failed_unlocks=1000)
    miss(link)
    clock.pass_(hours=1)
    assert guess(link, PASSWORD)


def test_a_new_password_starts_anew(alice: Agent, link: Link, clock: Clock) -> None:
    miss(link, 5)
    edit_link(access=alice.enter(link.item_id), link_id=link.id, password="another password")
    earlier_version = link.password_version
    assert guess(link, "another password") == earlier_version + 1


def test_a_dead_link_is_not_unlocked(alice: Agent, link: Link, clock: Clock) -> None:
    revoked = alice.link(link.item, password=PASSWORD)
    revoke_link(access=alice.enter(link.item_id), link_id=revoked.id)
    with pytest.raises(NotFoundError):
        guess(revoked, PASSWORD)
    clock.now = link.expires_at
    with pytest.raises(NotFoundError):
        guess(link, PASSWORD)


def test_a_link_without_password_is_not_unlocked_by_anything(alice: Agent, file: Item) -> None:
    link = alice.link(file)
    for password in ("", "wrong"):
        with pytest.raises(PasswordWrongError):
            guess(link, password)


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_share_no_try(link: Link) -> None:
    results = together(*[lambda: guess(link)] * 12)
    names = [type(result).__name__ for result in results]
    assert names.count("PasswordWrongError") == 5
    assert names.count("UnlockDelayedError") == 7


def test_what_is_opened_taken_and_refused_is_traced_and_whole_downloads_are_counted(
    alice: Agent, file: Item
) -> None:
    link = alice.link(file)
    access = open_item(partner(link), file.id)
    note_opening(access=access, item=file)
    note_view(access=access, item=file)
    for outcome in DownloadOutcome:
        note_download(access=access, item=file, outcome=outcome, sent_bytes=3)
    note_refusal(access=access, item=file, code="not_scanned_yet")
    link.refresh_from_db()
    assert (link.open_count, link.download_count) == (1, 1)
    assert link.last_used_at is not None
    assert traces(link) == [
        "link.opened",
        "link.viewed",
        "link.downloaded",
        "link.downloaded_part",
        "link.download_cut",
        "link.download_refused",
    ]
    cut = AuditEvent.objects.get(action="link.download_cut")
    assert (cut.item_id, cut.actor_label, cut.facts["sent_bytes"]) == (file.id, "Dominique", 3)


def test_an_agent_at_work_is_not_a_visit(alice: Agent, file: Item) -> None:
    with pytest.raises(TypeError):
        note_opening(access=alice.enter(file), item=file)
