"""What the resource ``me`` takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.accounts.models import NAME_LENGTH, Locale, Person
from apps.api.fields import StrictChoiceField, StrictStringField
from apps.api.serializers import OutputSerializer, StrictSerializer
from apps.api.v1.spaces.serializers import SpaceRow, SpaceSerializer


class EditMeSerializer(StrictSerializer):
    """What a person may change about herself; privileges are not among it."""

    name = StrictStringField(required=False, max_length=NAME_LENGTH)
    service = StrictStringField(required=False, allow_blank=True, max_length=NAME_LENGTH)
    locale = StrictChoiceField(required=False, choices=Locale.choices)


@dataclass(frozen=True, kw_only=True)
class MeRow:
    """The caller. Privileges are those of the credential: a narrow token has none."""

    person: Person
    is_officer: bool
    is_administrator: bool
    personal_space: SpaceRow
    banners: list[str]


class OrganisationSerializer(serializers.Serializer[Any]):
    """The caller's administration."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class LimitsSerializer(serializers.Serializer[Any]):
    """Settings of this installation that an application should know before it asks."""

    upload_one_shot_max_bytes = serializers.IntegerField()
    link_default_days = serializers.IntegerField()
    link_maximum_days = serializers.IntegerField()
    trash_retention_days = serializers.IntegerField()


class BannerSerializer(serializers.Serializer[Any]):
    """Something everybody should know about this installation."""

    code = serializers.CharField()


class MeSerializer(OutputSerializer[MeRow]):
    """The caller, her space and this installation's limits."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    service = serializers.CharField()
    locale = serializers.ChoiceField(choices=Locale.choices)
    organisation = OrganisationSerializer()
    is_officer = serializers.BooleanField()
    is_administrator = serializers.BooleanField()
    personal_space = SpaceSerializer()
    limits = LimitsSerializer()
    banners = BannerSerializer(many=True)
    realtime_port = serializers.IntegerField(
        allow_null=True,
        help_text="Port of `/ws/changes/`; null means the one of this address.",
    )

    def represent(self, instance: MeRow) -> dict[str, Any]:
        """Return the JSON object."""
        person = instance.person
        return {
            "id": str(person.id),
            "email": person.email,
            "name": person.name,
            "service": person.service,
            "locale": person.locale,
            "organisation": {
                "id": str(person.organisation_id),
                "name": person.organisation.name,
            },
            "is_officer": instance.is_officer,
            "is_administrator": instance.is_administrator,
            "personal_space": SpaceSerializer().represent(instance.personal_space),
            "limits": _limits(),
            "banners": [{"code": code} for code in instance.banners],
            "realtime_port": settings.REALTIME_PORT or None,
        }


def _limits() -> dict[str, int]:
    return {
        "upload_one_shot_max_bytes": settings.UPLOAD_ONE_SHOT_MAX_BYTES,
        "link_default_days": settings.LINK_DEFAULT_DAYS,
        "link_maximum_days": settings.LINK_MAXIMUM_DAYS,
        "trash_retention_days": settings.TRASH_RETENTION_DAYS,
    }
