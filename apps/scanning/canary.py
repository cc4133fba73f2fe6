"""The canary: an engine must prove itself, again and again, before its verdicts count.

clamd answers PONG with a broken engine, and OK to what it never opened. See probes.py.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

from apps.scanning.errors import ScannerUnavailableError
from apps.scanning.outcomes import ScanReason
from apps.scanning.probes import Probe, canary_probes, settings_probes
from apps.scanning.replies import ScanReply

logger = logging.getLogger(__name__)

PROOF_SECONDS = 60.0
# A restart may bring other settings; one that we saw fail is proven again at once.
SETTINGS_PROOF_SECONDS = 3600.0
# While the scanner is down, waiting for it again and again would slow every upload.
FAILURE_SECONDS = 2.0

Ask = Callable[[bytes, float], ScanReply]


class Canary:
    """Remembers, for one engine and one process, whether it proved itself lately.

    ``ask`` scans a content within so many seconds or raises ``ScannerUnavailableError``;
    ``monotonic`` counts seconds.
    """

    def __init__(self, ask: Ask, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._lock = Lock()
        self._proven_at: float | None = None
        self._settings_proven_at: float | None = None
        self._failure: ScannerUnavailableError | None = None
        self._failed_at = 0.0

    def require_proof(self) -> None:
        """Return when the engine proved itself at most 60 seconds ago, asking it if need be.

        Raises ``ScannerUnavailableError``: UNPROVEN for a wrong answer, else why none came.
        """
        with self._lock:
            if self._is_fresh(self._proven_at, PROOF_SECONDS):
                return
            if self._failure and self._is_fresh(self._failed_at, FAILURE_SECONDS):
                raise ScannerUnavailableError(self._failure.reason, "failed a moment ago")
            self._prove()

    def forget(self) -> None:
        """Ask for a new proof, settings included: something about the engine looked wrong."""
        with self._lock:
            self._proven_at = self._settings_proven_at = None

    def _is_fresh(self, instant: float | None, seconds: float) -> bool:
        return instant is not None and self._monotonic() - instant <= seconds

    def _prove(self) -> None:
        started_at = self._monotonic()
        try:
            self._check(canary_probes())
            if not self._is_fresh(self._settings_proven_at, SETTINGS_PROOF_SECONDS):
                self._check(settings_probes())
                self._settings_proven_at = started_at
        except ScannerUnavailableError as error:
            self._proven_at = self._settings_proven_at = None
            self._failure, self._failed_at = error, self._monotonic()
            raise
        self._proven_at, self._failure = started_at, None

    def _check(self, probes: tuple[Probe, ...]) -> None:
        for probe in probes:
            reply = self._ask(probe.content, probe.seconds)
            if not probe.accepts(reply):
                logger.error(
                    "scanner gave a wrong answer to a probe",
                    extra={"probe": probe.name, "state": reply.state, "reason": reply.reason},
                )
                raise ScannerUnavailableError(ScanReason.UNPROVEN, probe.name)
