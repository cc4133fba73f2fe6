"""The page that carries the agents' browser application."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from apps.core.assets import built_chunks, find_assets

ENTRY = "src/app/main.tsx"


@require_safe
@login_required
@ensure_csrf_cookie
def agent_app(request: HttpRequest) -> HttpResponse:
    """Answer the application's page at each of its places; the browser shows the right one."""
    chunks = built_chunks()
    if chunks is None:
        return HttpResponse(
            _("The browser application is not built yet."), status=503, content_type="text/plain"
        )
    language = _language_of(request)
    return render(
        request,
        "sovshare/app.html",
        {
            "assets": find_assets(chunks, ENTRY, language),
            "base": f"{settings.STATIC_URL}app/",
            "language": language,
        },
    )


def _language_of(request: HttpRequest) -> str:
    locale = str(getattr(request.user, "locale", ""))
    return "en" if locale.startswith("en") else "fr"
