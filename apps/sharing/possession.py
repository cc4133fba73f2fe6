"""What a partner's browser proves: that it came with the link's token, gave its password, has a name.

Each is a signed cookie of one link. A copy of the database makes none: the server's secret signs
them. Both doors read them here, the pages and the sockets.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from .models import Link

TOKEN_COOKIE = "sovshare_link"  # noqa: S105 - a name
UNLOCK_COOKIE = "sovshare_unlock"
GUEST_COOKIE = "sovshare_guest"
LIFETIME = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Possession:
    """What a browser proves. ``password_version`` is that of the password given, 0 for none."""

    token_proof: str
    password_version: int
    guest_name: str

    def is_of(self, link: Link) -> bool:
        """Whether the token was this link's."""
        return hmac.compare_digest(self.token_proof, token_proof(link))


def read_possession(cookies: Mapping[str, str], link_id: UUID) -> Possession | None:
    """Return what cookies prove for this link; None for no, foreign or old ones."""
    proof = _read(cookies, TOKEN_COOKIE, link_id)
    version = _read(cookies, UNLOCK_COOKIE, link_id)
    name = _read(cookies, GUEST_COOKIE, link_id)
    if not isinstance(proof, str):
        return None
    return Possession(
        token_proof=proof,
        password_version=version if isinstance(version, int) else 0,
        guest_name=name if isinstance(name, str) else "",
    )


def sealed(name: str, link: Link, proof: str | int) -> str:
    """Return the value of the cookie ``name`` that proves ``proof`` for this link alone."""
    return signing.dumps(proof, salt=_salt(name, link.id))


def token_proof(link: Link) -> str:
    """Return what only who had the link's token can have been given."""
    return hashlib.sha256(b"possession:" + bytes(link.token_hash)).hexdigest()


def _read(cookies: Mapping[str, str], name: str, link_id: UUID) -> Any:
    value = cookies.get(name, "")
    try:
        return signing.loads(value, salt=_salt(name, link_id), max_age=LIFETIME)
    except (signing.BadSignature, ValueError):
        return None


def _salt(name: str, link_id: UUID) -> str:
    return f"apps.portal:{name}:{link_id.hex}"
