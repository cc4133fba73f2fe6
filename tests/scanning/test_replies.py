"""What clamd's words mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.scanning.outcomes import EngineVersion, ScanReason, ScanState
from apps.scanning.replies import parse_scan_reply, parse_version


def test_exactly_stream_ok_is_clean() -> None:
    assert parse_scan_reply("stream: OK").state is ScanState.CLEAN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "stream: OK ",
        " stream: OK",
        "stream: ok",
        "stream: OK\n",
        "stream: OK stream: OK",
        "stream: X FOUND stream: OK",
        "1: stream: OK",
        "/tmp/x: OK",
        "stream: FOUND",
        "stream:  FOUND",
        "stream: a b FOUND",
        "stream: é FOUND",
        f"stream: {'x' * 256} FOUND",
        "stream: Eicar FOUND\n",
        "INSTREAM size limit exceeded. ERROR",
        "stream: Can't allocate memory ERROR",
        "COMMAND READ TIMED OUT",
        "UNKNOWN COMMAND",
        "PONG",
    ],
)
def test_anything_else_is_an_error(text: str) -> None:
    reply = parse_scan_reply(text)
    assert reply.state is ScanState.ERROR
    assert reply.reason is ScanReason.BAD_REPLY


@given(st.text())
def test_no_other_text_is_clean(text: str) -> None:
    assert (parse_scan_reply(text).state is ScanState.CLEAN) == (text == "stream: OK")


def test_a_found_signature_is_named() -> None:
    reply = parse_scan_reply("stream: Win.Test.EICAR_HDB-1 FOUND")
    assert reply.state is ScanState.INFECTED
    assert reply.signature_name == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Heuristics.Limits.Exceeded.MaxFileSize", ScanReason.LIMITS),
        ("Heuristics.Limits.Exceeded.MaxRecursion", ScanReason.LIMITS),
        ("Heuristics.Encrypted.Zip", ScanReason.ENCRYPTED),
        ("Heuristics.Encrypted.PDF", ScanReason.ENCRYPTED),
    ],
)
def test_what_the_engine_did_not_look_at_is_unscannable(name: str, reason: ScanReason) -> None:
    reply = parse_scan_reply(f"stream: {name} FOUND")
    assert (reply.state, reply.reason) == (ScanState.UNSCANNABLE, reason)
    assert reply.signature_name == name


@pytest.mark.parametrize(
    "name",
    ["Heuristics.Phishing.Email.SpoofedDomain", "Heuristics.LimitsX", "Heuristics.Encrypted"],
)
def test_other_heuristics_are_infections(name: str) -> None:
    assert parse_scan_reply(f"stream: {name} FOUND").state is ScanState.INFECTED


def test_a_version_with_signatures_is_read() -> None:
    assert parse_version("ClamAV 1.4.3/27824/Sat Nov 15 09:48:16 2025") == EngineVersion(
        engine="ClamAV 1.4.3",
        signature_version=27824,
        signature_date=datetime(2025, 11, 15, 9, 48, 16, tzinfo=UTC),
    )


def test_a_day_below_ten_is_padded_with_a_space() -> None:
    version = parse_version("ClamAV 1.4.3/27824/Sat Nov  1 09:48:16 2025")
    assert version
    assert version.signature_date == datetime(2025, 11, 1, 9, 48, 16, tzinfo=UTC)


def test_a_version_without_signatures_tells_no_date() -> None:
    assert parse_version("ClamAV 1.4.6") == EngineVersion(engine="ClamAV 1.4.6")


def test_an_absurd_date_is_unknown() -> None:
    version = parse_version("ClamAV 1.4.3/27824/the day after tomorrow")
    assert version == EngineVersion(engine="ClamAV 1.4.3", signature_version=27824)


@pytest.mark.parametrize(
    "text", ["", "PONG", "ClamAV", "ClamAV 1.4.3/x/y", "ClamAV 1\n", f"ClamAV {'9' * 99}"]
)
def test_what_is_no_version_is_refused(text: str) -> None:
    assert parse_version(text) is None
