"""The name under which a partner takes part in a document: chosen by herself, bounded, never believed."""

from __future__ import annotations

import unicodedata

from .errors import GuestNameInvalidError

MAXIMUM_LENGTH = 60


def checked_guest_name(text: str) -> str:
    """Return a name as it is shown: one line, composed (NFC), spaces single.

    Raises ``GuestNameInvalidError`` for an empty or too long one, and for characters that are
    not seen or turn the writing around: with these a name could pass for another.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not any(character.isalnum() for character in name) or len(name) > MAXIMUM_LENGTH:
        raise GuestNameInvalidError(field="name", maximum_length=MAXIMUM_LENGTH)
    if any(unicodedata.category(character).startswith("C") for character in name):
        raise GuestNameInvalidError(field="name", maximum_length=MAXIMUM_LENGTH)
    return name
