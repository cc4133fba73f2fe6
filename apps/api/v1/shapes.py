"""Shapes that several resources share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.accounts.models import Person
from apps.api.serializers import OutputSerializer
from apps.core.access import Ability, Role
from apps.drive.models import ContentState, FileVersion

ROLE_WORDS = [role.word for role in Role]
ABILITY_WORDS = [ability.word for ability in Ability]


def person_ref(person: Person | None) -> dict[str, Any] | None:
    """Return how a person is shown beside what she did; None if the product did it."""
    if person is None:
        return None
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "service": person.service,
    }


class PersonRefSerializer(OutputSerializer[Person]):
    """An agent, as colleagues see her."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    service = serializers.CharField()

    def represent(self, instance: Person) -> dict[str, Any]:
        """Return the JSON object."""
        return person_ref(instance) or {}


class VerdictSerializer(OutputSerializer[FileVersion]):
    """The verdict passport of a content: what the antivirus said, with which signatures."""

    state = serializers.ChoiceField(choices=[state.value for state in ContentState])
    reason = serializers.CharField(allow_null=True)
    signature_name = serializers.CharField(allow_null=True)
    engine_version = serializers.CharField(allow_null=True)
    signature_version = serializers.IntegerField(allow_null=True)
    signature_date = serializers.DateTimeField(allow_null=True)
    scanned_at = serializers.DateTimeField(allow_null=True)
    bytes_examined = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()

    def represent(self, instance: FileVersion) -> dict[str, Any]:
        """Return the JSON object; all but state and hash are null until a verdict exists."""
        verdict = instance.verdict
        return {
            "state": instance.state,
            "reason": (verdict.reason or None) if verdict else None,
            "signature_name": (verdict.signature_name or None) if verdict else None,
            "engine_version": (verdict.engine_version or None) if verdict else None,
            "signature_version": verdict.signature_version if verdict else None,
            "signature_date": verdict.signature_date if verdict else None,
            "scanned_at": verdict.scanned_at if verdict else None,
            "bytes_examined": verdict.bytes_examined if verdict else None,
            "duration_ms": verdict.duration_ms if verdict else None,
            "sha256": instance.sha256,
        }


def ability_words(abilities: frozenset[Ability]) -> list[str]:
    """Return abilities as the API spells them, in a stable order."""
    return [ability.word for ability in Ability if ability in abilities]
