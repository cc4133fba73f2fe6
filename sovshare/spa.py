"""The page that carries the agents' browser application."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRY = "src/app/main.tsx"
DICTIONARY = "src/shared/i18n/{language}.json"


@dataclass(frozen=True, kw_only=True)
class Assets:
    """What the page links: paths below ``STATIC_URL``, in the order to load them."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


@require_safe
@login_required
@ensure_csrf_cookie
def agent_app(request: HttpRequest) -> HttpResponse:
    """Answer the application's page at each of its places; the browser shows the right one."""
    manifest = Path(settings.FRONTEND_DIST_DIR) / "manifest.json"
    if not manifest.is_file():
        return HttpResponse(
            _("The browser application is not built yet."), status=503, content_type="text/plain"
        )
    language = _language_of(request)
    chunks = _read_manifest(manifest, manifest.stat().st_mtime_ns)
    return render(
        request,
        "sovshare/app.html",
        {
            "assets": find_assets(chunks, language),
            "base": f"{settings.STATIC_URL}app/",
            "language": language,
        },
    )


def _language_of(request: HttpRequest) -> str:
    locale = str(getattr(request.user, "locale", ""))
    return "en" if locale.startswith("en") else "fr"


@lru_cache(maxsize=2)
def _read_manifest(manifest: Path, modified_ns: int) -> dict[str, dict[str, Any]]:
    """Return Vite's manifest; ``modified_ns`` makes that of a new build be read anew."""
    chunks: dict[str, dict[str, Any]] = json.loads(manifest.read_bytes())
    return chunks


def find_assets(chunks: dict[str, dict[str, Any]], language: str) -> Assets:
    """List the entry's script and styles, and what it will import at once.

    Scripts go by Vite's own names, which carry a hash: modules import one another by these, and
    the same module under a second name would run twice.
    """
    wanted = list(_closure(chunks, [ENTRY, DICTIONARY.format(language=language)]))
    return Assets(
        script=chunks[ENTRY]["file"],
        styles=tuple(style for key in wanted for style in chunks[key].get("css", ())),
        preloads=tuple(chunks[key]["file"] for key in wanted if key != ENTRY),
    )


def _closure(chunks: dict[str, dict[str, Any]], keys: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop(0)
        if key not in seen:
            seen.add(key)
            waiting.extend(chunks[key].get("imports", ()))
            yield key
