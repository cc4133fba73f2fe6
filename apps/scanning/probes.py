"""Tiny contents whose right answer is known, to find out what an engine really looks at.

The marker and EICAR are described to clamd by ``deploy/clamav/signatures/sovshare.ndb``.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from secrets import token_bytes

from apps.scanning.outcomes import ScanReason, ScanState
from apps.scanning.replies import ScanReply

MARKER = b"SOVSHARE-CANARY-7d3f1c9ab24e5806"
MARKER_SIGNATURE = "Sovshare.Canary"
NONCE_BYTES = 16
CANARY_SECONDS = 5.0
SETTINGS_SECONDS = 30.0

# A zip in a zip in a zip, deflated; the innermost member is 2,047 MiB of zero bytes. clamd cuts what
# it unpacks at MaxFileSize without a word, even with AlertExceedsMax, and says OK to the rest;
# only MaxScanSize, when it is not larger than MaxFileSize, makes it confess.
OVERSIZE_ZIP = base64.b64decode(
    "UEsDBBQAAAAIAAAAIQDOwR8PdAEAADUOAAAFAAAAbi56aXAL8GZmEWFgYOAAYkUGp9UHp5/kZWDYe1WegRUokqdXlVnw"
    "9s7eLFFHhoaLe9Umdre6dUxtVPFPmK32I/jGkp2tYiuPsHtoztBi3Phdtmnr1ITs59wsWzf3ewhsFHp8L/onk+KE93NS"
    "y9MSu1a2P5z9Vk93Pe9hA9n7ax9W/H1Q8j4lec58Wb9j7/9975/8s+LLs/e75S9LMwPtLTgqW1u71cSeR8LsvL39PFuQ"
    "W9bter49T0+fj/Wfze7fHzaZg9TF7LhufXt1tzSTPf/36frVxkChA627P/++3Xw08sDyz9+3z4/5lgcUbOD+7moApBmC"
    "WEDaFkA4UWCOghsSZ1RmVGZUZlRmVGZUZlRmVGZUZlRmVGZUZsBlnr499+3Zn6QDr9Z/Fv8uv5YHKKYqv2zz3ZNbty7d"
    "WmiH1qX6F1255cfN+W/Xxcz3V3tcnC8TrzftH3OANyOTCDPu3h4MNDCCSHDfL8CblQ3EYQRCUO/qDS+IBwBQSwECFAMU"
    "AAAACAAAACEAzsEfD3QBAAA1DgAABQAAAAAAAAAAAAAAgAEAAAAAbi56aXBQSwUGAAAAAAEAAQAzAAAAlwEAAAAA"
)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """``content`` and the answer a sound, well configured engine gives to it within ``seconds``."""

    name: str
    content: bytes
    state: ScanState
    reason: ScanReason = ScanReason.NONE
    signature_start: str = ""
    seconds: float = CANARY_SECONDS

    def accepts(self, reply: ScanReply) -> bool:
        """Say whether ``reply`` is the right answer."""
        return (
            reply.state is self.state
            and reply.reason is self.reason
            and reply.signature_name.startswith(self.signature_start)
        )


def canary_probes() -> tuple[Probe, ...]:
    """Return what proves that the engine tells bad from good, costing a few milliseconds.

    The nonce keeps clamd from answering out of its cache of clean contents.
    """
    return (
        Probe(
            name="marker",
            content=MARKER + token_bytes(NONCE_BYTES),
            state=ScanState.INFECTED,
            signature_start=MARKER_SIGNATURE,
        ),
        Probe(
            name="clean",
            content=b"nothing to see here " + token_bytes(NONCE_BYTES),
            state=ScanState.CLEAN,
        ),
    )


def settings_probes() -> tuple[Probe, ...]:
    """Return what proves that the engine admits what it did not look at, costing about a second."""
    return (
        Probe(
            name="encrypted",
            content=_encrypted_zip(),
            state=ScanState.UNSCANNABLE,
            reason=ScanReason.ENCRYPTED,
        ),
        Probe(
            name="oversize",
            content=OVERSIZE_ZIP,
            state=ScanState.UNSCANNABLE,
            reason=ScanReason.LIMITS,
            seconds=SETTINGS_SECONDS,
        ),
    )


def _encrypted_zip() -> bytes:
    """Build the smallest zip with one encrypted member (APPNOTE 4.3: general purpose bit 0)."""
    name, cipher_text = b"x", bytes(12) + b"probe"
    fields = (0, 0, 0x21, 0, len(cipher_text), 5, len(name), 0)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 1, *fields) + name + cipher_text
    central = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 1, *fields, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end
