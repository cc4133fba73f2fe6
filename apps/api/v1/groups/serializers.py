"""What the groups resource takes and gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from apps.accounts.models import NAME_LENGTH
from apps.api.fields import StrictStringField, StrictUUIDField
from apps.api.serializers import OutputSerializer, StrictSerializer

if TYPE_CHECKING:
    from apps.accounts.queries import CountedGroup


class GroupNameSerializer(StrictSerializer):
    """A group's name."""

    name = StrictStringField(max_length=NAME_LENGTH)


class NewMemberSerializer(StrictSerializer):
    """Who enters a group."""

    person_id = StrictUUIDField()


class GroupSerializer(OutputSerializer[Any]):
    """People who receive roles together."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    member_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    def represent(self, instance: CountedGroup) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "id": str(instance.id),
            "name": instance.name,
            "member_count": instance.member_count,
            "created_at": instance.created_at,
        }
