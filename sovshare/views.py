"""The page that carries the agents' browser application."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe


@require_safe
@login_required
@ensure_csrf_cookie
def agent_app(request: HttpRequest) -> HttpResponse:
    """Answer the application's page at each of its places; the browser shows the right one."""
    index = Path(settings.FRONTEND_DIST_DIR) / "index.html"
    if not index.is_file():
        return HttpResponse(
            _("The browser application is not built yet."), status=503, content_type="text/plain"
        )
    return HttpResponse(_read(index, index.stat().st_mtime_ns))


@lru_cache(maxsize=2)
def _read(index: Path, modified_ns: int) -> bytes:
    """Return the page; ``modified_ns`` makes a rebuilt one be read anew."""
    return index.read_bytes()
