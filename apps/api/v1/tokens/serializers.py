"""What the tokens resource takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from apps.accounts.models import NAME_LENGTH, ApiToken, TokenScope
from apps.api.fields import StrictChoiceField, StrictInstantField, StrictStringField
from apps.api.serializers import OutputSerializer, StrictSerializer


class CreateTokenSerializer(StrictSerializer):
    """A new key for a program."""

    name = StrictStringField(max_length=NAME_LENGTH, help_text="What it is for.")
    scope = StrictChoiceField(choices=TokenScope.values)
    expires_at = StrictInstantField(
        required=False, allow_null=True, help_text="Null or absent: it does not expire."
    )


class TokenSerializer(OutputSerializer[ApiToken]):
    """A key of a program. Its text is told once, when it is made."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=TokenScope.values)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)

    def represent(self, instance: ApiToken) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "id": str(instance.id),
            "name": instance.name,
            "scope": instance.scope,
            "created_at": instance.created_at,
            "expires_at": instance.expires_at,
            "last_used_at": instance.last_used_at,
        }


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A key just made, with the text nobody can learn later."""

    token: ApiToken
    secret: str


class NewTokenSerializer(OutputSerializer[NewToken]):
    """The answer that creates a key: the only place its text appears."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=TokenScope.values)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    token = serializers.CharField(help_text="Shown once.")

    def represent(self, instance: NewToken) -> dict[str, Any]:
        """Return the JSON object."""
        return {**TokenSerializer().represent(instance.token), "token": instance.secret}
