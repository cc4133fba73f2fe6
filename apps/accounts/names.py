"""How addresses and names are written before they are compared or stored."""

from __future__ import annotations

import unicodedata


def normalise_email(email: str) -> str:
    """Return the one spelling under which an address is stored, searched and throttled.

    The local part is lower-cased too: RFC 5321 lets it be case-sensitive, no mail system agents
    meet is, and two accounts that differ by case are an attack (CVE-2019-19844).
    """
    return unicodedata.normalize("NFKC", email).strip().lower()


def normalise_name(name: str) -> str:
    """Return ``name`` in NFC with each run of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_key(name: str) -> str:
    """Return the form in which two names that look alike to a reader are equal."""
    return unicodedata.normalize("NFC", normalise_name(name).casefold())


def search_key(name: str) -> str:
    """Return ``name`` without case and accents, so that "helene" finds "Hélène"."""
    decomposed = unicodedata.normalize("NFKD", normalise_name(name).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
