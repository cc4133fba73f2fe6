"""The few words that exports add to what people wrote, in the language of the export.

Plain data, because they are needed where Django is not.
"""

from __future__ import annotations

from collections.abc import Mapping

# The style that callouts carry in office files, followed by their kind.
CALLOUT_STYLE = "Callout"
_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "info": "À noter",
        "success": "Bon à savoir",
        "warning": "Attention",
        "danger": "Important",
        "image": "Image sans description",
        "done": "Fait",
        "to_do": "À faire",
        "page": "Page {page} sur {pages}",
    },
    "en": {
        "info": "Note",
        "success": "Good to know",
        "warning": "Warning",
        "danger": "Important",
        "image": "Image without description",
        "done": "Done",
        "to_do": "To do",
        "page": "Page {page} of {pages}",
    },
}


def words_in(language: str) -> Mapping[str, str]:
    """Return the words in a language; English where it is not one of ours."""
    return _WORDS.get(language[:2], _WORDS["en"])


def callout_labels() -> frozenset[str]:
    """Return every title a callout may have been exported with, in any language."""
    kinds = ("info", "success", "warning", "danger")
    return frozenset(words[kind] for words in _WORDS.values() for kind in kinds)
