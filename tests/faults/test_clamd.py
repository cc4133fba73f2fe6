"""A scanner that fails in every way it can: nothing becomes clean, everything heals by itself."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.drive.intake import ingest, rescan
from apps.scanning.clamd import Scanner
from apps.scanning.errors import ScannerUnavailableError
from apps.scanning.outcomes import ScanOutcome, ScanReason, ScanState
from apps.storage.keys import new_object_key
from apps.storage.objects import ObjectStore
from tests.hostile import EICAR
from tests.scanning.fake_clamd import Behaviour, FakeClamd, always
from tests.services.processes import Server

StartClamd = Callable[..., Server]
CONTENT = os.urandom(6 * 2**20)


def scan(scanner: Scanner, content: bytes = b"harmless") -> ScanOutcome:
    return scanner.scan_chunks([content], len(content))


def wait_until_clean(scanner: Scanner) -> None:
    deadline = time.monotonic() + 20
    while scan(scanner).state is not ScanState.CLEAN:
        assert time.monotonic() < deadline, "the scanner did not heal"
        time.sleep(0.2)


def test_a_clamd_that_is_down_gives_no_verdict_and_heals(
    start_clamd: StartClamd, own_scanner: Scanner
) -> None:
    assert scan(own_scanner).reason is ScanReason.UNREACHABLE
    with pytest.raises(ScannerUnavailableError):
        own_scanner.check()
    start_clamd()
    wait_until_clean(own_scanner)
    own_scanner.check()


def test_a_frozen_clamd_times_out_and_heals(start_clamd: StartClamd, own_scanner: Scanner) -> None:
    server = start_clamd()
    assert scan(own_scanner).state is ScanState.CLEAN
    server.freeze()
    started_at = time.monotonic()
    outcome = scan(own_scanner)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, ScanReason.TIMED_OUT)
    assert time.monotonic() - started_at < 10
    server.thaw()
    wait_until_clean(own_scanner)


def test_a_clamd_killed_between_two_chunks_gives_no_verdict(
    start_clamd: StartClamd, own_scanner: Scanner
) -> None:
    server = start_clamd()

    def chunks() -> Iterator[bytes]:
        yield b"x" * 100_000
        server.kill()
        yield b"y" * 100_000

    outcome = own_scanner.scan_chunks(chunks(), 200_000)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, ScanReason.BROKEN_OFF)


def test_a_clamd_frozen_mid_stream_does_not_stop_the_store(
    start_clamd: StartClamd, own_scanner: Scanner, store: ObjectStore
) -> None:
    server = start_clamd()
    key = new_object_key()

    class FreezingHalfway(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > len(CONTENT) // 2:
                server.freeze()
            return super().read(size)

    result = ingest(FreezingHalfway(CONTENT), len(CONTENT), key, scanned_by=own_scanner)
    assert result.scan.state is ScanState.ERROR
    assert store.head(key).size_bytes == len(CONTENT)
    server.thaw()
    wait_until_clean(own_scanner)
    assert rescan(key, result.sha256, len(CONTENT), scanned_by=own_scanner).state is ScanState.CLEAN


def test_a_clamd_killed_mid_stream_leaves_content_waiting(
    start_clamd: StartClamd, own_scanner: Scanner, store: ObjectStore
) -> None:
    server = start_clamd()
    key = new_object_key()

    class KillingHalfway(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > len(CONTENT) // 2:
                server.kill()
            return super().read(size)

    result = ingest(KillingHalfway(CONTENT), len(CONTENT), key, scanned_by=own_scanner)
    assert result.scan.state is ScanState.ERROR
    assert not result.scan.is_conclusive
    assert store.head(key).size_bytes == len(CONTENT)


def test_a_clamd_that_lost_its_signatures_is_found_out(
    start_clamd: StartClamd, own_scanner: Scanner, short_dir: Path
) -> None:
    start_clamd()
    assert scan(own_scanner, EICAR).state is ScanState.INFECTED
    (short_dir / "signatures" / "sovshare.hdb").unlink()
    (short_dir / "signatures" / "sovshare.ndb").write_text("Other:0:0:6f74686572206d61726b6572\n")
    reload_signatures(short_dir / "clamd.sock")
    own_scanner._canary._proven_at = None
    assert scan(own_scanner, EICAR).reason is ScanReason.UNPROVEN


def reload_signatures(address: Path) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(address))
        connection.sendall(b"zRELOAD\0")
        assert connection.recv(64) == b"RELOADING\0"
    log = address.parent / "clamd.log"
    deadline = time.monotonic() + 20
    while "Database correctly reloaded" not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def drip(connection: socket.socket, command: bytes, content: bytes) -> None:
    del command, content
    for _ in range(200):
        connection.sendall(b"s")
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (always(b""), ScanReason.BROKEN_OFF),
        (always(b"stream: OK"), ScanReason.BROKEN_OFF),
        (always(b"stream: OK\n"), ScanReason.BROKEN_OFF),
        (always(b"stream: OK\0"), ScanReason.UNPROVEN),
        (always(b"stream: OK\0stream: OK\0"), ScanReason.UNPROVEN),
        (always(b"stream: Sovshare.Canary FOUND\0"), ScanReason.UNPROVEN),
        (always(b"INSTREAM size limit exceeded. ERROR\0"), ScanReason.UNPROVEN),
        (always(b"x" * 100_000), ScanReason.BAD_REPLY),
        (always(b"\xff\xfe\0"), ScanReason.UNPROVEN),
        (drip, ScanReason.TIMED_OUT),
    ],
)
def test_a_server_that_talks_nonsense_is_not_believed(
    own_scanner: Scanner, short_dir: Path, behave: Behaviour, reason: ScanReason
) -> None:
    with FakeClamd(short_dir / "clamd.sock", behave):
        outcome = scan(own_scanner)
    assert (outcome.state, outcome.reason) == (ScanState.ERROR, reason)


def test_a_hundred_scans_of_a_dead_scanner_do_not_queue_up(own_scanner: Scanner) -> None:
    started_at = time.monotonic()
    threads = [threading.Thread(target=scan, args=[own_scanner]) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started_at < 10


def test_parallel_scans_each_get_their_own_verdict(
    start_clamd: StartClamd, own_scanner: Scanner
) -> None:
    start_clamd()
    outcomes: dict[int, ScanState] = {}

    def scan_one(number: int) -> None:
        content = EICAR if number % 2 else os.urandom(50_000)
        outcomes[number] = scan(own_scanner, content).state

    threads = [threading.Thread(target=scan_one, args=[number]) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcomes[n] for n in range(40)] == [ScanState.CLEAN, ScanState.INFECTED] * 20
