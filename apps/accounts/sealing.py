"""Secrets that must be read back (TOTP keys) are kept sealed under the installation's key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"sovshare sealed secret:"


class UnreadableSecretError(Exception):
    """The secret was sealed under a key this installation no longer has."""


def seal(text: str) -> str:
    """Return ``text`` encrypted and authenticated under SECRET_KEY."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Return what was sealed, under SECRET_KEY or one of SECRET_KEY_FALLBACKS.

    Raises ``UnreadableSecretError``.
    """
    try:
        return _box().decrypt(sealed.encode("ascii", "replace")).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(key: str | bytes) -> bytes:
    # SECRET_KEY is long and random (refused otherwise), so one hash separates its uses.
    return base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + force_bytes(key)).digest())
