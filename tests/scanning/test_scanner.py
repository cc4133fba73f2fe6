"""Scanning with a real clamd."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from apps.scanning.clamd import Scanner, ScannerConfig, scanner
from apps.scanning.connection import ClamdAddress
from apps.scanning.errors import ScannerUnavailableError
from apps.scanning.outcomes import ScanOutcome, ScanReason, ScanState
from apps.scanning.probes import settings_probes
from tests.hostile import EICAR, EICAR_FORMS, nested_zip, zip_of
from tests.scanning.fake_clamd import FakeClamd, yes_man
from tests.services.processes import Server

StartClamd = Callable[..., Server]


def scan(content: bytes, by: Scanner | None = None) -> ScanOutcome:
    return (by or scanner()).scan_chunks(pieces(content), len(content))


def pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


def test_harmless_content_is_clean_and_has_a_passport() -> None:
    content = b"minutes of a meeting " + os.urandom(200_000)
    outcome = scan(content)
    assert outcome.state is ScanState.CLEAN
    assert outcome.bytes_examined == len(content)
    assert outcome.version.engine.startswith("ClamAV ")
    assert outcome.duration_ms >= 0
    assert outcome.is_conclusive


def test_empty_content_is_clean() -> None:
    assert scan(b"").state is ScanState.CLEAN


@pytest.mark.parametrize("form", EICAR_FORMS)
def test_eicar_is_found(form: str) -> None:
    outcome = scan(EICAR_FORMS[form])
    assert outcome.state is ScanState.INFECTED
    assert "Eicar" in outcome.signature_name


def test_eicar_sent_in_small_pieces_is_found() -> None:
    outcome = scanner().scan_chunks([EICAR[i : i + 1] for i in range(len(EICAR))], len(EICAR))
    assert outcome.state is ScanState.INFECTED


def test_an_encrypted_archive_is_unscannable() -> None:
    outcome = scan(settings_probes()[0].content)
    assert (outcome.state, outcome.reason) == (ScanState.UNSCANNABLE, ScanReason.ENCRYPTED)


def test_an_archive_nested_too_deep_is_unscannable() -> None:
    outcome = scan(nested_zip(os.urandom(64) + EICAR, 40))
    assert (outcome.state, outcome.reason) == (ScanState.UNSCANNABLE, ScanReason.LIMITS)


def test_a_member_larger_than_the_limits_hides_nothing() -> None:
    hiding = nested_zip(zip_of(padding=bytes(520 * 2**20), note=EICAR), 2)
    outcome = scan(hiding)
    assert outcome.state is not ScanState.CLEAN


def test_content_above_the_limit_is_refused_before_a_byte_is_sent() -> None:
    chunks = iter([b"never asked for"])
    outcome = scanner().scan_chunks(chunks, settings.SCAN_MAX_BYTES + 1)
    assert next(chunks) == b"never asked for"
    assert (outcome.state, outcome.reason) == (ScanState.UNSCANNABLE, ScanReason.TOO_LARGE)
    assert outcome.bytes_examined == 0


def test_content_shorter_than_announced_is_not_clean() -> None:
    outcome = scanner().scan_chunks([b"half"], 8)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, ScanReason.BROKEN_OFF)


def test_a_failing_source_is_not_blamed_on_the_scanner() -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError("the client is gone")

    with pytest.raises(ConnectionResetError):
        scanner().scan_chunks(broken(), 8)


@pytest.fixture
def strict_scanner() -> Scanner:
    config = ScannerConfig(
        address=ClamdAddress(settings.CLAMD_ADDRESS),
        max_bytes=2**20,
        max_signature_age=timedelta(hours=24),
    )
    return Scanner(config)


def test_signatures_of_unknown_age_call_nothing_clean(strict_scanner: Scanner) -> None:
    outcome = scan(b"harmless", strict_scanner)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, ScanReason.SIGNATURES_TOO_OLD)
    with pytest.raises(ScannerUnavailableError) as caught:
        strict_scanner.check()
    assert caught.value.reason is ScanReason.SIGNATURES_TOO_OLD


def test_signatures_of_unknown_age_still_find(strict_scanner: Scanner) -> None:
    assert scan(EICAR, strict_scanner).state is ScanState.INFECTED


def test_health_tells_the_engine() -> None:
    assert scanner().check().engine.startswith("ClamAV ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"AlertEncrypted": "no", "AlertEncryptedArchive": "no"},
        {"AlertExceedsMax": "no"},
        {"MaxFileSize": "50M"},
    ],
)
def test_a_clamd_that_stays_silent_about_its_limits_is_not_believed(
    start_clamd: StartClamd, own_scanner: Scanner, wrong: dict[str, str]
) -> None:
    start_clamd(**wrong)
    outcome = scan(b"harmless", own_scanner)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, ScanReason.UNPROVEN)


def test_a_clamd_without_the_marker_is_not_believed(
    start_clamd: StartClamd, own_scanner: Scanner, short_dir: Path
) -> None:
    signatures = short_dir / "signatures"
    signatures.mkdir()
    (signatures / "other.ndb").write_text("Other:0:0:6f74686572206d61726b6572\n")
    start_clamd()
    assert scan(b"harmless", own_scanner).reason is ScanReason.UNPROVEN


def test_pong_with_a_blind_engine_is_never_clean(own_scanner: Scanner, short_dir: Path) -> None:
    secret = b"bytes that must not be judged by a broken engine"
    with FakeClamd(short_dir / "clamd.sock", yes_man) as fake:
        outcome = scan(secret, own_scanner)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, ScanReason.UNPROVEN)
    assert secret not in fake.contents
