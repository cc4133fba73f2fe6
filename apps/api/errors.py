"""From exceptions to problem documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from rest_framework import exceptions as drf
from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from apps.core.errors import DomainError
from apps.drive.serving.ranges import RangeNotSatisfiableError

from .problems import FieldError, Problem, problem_response

_FIELD_NAME_LENGTH = 100
_CODES = {
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
}
_DJANGO_ERRORS: tuple[tuple[type[Exception], str, int], ...] = (
    (Http404, "not_found", 404),
    (PermissionDenied, "forbidden", 403),
    (RequestDataTooBig, "too_large", 413),
    (SuspiciousOperation, "invalid_request", 400),
    (BadRequest, "invalid_request", 400),
    (MultiPartParserError, "invalid_request", 400),
    (RawPostDataException, "invalid_request", 400),
    (UnreadablePostError, "invalid_request", 400),
)


def answer_exception(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer ``error`` with a problem document; None (an unforeseen error) lets Django answer 500.

    Set as ``EXCEPTION_HANDLER`` of REST framework.
    """
    problem = problem_of(error)
    if problem is None:
        return None
    return problem_response(problem, _headers_of(error))


def problem_of(error: Exception) -> Problem | None:
    """Return the problem for every error a client can cause, None for any other."""
    if isinstance(error, DomainError):
        return Problem.of(error)
    if isinstance(error, drf.APIException):
        return _problem_of_framework_error(error)
    for kind, code, status in _DJANGO_ERRORS:
        if isinstance(error, kind):
            return Problem(code=code, status=status)
    return None


def _problem_of_framework_error(error: drf.APIException) -> Problem:
    if isinstance(error, drf.ParseError):
        return Problem(code="invalid_request", status=400, facts={"reason": "json"})
    if isinstance(error, drf.ValidationError):
        fields = tuple(_flatten(error.detail))
        return Problem(
            code="invalid_request", status=400, facts={"reason": "fields"}, errors=fields
        )
    code = _CODES.get(error.status_code, "invalid_request")
    return Problem(code=code, status=error.status_code)


def _headers_of(error: Exception) -> dict[str, str]:
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(error, DomainError) and "retry_after_seconds" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after_seconds"])
    if isinstance(error, RangeNotSatisfiableError):
        headers["Content-Range"] = f"bytes */{error.facts['size_bytes']}"
    return headers


def _flatten(detail: Any, path: str = "") -> Iterator[FieldError]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == api_settings.NON_FIELD_ERRORS_KEY else _printable(str(name))
            yield from _flatten(inner, ".".join(filter(None, (path, own))))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flatten(inner, f"{path}.{index}".lstrip(".") if nested else path)
    elif isinstance(detail, ErrorDetail):
        yield FieldError(field=path, code=detail.code or "invalid", detail=str(detail))


def _printable(name: str) -> str:
    shown = name.encode("utf-8", "backslashreplace").decode()
    return shown if len(shown) <= _FIELD_NAME_LENGTH else shown[:_FIELD_NAME_LENGTH] + "…"
