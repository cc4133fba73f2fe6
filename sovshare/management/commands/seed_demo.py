"""``manage.py seed_demo``: a demonstration organisation with two agents, at first start only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.accounts.actors import person_actor
from apps.accounts.models import Organisation, Person
from apps.accounts.operations.organisations import ensure_organisation
from apps.accounts.operations.people import create_person
from apps.core.access import Ability, PersonActor, Role, SystemActor
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.receiving import receive_file
from apps.drive.operations.spaces import create_team_space
from apps.drive.operations.structure import create_folder
from apps.sharing.gate import open_item
from apps.sharing.operations.grants import PrincipalRef, give_role
from apps.sharing.queries.items import my_spaces
from sovshare.management.demo_document import write_demo_document

ACTOR = SystemActor(label="manage.py seed_demo")
SAMPLES = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    """Passwords are random for each installation and kept beside its data, readable by its owner:
    a demonstration that a neighbour can sign in to is an incident.
    """

    help = "Fills an empty installation with a demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed if nobody is there; the sign-ins are kept in ``DATA_DIR/demo.json``."""
        if not Person.objects.exists():
            _write_private(Path(settings.DATA_DIR) / "demo.json", _seed())


def _seed() -> dict[str, str]:
    organisation = ensure_organisation(actor=ACTOR, name="Préfecture de démonstration")
    camille, camille_password = _agent(
        organisation, "camille.durand@demo.example", "Camille Durand", is_in_charge=True
    )
    basile, basile_password = _agent(organisation, "basile.moreau@demo.example", "Basile Moreau")
    _fill_personal_space(person_actor(camille))
    _fill_team_space(person_actor(camille), basile)
    return {camille.email: camille_password, basile.email: basile_password}


def _agent(
    organisation: Organisation, email: str, name: str, *, is_in_charge: bool = False
) -> tuple[Person, str]:
    password = secrets.token_urlsafe(12)
    person = create_person(
        actor=ACTOR,
        organisation=organisation,
        email=email,
        name=name,
        password=password,
        is_officer=is_in_charge,
        is_administrator=is_in_charge,
    )
    return person, password


def _fill_personal_space(actor: PersonActor) -> None:
    root_id = my_spaces(actor)[0].root_id
    _upload(actor, root_id, "Bienvenue.md")
    folder = create_folder(
        access=open_item(actor, root_id, want=Ability.EDIT), name="Marché de maintenance"
    )
    _upload(actor, folder.id, "Cahier des charges.pdf")
    _upload(actor, folder.id, "Budget 2027.csv")


def _fill_team_space(actor: PersonActor, colleague: Person) -> None:
    space = create_team_space(actor=actor, name="Service des achats")
    give_role(
        access=open_item(actor, space.root_id, want=Ability.MANAGE_GRANTS),
        principal=PrincipalRef(person_id=colleague.id),
        role=Role.EDITOR,
    )
    _upload(actor, space.root_id, "Compte rendu du comité.txt")
    _upload(actor, space.root_id, "Plan du hall.png")
    write_demo_document(actor, person_actor(colleague), space.root_id)


def _upload(actor: PersonActor, folder_id: UUID, name: str) -> None:
    """Send a sample through the same machine as every file: it is scanned or it waits."""
    path = SAMPLES / name
    access = open_item(actor, folder_id, want=Ability.EDIT)
    with path.open("rb") as reader:
        receive_file(
            access=access,
            name=name,
            size_bytes=path.stat().st_size,
            reader=reader,
            on_conflict=OnConflict.FAIL,
            reopen=lambda: access,
        )


def _write_private(path: Path, sign_ins: dict[str, str]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(sign_ins, file)
