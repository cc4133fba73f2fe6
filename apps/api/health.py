"""Probes for whoever keeps the service running; they say what fails, never why in detail."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from apps.scanning.clamd import scanner
from apps.storage.objects import object_store

logger = logging.getLogger(__name__)


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _check_store() -> None:
    object_store().check()


def _check_scanner() -> None:
    scanner().check()


CHECKS: dict[str, Callable[[], object]] = {
    "database": _check_database,
    "store": _check_store,
    "scanner": _check_scanner,
}


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process serves requests at all."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if every part answers, else 503 with the names of those that do not."""
    failing = [name for name, check in CHECKS.items() if not _passes(name, check)]
    document = {"status": "failing" if failing else "ok", "failing": failing}
    return JsonResponse(document, status=503 if failing else 200)


def _passes(name: str, check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - a probe that crashes would hide the other parts
        logger.warning("part not ready", extra={"part": name, "reason": str(error)})
        return False
    return True
