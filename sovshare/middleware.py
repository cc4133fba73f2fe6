"""What surrounds every request: an id, a log line, and answers that no cache keeps."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIRequest
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from redis.exceptions import RedisError

from apps.core.addresses import client_address
from apps.core.errors import UnavailableError
from apps.core.ids import new_id
from sovshare.logs import request_id

logger = logging.getLogger("sovshare.requests")
Handler = Callable[[HttpRequest], HttpResponseBase]
_ACCEPTED_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


def request_ids(get_response: Handler) -> Handler:
    """Give each request an id (a proxy's own if well-formed), echo it, and log the answer."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        identifier = given if _ACCEPTED_ID.fullmatch(given) else str(new_id())
        request.META["HTTP_X_REQUEST_ID"] = identifier
        # Never reset: what Django logs after the last middleware still belongs to this request,
        # and each request runs in a context of its own.
        request_id.set(identifier)
        started = time.monotonic()
        response = get_response(request)
        _log(request, response, started)
        response["X-Request-ID"] = identifier
        return response

    return handle


def _log(request: HttpRequest, response: HttpResponseBase, started: float) -> None:
    facts = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "duration_ms": round((time.monotonic() - started) * 1000, 1),
        "address": client_address(request),
    }
    is_our_fault = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    logger.log(logging.WARNING if is_our_fault else logging.INFO, "request", extra=facts)


def private_answers(get_response: Handler) -> Handler:
    """Forbid caches to keep what we answer, unless the view decided otherwise."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return handle


def readable_addresses(get_response: Handler) -> Handler:
    """Refuse an address that is not UTF-8 (RFC 3987): 400.

    The server puts a mark where it cannot read, and a file would get another name than was sent.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request, ASGIRequest):
            try:
                unquote_to_bytes(request.scope.get("raw_path") or b"").decode()
            except UnicodeDecodeError as error:
                raise BadRequest("the address is not UTF-8") from error
        return get_response(request)

    return handle


def absent_parts(get_response: Handler) -> Handler:
    """Answer a page when a part of the service does not: 503, in words, retrying helps.

    For pages; the API has its own words for it (apps/api/errors.py).
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    handle.process_exception = _tell_absence  # type: ignore[attr-defined]  # Django's hook for exceptions
    return handle


def _tell_absence(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
    if not isinstance(exception, RedisError | OperationalError | UnavailableError):
        return None
    logger.error("a part does not answer", exc_info=exception)
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response
