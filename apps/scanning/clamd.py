"""The scanner: a clamd daemon, believed only while it proves itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from django.conf import settings

from apps.core.clock import Clock, utc_now
from apps.scanning.canary import Canary
from apps.scanning.connection import ClamdAddress, Conversation, Timeouts
from apps.scanning.errors import ScannerUnavailableError
from apps.scanning.freshness import are_signatures_fresh, signature_max_age
from apps.scanning.outcomes import EngineVersion, ScanOutcome, ScanReason, ScanState
from apps.scanning.replies import ScanReply, parse_scan_reply, parse_version

logger = logging.getLogger(__name__)

WORKER_VERDICT_SECONDS = 150.0


@dataclass(frozen=True, kw_only=True)
class ScannerConfig:
    """Where the engine is and what is asked of it. ``max_signature_age`` None = not looked at."""

    address: ClamdAddress
    max_bytes: int
    max_signature_age: timedelta | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)


class Scanner:
    """Scans contents with one clamd. Safe between threads."""

    def __init__(
        self,
        config: ScannerConfig,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._clock = clock
        self._monotonic = monotonic
        self._canary = Canary(self._ask_probe, monotonic)

    def scan_chunks(
        self,
        chunks: Iterable[bytes],
        size_bytes: int,
        verdict_seconds: float | None = None,
    ) -> ScanOutcome:
        """Return the passport of the content made of ``chunks``, ``size_bytes`` long in all.

        Faults of the scanner become an outcome of state ERROR, so that the caller may go on
        storing; ``chunks`` is then not read to its end. What ``chunks`` raises passes through.
        ``verdict_seconds`` is how long to wait for the answer after the last byte.
        """
        watch = _Watch(chunks, self._monotonic)
        if size_bytes > self._config.max_bytes:
            too_large = ScanReply(state=ScanState.UNSCANNABLE, reason=ScanReason.TOO_LARGE)
            return self._outcome(too_large, EngineVersion(), watch)
        version = EngineVersion()
        try:
            self._canary.require_proof()
            version = self.version()
            reply = self._stream(watch, verdict_seconds or self._config.timeouts.verdict)
            self._canary.require_proof()
        except ScannerUnavailableError as error:
            self._note(error)
            reply = ScanReply(state=ScanState.ERROR, reason=error.reason)
        return self._outcome(self._judge(reply, version, watch, size_bytes), version, watch)

    def version(self) -> EngineVersion:
        """Return the engine and its signatures. Raises ``ScannerUnavailableError``."""
        with Conversation(self._config.address, self._config.timeouts) as conversation:
            conversation.say("VERSION")
            version = parse_version(conversation.reply(self._config.timeouts.command))
        if version is None:
            raise ScannerUnavailableError(ScanReason.BAD_REPLY, "VERSION not understood")
        return version

    def check(self) -> EngineVersion:
        """Return the engine when it may give clean verdicts now; for health checks.

        Raises ``ScannerUnavailableError`` with the reason.
        """
        self._canary.require_proof()
        version = self.version()
        if not self._may_call_clean(version):
            raise ScannerUnavailableError(ScanReason.SIGNATURES_TOO_OLD)
        return version

    def _ask_probe(self, content: bytes, seconds: float) -> ScanReply:
        return self._stream([content], seconds)

    def _stream(self, chunks: Iterable[bytes], verdict_seconds: float) -> ScanReply:
        with Conversation(self._config.address, self._config.timeouts) as conversation:
            conversation.say("INSTREAM")
            for chunk in chunks:
                conversation.send_chunk(chunk)
            conversation.end_stream()
            return parse_scan_reply(conversation.reply(verdict_seconds))

    def _judge(
        self, reply: ScanReply, version: EngineVersion, watch: _Watch, size_bytes: int
    ) -> ScanReply:
        if reply.state is not ScanState.CLEAN:
            return reply
        if watch.bytes_seen != size_bytes:
            return ScanReply(state=ScanState.ERROR, reason=ScanReason.BROKEN_OFF)
        if not self._may_call_clean(version):
            return ScanReply(state=ScanState.ERROR, reason=ScanReason.SIGNATURES_TOO_OLD)
        return reply

    def _may_call_clean(self, version: EngineVersion) -> bool:
        max_age = self._config.max_signature_age
        return are_signatures_fresh(version, max_age=max_age, now=self._clock())

    def _note(self, error: ScannerUnavailableError) -> None:
        self._canary.forget()
        logger.warning("scan failed", extra={"reason": str(error)})

    def _outcome(self, reply: ScanReply, version: EngineVersion, watch: _Watch) -> ScanOutcome:
        return ScanOutcome(
            state=reply.state,
            signature_name=reply.signature_name,
            reason=reply.reason,
            version=version,
            bytes_examined=watch.bytes_seen,
            duration_ms=watch.elapsed_ms(),
            scanned_at=self._clock(),
        )


class _Watch:
    """Counts the bytes that pass and the time they take."""

    def __init__(self, chunks: Iterable[bytes], monotonic: Callable[[], float]) -> None:
        self._chunks = chunks
        self._monotonic = monotonic
        self._started_at = monotonic()
        self.bytes_seen = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            yield chunk
            self.bytes_seen += len(chunk)

    def elapsed_ms(self) -> int:
        return round((self._monotonic() - self._started_at) * 1000)


def scanner() -> Scanner:
    """Return the scanner that the settings name, the same object for the same settings."""
    return _scanner_of(
        ScannerConfig(
            address=ClamdAddress(settings.CLAMD_ADDRESS),
            max_bytes=settings.SCAN_MAX_BYTES,
            max_signature_age=signature_max_age(),
        )
    )


@cache
def _scanner_of(config: ScannerConfig) -> Scanner:
    return Scanner(config)
