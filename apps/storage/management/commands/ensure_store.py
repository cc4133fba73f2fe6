from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.storage.errors import StoreUnavailableError
from apps.storage.objects import object_store


class Command(BaseCommand):
    help = "Creates the bucket if it is absent, and says whether the store answers."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            object_store().ensure_bucket()
        except StoreUnavailableError as error:
            raise CommandError(f"The store does not answer: {error.facts.get('reason')}") from error
        self.stderr.write("The store answers and the bucket is there.")
