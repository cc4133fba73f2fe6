"""Writes the OpenAPI document where the browser application's types are made from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.api.openapi.document import document_text


class Command(BaseCommand):
    """``export_openapi`` writes ``frontend/openapi.json``; ``--check`` only compares."""

    help = "Writes frontend/openapi.json; with --check fails if it is out of date."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        default = Path(settings.BASE_DIR) / "frontend" / "openapi.json"
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--output", type=Path, default=default)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare. Raises ``CommandError`` when out of date."""
        path: Path = options["output"]
        text = document_text()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{path} is out of date: run manage.py export_openapi.")
