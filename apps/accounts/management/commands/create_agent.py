from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.errors import EmailTakenError, PasswordRefusedError
from apps.accounts.models import Organisation, Person, TokenScope
from apps.accounts.operations.organisations import ensure_organisation
from apps.accounts.operations.people import create_person
from apps.accounts.operations.tokens import issue_token
from apps.core.access import SystemActor
from apps.core.errors import InvalidInputError

ACTOR = SystemActor(label="manage.py create_agent")
FIRST_ORGANISATION = "Mon administration"


class Command(BaseCommand):
    help = (
        "Creates an agent. Without --password-stdin she chooses her password by “Forgotten "
        "password” on the sign-in page. With --token, prints an API token, once, on a line of "
        "its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", help="as others read it")
        parser.add_argument("--organisation", default="", help="made if it does not exist")
        parser.add_argument("--password-stdin", action="store_true", help="read it from stdin")
        parser.add_argument("--officer", action="store_true", help="security officer")
        parser.add_argument("--administrator", action="store_true", help="manages people")
        parser.add_argument("--token", action="store_true", help="make an API token too")
        parser.add_argument(
            "--scope",
            choices=TokenScope.values,
            default=TokenScope.WRITE.value,
            help="of the token",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                person, secret = self._create(options)
        except EmailTakenError as error:
            raise CommandError(f"{options['email']} has an account already.") from error
        except PasswordRefusedError as error:
            raise CommandError(" ".join(error.reasons)) from error
        except InvalidInputError as error:
            raise CommandError(f"This {error.facts['field']} cannot be used.") from error
        self.stderr.write(f"{person.email} is an agent of {person.organisation.name}.")
        if secret is not None:
            self.stdout.write(secret)

    def _create(self, options: dict[str, Any]) -> tuple[Person, str | None]:
        person = create_person(
            actor=ACTOR,
            organisation=_organisation(options["organisation"]),
            email=options["email"],
            name=options["name"],
            password=sys.stdin.readline().rstrip("\n") if options["password_stdin"] else None,
            is_officer=options["officer"],
            is_administrator=options["administrator"],
        )
        if not options["token"]:
            return person, None
        scope = TokenScope(options["scope"])
        _, secret = issue_token(actor=ACTOR, person=person, name="create_agent", scope=scope)
        return person, secret


def _organisation(name: str) -> Organisation:
    """Return the named organisation; without a name the only one, or the first ever."""
    if name:
        return ensure_organisation(actor=ACTOR, name=name)
    known = list(Organisation.objects.order_by("id")[:2])
    if len(known) > 1:
        raise CommandError("There are several organisations: say which with --organisation.")
    return known[0] if known else ensure_organisation(actor=ACTOR, name=FIRST_ORGANISATION)
