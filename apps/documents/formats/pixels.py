"""How large an image says it is, read from its first bytes: some are small files and huge pictures.

Sources: PNG (RFC 2083, IHDR), GIF89a (logical screen), JPEG (ITU T.81, start of frame), WebP (RFC 9649).
"""

from __future__ import annotations

import struct

# Beyond this, unpacked pictures weigh more than a conversion may take.
MOST_PIXELS = 60_000_000
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def is_huge(content: bytes) -> bool:
    """Whether an image says that it has more than ``MOST_PIXELS``; one that says nothing has not."""
    try:
        width, height = _size(content)
    except (struct.error, IndexError):
        return False
    return width * height > MOST_PIXELS


def _size(content: bytes) -> tuple[int, int]:
    if content.startswith(b"\x89PNG"):
        width, height = struct.unpack_from(">II", content, 16)
    elif content.startswith(b"GIF8"):
        width, height = struct.unpack_from("<HH", content, 6)
    elif content.startswith(b"RIFF"):
        width, height = _webp_size(content)
    else:
        width, height = _jpeg_size(content)
    return width, height


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        parts = content[24:30]
        return 1 + int.from_bytes(parts[:3], "little"), 1 + int.from_bytes(parts[3:], "little")
    if kind == b"VP8L":
        packed = int.from_bytes(content[21:25], "little")
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return 0, 0
