"""Templates that come with the product, in Markdown, by language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from apps.documents.content.nodes import Node
from apps.documents.formats.markdown_in import parse_markdown

PREFIX = "builtin:"
NAMES = ("note", "minutes", "decision", "letter")
LANGUAGES = ("fr", "en")
_FOLDER = Path(__file__).parent


@cache
def builtin_content(name: str, language: str) -> Node:
    """Return the content of a template; in English for a language that is not of ``LANGUAGES``.

    Raises ``KeyError`` for a name that is not of ``NAMES``.
    """
    if name not in NAMES:
        raise KeyError(name)
    folder = language[:2] if language[:2] in LANGUAGES else "en"
    return parse_markdown((_FOLDER / folder / f"{name}.md").read_text(encoding="utf-8"))
