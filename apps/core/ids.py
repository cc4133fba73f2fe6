"""Identifiers and secrets."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

TOKEN_BYTES = 32


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562): sorted by time, so index pages stay together."""
    return UUID(int=uuid7().int)


def new_token() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """Return the SHA-256 of a token: the only form of it that is ever stored.

    A plain hash suffices because the token carries 256 random bits; a slow hash protects
    secrets that people choose.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
