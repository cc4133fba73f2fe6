"""Names of items: what is allowed, how two are compared, how a free one is found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import count
from pathlib import PurePosixPath

from .errors import NameInvalidError

NAME_MAXIMUM_BYTES = 255
_SEPARATORS = frozenset("/\\")
# Overrides and isolates re-order what follows: "invoice<RLO>fdp.exe" reads as "invoiceexe.pdf".
_DECEPTIVE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIGITS = re.compile(r"\d+")
_SORT_DIGITS = 10


def normalise_name(raw: str) -> str:
    """Return ``raw`` in NFC without surrounding blanks.

    Raises ``NameInvalidError`` with a ``reason``: empty, reserved, character, too_long.
    """
    name = unicodedata.normalize("NFC", raw).strip()
    if not name:
        raise NameInvalidError(reason="empty")
    if name in {".", ".."}:
        raise NameInvalidError(reason="reserved")
    if any(_is_forbidden(character) for character in name):
        raise NameInvalidError(reason="character")
    if len(name.encode()) > NAME_MAXIMUM_BYTES:
        raise NameInvalidError(reason="too_long", maximum_bytes=NAME_MAXIMUM_BYTES)
    return name


def _is_forbidden(character: str) -> bool:
    return (
        character in _SEPARATORS
        or character in _DECEPTIVE
        or unicodedata.category(character) in _FORBIDDEN_CATEGORIES
    )


def comparison_key(name: str) -> str:
    """Return the form in which two names in a folder are the same (case-insensitive, NFC)."""
    return unicodedata.normalize("NFC", name.casefold())


def sort_key(name: str) -> str:
    """Return the form names are sorted by: no accents, no case, numbers by value."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _DIGITS.sub(lambda match: match[0].zfill(_SORT_DIGITS), plain)[:255]


def free_name(name: str, taken_keys: Container[str]) -> str:
    """Return ``name`` or the first ``name (2)``, ``name (3)``… whose key is not taken."""
    if comparison_key(name) not in taken_keys:
        return name
    path = PurePosixPath(name)
    stem, suffix = (path.stem, path.suffix) if len(path.suffix) <= 16 else (name, "")
    for number in count(2):
        candidate = _shortened(stem, f" ({number}){suffix}")
        if comparison_key(candidate) not in taken_keys:
            return candidate
    raise AssertionError("count() never ends")


def _shortened(stem: str, ending: str) -> str:
    room = NAME_MAXIMUM_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + ending
