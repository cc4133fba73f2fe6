"""The cookie that says: this browser came with the link's token.

It replaces the token in the address, is signed, belongs to one link's pages only, and ends with the
browser or after a day. A copy of the database makes none: it is signed with the server's secret.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from apps.sharing.models import Link

COOKIE_NAME = "sovshare_link"
LIFETIME = timedelta(days=1)
_SALT = "apps.portal.possession"


@dataclass(frozen=True, kw_only=True)
class Possession:
    """What a cookie proves. ``password_version`` is that of the password given, 0 for none."""

    token_proof: str
    password_version: int

    def is_of(self, link: Link) -> bool:
        """Whether the token was this link's."""
        return hmac.compare_digest(self.token_proof, _token_proof(link))


def read_possession(request: HttpRequest, link_id: UUID) -> Possession | None:
    """Return what the browser can prove for this link; None for no, foreign or old cookies."""
    value = request.COOKIES.get(COOKIE_NAME, "")
    try:
        proof, version = signing.loads(value, salt=_salt(link_id), max_age=LIFETIME)
        return Possession(token_proof=str(proof), password_version=int(version))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def give_possession(response: HttpResponseBase, link: Link, *, password_version: int = 0) -> None:
    """Set the cookie on an answer to who has just shown the link's token or its password."""
    response.set_cookie(
        COOKIE_NAME,
        signing.dumps([_token_proof(link), password_version], salt=_salt(link.id)),
        path=reverse("portal_link", args=[link.id]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _salt(link_id: UUID) -> str:
    return f"{_SALT}:{link_id.hex}"


def _token_proof(link: Link) -> str:
    return hashlib.sha256(b"possession:" + bytes(link.token_hash)).hexdigest()
