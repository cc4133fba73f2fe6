"""``manage.py check_documents``: replays the log of every live document and compares."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import NotFoundError
from apps.documents.models import Document
from apps.documents.operations.checking import Finding, check_document


class Command(BaseCommand):
    """Fails when anything is not sound, so that a drill notices."""

    help = "Replays the log of every live document and compares it with what is opened."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--repair``."""
        parser.add_argument(
            "--repair", action="store_true", help="make damaged snapshots anew from the log"
        )

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        """Check all documents, one at a time. Raises ``CommandError`` if one is not sound."""
        found: Counter[Finding] = Counter()
        for document_id in Document.objects.values_list("item_id", flat=True).iterator():
            try:
                finding = check_document(document_id, repairs=repair)
            except NotFoundError:
                # Purged meanwhile.
                continue
            found[finding] += 1
            if finding is not Finding.SOUND:
                self.stdout.write(f"{document_id}: {finding} damaged")
        self.stdout.write(f"{found.total()} documents, {found[Finding.SOUND]} sound")
        unsound = found[Finding.LOG] + (0 if repair else found[Finding.SNAPSHOT])
        if unsound:
            raise CommandError(f"{unsound} documents are damaged")
