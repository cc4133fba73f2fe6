"""Fails when a sentence of the product has no French, or a doubtful one; behind ``make check``.

The sentences are taken from the code itself, so a forgotten extraction is found too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

PROJECT_DIR = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}


def main() -> int:
    """Print what is missing; return 1 if anything is."""
    known = dict(_translated())
    missing = sorted({text for text in _spoken() if not known.get(text)})
    for text in missing:
        print(f"no French: {text!r}")
    doubtful = sorted(text for text, is_sure in known.items() if not is_sure)
    for text in doubtful:
        print(f"not translated or fuzzy: {text!r}")
    return 1 if missing or doubtful else 0


def _translated() -> Iterator[tuple[str, bool]]:
    """Yield each sentence of our French catalogues and whether its French can be relied on."""
    for folder in ("apps", "sovshare"):
        for path in sorted((PROJECT_DIR / folder).glob("**/locale/fr/LC_MESSAGES/django.po")):
            with path.open("rb") as file:
                yield from _sentences(read_po(file))


def _sentences(catalogue: Catalog) -> Iterator[tuple[str, bool]]:
    for message in catalogue:
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            yield text, all(said) and not message.fuzzy


def _spoken() -> Iterator[str]:
    """Yield the sentences that our Python code says (templates are held by their pages' tests)."""
    for folder in ("apps", "sovshare"):
        for path in sorted((PROJECT_DIR / folder).glob("**/*.py")):
            for _, message, _, _ in extract_from_file("python", path, KEYWORDS):
                text = message if isinstance(message, str) else message[0]
                if text:
                    yield text


if __name__ == "__main__":
    sys.exit(main())
