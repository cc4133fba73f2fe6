"""Recording verdicts, in any order and in parallel."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from apps.core import events
from apps.scanning.events import VerdictChanged
from apps.scanning.models import Verdict
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import EngineVersion, ScanOutcome, ScanReason, ScanState
from apps.scanning.queries import find_verdict, find_verdicts, is_clean

SHA256 = hashlib.sha256(b"content").hexdigest()
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def outcome(state: str, signatures: int | None = 100, minutes: int = 0) -> ScanOutcome:
    return ScanOutcome(
        state=ScanState(state),
        scanned_at=NOON + timedelta(minutes=minutes),
        signature_name="Bad.Thing" if state == "infected" else "",
        reason=ScanReason.ENCRYPTED if state == "unscannable" else ScanReason.NONE,
        version=EngineVersion(engine="ClamAV 1.4.3", signature_version=signatures),
        bytes_examined=7,
        duration_ms=3,
    )


def record(*outcomes: ScanOutcome) -> str:
    for each in outcomes:
        record_verdict(sha256=SHA256, outcome=each)
    return Verdict.objects.get(sha256=SHA256).state


@pytest.fixture
def heard() -> Iterator[list[VerdictChanged]]:
    received: list[VerdictChanged] = []
    events.subscribe_on_write(VerdictChanged, received.append)
    yield received
    events._on_write[VerdictChanged].remove(received.append)


@pytest.mark.django_db
def test_a_verdict_keeps_the_whole_passport() -> None:
    verdict = record_verdict(sha256=SHA256, outcome=outcome("infected"))
    verdict.refresh_from_db()
    assert (verdict.state, verdict.signature_name) == ("infected", "Bad.Thing")
    assert (verdict.engine_version, verdict.signature_version) == ("ClamAV 1.4.3", 100)
    assert (verdict.bytes_examined, verdict.duration_ms) == (7, 3)
    assert verdict.scanned_at == NOON


@pytest.mark.django_db
def test_only_a_clean_verdict_is_clean() -> None:
    assert not is_clean(SHA256)
    for state, expected in [("error", False), ("unscannable", False), ("clean", True)]:
        record(outcome(state, minutes=1))
        assert is_clean(SHA256) is expected
    record(outcome("infected", minutes=2))
    assert not is_clean(SHA256)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        # A failed scan says nothing.
        (outcome("clean"), outcome("error", minutes=5), "clean"),
        (outcome("infected"), outcome("error", minutes=5), "infected"),
        (outcome("error"), outcome("clean", minutes=5), "clean"),
        # An infection stands against anything but newer signatures.
        (outcome("infected", 100), outcome("clean", 100, 5), "infected"),
        (outcome("infected", 100), outcome("clean", 99, 5), "infected"),
        (outcome("infected", 100), outcome("clean", None, 5), "infected"),
        (outcome("infected", None), outcome("clean", 101, 5), "infected"),
        (outcome("infected", 100), outcome("unscannable", 100, 5), "infected"),
        (outcome("infected", 100), outcome("clean", 101, 5), "clean"),
        # Clean yields to an infection unless its signatures were newer.
        (outcome("clean", 100), outcome("infected", 100, -5), "infected"),
        (outcome("clean", 100), outcome("infected", None, -5), "infected"),
        (outcome("clean", 101), outcome("infected", 100, 5), "clean"),
        # Between the harmless ones, the later look decides.
        (outcome("unscannable"), outcome("clean", minutes=5), "clean"),
        (outcome("clean"), outcome("unscannable", minutes=5), "unscannable"),
    ],
)
def test_the_better_verdict_is_kept(first: ScanOutcome, then: ScanOutcome, kept: str) -> None:
    assert record(first, then) == kept


@pytest.mark.django_db
def test_the_order_of_arrival_does_not_decide_between_clean_and_infected() -> None:
    answers = [outcome("clean", 99), outcome("infected", 100), outcome("clean", 100, 1)]
    for order in itertools.permutations(answers):
        Verdict.objects.all().delete()
        assert record(*order) == "infected"


@pytest.mark.django_db
def test_a_change_is_published_once(heard: list[VerdictChanged]) -> None:
    record(outcome("clean"), outcome("clean", minutes=1), outcome("infected", minutes=2))
    record(outcome("clean", minutes=3))
    assert heard == [
        VerdictChanged(sha256=SHA256, state=ScanState.CLEAN),
        VerdictChanged(sha256=SHA256, state=ScanState.INFECTED),
    ]


@pytest.mark.django_db
def test_a_listener_that_fails_undoes_the_verdict() -> None:
    def refuse(event: VerdictChanged) -> None:
        raise RuntimeError(event.sha256)

    events.subscribe_on_write(VerdictChanged, refuse)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            record_verdict(sha256=SHA256, outcome=outcome("clean"))
    finally:
        events._on_write[VerdictChanged].remove(refuse)
    assert find_verdict(SHA256) is None


@pytest.mark.django_db(transaction=True)
def test_parallel_scans_never_lose_the_infection() -> None:
    def record_and_close(answer: ScanOutcome) -> None:
        try:
            record_verdict(sha256=SHA256, outcome=answer)
        finally:
            connection.close()

    answers = [outcome("clean"), outcome("infected"), outcome("unscannable"), outcome("error")]
    for _ in range(5):
        Verdict.objects.all().delete()
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(record_and_close, answers * 4))
        assert Verdict.objects.get().state == "infected"


@pytest.mark.django_db
def test_several_verdicts_are_read_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    record(outcome("clean"))
    with django_assert_num_queries(1):
        assert set(find_verdicts([SHA256, "0" * 64])) == {SHA256}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "A" * 64},
        {"sha256": "a" * 63},
        {"state": "servable"},
        {"state": "infected"},
        {"state": "clean", "signature_name": "Bad.Thing"},
        {"state": "clean", "reason": "limits"},
    ],
)
def test_the_database_refuses_verdicts_that_contradict_themselves(wrong: dict[str, str]) -> None:
    right = {"sha256": SHA256, "state": "clean", "bytes_examined": 1, "duration_ms": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(**{**right, **wrong, "scanned_at": NOON})
