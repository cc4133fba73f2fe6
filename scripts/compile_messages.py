"""Compiles the translations whose source is newer, without gettext's programs."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PROJECT_DIR = Path(__file__).resolve().parents[1]


def compile_messages() -> None:
    """Write ``django.mo`` beside every ``django.po`` of the product that changed."""
    for folder in ("apps", "sovshare", "locale"):
        for source in (PROJECT_DIR / folder).glob("**/LC_MESSAGES/django.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file)
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)


if __name__ == "__main__":
    compile_messages()
