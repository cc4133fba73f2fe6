"""``manage.py export_settings``: the operator's table of settings, made from the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sovshare.settings.catalogue import PROJECT_DIR
from sovshare.settings.environment import TABLE, Setting

TARGET = PROJECT_DIR / "docs" / "operator" / "settings.md"
HEAD = """# Settings

Read from the environment at start. A value that makes no sense stops the start with a sentence that
names the setting. This page is made from the code by `manage.py export_settings`; do not edit it.

| name | expected | default | meaning |
|---|---|---|---|
"""


class Command(BaseCommand):
    """Writes the page, or says that the committed one is out of date."""

    help = "Writes docs/operator/settings.md from the settings' catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--check``."""
        parser.add_argument("--check", action="store_true", help="fail when the page is stale")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Compare or write. Raises ``CommandError`` when stale."""
        page = HEAD + "".join(_row(setting) for setting in TABLE.values())
        if not check:
            TARGET.write_text(page)
        elif not TARGET.exists() or TARGET.read_text() != page:
            raise CommandError(f"{TARGET.name} is out of date: run manage.py export_settings")


def _row(setting: Setting[Any]) -> str:
    cells = (f"`{setting.name}`", setting.kind, _default(setting), setting.help)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _default(setting: Setting[Any]) -> str:
    default = setting.default
    if default is None:
        return "required"
    if isinstance(default, Path):
        return f"`{default.relative_to(PROJECT_DIR)}` in the project's folder"
    if isinstance(default, dict) or default in ("", [], ()):
        return "—"
    return f"`{default}`"
