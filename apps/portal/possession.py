"""The cookies that say: this browser came with the link's token, this one gave its password.

The first replaces the token in the address. Both are signed, belong to one link's pages only, and end
with the browser or after a day. A copy of the database makes none: the server's secret signs them.
They are two because the address with the token never sees them: coming in again must not lock
what is open.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from apps.sharing.models import Link

TOKEN_COOKIE = "sovshare_link"  # noqa: S105 - a name
UNLOCK_COOKIE = "sovshare_unlock"
LIFETIME = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Possession:
    """What a browser proves. ``password_version`` is that of the password given, 0 for none."""

    token_proof: str
    password_version: int

    def is_of(self, link: Link) -> bool:
        """Whether the token was this link's."""
        return hmac.compare_digest(self.token_proof, _token_proof(link))


def read_possession(request: HttpRequest, link_id: UUID) -> Possession | None:
    """Return what the browser can prove for this link; None for no, foreign or old cookies."""
    proof = _read(request, TOKEN_COOKIE, link_id)
    version = _read(request, UNLOCK_COOKIE, link_id)
    if not isinstance(proof, str):
        return None
    return Possession(
        token_proof=proof, password_version=version if isinstance(version, int) else 0
    )


def give_possession(response: HttpResponseBase, link: Link) -> None:
    """Mark the browser of who has just shown the link's token."""
    _give(response, TOKEN_COOKIE, link, _token_proof(link))


def give_unlock(response: HttpResponseBase, link: Link, password_version: int) -> None:
    """Mark the browser of who has just given the link's password."""
    _give(response, UNLOCK_COOKIE, link, password_version)


def _give(response: HttpResponseBase, name: str, link: Link, proof: str | int) -> None:
    response.set_cookie(
        name,
        signing.dumps(proof, salt=_salt(name, link.id)),
        path=reverse("portal_link", args=[link.id]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest, name: str, link_id: UUID) -> Any:
    value = request.COOKIES.get(name, "")
    try:
        return signing.loads(value, salt=_salt(name, link_id), max_age=LIFETIME)
    except (signing.BadSignature, ValueError):
        return None


def _salt(name: str, link_id: UUID) -> str:
    return f"apps.portal:{name}:{link_id.hex}"


def _token_proof(link: Link) -> str:
    return hashlib.sha256(b"possession:" + bytes(link.token_hash)).hexdigest()
