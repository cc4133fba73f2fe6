"""What the spaces resource takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from apps.api.serializers import OutputSerializer
from apps.api.v1.shapes import ROLE_WORDS
from apps.core.access import Role
from apps.drive.models import Space, SpaceKind


@dataclass(frozen=True, kw_only=True)
class SpaceRow:
    """A space as one caller sees it."""

    space: Space
    role: Role | None


class SpaceSerializer(OutputSerializer[SpaceRow]):
    """A root of the tree, with its quota."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SpaceKind.values)
    root_id = serializers.UUIDField(help_text="The space's root folder.")
    quota_bytes = serializers.IntegerField()
    used_bytes = serializers.IntegerField()
    role = serializers.ChoiceField(choices=ROLE_WORDS, allow_null=True)
    created_at = serializers.DateTimeField()

    def represent(self, instance: SpaceRow) -> dict[str, Any]:
        """Return the JSON object."""
        space = instance.space
        return {
            "id": str(space.id),
            "name": space.name,
            "kind": space.kind,
            "root_id": str(space.root_id),
            "quota_bytes": space.quota_bytes,
            "used_bytes": space.used_bytes,
            "role": instance.role.word if instance.role is not None else None,
            "created_at": space.created_at,
        }
