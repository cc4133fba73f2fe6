"""What surrounds every page of a partner: protection, language, and refusals as pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from apps.core.errors import DomainError, NotFoundError
from apps.drive.serving.ranges import RangeNotSatisfiableError

from .words import refusal_of

View = Callable[..., HttpResponseBase]

# Longer than any of our reasons to refuse takes to find: all of them answer after the same time.
REFUSAL_SECONDS = 0.06
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
}
# No script at all: these pages are complete without.
_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
_NO_OTHER_POLICY = dict.fromkeys(
    ("script-src", "connect-src", "media-src", "worker-src", "manifest-src")
)


def portal_page(*methods: str, has_script: bool = False) -> Callable[[View], View]:
    """Make a view of the partner's pages: only ``methods``, safe headers, refusals as pages.

    ``has_script`` is for where people write together: the policy of the agents' application holds.
    """
    policed: Callable[[View], View] = (
        _unchanged if has_script else csp_replace({**_POLICY, **_NO_OTHER_POLICY})
    )

    def decorate(view: View) -> View:
        @policed
        @wraps(view)
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            response = _answer(view, request, methods, kwargs)
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return page

    return decorate


def _unchanged(view: View) -> View:
    return view


def _answer(
    view: View, request: HttpRequest, methods: tuple[str, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    if request.method not in methods:
        return HttpResponseNotAllowed(methods)
    if "lang" in request.GET:
        return _switch_language(request)
    started = time.monotonic()
    try:
        return view(request, **kwargs)
    except NotFoundError:
        return _gone(request, started)
    except DomainError as error:
        return refusal_page(request, error, link_id=kwargs.get("link_id"))


def _gone(request: HttpRequest, started: float) -> HttpResponse:
    """One answer for a wrong, expired, revoked, blocked or unknown link: page, headers, time."""
    response = render(request, "portal/gone.html", status=HTTPStatus.NOT_FOUND)
    time.sleep(max(0.0, REFUSAL_SECONDS - (time.monotonic() - started)))
    return response


def refusal_page(request: HttpRequest, error: DomainError, *, link_id: object) -> HttpResponse:
    """Say what is not possible, with a way back to the link's page if there is one."""
    context = {
        "refusal": refusal_of(error),
        "back_url": reverse("portal_link", args=[link_id]) if link_id is not None else None,
    }
    response = render(request, "portal/refusal.html", context, status=error.status)
    if "retry_after_seconds" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after_seconds"])
    if isinstance(error, RangeNotSatisfiableError):
        response.headers["Content-Range"] = f"bytes */{error.facts['size_bytes']}"
    return response


def _switch_language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language asked for and lead back to the same address.

    By GET, because it must work on pages without a form; the worst a forged one does is French.
    """
    query = request.GET.copy()
    language = query.pop("lang")[-1]
    rest = f"?{query.urlencode()}" if query else ""
    response = see_other(f"{request.path}{rest}")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            str(language),
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def see_other(url: str) -> HttpResponseRedirect:
    """Lead on with GET (303)."""
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
