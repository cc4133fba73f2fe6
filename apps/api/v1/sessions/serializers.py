"""What the sessions resource takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from apps.accounts.models import Session
from apps.api.serializers import OutputSerializer, QuerySerializer


class EndSessionsQuery(QuerySerializer):
    """Whether the calling browser is signed out too."""

    include_current = serializers.BooleanField(required=False, default=False)


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session, and whether the caller speaks through it."""

    session: Session
    is_current: bool


class SessionSerializer(OutputSerializer[SessionRow]):
    """A browser in which the caller is signed in."""

    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField(help_text="To the minute.")
    address = serializers.CharField(allow_null=True)
    user_agent = serializers.CharField()
    is_current = serializers.BooleanField()

    def represent(self, instance: SessionRow) -> dict[str, Any]:
        """Return the JSON object."""
        session = instance.session
        return {
            "id": str(session.id),
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "address": session.address,
            "user_agent": session.user_agent,
            "is_current": instance.is_current,
        }
