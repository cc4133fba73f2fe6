"""The cookies that say: this browser came with the link's token, gave its password, chose a name.

The first replaces the token in the address. All belong to one link's pages only, and end with the
browser or after a day. They are several because the address with the token never sees them: coming
in again must not lock what is open.
"""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse

from apps.sharing.models import Link
from apps.sharing.possession import (
    GUEST_COOKIE,
    TOKEN_COOKIE,
    UNLOCK_COOKIE,
    sealed,
    token_proof,
)


def give_possession(response: HttpResponseBase, link: Link) -> None:
    """Mark the browser of who has just shown the link's token."""
    _give(response, TOKEN_COOKIE, link, token_proof(link))


def give_unlock(response: HttpResponseBase, link: Link, password_version: int) -> None:
    """Mark the browser of who has just given the link's password."""
    _give(response, UNLOCK_COOKIE, link, password_version)


def give_guest_name(response: HttpResponseBase, link: Link, name: str) -> None:
    """Mark the browser of who takes part under a name of her own."""
    _give(response, GUEST_COOKIE, link, name)


def _give(response: HttpResponseBase, name: str, link: Link, proof: str | int) -> None:
    response.set_cookie(
        name,
        sealed(name, link, proof),
        path=reverse("portal_link", args=[link.id]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
