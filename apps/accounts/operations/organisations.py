"""Making organisations. No door of the network leads here: the command line does."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from apps.accounts.models import NAME_LENGTH, Organisation
from apps.accounts.names import normalise_name
from apps.audit.operations import record
from apps.core.access import Actor
from apps.core.errors import InvalidInputError


@transaction.atomic
def ensure_organisation(*, actor: Actor, name: str) -> Organisation:
    """Return the organisation of that name (case and accents aside), made if there is none."""
    label = normalise_name(name)
    slug = slugify(label)[:NAME_LENGTH]
    if not slug:
        raise InvalidInputError(field="organisation")
    organisation, is_new = Organisation.objects.get_or_create(slug=slug, defaults={"name": label})
    if is_new:
        record(
            actor=actor,
            action="organisation.created",
            organisation_id=organisation.id,
            facts={"name": label},
        )
    return organisation
