"""A server that starts has its scanner prove itself before the first upload asks."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.conf import settings

from apps.scanning.clamd import Scanner, ScannerConfig
from apps.scanning.connection import ClamdAddress
from apps.scanning.outcomes import ScanState
from apps.scanning.replies import ScanReply

CONTENT = b"nothing but words"


def use_scanner(monkeypatch: pytest.MonkeyPatch, address: str) -> Scanner:
    """Let the server that starts know this scanner, which never proved anything."""
    scanner = Scanner(ScannerConfig(address=ClamdAddress(address), max_bytes=1024))
    monkeypatch.setattr("sovshare.lifespan.scanner", lambda: scanner)
    return scanner


async def start_and_stop() -> None:
    from sovshare.asgi import application

    events = iter(["startup", "shutdown"])
    sent: list[str] = []

    async def receive() -> Any:
        event = next(events)
        if event == "shutdown":
            wait_for_the_proof()
        return {"type": f"lifespan.{event}"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    server: Any = application
    await server({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def wait_for_the_proof() -> None:
    for thread in threading.enumerate():
        if thread.name == "scanner-proof":
            thread.join(timeout=30)


async def test_the_first_upload_does_not_wait_for_the_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    probes: list[int] = []
    ask = Scanner._ask_probe

    def count(scanner: Scanner, content: bytes, seconds: float) -> ScanReply:
        probes.append(len(content))
        return ask(scanner, content, seconds)

    monkeypatch.setattr(Scanner, "_ask_probe", count)
    scanner = use_scanner(monkeypatch, settings.CLAMD_ADDRESS)
    await start_and_stop()
    asked_at_start = len(probes)
    assert asked_at_start > 0
    assert scanner.scan_chunks([CONTENT], len(CONTENT)).state is ScanState.CLEAN
    assert len(probes) == asked_at_start


async def test_a_server_starts_without_its_scanner(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    use_scanner(monkeypatch, "unix:///nowhere/clamd.ctl")
    await start_and_stop()
    assert [record.getMessage() for record in caplog.records] == ["the scanner is not ready"]
