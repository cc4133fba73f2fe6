"""What a server does as it starts, before anybody asks for anything."""

from __future__ import annotations

import logging
from threading import Thread

from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    LifespanShutdownCompleteEvent,
    LifespanStartupCompleteEvent,
    Scope,
)

from apps.scanning.clamd import scanner
from apps.scanning.errors import ScannerUnavailableError

logger = logging.getLogger(__name__)


async def lifespan(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Begin the scanner's proof in the background: it takes seconds, which nobody need wait for."""
    while (await receive())["type"] == "lifespan.startup":
        Thread(target=_prove_scanner, name="scanner-proof", daemon=True).start()
        await send(LifespanStartupCompleteEvent(type="lifespan.startup.complete"))
    await send(LifespanShutdownCompleteEvent(type="lifespan.shutdown.complete"))


def _prove_scanner() -> None:
    try:
        scanner().check()
    except ScannerUnavailableError as error:
        logger.warning("the scanner is not ready", extra={"reason": str(error)})
