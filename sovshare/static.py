"""Static files, answered before Django is asked: they need no session, no database, no thread."""

from __future__ import annotations

from pathlib import Path
from wsgiref.headers import Headers

from asgiref.typing import ASGI3Application
from servestatic import ServeStaticASGI

# Names that carry a hash of the content: Django's manifest (name.0123456789ab.css) and Vite's
# (app/assets/name-AbCd_123.js). Their content never changes.
IMMUTABLE_NAMES = r"\.[0-9a-f]{12}\.|/app/assets/.+-[0-9A-Za-z_-]{8}\."


def serve_static(app: ASGI3Application, *, root: Path, prefix: str) -> ASGI3Application:
    """Wrap ``app``: addresses under ``prefix`` that name a file of ``root`` are answered from it."""
    wrapped: ASGI3Application = ServeStaticASGI(
        app,
        root=root,
        prefix=prefix,
        immutable_file_test=IMMUTABLE_NAMES,
        allow_all_origins=False,
        add_headers_function=_harden,
    )
    return wrapped


def _harden(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    # An SVG or HTML file of ours opened directly has no business running scripts.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
