from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.models import Person, TokenScope
from apps.accounts.names import normalise_email
from apps.accounts.operations.tokens import end_tokens, issue_token
from apps.core.access import SystemActor
from apps.core.clock import utc_now
from apps.core.errors import InvalidInputError

ACTOR = SystemActor(label="manage.py create_token")


class Command(BaseCommand):
    help = "Makes an API token for an agent and prints it, once. For programs whose key was lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="create_token", help="as the agent reads it")
        parser.add_argument("--scope", choices=TokenScope.values, default=TokenScope.WRITE.value)
        parser.add_argument("--days", type=int, help="until it ends; without, it does not")
        parser.add_argument("--replace", action="store_true", help="end all her other tokens")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=normalise_email(options["email"])).first()
        if person is None or not person.is_active:
            raise CommandError(f"{options['email']} has no open account.")
        try:
            with transaction.atomic():
                secret = self._replace(person, options)
        except (InvalidInputError, OverflowError) as error:
            raise CommandError("The name is not empty and the days are at least 1.") from error
        self.stdout.write(secret)

    def _replace(self, person: Person, options: dict[str, Any]) -> str:
        if options["replace"]:
            end_tokens(actor=ACTOR, person=person)
        days = options["days"]
        _, secret = issue_token(
            actor=ACTOR,
            person=person,
            name=options["name"],
            scope=TokenScope(options["scope"]),
            expires_at=None if days is None else utc_now() + timedelta(days=days),
        )
        return secret
