"""What the audit resources take and give."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.openapi.problems import FactsField
from apps.api.serializers import OutputSerializer, PageQuery
from apps.audit.models import ActorType, AuditEvent

ACTION_LENGTH = 64


class AuditQuery(PageQuery):
    """Which acts to list; ``action`` is a whole action or its object (``item``)."""

    actor = serializers.UUIDField(required=False)
    item_id = serializers.UUIDField(required=False)
    action = serializers.CharField(required=False, max_length=ACTION_LENGTH)
    to = serializers.DateTimeField(required=False, help_text="Before this instant.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add ``from``, which Python does not let a class body say."""
        since: serializers.Field[Any, Any, Any, Any] = serializers.DateTimeField(
            required=False, help_text="At or after this instant."
        )
        return {**super().get_fields(), "from": since}


class AuditActorSerializer(serializers.Serializer[Any]):
    """Who acted; ``label`` is the name at that time."""

    type = serializers.ChoiceField(choices=ActorType.values)
    id = serializers.UUIDField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes fields off the class


class AuditItemSerializer(serializers.Serializer[Any]):
    """The item acted upon; ``name`` is the one it had at that time."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class AuditEventSerializer(OutputSerializer[AuditEvent]):
    """One act."""

    id = serializers.CharField()
    at = serializers.DateTimeField()
    actor = AuditActorSerializer()
    action = serializers.CharField()
    item = AuditItemSerializer(allow_null=True)
    link_id = serializers.UUIDField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    facts = FactsField()

    def represent(self, instance: AuditEvent) -> dict[str, Any]:
        """Return the JSON object."""
        actor_id, item_id, link_id = instance.actor_id, instance.item_id, instance.link_id
        return {
            "id": str(instance.id),
            "at": instance.at,
            "actor": {
                "type": instance.actor_type,
                "id": str(actor_id) if actor_id else None,
                "label": instance.actor_label,
            },
            "action": instance.action,
            "item": {"id": str(item_id), "name": instance.item_name} if item_id else None,
            "link_id": str(link_id) if link_id else None,
            "address": instance.address or None,
            "facts": instance.facts,
        }
