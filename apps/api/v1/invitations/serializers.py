"""What the invitations resource takes and gives."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.accounts.models import NAME_LENGTH, Invitation
from apps.api.fields import StrictEmailField, StrictStringField
from apps.api.serializers import OutputSerializer, StrictSerializer
from apps.api.v1.shapes import PersonRefSerializer, person_ref


class InviteSerializer(StrictSerializer):
    """Whom to invite. Privileges are never given by an invitation."""

    email = StrictEmailField()
    name = StrictStringField(required=False, allow_blank=True, max_length=NAME_LENGTH)


class InvitationSerializer(OutputSerializer[Invitation]):
    """An open invitation. Its link is in the mail and nowhere else."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    invited_by = PersonRefSerializer(allow_null=True)

    def represent(self, instance: Invitation) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "id": str(instance.id),
            "email": instance.email,
            "name": instance.name,
            "created_at": instance.created_at,
            "expires_at": instance.expires_at,
            "invited_by": person_ref(instance.invited_by),
        }
