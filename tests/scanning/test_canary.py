"""When the engine is asked to prove itself, and what happens when it does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from apps.scanning.canary import Canary
from apps.scanning.errors import ScannerUnavailableError
from apps.scanning.outcomes import ScanReason, ScanState
from apps.scanning.probes import MARKER, OVERSIZE_ZIP
from apps.scanning.replies import ScanReply, parse_scan_reply

FOUND = parse_scan_reply("stream: Sovshare.Canary.UNOFFICIAL FOUND")
ENCRYPTED = parse_scan_reply("stream: Heuristics.Encrypted.Zip FOUND")
LIMITS = parse_scan_reply("stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND")
CLEAN = parse_scan_reply("stream: OK")


class Engine:
    """Answers probes rightly, except for what a test spoils; its clock is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.asked: list[str] = []
        self.spoilt: dict[str, ScanReply | ScannerUnavailableError] = {}
        self.canary = Canary(self._answer, lambda: self.now)

    def _answer(self, content: bytes, seconds: float) -> ScanReply:
        assert seconds > 0
        probe = self._probe_of(content)
        self.asked.append(probe)
        right = {"marker": FOUND, "clean": CLEAN, "encrypted": ENCRYPTED, "oversize": LIMITS}
        reply = self.spoilt.get(probe, right[probe])
        if isinstance(reply, ScannerUnavailableError):
            raise reply
        return reply

    def _probe_of(self, content: bytes) -> str:
        if content.startswith(MARKER):
            return "marker"
        if content == OVERSIZE_ZIP:
            return "oversize"
        return "encrypted" if content.startswith(b"PK") else "clean"


@pytest.fixture
def engine() -> Engine:
    return Engine()


def test_a_first_proof_asks_everything(engine: Engine) -> None:
    engine.canary.require_proof()
    assert engine.asked == ["marker", "clean", "encrypted", "oversize"]


def test_a_proof_lasts_a_minute(engine: Engine) -> None:
    engine.canary.require_proof()
    engine.now += 60
    engine.canary.require_proof()
    assert len(engine.asked) == 4
    engine.now += 1
    engine.canary.require_proof()
    assert engine.asked[4:] == ["marker", "clean"]


def test_settings_are_proven_again_after_an_hour(engine: Engine) -> None:
    engine.canary.require_proof()
    engine.now += 3601
    engine.canary.require_proof()
    assert engine.asked[4:] == ["marker", "clean", "encrypted", "oversize"]


@pytest.mark.parametrize("probe", ["marker", "encrypted", "oversize"])
def test_an_engine_that_says_ok_to_a_probe_is_not_believed(engine: Engine, probe: str) -> None:
    engine.spoilt[probe] = CLEAN
    with pytest.raises(ScannerUnavailableError) as caught:
        engine.canary.require_proof()
    assert caught.value.reason is ScanReason.UNPROVEN


def test_an_engine_that_finds_everything_is_not_believed(engine: Engine) -> None:
    engine.spoilt["clean"] = FOUND
    with pytest.raises(ScannerUnavailableError):
        engine.canary.require_proof()


def test_another_signature_does_not_count_as_the_marker(engine: Engine) -> None:
    engine.spoilt["marker"] = parse_scan_reply("stream: Something.Else FOUND")
    with pytest.raises(ScannerUnavailableError):
        engine.canary.require_proof()


def test_a_failure_is_remembered_for_two_seconds_then_it_heals(engine: Engine) -> None:
    engine.spoilt["marker"] = ScannerUnavailableError(ScanReason.TIMED_OUT)
    for _ in range(50):
        with pytest.raises(ScannerUnavailableError) as caught:
            engine.canary.require_proof()
        assert caught.value.reason is ScanReason.TIMED_OUT
    assert engine.asked == ["marker"]
    engine.spoilt.clear()
    engine.now += 2.1
    engine.canary.require_proof()
    assert engine.asked[1:] == ["marker", "clean", "encrypted", "oversize"]


def test_a_later_failure_withdraws_the_proof(engine: Engine) -> None:
    engine.canary.require_proof()
    engine.now += 61
    engine.spoilt["clean"] = ScanReply(state=ScanState.ERROR)
    with pytest.raises(ScannerUnavailableError):
        engine.canary.require_proof()
    with pytest.raises(ScannerUnavailableError):
        engine.canary.require_proof()


def test_a_forgotten_proof_is_made_again(engine: Engine) -> None:
    engine.canary.require_proof()
    engine.canary.forget()
    engine.canary.require_proof()
    assert len(engine.asked) == 8


def test_many_threads_share_one_proof(engine: Engine) -> None:
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: engine.canary.require_proof(), range(200)))
    assert len(engine.asked) == 4
