"""Writing about people."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from apps.accounts.errors import EmailTakenError, PasswordRefusedError
from apps.accounts.events import PersonCreated, PersonDeactivated
from apps.accounts.models import (
    EMAIL_LENGTH,
    NAME_KEY_LENGTH,
    NAME_LENGTH,
    ApiToken,
    Locale,
    Organisation,
    Person,
    Session,
)
from apps.accounts.names import normalise_email, normalise_name, search_key
from apps.accounts.policy import require_administrator, require_write
from apps.audit.operations import record
from apps.core.access import Actor, PersonActor
from apps.core.clock import Clock, utc_now
from apps.core.errors import InvalidInputError, NotFoundError
from apps.core.events import publish


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str = "",
    password: str | None = None,
    locale: str | None = None,
    is_officer: bool = False,
    is_administrator: bool = False,
) -> Person:
    """Make an account.

    Raises ``EmailTakenError``, ``PasswordRefusedError``, ``InvalidInputError`` with the field.
    """
    _check_identity(email=email, name=name)
    if password is not None:
        check_password_policy(password, email=email, name=name)
    try:
        with transaction.atomic():
            person = Person.objects.create_person(
                email=email,
                organisation=organisation,
                name=name,
                password=password,
                locale=locale,
                is_officer=is_officer,
                is_administrator=is_administrator,
            )
    except IntegrityError as error:
        raise EmailTakenError from error
    record(
        actor=actor,
        action="person.created",
        organisation_id=organisation.id,
        facts={"person_id": str(person.id), "email": person.email, "name": person.name},
    )
    publish(PersonCreated(person_id=person.id, organisation_id=organisation.id))
    return person


@transaction.atomic
def deactivate_person(*, actor: Actor, person_id: UUID, clock: Clock = utc_now) -> None:
    """Shut her out at once: no sign-in, no session, no token.

    Her files stay where they are. Doing it twice changes nothing. Raises ``NotFoundError`` for
    an unknown person, ``ForbiddenError`` for an actor who is not her administrator.
    """
    person = _lock_person(person_id)
    require_administrator(actor, person.organisation_id)
    if not person.is_active:
        return
    person.is_active = False
    person.deactivated_at = clock()
    person.save(update_fields=["is_active", "deactivated_at"])
    Session.objects.filter(person=person).delete()
    ApiToken.objects.filter(person=person).delete()
    record(
        actor=actor,
        action="person.deactivated",
        organisation_id=person.organisation_id,
        facts={"person_id": str(person.id), "email": person.email},
    )
    publish(PersonDeactivated(person_id=person.id, organisation_id=person.organisation_id))


@transaction.atomic
def update_profile(
    *,
    actor: PersonActor,
    name: str | None = None,
    service: str | None = None,
    locale: str | None = None,
) -> Person:
    """Change what a person may change about herself; ``None`` leaves a field as it is.

    Raises ``InvalidInputError`` with the field's name.
    """
    require_write(actor)
    person = _lock_person(actor.person_id)
    wanted = _profile_values(name=name, service=service, locale=locale)
    changed = {key: value for key, value in wanted.items() if getattr(person, key) != value}
    if not changed:
        return person
    for key, value in changed.items():
        setattr(person, key, value)
    person.save(update_fields=list(changed))
    record(
        actor=actor,
        action="person.updated",
        organisation_id=person.organisation_id,
        facts={"fields": sorted(changed.keys() - {"search_key"})},
    )
    return person


def check_password_policy(password: str, *, email: str = "", name: str = "") -> None:
    """Raise ``PasswordRefusedError`` unless the password may be chosen by that person."""
    try:
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        raise PasswordRefusedError(list(error.messages)) from error


def _check_identity(*, email: str, name: str) -> None:
    try:
        validate_email(normalise_email(email))
    except ValidationError as error:
        raise InvalidInputError(field="email") from error
    if len(normalise_email(email)) > EMAIL_LENGTH:
        raise InvalidInputError(field="email")
    if len(normalise_name(name)) > NAME_LENGTH:
        raise InvalidInputError(field="name")


def _profile_values(*, name: str | None, service: str | None, locale: str | None) -> dict[str, str]:
    wanted: dict[str, str] = {}
    if name is not None:
        wanted["name"] = normalise_name(name)
        if not wanted["name"]:
            raise InvalidInputError(field="name")
        wanted["search_key"] = search_key(wanted["name"])[:NAME_KEY_LENGTH]
    if service is not None:
        wanted["service"] = normalise_name(service)
    if locale is not None:
        if locale not in Locale.values:
            raise InvalidInputError(field="locale")
        wanted["locale"] = locale
    return wanted


def _lock_person(person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise NotFoundError
    return person
