from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import Person
from apps.accounts.names import normalise_email
from apps.accounts.operations.people import deactivate_person
from apps.core.access import SystemActor


class Command(BaseCommand):
    help = "Shuts an agent out at once: sign-in, sessions and tokens end, her files stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=normalise_email(options["email"])).first()
        if person is None:
            raise CommandError(f"{options['email']} has no account.")
        actor = SystemActor(label="manage.py deactivate_agent")
        deactivate_person(actor=actor, person_id=person.id)
        self.stderr.write(f"{person.email} can no longer sign in.")
