"""What the grants resource takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.api.fields import StrictChoiceField, StrictEmailField, StrictUUIDField
from apps.api.serializers import OutputSerializer, StrictSerializer
from apps.api.v1.shapes import ROLE_WORDS, PersonRefSerializer, person_ref
from apps.core.access import Role
from apps.sharing.models import Grant

_PRINCIPALS = ("person_id", "group_id", "email")


class RoleSerializer(StrictSerializer):
    """A role."""

    role = StrictChoiceField(choices=ROLE_WORDS)


class GiveRoleSerializer(RoleSerializer):
    """A role for a person, by id or address, or for a group: exactly one of the three."""

    default_error_messages = {
        "one_principal": _("Give exactly one of person_id, group_id and email."),
    }

    person_id = StrictUUIDField(required=False)
    group_id = StrictUUIDField(required=False)
    email = StrictEmailField(required=False)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse none or several principals."""
        if sum(name in attrs for name in _PRINCIPALS) != 1:
            self.fail("one_principal")
        return attrs


@dataclass(frozen=True, kw_only=True)
class GrantRow:
    """A grant seen from an item. ``is_inherited``: given further up; the folder it was given on
    is named only to who may read it.
    """

    grant: Grant
    is_inherited: bool
    is_source_readable: bool


class PrincipalSerializer(serializers.Serializer[Any]):
    """A person or a group."""

    type = serializers.ChoiceField(choices=["person", "group"])
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField(allow_null=True)


class GrantSourceSerializer(serializers.Serializer[Any]):
    """The folder a role comes from; unnamed for who may not read it."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)


class GrantSerializer(OutputSerializer[GrantRow]):
    """A role given to a person or a group."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=ROLE_WORDS)
    principal = PrincipalSerializer()
    granted_by = PersonRefSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    inherited_from = GrantSourceSerializer(allow_null=True)

    def represent(self, instance: GrantRow) -> dict[str, Any]:
        """Return the JSON object."""
        grant = instance.grant
        return {
            "id": str(grant.id),
            "role": Role(grant.role).word,
            "principal": _principal(grant),
            "granted_by": person_ref(grant.granted_by),
            "created_at": grant.created_at,
            "inherited_from": _source(instance) if instance.is_inherited else None,
        }


def _principal(grant: Grant) -> dict[str, Any]:
    if grant.person is not None:
        person = grant.person
        return {
            "type": "person",
            "id": str(person.id),
            "name": person.name,
            "email": person.email,
        }
    return {
        "type": "group",
        "id": str(grant.group_id),
        "name": grant.group.name if grant.group is not None else "",
        "email": None,
    }


def _source(row: GrantRow) -> dict[str, Any]:
    item = row.grant.item
    return {"id": str(item.id), "name": item.name if row.is_source_readable else None}
