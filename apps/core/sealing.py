"""Sealing what must rest in the database for a while and be useless to whoever steals it.

AES-256-GCM under a key derived from ``SECRET_KEY`` (HKDF, RFC 5869), one key a purpose.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

NONCE_BYTES = 12


class SealBrokenError(ValueError):
    """The bytes were not sealed by a key of ours for that purpose, or were changed since."""


def seal(plain: bytes, *, purpose: str) -> bytes:
    """Return ``plain`` sealed, 28 bytes longer; equal contents give different bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(purpose).encrypt(nonce, plain, None)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """Return what was sealed. Raises ``SealBrokenError``."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return _cipher(purpose).decrypt(nonce, ciphertext, None)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError(purpose) from error


def _cipher(purpose: str) -> AESGCM:
    info = f"sovshare sealing: {purpose}".encode()
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return AESGCM(derivation.derive(force_bytes(settings.SECRET_KEY)))
