"""Headers under which user content can be served without ever running in our origin."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

OPAQUE_MEDIA_TYPE = "application/octet-stream"

# Types a browser may show inside its own tab: none of them carries script into our origin, and the
# sandbox holds if one day one does.
INLINE_MEDIA_TYPES = frozenset(
    {
        "application/pdf",
        "audio/flac",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "audio/wav",
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
        "video/mp4",
        "video/ogg",
        "video/webm",
    }
)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}")
# Markup and scripts are bytes to be saved, whatever they call themselves.
_ACTIVE = re.compile(r"html|xml|svg|script|flash|x-mimearchive|multipart|message/")

SAFETY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store, no-transform",
}


def served_media_type(media_type: str, *, is_inline: bool) -> str:
    """Return the type to announce; anything active or malformed is plain bytes.

    Office formats (``…openxmlformats…``) carry "xml" in their registered names and are harmless.
    """
    kind = media_type.lower()
    if is_inline and kind == "text/plain":
        return "text/plain; charset=utf-8"
    if not _MEDIA_TYPE.fullmatch(kind):
        return OPAQUE_MEDIA_TYPE
    is_office = kind.startswith("application/vnd.openxmlformats-officedocument.")
    return OPAQUE_MEDIA_TYPE if _ACTIVE.search(kind) and not is_office else kind


def may_be_inline(media_type: str) -> bool:
    """Whether a browser may show this type instead of saving it."""
    return media_type.lower() in INLINE_MEDIA_TYPES


def content_disposition(name: str, *, is_inline: bool = False) -> str:
    """Return ``Content-Disposition`` for ``name`` (RFC 6266): a fallback in ASCII, then UTF-8.

    Quotes, control characters and marks that reorder text are taken out of both, so that no name
    ends the header, starts another or shows a false extension.
    """
    shown = "".join("_" if _is_unsafe(character) else character for character in name).strip()
    shown = (shown.strip(".") and shown) or "file"
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    plain = plain.strip() or "file"
    disposition = "inline" if is_inline else "attachment"
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"


def _is_unsafe(character: str) -> bool:
    # Format characters (Cf) hold the bidirectional marks of CVE-2021-42574.
    return character in '"\\/%' or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
