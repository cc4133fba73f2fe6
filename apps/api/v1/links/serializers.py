"""What the links resource takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from apps.api.fields import StrictChoiceField, StrictInstantField, StrictStringField
from apps.api.serializers import OutputSerializer, PageQuery, StrictSerializer
from apps.api.v1.shapes import PersonRefSerializer, person_ref
from apps.drive.models import ItemKind
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.queries.sharing import LinkStatus

PASSWORD_LENGTH = 200
NOTE_LENGTH = 200
STATUSES = [status.value for status in LinkStatus]


class LinksQuery(PageQuery):
    """Which links to list."""

    status = serializers.ChoiceField(choices=STATUSES, required=False)


MODE_HELP = (
    "`read` (documents alone): look, take no copy; `download`: also take a copy; `comment`: also "
    "comment and suggest in documents; `edit`: also write in them. In a folder it holds for "
    "each document below; of other items nothing but copies is ever given."
)


class _LinkFieldsSerializer(StrictSerializer):
    expires_at = StrictInstantField(required=False)
    password = StrictStringField(
        required=False,
        allow_null=True,
        max_length=PASSWORD_LENGTH,
        trim_whitespace=False,
        help_text="Null removes the password.",
    )
    note = StrictStringField(required=False, allow_blank=True, max_length=NOTE_LENGTH)


class EditLinkSerializer(_LinkFieldsSerializer):
    """The fields of a link that change; those not given stay as they are."""

    mode = StrictChoiceField(choices=LinkMode.values, required=False, help_text=MODE_HELP)


class CreateLinkSerializer(_LinkFieldsSerializer):
    """A new link; without ``expires_at`` it ends after the default time."""

    mode = StrictChoiceField(
        choices=LinkMode.values, default=LinkMode.DOWNLOAD.value, help_text=MODE_HELP
    )


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A link as its issuer or a manager sees it."""

    link: Link
    status: LinkStatus
    is_item_readable: bool


class LinkItemSerializer(serializers.Serializer[Any]):
    """The item a link leads to; unnamed for who may not read it any more."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=ItemKind.values)


class LinkSerializer(OutputSerializer[LinkRow]):
    """A door for a partner. Its address is told once, when it is made."""

    id = serializers.UUIDField()
    item = LinkItemSerializer()
    mode = serializers.ChoiceField(choices=LinkMode.values)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    has_password = serializers.BooleanField()
    status = serializers.ChoiceField(choices=STATUSES)
    note = serializers.CharField()
    open_count = serializers.IntegerField()
    download_count = serializers.IntegerField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    issuer = PersonRefSerializer()

    def represent(self, instance: LinkRow) -> dict[str, Any]:
        """Return the JSON object."""
        link = instance.link
        return {
            "id": str(link.id),
            "item": {
                "id": str(link.item_id),
                "name": link.item.name if instance.is_item_readable else None,
                "kind": link.item.kind,
            },
            "mode": link.mode,
            "created_at": link.created_at,
            "expires_at": link.expires_at,
            "revoked_at": link.revoked_at,
            "has_password": link.has_password,
            "status": instance.status.value,
            "note": link.note,
            "open_count": link.open_count,
            "download_count": link.download_count,
            "last_used_at": link.last_used_at,
            "issuer": person_ref(link.issuer),
        }


@dataclass(frozen=True, kw_only=True)
class NewLinkRow(LinkRow):
    """A link just made, with the address nobody can learn later."""

    url: str


class NewLinkSerializer(LinkSerializer):
    """The answer that creates a link: the only place its address appears."""

    url = serializers.CharField(help_text="Shown once.")

    def represent(self, instance: LinkRow) -> dict[str, Any]:
        """Return the JSON object. Raises ``TypeError`` for a row without address."""
        if not isinstance(instance, NewLinkRow):
            raise TypeError("only a link just made has an address")
        return {**super().represent(instance), "url": instance.url}
