"""Django's own refusals (unknown address, CSRF, malformed request, crash).

Under ``/api/`` and ``/health/`` they are problem documents, elsewhere Django's pages, which other
apps dress with templates. The roof names these as ``handler400`` … and ``CSRF_FAILURE_VIEW``.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views import defaults
from django.views.csrf import csrf_failure as csrf_failure_page

from .problems import Problem, problem_response

_PROGRAMS = ("/api/", "/health/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 400."""
    if _is_program(request):
        return problem_response(Problem(code="invalid_request", status=400))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 403."""
    if _is_program(request):
        return problem_response(Problem(code="forbidden", status=403))
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 404."""
    if _is_program(request):
        return problem_response(Problem(code="not_found", status=404))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer 500."""
    if _is_program(request):
        return problem_response(Problem(code="internal_error", status=500))
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403."""
    if _is_program(request):
        return problem_response(Problem(code="csrf_failed", status=403))
    return csrf_failure_page(request, reason)


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith(_PROGRAMS)
